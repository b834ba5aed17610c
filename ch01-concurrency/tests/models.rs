//! Every model reports each request once, whatever becomes of it, and does at once exactly what it
//! says that it does at once. The peers are the tests' own: what they have seen is counted, not timed.
#![cfg(feature = "demo")]

use ch01_concurrency::delay_server::{Config, DelayServer};
use ch01_concurrency::http::{Error, Request, RequestDecoder, Response};
use ch01_concurrency::job::{Answer, Ask, Job};
use ch01_concurrency::models::{Model, callbacks, promises, sequential, threads};
use ch01_concurrency::timeline::{Kind, Timeline};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

const MODELS: [(&str, Model); 4] = [
    ("sequential", sequential::run),
    ("threads", threads::run),
    ("callbacks", callbacks::run),
    ("promises", promises::run),
];

/// Longer than anything takes on the slowest machine.
const LONG: Duration = Duration::from_secs(60);

fn run(model: Model, job: &Job) -> Vec<Answer> {
    let mut answers = Vec::new();
    model(job, &Timeline::new(), &mut |answer| answers.push(answer));
    answers
}

fn job(server: SocketAddr, count: usize) -> Job {
    Job::new(server, count, Duration::ZERO, None)
}

/// Answers the first `count` connections, each on a thread of its own, with what `answer` makes of
/// the request; says nothing more where that is empty.
fn peer(count: usize, answer: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    thread::spawn(move || {
        thread::scope(|scope| {
            for stream in listener.incoming().take(count) {
                let stream = stream.expect("a connection");
                scope.spawn(|| serve(stream, &answer));
            }
        });
    });
    address
}

fn serve(mut stream: TcpStream, answer: impl Fn(&Request) -> Vec<u8>) {
    stream
        .write_all(&answer(&request(&stream)))
        .expect("the peer reads");
    // Until the client closes: what is unread at the end would make a reset of it.
    drop(stream.read(&mut [0]));
}

fn request(mut stream: &TcpStream) -> Request {
    stream
        .set_read_timeout(Some(LONG))
        .expect("a socket option");
    let mut decoder = RequestDecoder::default();
    let mut chunk = [0; 1024];
    loop {
        let length = stream.read(&mut chunk).expect("no reset, no time-out");
        if let Some(request) = decoder.feed(&chunk[..length]).expect("HTTP") {
            return request;
        }
        assert!(length > 0, "the client closes before it has asked");
    }
}

/// What a delay server would say, without the delay.
fn echo(request: &Request) -> Vec<u8> {
    let message = request.target().rsplit('/').next().expect("a slash");
    Response::text_plain(200, message).encode()
}

/// A port that nobody listens at.
fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound socket")
}

mod every_model {
    use super::*;

    #[test]
    fn reports_every_request_once_with_its_own_answer() {
        let server = DelayServer::start(Config::default()).unwrap();
        for (name, model) in MODELS {
            let job = Job::new(server.address(), 10, Duration::from_millis(20), None);

            let mut answers = run(model, &job);

            answers.sort_by_key(|answer| answer.index);
            let told: Vec<_> = answers
                .iter()
                .map(|answer| {
                    (
                        answer.index,
                        &*answer.name,
                        answer.result.as_deref().unwrap(),
                    )
                })
                .collect();
            let expected: Vec<_> = job
                .asks
                .iter()
                .map(|ask| (ask.index, &*ask.message, &*ask.message))
                .collect();
            assert_eq!(told, expected, "{name}");
        }
    }

