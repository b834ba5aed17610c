//! What is left of tasks that are over: nothing. It has a process of its own, since memory is the process's.

use ch06_futures::{FutureExt, yield_now};
use ch08_runtime::{Builder, spawn};

#[cfg(target_os = "linux")]
#[path = "../../ch05-fibers/tests/support/memory.rs"]
#[expect(dead_code, reason = "here nobody asks for single pages")]
mod memory;

/// Enough that a leak of a task, however small, is more than [`GROWTH`].
const COUNT: usize = match (cfg!(miri), cfg!(debug_assertions)) {
    (true, _) => 100,
    (false, true) => 100_000,
    (false, false) => 1_000_000,
};

/// In bytes: 5 for each of a million.
const GROWTH: usize = 4 << 20;

fn resident_bytes() -> usize {
    #[cfg(all(target_os = "linux", not(miri)))]
    return memory::resident_bytes();
    #[cfg(not(all(target_os = "linux", not(miri))))]
    return 0;
}

/// Spawns so many, one when the one before it is over, and gives how many were.
#[ch07_coroutines::coroutine]
fn one_by_one(count: usize) -> usize {
    let mut sum = 0;
    for _ in 0..count {
        sum += spawn(yield_now().map(|()| 1)).wait.unwrap();
    }
    sum
}

/// Spawns so many that nobody waits for.
#[ch07_coroutines::coroutine]
fn forgotten(count: usize) {
    for _ in 0..count {
        drop(spawn(yield_now()));
        yield_now().wait;
    }
}

#[test]
fn of_a_million_tasks_that_end_nothing_is_left() {
    let runtime = Builder::new().more_threads(1).build().unwrap();
    // What is used again and again is there from now on.
    runtime.block_on(one_by_one(COUNT / 10));
    runtime.block_on(forgotten(COUNT / 10));
    let before = resident_bytes();

    assert_eq!(runtime.block_on(one_by_one(COUNT)), COUNT);
    runtime.block_on(forgotten(COUNT));
    let task = runtime.spawner(1).spawn(one_by_one(COUNT / 10));
    assert_eq!(runtime.block_on(task).unwrap(), COUNT / 10);

    let growth = resident_bytes().saturating_sub(before);
    assert!(growth < GROWTH, "{growth} bytes more for {COUNT} tasks");
}
