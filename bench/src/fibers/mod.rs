//! Fibers: chapter 5, corosensei, may, generator and threads beside a switch written by hand.
//!
//! What can be resumed is a [`Coroutine`], what takes turns by itself a [`Scheduler`]; ours is both. Ratios
//! are to corosensei, which is the fastest there is and has no scheduler: where others yield through
//! theirs, it is resumed round a loop, and where they spawn, it runs a fiber on a stack used before.
//!
//! Every fiber adds one to what it is given, where it is given a value, and the sum is looked at: a
//! contender that loses a turn is not measured.
//!
//! The most that ours may take is two instructions above what was counted: so much the compiler's division of this
//! program into units makes, which changes with every suite that is added.
//!
//! Only on x86_64: the floor is written for one processor, as it shows what a switch must cost and is
//! no part of the course.
//!
//! Not the same in all: may's fibers can move between threads, and wake and end by atomic
//! operations; generator's unwind by a panic that it catches at the foot of each stack.

#[cfg(not(target_arch = "x86_64"))]
compile_error!("the floor of the fiber suite is written for x86_64");

mod corosensei;
mod floor;
mod generator;
pub(crate) mod live;
mod may;
mod ours;
mod threads;

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use anyhow::{Result, bail, ensure};

use crate::sample::{WARM_UP, measure, measure_after};
use crate::suite::{Contender, Counts, Suite, Workload};

/// Of each stack, where nothing else is said; chapter 5's default.
const STACK_SIZE: usize = 256 * 1024;

pub(crate) static SUITE: Suite = Suite {
    name: "fibers",
    scale: (0.4, 4.0),
    workloads: &[
        workload("resume", "resume + yield", Some(1.0), Counts::AtMost(28)),
        workload(
            "resume-value",
            "resume + yield, a u64 each way",
            Some(1.0),
            Counts::AtMost(31),
        ),
        workload(
            "create",
            "create, run, finish, same stack",
            Some(0.68),
            Counts::AtMost(55),
        ),
        workload(
            "create-pool",
            "create, run, finish, stack of a pool",
            Some(0.68),
            Counts::AtMost(71),
        ),
        workload("spawn", "spawn + join, scheduler", None, Counts::Repeat),
        workload("yield-1", "yield, 1 fiber", Some(3.0), Counts::AtMost(91)),
        workload("yield-2", "yield, 2 fibers", Some(3.0), Counts::AtMost(94)),
        workload(
            "yield-1000",
            "yield, 1000 fibers",
            Some(3.0),
            Counts::AtMost(95),
        ),
    ],
    base: Contender {
        name: "corosensei",
        lacks: &[],
        threads: false,
        run: coroutine::<corosensei::Corosensei>,
    },
    ours: Contender {
        name: "ours",
        lacks: &[],
        threads: false,
        run: ours,
    },
    others: &[
        Contender {
            name: "floor",
            lacks: &[],
            threads: false,
            run: coroutine::<floor::Floor>,
        },
        Contender {
            name: "generator",
            lacks: &["create"],
            threads: false,
            run: coroutine::<generator::Generator>,
        },
        Contender {
            name: "may",
            lacks: &["resume", "resume-value", "create", "create-pool"],
            threads: true,
            run: scheduler::<may::May>,
        },
        Contender {
            name: "threads",
            lacks: &[
                "resume",
                "create",
                "create-pool",
                "yield-1",
                "yield-2",
                "yield-1000",
            ],
            threads: true,
            run: threads::run,
        },
    ],
};

const fn workload(
    name: &'static str,
    title: &'static str,
    target: Option<f64>,
    counts: Counts,
) -> Workload {
    Workload {
        name,
        title,
        target,
        counts,
    }
}

/// What can be resumed and stops in the middle, so that one workload runs on any.
trait Coroutine {
    /// A fiber that yields for ever, and nothing.
    type Idle;
    /// A fiber that yields, for ever, one more than it was given.
    type Adder;
    type Stack;
    /// Where stacks wait for the next fiber.
    type Pool;