    #[test]
    fn reports_failures_as_what_they_were_and_the_others_complete() {
        for (name, model) in MODELS {
            let mut job = job(nobody(), 7);
            let good = peer(2, echo);
            let refuses = peer(1, |_| Response::text_plain(500, "no").encode());
            let stops = peer(1, |_| {
                b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_vec()
            });
            let garbage = peer(1, |_| b"SSH-2.0\r\n".to_vec());
            let silent = TcpListener::bind("127.0.0.1:0").unwrap();
            for (index, server) in [
                (0, silent.local_addr().unwrap()),
                (2, refuses),
                (3, good),
                (4, stops),
                (5, garbage),
                (6, good),
            ] {
                job.asks[index].server = server;
            }
            // The one stays silent, and the other waits for the client's close.
            for index in [0, 4] {
                job.asks[index].timeout = Some(Duration::from_millis(50));
            }

            let mut answers = run(model, &job);

            answers.sort_by_key(|answer| answer.index);
            let told: Vec<_> = answers.iter().map(|one| told(&one.result)).collect();
            assert_eq!(
                told,
                [
                    "timed out after 50 ms",
                    "refused",
                    "status 500 Internal Server Error",
                    "answered request-4",
                    "timed out after 50 ms",
                    "malformed",
                    "answered request-7",
                ],
                "{name}"
            );
        }
    }

    fn told(result: &Result<String, Error>) -> String {
        match result {
            Ok(message) => format!("answered {message}"),
            Err(Error::TimedOut(after)) => format!("timed out after {} ms", after.as_millis()),
            Err(Error::Malformed { .. }) => "malformed".to_owned(),
            Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                "refused".to_owned()
            }
            Err(other) => other.to_string(),
        }
    }

    #[test]
    fn reports_a_truncated_and_a_reset_answer_as_no_answer() {
        for (name, model) in MODELS {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let job = job(listener.local_addr().unwrap(), 2);
            let peer = thread::spawn(move || {
                for stream in listener.incoming().take(2) {
                    let mut stream = stream.unwrap();
                    if request(&stream).target().ends_with("request-1") {
                        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Le").unwrap();
                    }
                }
            });

            let mut answers = run(model, &job);

            answers.sort_by_key(|answer| answer.index);
            let received: Vec<_> = answers
                .iter()
                .map(|answer| match answer.result {
                    Err(Error::Truncated { received, .. }) => received,
                    ref other => panic!("{name}: {other:?}"),
                })
                .collect();
            assert_eq!(received, [27, 0], "{name}");
            peer.join().unwrap();
        }
    }

    #[test]
    fn takes_an_answer_that_comes_byte_by_byte() {
        for (name, model) in MODELS {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let job = job(listener.local_addr().unwrap(), 1);
            let peer = thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                stream.set_nodelay(true).unwrap();
                request(&stream);
                for byte in Response::text_plain(200, "grüße €").encode() {
                    stream.write_all(&[byte]).unwrap();
                }
            });

            let answers = run(model, &job);

            assert_eq!(answers[0].result.as_deref().unwrap(), "grüße €", "{name}");
            peer.join().unwrap();
        }
    }

    #[test]
    fn gives_up_a_peer_that_never_falls_silent() {
        for (name, model) in MODELS {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let timeout = Some(Duration::from_millis(50));
            let job = Job::new(listener.local_addr().unwrap(), 1, Duration::ZERO, timeout);
            // Until the client closes.
            thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let interim = b"HTTP/1.1 102 Processing\r\n\r\n".repeat(100);
                while stream.write_all(&interim).is_ok() {}
            });

            let answers = run(model, &job);

            let result = &answers[0].result;
            assert!(
                matches!(result, Err(Error::TimedOut(_))),
                "{name}: {result:?}"
            );
        }
    }

    #[test]
    fn does_a_job_of_nothing() {
        for (name, model) in MODELS {
            assert!(run(model, &job(nobody(), 0)).is_empty(), "{name}");
        }
    }

    #[test]
    fn leaves_no_lane_at_work() {
        for (name, model) in MODELS {
            let mut job = job(peer(2, echo), 3);
            job.asks[1].server = nobody();
            let timeline = Timeline::new();

            model(&job, &timeline, &mut drop);

            let names: Vec<_> = job.asks.iter().map(|ask| &*ask.message).collect();
            let early = timeline.recording();
            while timeline.elapsed() <= early.duration {}
            let late = timeline.recording();
            let lanes: Vec<_> = late.lanes.iter().map(|lane| &*lane.name).collect();
            assert_eq!(lanes, names, "{name}");
            // A span that is still open would have grown.
            assert_eq!(late.lanes, early.lanes, "{name}");
        }
    }

    #[test]
    fn takes_a_time_out_without_end_for_none() {
        for (name, model) in MODELS {
            let job = Job::new(peer(1, echo), 1, Duration::ZERO, Some(Duration::MAX));

            assert_eq!(
                run(model, &job)[0].result.as_deref().unwrap(),
                "request-1",
                "{name}"
            );
        }
    }
}

