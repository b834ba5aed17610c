fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> Option<D> {
    {
        let late;
        if flag(5) {
            note(6);
        }
        late = leaf(5, D::new).wait;
        note(7);
    }
    some(10)
}
