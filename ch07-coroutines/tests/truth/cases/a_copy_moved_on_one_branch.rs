fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> Result<D, D> {
    if flag(3) {
        let Some(a) = (Some({
            let held = k;
            D::with(leaf(14, D::new).wait, held)
        })) else {
            return leaf(17, fail).wait;
        };
    }
    leaf(25, fail).wait
}