mod at_once {
    use super::*;

    #[test]
    fn sequential_reports_in_order_and_never_has_two_connections_open() {
        let (open, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let job = job(listener.local_addr().unwrap(), 10);

        let answers = thread::scope(|scope| {
            let (open, most) = (&open, &most);
            // Connections wait for nobody here: each is taken at once, on a thread of its own.
            scope.spawn(move || {
                for stream in listener.incoming().take(10) {
                    let stream = stream.unwrap();
                    most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    scope.spawn(move || {
                        let request = request(&stream);
                        // No longer open to the client, who cannot have closed before.
                        open.fetch_sub(1, Ordering::SeqCst);
                        (&stream).write_all(&echo(&request)).unwrap();
                        drop((&stream).read(&mut [0]));
                    });
                }
            });
            run(sequential::run, &job)
        });

        let order: Vec<_> = answers.iter().map(|answer| answer.index).collect();
        assert_eq!(order, (0..10).collect::<Vec<_>>());
        assert!(answers.iter().all(|answer| answer.result.is_ok()));
        assert_eq!(most.into_inner(), 1);
    }

    #[test]
    fn all_other_models_have_every_request_under_way_before_the_first_answer() {
        const COUNT: usize = 30;
        for (name, model) in &MODELS[1..] {
            let (missing, changed) = (Mutex::new(COUNT), Condvar::new());
            let peer = peer(COUNT, move |request| {
                let mut missing = missing.lock().unwrap();
                *missing = missing.saturating_sub(1);
                changed.notify_all();
                let some = |missing: &mut usize| *missing > 0;
                let (mut missing, waited) =
                    changed.wait_timeout_while(missing, LONG, some).unwrap();
                // Who has waited in vain lets nobody else do so.
                *missing = 0;
                if waited.timed_out() {
                    Response::text_plain(503, "not all have asked").encode()
                } else {
                    echo(request)
                }
            });

            let answers = run(*model, &job(peer, COUNT));

            assert_eq!(answers.len(), COUNT, "{name}");
            assert!(answers.iter().all(|answer| answer.result.is_ok()), "{name}");
        }
    }

    #[test]
    fn reports_come_in_the_order_of_the_answers() {
        const COUNT: usize = 5;
        for (name, model) in &MODELS[1..] {
            // Each answer is given when the one before it has been reported; the last asked first.
            let turn = Arc::new((Mutex::new(COUNT), Condvar::new()));
            let peer = peer(COUNT, {
                let turn = Arc::clone(&turn);
                move |request| {
                    let number: usize = request
                        .target()
                        .rsplit('-')
                        .next()
                        .unwrap()
                        .parse()
                        .unwrap();
                    let left = turn.0.lock().unwrap();
                    drop(turn.1.wait_while(left, |left| *left != number).unwrap());
                    echo(request)
                }
            });

            let mut order = Vec::new();
            let job = Job::new(peer, COUNT, Duration::ZERO, Some(LONG));
            model(&job, &Timeline::new(), &mut |answer| {
                order.push(answer.index);
                *turn.0.lock().unwrap() -= 1;
                turn.1.notify_all();
            });

            assert_eq!(order, [4, 3, 2, 1, 0], "{name}");
        }
    }

    #[test]
    fn reports_come_on_the_thread_that_called_the_model() {
        for (name, model) in MODELS {
            let here = thread::current().id();
            let mut elsewhere = 0;
            model(&job(peer(3, echo), 3), &Timeline::new(), &mut |_| {
                elsewhere += usize::from(thread::current().id() != here);
            });

            assert_eq!(elsewhere, 0, "{name}");
        }
    }
}

mod callback {
    use super::*;
    use ch01_concurrency::models::callbacks::EventLoop;
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    #[test]
    fn is_called_once_by_run_and_never_before_fetch_has_returned() {
        for server in [peer(1, echo), nobody()] {
            let lane = Timeline::new().lane("one");
            let (calls, returned) = (Cell::new(0), Cell::new(false));
            let event_loop = EventLoop::default();

            event_loop.fetch(&job(server, 1).asks[0], &lane, |_| {
                assert!(returned.get());
                calls.set(calls.get() + 1);
            });
            returned.set(true);
            assert_eq!(calls.get(), 0);
            event_loop.run();
            assert_eq!(calls.get(), 1);
            event_loop.run();

            assert_eq!(calls.get(), 1);
        }
    }

