fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> Option<D> {
    let mut o = {
        let mut a = leaf(25, D::new).wait;
        note(26);
        some(27)
    };
    note(28);
    some(29)
}
