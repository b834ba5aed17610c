//! Step 4: one thread, a list of what to call, and a place where answers come in.
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

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::time::Duration;

use ch01_concurrency::job::{Ask, Job};
use ch01_concurrency::models::callbacks::{self, EventLoop};
use ch01_concurrency::timeline::{Lane, Timeline};

use peer::{Progress, nobody, peer};
use within::within_3_s;

fn asks(server: SocketAddr, count: usize) -> Vec<Ask> {
    Job::new(server, count, Duration::ZERO, None).asks
}

fn lane() -> Lane {
    Timeline::new().lane("all")
}

mod fetch {
    use super::*;

    #[test]
    fn does_not_wait_for_the_answer() {
        let returned = Progress::default();
        let held = returned.clone();
        let ask = asks(peer(move |_| held.wait_for(1)), 1).remove(0);

        let stuck = within_3_s("`run`", move || {
            let event_loop = EventLoop::default();
            event_loop.fetch(&ask, &lane(), drop);
            returned.step();
            event_loop.run();
            returned.stuck_at()
        });

        assert_eq!(
            stuck, None,
            "the answer was held back until `fetch` returns, and it did not"
        );
    }

    #[test]
    fn returns_before_its_callback_is_called() {
        for server in [peer(|_| ()), nobody()] {
            let ask = asks(server, 1).remove(0);
            let (early, calls) = within_3_s("`run`", move || {
                let (returned, early, calls) = (Cell::new(false), Cell::new(0), Cell::new(0));
                let event_loop = EventLoop::default();
                event_loop.fetch(&ask, &lane(), |_| {
                    calls.set(calls.get() + 1);
                    early.set(early.get() + usize::from(!returned.get()));
                });
                returned.set(true);
                event_loop.run();
                (early.get(), calls.get())
            });

            assert_eq!(
                early, 0,
                "the callback was called before `fetch` had returned"
            );
            assert_eq!(calls, 1, "is how often the callback was called");
        }
    }

    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn without_a_thread_leaves_the_bad_news_to_run() {
        use ch01_concurrency::http::Error;

        let ask = asks(nobody(), 1).remove(0);
        let what = "`run`, after a `fetch` that could start no thread,";
        let (early, reason) = within_3_s(what, move || {
            let reason = RefCell::new(None);
            let event_loop = EventLoop::default();
            no_thread::with_threads_left(0, || {
                event_loop.fetch(&ask, &lane(), |outcome| {
                    *reason.borrow_mut() = Some(match outcome {
                        Err(Error::Io(error)) => error.raw_os_error(),
                        _ => None,
                    });
                });
            });
            let early = reason.borrow().is_some();
            event_loop.run();
            drop(event_loop);
            (early, reason.into_inner())
        });

        assert!(
            !early,
            "the callback was called before `fetch` had returned"
        );
        let reason =
            reason.expect("no thread could be started, and the callback never heard of it");
        assert_eq!(
            reason,
            Some(libc::EAGAIN),
            "no thread was left, which is EAGAIN"
        );
    }
}

mod run {
    use super::*;

    #[test]
    fn with_nothing_to_wait_for_returns() {
        within_3_s("`run`, with nothing to wait for,", || {
            EventLoop::default().run()
        });
    }

    #[test]
    fn calls_each_callback_with_its_own_outcome_as_the_answers_come() {
        let called = Progress::default();
        let heard = called.clone();
        // The last is answered first, and each of the others when the one after it has been heard of.
        let asks = asks(peer(move |number| heard.wait_for(3 - number)), 3);

        let seen = called.clone();
        let calls = within_3_s("`run`", move || {
            let calls = RefCell::new(Vec::new());
            let event_loop = EventLoop::default();
            for ask in &asks {
                event_loop.fetch(ask, &lane(), |outcome| {
                    let got = outcome.unwrap_or_else(|error| error.to_string());
                    calls.borrow_mut().push((ask.message.clone(), got));
                    seen.step();
                });
            }
            event_loop.run();
            drop(event_loop);
            calls.into_inner()
        });

        for (asked, got) in &calls {
            assert_eq!(got, asked, "is what the callback of {asked} got");
        }
        if let Some(called) = called.stuck_at() {
            let there = called + 1;
            panic!("{there} of 3 had been answered, and only {called} callbacks called meanwhile");
        }
        assert_eq!(calls.len(), 3, "callbacks were called");
    }