    #[test]
    fn waits_for_run_even_when_its_answer_has_been_there_for_long() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let lane = Timeline::new().lane("one");
        let called = Cell::new(false);
        let event_loop = EventLoop::default();

        let ask = &job(listener.local_addr().unwrap(), 1).asks[0];
        event_loop.fetch(ask, &lane, |_| called.set(true));
        let (mut stream, _) = listener.accept().unwrap();
        let answer = echo(&request(&stream));
        stream.write_all(&answer).unwrap();
        // The client has read its answer and closed.
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);

        assert!(!called.get());
        event_loop.run();
        assert!(called.get());
    }

    #[test]
    fn runs_on_the_thread_that_called_run_and_shares_without_a_lock() {
        let lane = Timeline::new().lane("all");
        let here = thread::current().id();
        let shared = Rc::new(RefCell::new(Vec::new()));
        let event_loop = EventLoop::default();
        for ask in &job(peer(5, echo), 5).asks {
            let shared = Rc::clone(&shared);
            event_loop.fetch(ask, &lane, move |outcome| {
                assert_eq!(thread::current().id(), here);
                // Never inside another callback: the cell would be borrowed.
                shared.borrow_mut().push(outcome.unwrap());
            });
        }

        event_loop.run();

        let mut messages = shared.take();
        messages.sort();
        let all: Vec<_> = (1..=5).map(|n| format!("request-{n}")).collect();
        assert_eq!(messages, all);
    }

    #[test]
    fn may_start_more_and_run_does_not_return_before_those_too_are_answered() {
        let timeline = Timeline::new();
        let lane = timeline.lane("in turn");
        let asks = job(peer(4, echo), 4).asks;
        let trace = RefCell::new(Vec::new());
        let event_loop = EventLoop::default();

        fetch_all(&event_loop, &asks, &lane, &trace);
        event_loop.run();

        let all: Vec<_> = (1..=4).map(|n| format!("request-{n}")).collect();
        assert_eq!(trace.take(), all);
    }

    fn fetch_all<'a>(
        event_loop: &EventLoop<'a>,
        asks: &'a [Ask],
        lane: &'a ch01_concurrency::timeline::Lane,
        trace: &'a RefCell<Vec<String>>,
    ) {
        let Some((first, rest)) = asks.split_first() else {
            return;
        };
        let again = event_loop.clone();
        event_loop.fetch(first, lane, move |outcome| {
            trace.borrow_mut().push(outcome.expect("an answer"));
            fetch_all(&again, rest, lane, trace);
        });
    }

    #[test]
    fn may_call_run_itself() {
        let lane = Timeline::new().lane("both");
        let asks = job(peer(2, echo), 2).asks;
        let calls = Cell::new(0);
        let event_loop = EventLoop::default();
        for ask in &asks {
            let again = event_loop.clone();
            let calls = &calls;
            event_loop.fetch(ask, &lane, move |_| {
                again.run();
                calls.set(calls.get() + 1);
            });
        }

        event_loop.run();

        assert_eq!(calls.get(), 2);
    }

    #[test]
    fn a_loop_with_nothing_to_wait_for_returns() {
        EventLoop::default().run();
    }

    #[test]
    fn a_loop_that_is_dropped_drops_its_callbacks_uncalled() {
        let lane = Timeline::new().lane("one");
        let held = Rc::new(());
        let event_loop = EventLoop::default();
        let holds = Rc::clone(&held);
        event_loop.fetch(&job(nobody(), 1).asks[0], &lane, move |_| {
            drop(holds);
            panic!("nobody called run");
        });

        drop(event_loop);

        assert_eq!(Rc::strong_count(&held), 1);
    }
}

