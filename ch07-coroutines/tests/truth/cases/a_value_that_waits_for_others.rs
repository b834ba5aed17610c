fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> D {
    let mut a = {
        let [_one, two] = [leaf(5, D::new).wait, 'block: {
            assert!(number(9) != 9);
            if flag(6) {
                break 'block leaf(10, D::new).wait;
            }
            D::new(11)
        }];
        two
    };
    D::new(13)
}
