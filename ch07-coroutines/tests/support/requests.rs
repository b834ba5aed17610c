//! Requests that do what a script says, and tell a trace what becomes of them.

use std::fmt::{self, Debug};
use std::mem;
use std::task::{Context, Poll, Waker};

use ch06_futures::Future;

use crate::trace::Trace;

/// What a request comes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fate {
    /// At so many polls before.
    pending: usize,
    is_answered: bool,
}

/// Pending so often, and then answered.
pub(crate) fn answered_after(pending: usize) -> Fate {
    Fate {
        pending,
        is_answered: true,
    }
}

/// Pending so often, and then an error.
pub(crate) fn failed_after(pending: usize) -> Fate {
    Fate {
        pending,
        is_answered: false,
    }
}

/// Makes requests, one for each fate. Its own drop is told, too.
pub(crate) fn getter<N: ToString>(
    trace: &Trace,
    fates: &[Fate],
) -> impl FnMut(N) -> Request + use<N> {
    let own = guard(trace, "get");
    let mut fates = Vec::from(fates).into_iter();
    move |name| {
        let (trace, name) = (&own.trace, name.to_string());
        trace.add(format!("get {name}"));
        let fate = fates.next();
        Request {
            fate: fate
                .unwrap_or_else(|| panic!("{name} was asked for, and nothing more is wanted")),
            guard: guard(trace, format!("request {name}")),
            name,
            is_over: false,
        }
    }
}

pub(crate) struct Request {
    name: String,
    fate: Fate,
    is_over: bool,
    guard: Guard,
}

impl Future for Request {
    type Output = Result<Guard, Guard>;

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<Self::Output> {
        let (trace, name) = (&self.guard.trace, &self.name);
        trace.add(format!("poll {name}"));
        if self.fate.pending > 0 {
            self.fate.pending -= 1;
            return Poll::Pending;
        }
        assert!(
            !mem::replace(&mut self.is_over, true),
            "the request {name} was polled after it was ready"
        );
        Poll::Ready(match self.fate.is_answered {
            true => Ok(guard(trace, format!("answer {name}"))),
            false => Err(guard(trace, format!("error {name}"))),
        })
    }
}

/// Tells "drop NAME" on drop.
pub(crate) struct Guard {
    trace: Trace,
    name: String,
}

fn guard(trace: &Trace, name: impl Into<String>) -> Guard {
    Guard {
        trace: trace.clone(),
        name: name.into(),
    }
}

impl Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.trace.add(format!("drop {}", self.name));
    }
}

/// What happens in one poll, and what comes of it.
pub(crate) fn poll_once<T: Debug>(
    trace: &Trace,
    future: &mut impl Future<Output = T>,
) -> Vec<String> {
    let output = future.poll(&mut Context::from_waker(Waker::noop()));
    trace.add(match &output {
        Poll::Pending => "pending".to_owned(),
        Poll::Ready(value) => format!("ready: {value:?}"),
    });
    let told = trace.take();
    drop(output);
    // It is ours by now.
    trace.take();
    told
}

/// What happens on drop.
pub(crate) fn drop_told<F>(trace: &Trace, future: F) -> Vec<String> {
    drop(future);
    trace.take()
}

/// All that happens in so many polls, or until it is ready, and on drop.
pub(crate) fn life<T: Debug>(
    trace: &Trace,
    polls: usize,
    mut future: impl Future<Output = T>,
) -> Vec<Vec<String>> {
    let mut told = Vec::new();
    for _ in 0..polls {
        told.push(poll_once(trace, &mut future));
        if told.iter().flatten().any(|line| line.starts_with("ready")) {
            break;
        }
    }
    told.push(drop_told(trace, future));
    told
}

/// All that so many requests may come to, each after up to two polls.
pub(crate) fn all_fates(requests: usize) -> Vec<Vec<Fate>> {
    let mut all = vec![Vec::new()];
    for _ in 0..requests {
        let one = [
            answered_after(0),
            answered_after(1),
            answered_after(2),
            failed_after(0),
            failed_after(1),
        ];
        let longer = |fates: Vec<Fate>| one.map(|fate| [fates.as_slice(), &[fate]].concat());
        all = all.into_iter().flat_map(longer).collect();
    }
    all
}