    #[test]
    fn calls_a_callback_with_a_failure_too() {
        let ask = asks(nobody(), 1).remove(0);
        let outcome = within_3_s("`run`, with nobody to answer,", move || {
            let outcome = RefCell::new(None);
            let event_loop = EventLoop::default();
            event_loop.fetch(&ask, &lane(), |failure| {
                *outcome.borrow_mut() = Some(failure)
            });
            event_loop.run();
            drop(event_loop);
            outcome.into_inner()
        });

        outcome
            .expect("the request failed, and its callback was not called")
            .expect_err("nobody listens there, and still there is an answer");
    }

    #[test]
    fn goes_on_with_what_a_callback_has_started() {
        let asks = asks(peer(|_| ()), 3);
        let answered = within_3_s("`run`", move || {
            let answered = RefCell::new(Vec::new());
            let event_loop = EventLoop::default();
            fetch_in_turn(&event_loop, &asks, &answered);
            event_loop.run();
            answered.borrow().clone()
        });

        assert_eq!(
            answered,
            ["request-1", "request-2", "request-3"],
            "was answered when `run` returned; each request but the first was started by a callback"
        );
    }

    fn fetch_in_turn<'a>(
        event_loop: &EventLoop<'a>,
        asks: &'a [Ask],
        answered: &'a RefCell<Vec<String>>,
    ) {
        let Some((first, rest)) = asks.split_first() else {
            return;
        };
        let again = event_loop.clone();
        event_loop.fetch(first, &lane(), move |outcome| {
            let message = outcome.unwrap_or_else(|error| error.to_string());
            answered.borrow_mut().push(message);
            fetch_in_turn(&again, rest, answered);
        });
    }

    #[cfg(target_os = "linux")]
    mod sleep {
        use std::fs;
        use std::sync::atomic::{AtomicBool, Ordering};
        use std::sync::{Arc, OnceLock};
        use std::thread;
        use std::time::Instant;

        use super::*;

        /// The peer answers when it has seen the loop asleep, or has looked for long enough.
        #[test]
        fn sleeps_while_it_waits() {
            let seen_asleep = Arc::new(AtomicBool::new(false));
            let event_loop_thread = Arc::new(OnceLock::new());
            let (seen, watched) = (Arc::clone(&seen_asleep), Arc::clone(&event_loop_thread));
            let server = peer(move |_| {
                let asleep = watched.get().is_some_and(|thread| falls_asleep(*thread));
                seen.store(asleep, Ordering::SeqCst);
            });
            let ask = asks(server, 1).remove(0);

            within_3_s("`run`", move || {
                // SAFETY: the call takes nothing.
                let this_thread = unsafe { libc::gettid() };
                event_loop_thread
                    .set(this_thread)
                    .expect("there is one loop");
                let event_loop = EventLoop::default();
                event_loop.fetch(&ask, &lane(), drop);
                event_loop.run();
            });

            assert!(
                seen_asleep.load(Ordering::SeqCst),
                "`run` did not sleep while there was nothing to do: it asked again and again"
            );
        }

        /// Whether a thread of this process sleeps: twenty looks, one after the other.
        fn falls_asleep(thread: i32) -> bool {
            let start = Instant::now();
            let mut looks = 0;
            while looks < 20 && start.elapsed() < Duration::from_secs(2) {
                looks = if is_asleep(thread) { looks + 1 } else { 0 };
                thread::yield_now();
            }
            looks == 20
        }

        /// The state follows the name, which may hold anything but ends so: see proc(5).
        fn is_asleep(thread: i32) -> bool {
            let stat = fs::read_to_string(format!("/proc/self/task/{thread}/stat"));
            stat.is_ok_and(|stat| {
                let state = stat.rsplit_once(") ").map(|(_, rest)| rest);
                state.is_some_and(|state| state.starts_with('S'))
            })
        }
    }
}

mod the_job {
    use super::*;

    #[test]
    fn every_request_is_reported_once_with_its_own_answer() {
        job::every_request_is_reported_once_with_its_own_answer(callbacks::run);
    }

    #[test]
    fn all_requests_are_sent_before_any_is_answered() {
        job::all_requests_are_sent_before_any_is_answered(callbacks::run);
    }

    #[test]
    fn answers_are_reported_as_they_come() {
        job::answers_are_reported_as_they_come(callbacks::run);
    }

    #[test]
    fn an_answer_is_dated_when_it_has_come() {
        job::an_answer_is_dated_when_it_has_come(callbacks::run);
    }

    #[test]
    fn a_failed_request_is_reported_and_the_others_complete() {
        job::a_failed_request_is_reported_and_the_others_complete(callbacks::run);
    }

    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn a_request_without_a_thread_is_reported_with_the_reason() {
        job::a_request_without_a_thread_is_reported_with_the_reason(callbacks::run);
    }
}