    fn idle() -> Result<Self::Idle>;
    fn resume(fiber: &mut Self::Idle);
    fn adder() -> Result<Self::Adder>;
    fn send(fiber: &mut Self::Adder, value: u64) -> u64;
    fn pool() -> Result<Self::Pool>;
    fn take(pool: &mut Self::Pool) -> Result<Self::Stack>;
    fn give(pool: &mut Self::Pool, stack: Self::Stack);
    /// Runs a fiber that returns one more than `value`; gives the stack back.
    fn run(stack: Self::Stack, value: u64) -> (u64, Self::Stack);
}

/// What runs fibers in turn.
trait Scheduler {
    /// Runs what is given as a fiber, or where fibers can be spawned; gives what it gives.
    fn enter<T: Send + 'static>(main: impl FnOnce() -> T + Send + 'static) -> T;
    /// Spawns a fiber that returns one more than `value`, and waits for it.
    fn spawn_and_join(value: u64) -> Result<u64>;
    /// Spawns a fiber that nobody waits for.
    fn spawn(body: impl FnOnce() + Send + 'static);
    fn yield_now();
}

fn ours(workload: &str, iterations: u64) -> Result<Duration> {
    match workload {
        "spawn" | "yield-1" | "yield-2" | "yield-1000" => {
            scheduler::<ours::Scheduled>(workload, iterations)
        }
        _ => coroutine::<ours::Ours>(workload, iterations),
    }
}

fn coroutine<C: Coroutine>(workload: &str, iterations: u64) -> Result<Duration> {
    match workload {
        "resume" => resume::<C>(iterations),
        "resume-value" => resume_value::<C>(iterations),
        "create" => create::<C>(iterations),
        // Who has no scheduler has this instead.
        "create-pool" | "spawn" => create_on_pool::<C>(iterations),
        "yield-1" => resume_each::<C>(1, iterations),
        "yield-2" => resume_each::<C>(2, iterations),
        "yield-1000" => resume_each::<C>(1000, iterations),
        other => bail!("no workload `{other}`"),
    }
}

fn resume<C: Coroutine>(iterations: u64) -> Result<Duration> {
    let mut fiber = C::idle()?;

    measure(iterations, || {
        C::resume(&mut fiber);
        Ok(())
    })
}

fn resume_value<C: Coroutine>(iterations: u64) -> Result<Duration> {
    let mut fiber = C::adder()?;
    let mut value = 0;

    let time = measure(iterations, || {
        value = C::send(&mut fiber, value);
        Ok(())
    })?;
    expect(value, WARM_UP + iterations)?;
    Ok(time)
}

fn create<C: Coroutine>(iterations: u64) -> Result<Duration> {
    let mut stack = Some(C::take(&mut C::pool()?)?);
    let mut value = 0;

    let time = measure(iterations, || {
        let (sum, left) = C::run(stack.take().expect("the last fiber left it"), value);
        (value, stack) = (sum, Some(left));
        Ok(())
    })?;
    expect(value, WARM_UP + iterations)?;
    Ok(time)
}

fn create_on_pool<C: Coroutine>(iterations: u64) -> Result<Duration> {
    let mut pool = C::pool()?;
    let mut value = 0;

    let time = measure(iterations, || {
        let (sum, stack) = C::run(C::take(&mut pool)?, value);
        C::give(&mut pool, stack);
        value = sum;
        Ok(())
    })?;
    expect(value, WARM_UP + iterations)?;
    Ok(time)
}

/// Without a scheduler: each of so many fibers is resumed, and again from the first one on.
fn resume_each<C: Coroutine>(fibers: u64, iterations: u64) -> Result<Duration> {
    let mut all: Vec<C::Idle> = (0..fibers).map(|_| C::idle()).collect::<Result<_>>()?;

    rounds(fibers, iterations, || all.iter_mut().for_each(C::resume))
}

fn scheduler<S: Scheduler + 'static>(workload: &str, iterations: u64) -> Result<Duration> {
    match workload {
        "spawn" => S::enter(move || spawn_and_join::<S>(iterations)),
        "yield-1" => S::enter(move || yield_among::<S>(1, iterations)),
        "yield-2" => S::enter(move || yield_among::<S>(2, iterations)),
        "yield-1000" => S::enter(move || yield_among::<S>(1000, iterations)),
        other => bail!("no workload `{other}`"),
    }
}

