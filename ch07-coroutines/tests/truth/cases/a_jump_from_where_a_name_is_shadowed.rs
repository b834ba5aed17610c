fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> Result<D, D> {
    'rows: for d in leaf(3, |id| Items(id, 3)).wait {
        while let Some(c) = leaf(9, |id| tick(id).then(|| D::new(id))).wait {
            'block: {
                let mut a = loop {
                    if !tick(14) {
                        break D::new(15);
                    }
                    if flag(14) {
                        break D::new(19);
                    }
                };
                continue 'rows;
            }
        }
    }
    leaf(28, fail).wait
}
