fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> D {
    'rows: for d in leaf(3, |id| Items(id, 3)).wait {
        if flag(5) {
            continue;
        }
        let mut o = 'block: {
            let mut c = leaf(10, D::new).wait;
            if flag(8) {
                break 'block leaf(11, some).wait;
            }
            some(12)
        };
    }
    D::new(20)
}
