fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> Option<D> {
    'l4: for d in Items(3, 2) {
        if let Some(b) = ({
            'l7: {
                boom(8);
                b.touch();
                continue 'l4;
            }
            some(11)
        }) {
            while let Some(c) = leaf(13, |id| tick(id).then(|| D::new(id))).wait {
                note(15);
            }
        }
    }
    some(17)
}
