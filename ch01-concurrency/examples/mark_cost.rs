//! What a mark on a timeline costs, beside the look at the clock that is in it.
//!
//! Run it with `--release`.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use ch01_concurrency::timeline::{Kind, Timeline};

const MARKS: u32 = 1_000_000;
const ROUNDS: usize = 9;

fn main() {
    println!(
        "a look at the clock: {:5.1} ns",
        nanos_each(look_at_the_clock)
    );
    println!("a mark:              {:5.1} ns", nanos_each(mark));
    println!(
        "a mark, two threads: {:5.1} ns",
        nanos_each(mark_from_two_threads)
    );
}

/// The fastest round's time for one of its [`MARKS`].
fn nanos_each(round: fn()) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        round();
        start.elapsed()
    });
    let fastest = rounds.min().expect("there are rounds");
    fastest.as_nanos() as f64 / f64::from(MARKS)
}

fn look_at_the_clock() {
    for _ in 0..MARKS {
        black_box(Instant::now());
    }
}

fn mark() {
    mark_one_lane(&Timeline::new());
}

/// Each has a lane of its own, and sets as many marks as the other.
fn mark_from_two_threads() {
    let timeline = Timeline::new();
    thread::scope(|scope| {
        scope.spawn(|| mark_one_lane(&timeline));
        scope.spawn(|| mark_one_lane(&timeline));
    });
}

fn mark_one_lane(timeline: &Timeline) {
    let lane = timeline.lane("marked");
    for _ in 0..MARKS / 2 {
        lane.enter_with(Kind::Running, "work");
        lane.enter_with(Kind::Waiting, "socket");
    }
}
