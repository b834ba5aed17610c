fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> i64 {
    if let Some(b) = (Some(b)) {
        let mut o = 'l9: loop {
            if !tick(7) {
                break leaf(8, some).wait;
            }
            if flag(7) {
                note(format!("{n} {b:?}"));
                break some(17);
            }
        };
        note(18);
    }
    number(22)
}
