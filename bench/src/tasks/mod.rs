//! Tasks: chapter 8 beside tokio, each with one thread for tasks.
//!
//! Ours has a second thread, which asks the kernel; tokio's one thread does both. So the counts of what waits for a
//! socket vary, and a wake-up by the reactor is one between threads.
//!
//! The workloads count what was done, and the sum is looked at: a contender that loses a task or a turn is not measured.

mod ours;
mod tokio;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use anyhow::{Result, bail, ensure};

use crate::sample::{WARM_UP, measure_after};
use crate::suite::{Contender, Counts, Suite, Workload};

pub(crate) static SUITE: Suite = Suite {
    name: "tasks",
    scale: (0.2, 4.0),
    workloads: &[
        workload("spawn", "spawn + await", Counts::Repeat),
        workload(
            "spawn-1000",
            "spawn + await, 1000 at a time",
            Counts::Repeat,
        ),
        workload("yield-1", "yield, 1 task", Counts::Repeat),
        workload("yield-1000", "yield, 1000 tasks", Counts::Repeat),
        workload("wake", "two tasks wake each other", Counts::Repeat),
        workload("echo", "a byte there and back, TCP", Counts::Vary),
    ],
    base: Contender {
        name: "tokio",
        lacks: &[],
        threads: false,
        run: run::<tokio::Tokio>,
    },
    ours: Contender {
        name: "ours",
        lacks: &[],
        threads: false,
        run: run::<ours::Ours>,
    },
    others: &[],
};

const fn workload(name: &'static str, title: &'static str, counts: Counts) -> Workload {
    Workload {
        name,
        title,
        target: None,
        counts,
    }
}

/// A runtime. Each function does its thing so many times, and gives how often it was done.
trait Runtime: Sized {
    fn new() -> Result<Self>;
    /// Spawns so many tasks at a time, and waits for them.
    fn spawn(&self, at_a_time: u64, times: u64) -> u64;
    /// So many tasks yield in turn.
    fn yield_among(&self, tasks: u64, times: u64) -> u64;
    /// Two tasks have a turn when the other one has had its own.
    fn wake(&self, times: u64) -> u64;
    /// One task sends a byte, and the other sends it back.
    fn echo(&self, times: u64) -> Result<u64>;
}

fn run<R: Runtime>(workload: &str, iterations: u64) -> Result<Duration> {
    let runtime = R::new()?;
    match workload {
        "spawn" => measured(iterations, 1, |times| Ok(runtime.spawn(1, times))),
        "spawn-1000" => measured(iterations, 1000, |times| Ok(runtime.spawn(1000, times))),
        "yield-1" => measured(iterations, 1, |times| Ok(runtime.yield_among(1, times))),
        "yield-1000" => measured(iterations, 1000, |times| {
            Ok(runtime.yield_among(1000, times))
        }),
        "wake" => measured(iterations, 2, |times| Ok(runtime.wake(times))),
        "echo" => measured(iterations, 1, |times| runtime.echo(times)),
        other => bail!("no workload `{other}`"),
    }
}

/// Measures `batch` so many times or a few more, for it is done in multiples of `step`; the time of `iterations`.
fn measured(
    iterations: u64,
    step: u64,
    mut batch: impl FnMut(u64) -> Result<u64>,
) -> Result<Duration> {
    let rounded = |times: u64| times.div_ceil(step) * step;
    let mut next = rounded(WARM_UP);
    let time = measure_after(1, 1, || {
        let done = batch(next)?;
        ensure!(done == next, "{done} were done, not {next}");
        next = rounded(iterations);
        Ok(())
    })?;
    Ok(time.mul_f64(iterations as f64 / rounded(iterations) as f64))
}

/// Who of two has the next turn, and who waits for it.
#[derive(Debug, Clone, Default)]
struct Turns(Rc<TurnsState>);

#[derive(Debug, Default)]
struct TurnsState {
    next: Cell<usize>,
    waiting: [RefCell<Option<Waker>>; 2],
}

impl Turns {
    /// Ready when it is one's turn, which then is the other one's.
    fn poll_turn(&self, who: usize, cx: &Context<'_>) -> Poll<()> {
        if self.0.next.get() != who {
            *self.0.waiting[who].borrow_mut() = Some(cx.waker().clone());
            return Poll::Pending;
        }
        self.0.next.set(1 - who);
        if let Some(waker) = self.0.waiting[1 - who].take() {
            waker.wake();
        }
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contender_runs_every_workload() {
        SUITE.assert_runs();
    }

    #[test]
    fn a_task_that_is_lost_is_not_measured() {
        let error = measured(10, 1, |times| Ok(times - 1)).expect_err("one is lost");

        assert!(error.to_string().contains("were done, not"), "{error}");
    }
}
