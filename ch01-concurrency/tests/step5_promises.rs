//! Step 5: what happens next is a value, which can be handed on and waited for in a row.
#![cfg(feature = "demo")]

#[path = "support/job.rs"]
mod job;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[path = "support/no_thread.rs"]
mod no_thread;
#[path = "support/peer.rs"]
mod peer;
#[path = "support/within.rs"]
mod within;

use std::cell::RefCell;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use ch01_concurrency::job::{Ask, Job};
use ch01_concurrency::models::promises::{self, Promise};
use ch01_concurrency::timeline::Timeline;

use peer::{Progress, peer};
use within::within_3_s;

/// What has happened, in order. Clones are the same trace.
#[derive(Clone, Default)]
struct Trace(Rc<RefCell<Vec<String>>>);

impl Trace {
    fn note(&self, what: impl ToString) {
        self.0.borrow_mut().push(what.to_string());
    }

    /// A callback that notes its value.
    fn noting<T: ToString>(&self) -> impl FnOnce(T) + 'static {
        let trace = self.clone();
        move |value| trace.note(value)
    }

    fn so_far(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}

const NOTHING: [&str; 0] = [];

mod promise {
    use super::*;

    #[test]
    fn a_callback_that_waits_is_called_when_the_promise_is_kept() {
        let trace = Trace::default();
        let (resolver, promise) = Promise::new();

        promise.then(trace.noting::<u32>());
        assert_eq!(
            trace.so_far(),
            NOTHING,
            "happened before the promise was kept"
        );
        resolver.resolve(1);

        assert_eq!(trace.so_far(), ["1"], "is what the callback got");
    }

    #[test]
    fn a_callback_that_comes_after_the_value_is_called_at_once() {
        let trace = Trace::default();
        let (resolver, promise) = Promise::new();

        resolver.resolve(1);
        promise.then(trace.noting::<u32>());

        assert_eq!(
            trace.so_far(),
            ["1"],
            "is what the callback got: the value was there before anyone wanted it"
        );
    }

    #[test]
    fn a_promise_may_be_made_kept() {
        let trace = Trace::default();

        Promise::kept(1).then(trace.noting::<u32>());

        assert_eq!(trace.so_far(), ["1"], "is what the callback got");
    }

    #[test]
    fn a_row_hands_its_values_on() {
        for kept_first in [true, false] {
            let trace = Trace::default();
            let (resolver, promise) = Promise::new();
            let (one, two) = (trace.clone(), trace.clone());
            let attach = |promise: Promise<'static, u32>| {
                promise
                    .then(move |value| {
                        one.note(format!("one {value}"));
                        value + 1
                    })
                    .then(move |value| {
                        two.note(format!("two {value}"));
                        format!("three {}", value + 1)
                    })
                    .then(trace.noting());
            };

            if kept_first {
                resolver.resolve(1);
                attach(promise);
            } else {
                attach(promise);
                resolver.resolve(1);
            }

            assert_eq!(
                trace.so_far(),
                ["one 1", "two 2", "three 3"],
                "was called in this row of three; kept before it was attached: {kept_first}"
            );
        }
    }

    #[test]
    fn a_promise_that_comes_of_a_promise_is_waited_for() {
        let trace = Trace::default();
        let (outer, promise) = Promise::new();
        let (inner, inner_promise) = Promise::new();

        let called = trace.clone();
        promise
            .and_then(move |value: u32| {
                called.note(format!("outer {value}"));
                inner_promise
            })
            .then(trace.noting::<&str>());
        outer.resolve(1);
        assert_eq!(
            trace.so_far(),
            ["outer 1"],
            "happened before the inner one was kept"
        );
        inner.resolve("inner");

        assert_eq!(
            trace.so_far(),
            ["outer 1", "inner"],
            "happened; the inner promise was kept after `and_then` had got it"
        );
    }

    #[test]
    fn a_promise_that_comes_of_a_promise_may_be_kept_already() {
        let trace = Trace::default();

        Promise::kept(1)
            .and_then(|value| Promise::kept(value + 1))
            .then(trace.noting::<u32>());

        assert_eq!(
            trace.so_far(),
            ["2"],
            "is what came of it; the inner promise was kept when `and_then` got it"
        );
    }

    #[test]
    fn a_callback_may_make_and_keep_others() {
        let trace = Trace::default();
        let (first, first_promise) = Promise::new();
        let (second, second_promise) = Promise::new();
        let inside = trace.clone();

        second_promise.then(trace.noting::<u32>());
        first_promise.then(move |value| {
            second.resolve(value);
            Promise::kept(value + 1).then(inside.noting());
        });
        first.resolve(1);

        assert_eq!(trace.so_far(), ["1", "2"], "is what came of it");
    }
}