fn spawn_and_join<S: Scheduler>(iterations: u64) -> Result<Duration> {
    let mut value = 0;

    let time = measure(iterations, || {
        value = S::spawn_and_join(value)?;
        Ok(())
    })?;
    expect(value, WARM_UP + iterations)?;
    Ok(time)
}

/// So many fibers yield in turn.
fn yield_among<S: Scheduler + 'static>(fibers: u64, iterations: u64) -> Result<Duration> {
    let others = Others::default();
    for _ in 1..fibers {
        let others = others.clone();
        S::spawn(move || others.take_turns::<S>());
    }
    // One more fiber, for which this one waits: may leaves a fresh fiber alone as long as others yield, so
    // all must be fresh.
    let (time, turns) = S::enter(move || -> Result<_> {
        let time = rounds(fibers, iterations, S::yield_now)?;
        Ok((time, others.end::<S>(fibers - 1)))
    })?;
    let expected = (fibers - 1) * (rounds_of(fibers, WARM_UP) + rounds_of(fibers, iterations));
    ensure!(
        turns >= expected,
        "the other fibers had {turns} turns, not {expected}"
    );
    Ok(time)
}

/// What the fibers that yield beside the measured one share with it.
#[derive(Clone, Default)]
struct Others(Arc<OthersState>);

#[derive(Default)]
struct OthersState {
    is_over: AtomicBool,
    ended: AtomicU64,
    turns: AtomicU64,
}

impl Others {
    fn take_turns<S: Scheduler>(&self) {
        let mut turns = 0;
        // Relaxed: all run on one thread, and the end may be seen a turn late.
        while !self.0.is_over.load(Relaxed) {
            turns += 1;
            S::yield_now();
        }
        self.0.turns.fetch_add(turns, Relaxed);
        self.0.ended.fetch_add(1, Relaxed);
    }

    /// Lets so many end; how many turns they had.
    fn end<S: Scheduler>(&self, count: u64) -> u64 {
        self.0.is_over.store(true, Relaxed);
        while self.0.ended.load(Relaxed) < count {
            S::yield_now();
        }
        self.0.turns.load(Relaxed)
    }
}

/// Measures rounds in which each of so many fibers has a turn; the time of `iterations` turns.
#[inline(always)]
fn rounds(fibers: u64, iterations: u64, mut round: impl FnMut()) -> Result<Duration> {
    let rounds = rounds_of(fibers, iterations);
    let time = measure_after(rounds_of(fibers, WARM_UP), rounds, || {
        round();
        Ok(())
    })?;
    Ok(time.mul_f64(iterations as f64 / (rounds * fibers) as f64))
}

fn rounds_of(fibers: u64, turns: u64) -> u64 {
    turns.div_ceil(fibers)
}

fn expect(sum: u64, expected: u64) -> Result<()> {
    ensure!(
        sum == expected,
        "the fibers counted to {sum}, not {expected}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contender_runs_every_workload() {
        SUITE.assert_runs();
    }

    /// Fibers that forget every second turn.
    struct Lossy;

    impl Coroutine for Lossy {
        type Idle = ();
        type Adder = ();
        type Stack = ();
        type Pool = ();

        fn idle() -> Result<()> {
            Ok(())
        }
        fn resume((): &mut ()) {}
        fn adder() -> Result<()> {
            Ok(())
        }
        fn send((): &mut (), value: u64) -> u64 {
            value | 1
        }
        fn pool() -> Result<()> {
            Ok(())
        }
        fn take((): &mut ()) -> Result<()> {
            Ok(())
        }
        fn give((): &mut (), (): ()) {}
        fn run((): (), value: u64) -> (u64, ()) {
            (value | 1, ())
        }
    }

    #[test]
    fn fibers_that_lose_a_turn_are_not_measured() {
        for workload in ["resume-value", "create", "create-pool"] {
            let error = coroutine::<Lossy>(workload, 1).expect_err("the sum is too small");

            assert!(error.to_string().contains("counted to 1, not"), "{error}");
        }
    }
}