mod promise {
    use super::*;
    use ch01_concurrency::models::callbacks::EventLoop;
    use ch01_concurrency::models::promises::{Promise, fetch};
    use std::cell::RefCell;
    use std::rc::Rc;

    /// What has happened, in order. Clones are the same trace.
    #[derive(Clone, Default)]
    struct Trace(Rc<RefCell<Vec<String>>>);

    impl Trace {
        fn note(&self, what: impl ToString) {
            self.0.borrow_mut().push(what.to_string());
        }

        #[track_caller]
        fn assert<const N: usize>(&self, expected: [&str; N]) {
            assert_eq!(*self.0.borrow(), expected);
        }
    }

    #[test]
    fn then_before_it_is_kept_is_called_when_it_is() {
        let trace = Trace::default();
        let (resolver, promise) = Promise::new();

        let noted = trace.clone();
        promise.then(move |value: u32| noted.note(value));
        trace.assert([]);
        resolver.resolve(1);

        trace.assert(["1"]);
    }

    #[test]
    fn then_after_it_is_kept_is_called_at_once() {
        let trace = Trace::default();
        let (resolver, promise) = Promise::new();

        resolver.resolve(1);
        trace.assert([]);
        let noted = trace.clone();
        promise.then(move |value: u32| noted.note(value));

        trace.assert(["1"]);
    }

    #[test]
    fn a_promise_that_is_made_kept_is_kept() {
        let trace = Trace::default();
        let noted = trace.clone();

        Promise::kept(1).then(move |value| noted.note(value));

        trace.assert(["1"]);
    }

