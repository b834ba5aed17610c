fn it(a: D, mut n: i64, (b, k): (D, i64), _: D) -> i64 {
    note(2);
    leaf(3, number).wait
}