mod request {
    use super::*;
    use ch01_concurrency::models::callbacks::EventLoop;

    fn asks(server: SocketAddr, count: usize) -> Vec<Ask> {
        Job::new(server, count, Duration::ZERO, None).asks
    }

    fn count(counter: &AtomicUsize) {
        counter.fetch_add(1, Ordering::SeqCst);
    }

    #[test]
    fn is_promised_and_not_waited_for() {
        let returned = Progress::default();
        let held = returned.clone();
        let ask = asks(peer(move |_| held.wait_for(1)), 1).remove(0);

        let (stuck, trace) = within_3_s("`run`", move || {
            let (event_loop, trace) = (EventLoop::default(), Trace::default());
            let lane = Timeline::new().lane("one");
            let promise = promises::fetch(&event_loop, &ask, &lane);
            returned.step();
            promise
                .then(|outcome| outcome.unwrap_or_else(|error| error.to_string()))
                .then(trace.noting());
            event_loop.run();
            (returned.stuck_at(), trace.so_far())
        });

        assert_eq!(
            stuck, None,
            "the answer was held back until `fetch` returns, and it did not"
        );
        assert_eq!(trace, ["request-1"], "is what came of it");
    }

    #[test]
    fn is_made_whether_anyone_wants_its_answer_or_not() {
        let made = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&made);
        let ask = asks(peer(move |_| count(&counted)), 1).remove(0);

        within_3_s("`run`", move || {
            let event_loop = EventLoop::default();
            drop(promises::fetch(
                &event_loop,
                &ask,
                &Timeline::new().lane("one"),
            ));
            event_loop.run();
        });

        assert_eq!(
            made.load(Ordering::SeqCst),
            1,
            "is how often the request was made"
        );
    }

    #[test]
    fn is_made_once_even_if_it_fails() {
        let made = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&made);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let ask = asks(listener.local_addr().expect("it is bound"), 1).remove(0);
        // Hangs up on everyone.
        thread::spawn(move || listener.incoming().for_each(|_| count(&counted)));

        let failed = within_3_s("`run`", move || {
            let (event_loop, trace) = (EventLoop::default(), Trace::default());
            promises::fetch(&event_loop, &ask, &Timeline::new().lane("one"))
                .then(|outcome| outcome.is_err())
                .then(trace.noting());
            event_loop.run();
            trace.so_far()
        });

        assert_eq!(
            made.load(Ordering::SeqCst),
            1,
            "is how often the request was made"
        );
        assert_eq!(failed, ["true"], "says whether it failed: nobody answered");
    }

    #[test]
    fn may_follow_on_another() {
        let asks = asks(peer(|_| ()), 2);

        let trace = within_3_s("`run`", move || {
            let (event_loop, trace) = (EventLoop::default(), Trace::default());
            let lane = Timeline::new().lane("both");
            let (again, second, one) = (event_loop.clone(), asks[1].clone(), trace.clone());
            let message = |outcome: Result<String, _>| outcome.expect("the peer answers");
            promises::fetch(&event_loop, &asks[0], &lane)
                .and_then(move |outcome| {
                    one.note(message(outcome));
                    promises::fetch(&again, &second, &lane)
                })
                .then(message)
                .then(trace.noting());
            event_loop.run();
            trace.so_far()
        });

        assert_eq!(
            trace,
            ["request-1", "request-2"],
            "was answered, in this order"
        );
    }
}

mod the_job {
    use super::*;

    #[test]
    fn every_request_is_reported_once_with_its_own_answer() {
        job::every_request_is_reported_once_with_its_own_answer(promises::run);
    }

    #[test]
    fn all_requests_are_sent_before_any_is_answered() {
        job::all_requests_are_sent_before_any_is_answered(promises::run);
    }

    #[test]
    fn answers_are_reported_as_they_come() {
        job::answers_are_reported_as_they_come(promises::run);
    }

    #[test]
    fn an_answer_is_dated_when_it_has_come() {
        job::an_answer_is_dated_when_it_has_come(promises::run);
    }

    #[test]
    fn a_failed_request_is_reported_and_the_others_complete() {
        job::a_failed_request_is_reported_and_the_others_complete(promises::run);
    }

    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn a_request_without_a_thread_is_reported_with_the_reason() {
        job::a_request_without_a_thread_is_reported_with_the_reason(promises::run);
    }
}