    #[test]
    fn a_chain_is_called_in_order_and_hands_its_values_on() {
        for kept_first in [true, false] {
            let trace = Trace::default();
            let (resolver, promise) = Promise::new();
            let (one, two, three) = (trace.clone(), trace.clone(), trace.clone());
            let attach = |promise: Promise<'static, u32>| {
                promise
                    .then(move |value| {
                        one.note(format!("one {value}"));
                        value + 1
                    })
                    .then(move |value| {
                        two.note(format!("two {value}"));
                        value.to_string()
                    })
                    .then(move |value| three.note(format!("three {value}")));
            };

            if kept_first {
                resolver.resolve(1);
                attach(promise);
            } else {
                attach(promise);
                resolver.resolve(1);
            }

            trace.assert(["one 1", "two 2", "three 2"]);
        }
    }

    #[test]
    fn and_then_waits_for_the_inner_promise_and_gives_its_value() {
        let trace = Trace::default();
        let (outer, promise) = Promise::new();
        let (inner, inner_promise) = Promise::new();

        let (called, noted) = (trace.clone(), trace.clone());
        promise
            .and_then(move |value: u32| {
                called.note(format!("outer {value}"));
                inner_promise
            })
            .then(move |value: &str| noted.note(value));
        outer.resolve(1);
        trace.assert(["outer 1"]);
        inner.resolve("inner");

        trace.assert(["outer 1", "inner"]);
    }

    #[test]
    fn and_then_takes_an_inner_promise_that_is_kept_already() {
        let trace = Trace::default();
        let noted = trace.clone();

        Promise::kept(1)
            .and_then(|value| Promise::kept(value + 1))
            .and_then(|value| Promise::kept(value + 1))
            .then(move |value| noted.note(value));

        trace.assert(["3"]);
    }

    #[test]
    fn a_callback_may_keep_another_promise() {
        let trace = Trace::default();
        let (first, first_promise) = Promise::new();
        let (second, second_promise) = Promise::new();
        let noted = trace.clone();

        second_promise.then(move |value: u32| noted.note(value));
        first_promise.then(move |value| second.resolve(value));
        first.resolve(1);

        trace.assert(["1"]);
    }

    #[test]
    fn a_value_that_nobody_wants_is_dropped() {
        let value = Rc::new(());
        let (resolver, promise) = Promise::new();

        drop(promise);
        resolver.resolve(Rc::clone(&value));

        assert_eq!(Rc::strong_count(&value), 1);
    }

    #[test]
    fn what_waits_for_a_promise_that_nobody_can_keep_is_dropped_uncalled() {
        let held = Rc::new(());
        let holds = Rc::clone(&held);
        let (resolver, promise) = Promise::<u32>::new();

        promise.then(move |_| {
            drop(holds);
            panic!("nobody kept it");
        });
        drop(resolver);

        assert_eq!(Rc::strong_count(&held), 1);
    }

    #[test]
    fn a_request_is_under_way_whether_anyone_wants_its_value_or_not() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let lane = Timeline::new().lane("one");
        let event_loop = EventLoop::default();

        let ask = &job(listener.local_addr().unwrap(), 1).asks[0];
        drop(fetch(&event_loop, ask, &lane));
        let (stream, _) = listener.accept().unwrap();
        assert_eq!(request(&stream).target(), "/0/request-1");
        drop(stream);

        event_loop.run();
    }

    #[test]
    fn requests_in_a_row_are_made_one_after_the_other() {
        let lane = Timeline::new().lane("both");
        let asks = job(peer(2, echo), 2).asks;
        let (lane, asks) = (&lane, &asks);
        let trace = Trace::default();
        let event_loop = EventLoop::default();
        let again = event_loop.clone();

        let (one, two) = (trace.clone(), trace.clone());
        fetch(&event_loop, &asks[0], lane)
            .and_then(move |outcome| {
                one.note(outcome.unwrap());
                fetch(&again, &asks[1], lane)
            })
            .then(move |outcome| two.note(outcome.unwrap()));
        trace.assert([]);
        event_loop.run();

        trace.assert(["request-1", "request-2"]);
    }
}

mod plan {
    use super::*;
    use ch01_concurrency::models::parallel::{Plan, Work};

    const ASKS: [Plan; 3] = [Plan::InTurn, Plan::AskFirst, Plan::FetchAndCompute];

    #[test]
    fn all_of_them_run_and_give_the_answer_if_they_ask() {
        let work = Work::lasting(Duration::from_millis(2));
        for plan in Plan::ALL {
            let timeline = Timeline::new();
            let ask = &job(peer(1, echo), 1).asks[0];

            let answer = plan.run(ask, work, &timeline).unwrap();

            let expected = ASKS.contains(&plan).then_some("request-1");
            assert_eq!(answer.as_deref(), expected, "{plan:?}");
            let recording = timeline.recording();
            assert_eq!(recording.lanes.len(), 2, "{plan:?}");
            assert!((1..=2).contains(&plan.threads()), "{plan:?}");
        }
    }

    #[test]
    fn all_of_them_compute_as_much() {
        let work = Work::lasting(Duration::from_millis(2));
        for plan in Plan::ALL {
            let timeline = Timeline::new();
            plan.run(&job(peer(1, echo), 1).asks[0], work, &timeline)
                .unwrap();

            let computed = timeline
                .recording()
                .lanes
                .iter()
                .flat_map(|lane| &lane.spans)
                .filter(|span| span.kind == Kind::Running && span.detail == "compute")
                .count();
            assert_eq!(
                computed,
                if ASKS.contains(&plan) { 1 } else { 2 },
                "{plan:?}"
            );
        }
    }

