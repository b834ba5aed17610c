//! What is written by hand and what `rustc` makes of an `async fn` do the same, at the same polls.

use std::cell::Cell;
use std::task::{Context, Poll, Waker};

use ch06_futures::{Future, FutureExt, from_std};
use ch07_coroutines::by_hand::in_turn::{in_turn, in_turn_async};
use ch07_coroutines::by_hand::two_requests::{two_requests, two_requests_async};

#[path = "../../ch05-fibers/tests/support/trace.rs"]
mod trace;

use self::trace::Trace;

/// Tells of its drop.
fn guard(trace: &Trace, name: String) -> Guard {
    Guard {
        trace: trace.clone(),
        name,
    }
}

#[derive(Debug)]
struct Guard {
    trace: Trace,
    name: String,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.trace.add(format!("drop {}", self.name));
    }
}

/// What the requests do: each is pending so often, and then succeeds or fails.
#[derive(Debug, Clone)]
struct Script {
    steps: Vec<(usize, bool)>,
}

/// Makes requests by the script. Its own drop is told, too.
fn getter<N: ToString>(trace: &Trace, script: &Script) -> impl FnMut(N) -> Request {
    let (trace, script, count) = (trace.clone(), script.clone(), Cell::new(0));
    let own = guard(&trace, "get".to_owned());
    move |name| {
        let _ = &own;
        let (pending, succeeds) = script.steps[count.replace(count.get() + 1)];
        let name = name.to_string();
        trace.add(format!("get {name}"));
        Request {
            guard: guard(&trace, format!("request {name}")),
            name,
            pending,
            succeeds,
        }
    }
}

struct Request {
    guard: Guard,
    name: String,
    pending: usize,
    succeeds: bool,
}

impl Future for Request {
    type Output = Result<Guard, Guard>;

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<Self::Output> {
        let trace = &self.guard.trace;
        trace.add(format!("poll {}", self.name));
        if self.pending > 0 {
            self.pending -= 1;
            return Poll::Pending;
        }
        Poll::Ready(match self.succeeds {
            true => Ok(guard(trace, format!("answer {}", self.name))),
            false => Err(guard(trace, format!("error {}", self.name))),
        })
    }
}

/// Polls so often, or until it is ready, and drops it; what was told.
fn trace_of<T>(trace: &Trace, polls: usize, mut future: impl Future<Output = T>) -> Vec<String> {
    for poll in 0..polls {
        trace.add(format!("-- poll {poll}"));
        if future
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
        {
            trace.add("-- ready, and its output dropped".to_owned());
            break;
        }
    }
    trace.add("-- drop".to_owned());
    drop(future);
    trace.take()
}

/// All scripts of so many requests, each pending up to twice.
fn scripts(requests: usize) -> Vec<Script> {
    let mut all = vec![Script { steps: Vec::new() }];
    for _ in 0..requests {
        all = all
            .iter()
            .flat_map(|script| {
                [(0, true), (1, true), (2, true), (0, false), (1, false)].map(|step| {
                    let mut script = script.clone();
                    script.steps.push(step);
                    script
                })
            })
            .collect();
    }
    all
}

#[test]
fn two_requests_by_hand_are_those_of_the_async_fn() {
    for script in scripts(2) {
        for polls in 0..7 {
            let trace = Trace::default();
            let ours = two_requests(getter(&trace, &script));
            let ours = trace_of(&trace, polls, ours);
            let mut get = getter(&trace, &script);
            let rustcs = Box::pin(two_requests_async(move |name| get(name).into_std()));
            let rustcs = trace_of(&trace, polls, from_std(rustcs));

            assert_eq!(ours, rustcs, "after {polls} polls of {script:?}");
        }
    }
}

#[test]
fn requests_in_turn_by_hand_are_those_of_the_async_fn() {
    // Under Miri each takes long.
    let most = if cfg!(miri) { 2 } else { 3 };
    for count in 0..=most {
        for script in scripts(count) {
            for polls in 0..3 * count + 2 {
                let trace = Trace::default();
                let ours = in_turn(count, getter(&trace, &script));
                let ours = trace_of(&trace, polls, ours);
                let mut get = getter(&trace, &script);
                let rustcs = Box::pin(in_turn_async(count, move |n| get(n).into_std()));
                let rustcs = trace_of(&trace, polls, from_std(rustcs));

                assert_eq!(ours, rustcs, "after {polls} polls of {script:?}");
            }
        }
    }
}
