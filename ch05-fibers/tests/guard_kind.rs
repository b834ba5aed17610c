//! What the guards are made of. Alone in a process, as all of its mappings are counted.
#![cfg(target_os = "linux")]

use std::fs;

use ch05_fibers::{GuardKind, StackPool};

const STACKS: usize = 1000;

fn mappings() -> usize {
    let maps = fs::read_to_string("/proc/self/maps").expect("this is Linux");
    maps.lines().count()
}

#[test]
fn the_kind_of_guards_says_what_mappings_stacks_cost() {
    let kind = GuardKind::of_system();
    let pool = StackPool::new(16 * 1024).unwrap();

    let before = mappings();
    let stacks: Vec<_> = (0..STACKS).map(|_| pool.take().unwrap()).collect();
    let added = mappings() - before;

    assert_eq!(stacks.len(), STACKS);
    match kind {
        GuardKind::Marker => assert!(added < STACKS / 10, "{added} mappings"),
        _ => assert!(added >= STACKS, "{added} mappings"),
    }
}