    #[test]
    fn ask_first_has_asked_before_it_computes_and_reads_after() {
        let timeline = Timeline::new();
        let work = Work::lasting(Duration::from_millis(2));
        let ask = &job(peer(1, echo), 1).asks[0];

        Plan::AskFirst.run(ask, work, &timeline).unwrap();

        let lanes = timeline.recording().lanes;
        let span = |lane: usize, detail| {
            let mut spans = lanes[lane].spans.iter();
            spans.find(|span| span.detail == detail).unwrap()
        };
        let (send, computed, read) = (span(0, "send"), span(1, "compute"), span(0, "read"));
        assert!(
            send.end <= computed.start && computed.end <= read.start,
            "{lanes:?}"
        );
    }

    #[test]
    fn those_that_ask_give_the_requests_error_and_keep_its_time_out() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let timeout = Some(Duration::from_millis(50));
        let work = Work::lasting(Duration::ZERO);
        for plan in ASKS {
            let ask = &Job::new(silent.local_addr().unwrap(), 1, Duration::ZERO, timeout).asks[0];
            let timed_out = plan.run(ask, work, &Timeline::new());
            assert!(
                matches!(timed_out, Err(Error::TimedOut(_))),
                "{plan:?}: {timed_out:?}"
            );

            let refused = plan.run(&job(nobody(), 1).asks[0], work, &Timeline::new());
            assert!(
                matches!(refused, Err(Error::Io(_))),
                "{plan:?}: {refused:?}"
            );
        }
    }

    #[test]
    fn those_that_only_compute_ask_nobody() {
        let work = Work::lasting(Duration::ZERO);
        for plan in [Plan::ComputeInTurn, Plan::ComputeOnTwo] {
            let answer = plan.run(&job(nobody(), 1).asks[0], work, &Timeline::new());

            assert!(matches!(answer, Ok(None)), "{plan:?}");
        }
    }
}

mod the_job {
    use super::*;

    fn delays_ms(job: &Job) -> Vec<u128> {
        job.asks.iter().map(|ask| ask.delay.as_millis()).collect()
    }

    #[test]
    fn its_delays_fall_evenly_from_the_longest() {
        let job = Job::new(nobody(), 4, Duration::from_millis(1000), None);

        assert_eq!(delays_ms(&job), [1000, 750, 500, 250]);
        assert_eq!(job.sum_of_delays(), Duration::from_millis(2500));
    }

    #[test]
    fn its_delays_are_whole_milliseconds() {
        let job = Job::new(nobody(), 3, Duration::from_millis(10), None);

        assert_eq!(delays_ms(&job), [10, 6, 3]);
        assert_eq!(job.sum_of_delays(), Duration::from_millis(19));
    }

    #[test]
    fn its_delays_can_be_made_equal() {
        let job = Job::new(nobody(), 3, Duration::from_millis(10), None).with_equal_delays();

        assert_eq!(delays_ms(&job), [10, 10, 10]);
    }

    #[test]
    fn its_requests_are_numbered_and_named() {
        let job = Job::new(nobody(), 2, Duration::ZERO, Some(LONG));

        let told: Vec<_> = job
            .asks
            .iter()
            .map(|ask| (ask.index, &*ask.message, ask.timeout))
            .collect();
        assert_eq!(
            told,
            [(0, "request-1", Some(LONG)), (1, "request-2", Some(LONG))]
        );
    }

    #[test]
    fn no_length_of_a_delay_is_too_much() {
        let job = Job::new(nobody(), 2, Duration::MAX, None);

        assert!(job.asks.iter().all(|ask| ask.delay > LONG));
    }

    #[test]
    fn whatever_text_is_asked_for_is_answered() {
        let server = DelayServer::start(Config::default()).unwrap();
        for message in [
            "a b",
            "a?b#c",
            "100%",
            "%41",
            "a/b",
            "grüße €",
            "\r\nX: y\0",
            "",
            "<\"&'>",
        ] {
            let mut job = job(server.address(), 1);
            message.clone_into(&mut job.asks[0].message);

            let answers = run(callbacks::run, &job);

            assert_eq!(answers[0].result.as_deref().unwrap(), message);
            assert_eq!(answers[0].name, message);
        }
    }
}
