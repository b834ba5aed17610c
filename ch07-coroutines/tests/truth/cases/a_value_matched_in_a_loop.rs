fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> i64 {
    for d in Items(3, 2) {
        let mut a = loop {
            if !tick(6) {
                break leaf(7, D::new).wait;
            }
            if flag(6) {
                break {
                    if let Some(c) = leaf(18, some).wait
                        && leaf(19, flag).wait
                        && let Some(d) = some(19)
                    {
                        note(20);
                    }
                    D::new(21)
                };
            }
        };
    }
    number(27)
}
