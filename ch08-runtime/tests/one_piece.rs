//! All of a runtime in one loop, for one future: what it waits for, and how often it is polled.

use std::cell::{Cell, RefCell};
use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::{Arc, Barrier};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use ch06_futures::net::{Driver, HttpGet, connect, read_response, write_all};
use ch06_futures::{
    Either, Future, FutureExt, join, join_all, on_thread, pending, poll_fn, ready, select,
    yield_now,
};
use ch08_runtime::one_piece::{Counts, Queue, block_on};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "support/peer.rs"]
mod peer;
#[path = "../../ch01-concurrency/tests/support/within.rs"]
mod within;

use self::panic_of::panic_of;
use self::peer::{Peer, answer};
use self::within::within_3_s;

/// Longer than what is done meanwhile.
const SHORT: Duration = Duration::from_millis(if cfg!(miri) { 400 } else { 50 });

/// Nobody waits for so long.
const LONG: Duration = Duration::from_secs(3600);

/// Runs it, within 3 seconds.
#[track_caller]
fn run<F, T>(make: impl FnOnce(Queue) -> F + Send + 'static) -> (T, Counts)
where
    F: Future<Output = T>,
    T: Send + 'static,
{
    within_3_s("`block_on`", || block_on(make).expect("there is a queue"))
}

#[test]
fn a_future_that_is_ready_is_polled_once_and_the_kernel_is_not_asked() {
    let (value, counts) = run(|_| ready(7));
    assert_eq!((value, counts), (7, Counts { polls: 1, asked: 0 }));
}

#[test]
fn a_future_that_wakes_itself_is_polled_again_without_a_sleep() {
    let (_, counts) = run(|_| yield_now().then(|()| yield_now()));
    assert_eq!(counts, Counts { polls: 3, asked: 0 });
}

#[test]
fn it_may_borrow_and_need_not_be_for_other_threads() {
    let seen = Rc::new(Cell::new(0));
    let (value, _) = block_on(|_| {
        poll_fn(|_| {
            seen.set(seen.get() + 1);
            Poll::Ready(&seen)
        })
    })
    .unwrap();
    assert_eq!(value.get(), 1);
}

#[test]
fn a_panic_is_the_callers() {
    let panic = panic_of(|| block_on(|_| poll_fn(|_| -> Poll<()> { panic!("enough") })).is_ok());
    assert_eq!(panic, Err("enough".to_owned()));
    assert!(block_on(|_| ready(())).is_ok());
}

#[test]
fn one_inside_of_another_is_another() {
    let inner = || block_on(|queue| queue.delay(SHORT)).unwrap().1.polls;
    let (polls, _) = run(move |_| poll_fn(move |_| Poll::Ready(inner())));
    assert_eq!(polls, 2);
}

mod delays {
    use super::*;

    #[test]
    fn one_sleeps_once() {
        let start = Instant::now();
        let (_, counts) = run(|queue| queue.delay(SHORT));
        assert!(start.elapsed() >= SHORT);
        assert_eq!(counts, Counts { polls: 2, asked: 1 });
    }

    #[test]
    fn one_that_is_over_does_not_sleep() {
        let (_, counts) = run(|queue| queue.delay(Duration::ZERO));
        assert_eq!(counts, Counts { polls: 1, asked: 0 });
    }

    #[test]
    fn many_end_in_order_and_each_has_the_future_polled_once_more() {
        let (order, counts) = run(|queue| {
            let order = Rc::new(RefCell::new(Vec::new()));
            let delays = [3, 1, 2].map(|number| {
                let order = Rc::clone(&order);
                let delay = queue.delay(SHORT * number);
                delay.map(move |()| order.borrow_mut().push(number))
            });
            join_all(delays).map(move |_| order.take())
        });
        assert_eq!(order, [1, 2, 3]);
        assert!(counts.polls <= 4 && counts.asked <= 3, "{counts:?}");
    }

    #[test]
    fn of_one_moment_end_together() {
        let (_, counts) = run(|queue| join_all([queue.delay(SHORT), queue.delay(SHORT)]));
        assert!(counts.polls <= 3, "{counts:?}");
    }

    #[test]
    fn the_first_of_two_is_not_kept_by_the_second() {
        for far in [LONG, Duration::MAX] {
            let (is_first, counts) = run(move |queue| {
                let both = select(queue.delay(far), queue.delay(SHORT));
                both.map(|first| matches!(first, Either::Right(_)))
            });
            assert!(is_first);
            assert_eq!(counts, Counts { polls: 2, asked: 1 });
        }
    }

    #[test]
    fn one_that_is_dropped_keeps_nobody() {
        let (_, counts) = run(|queue| {
            let long = queue.delay(LONG);
            let both = select(queue.delay(SHORT), long);
            let after = queue.clone();
            both.then(move |_| after.delay(SHORT))
        });
        assert!(counts.polls <= 3, "{counts:?}");
    }
}

mod threads {
    use super::*;

    #[test]
    fn another_thread_wakes_it() {
        let (value, counts) = run(|_| on_thread(|| 7).unwrap());
        assert_eq!(value, 7);
        assert!(counts.polls <= 3, "{counts:?}");
    }

    #[test]
    fn a_wake_is_not_lost_whenever_it_comes() {
        const TIMES: usize = if cfg!(miri) { 3 } else { 100 };
        #[ch07_coroutines::coroutine]
        fn again_and_again() -> usize {
            let mut sum = 0;
            for _ in 0..TIMES {
                sum += on_thread(|| 1).unwrap().wait;
            }
            sum
        }
        let (sum, counts) = run(|_| again_and_again());
        assert_eq!(sum, TIMES);
        assert!(counts.polls <= 3 * TIMES as u64, "{counts:?}");
    }

    #[test]
    fn a_wake_during_the_poll_is_another_poll() {
        let (_, counts) = run(|_| {
            let mut polls = 0;
            poll_fn(move |cx| {
                polls += 1;
                if polls == 2 {
                    return Poll::Ready(());
                }
                let waker = cx.waker().clone();
                thread::spawn(|| waker.wake()).join().unwrap();
                Poll::Pending
            })
        });
        assert_eq!(counts, Counts { polls: 2, asked: 0 });
    }

    #[test]
    fn a_wake_after_the_end_does_nothing() {
        let (waker, _) = run(|_| poll_fn(|cx| Poll::Ready(cx.waker().clone())));
        waker.wake_by_ref();
        waker.wake();
    }
}

mod sockets {
    use super::*;

    const COUNT: usize = if cfg!(miri) { 3 } else { 30 };

    fn get(queue: &Queue, address: SocketAddr) -> HttpGet<Queue> {
        HttpGet::with_driver(queue.clone(), address, "/hello")
    }

    #[test]
    fn a_request_is_answered_in_few_polls() {
        let peer = Peer::saying("hello");
        let address = peer.address;
        let (text, counts) =
            run(move |queue| get(&queue, address).map(|answer| answer.unwrap().text()));
        assert_eq!(text.unwrap(), "hello");
        // A socket that can be written again is an event, too.
        assert!(counts.polls <= 5, "{counts:?}");
    }

    #[test]
    fn a_request_of_three_leaves_is_answered_too() {
        #[ch07_coroutines::coroutine]
        fn exchange(queue: Queue, address: SocketAddr) -> String {
            let stream = connect(queue, address).wait.unwrap();
            let stream = write_all(stream, b"GET / HTTP/1.1\r\n\r\n".to_vec())
                .wait
                .unwrap();
            read_response(stream).wait.unwrap().text().unwrap()
        }
        let peer = Peer::saying("hello");
        let address = peer.address;
        let (text, _) = run(move |queue| exchange(queue, address));
        assert_eq!(text, "hello");
    }

    #[test]
    fn many_requests_at_once_are_all_answered() {
        let all = Arc::new(Barrier::new(COUNT));
        let peer = Peer::start(move |mut stream| {
            all.wait();
            stream.write_all(&answer("hello"))
        });
        let address = peer.address;
        let (answers, counts) = run(move |queue| {
            let gets = (0..COUNT).map(|_| get(&queue, address));
            join_all(gets.map(|get| get.map(|answer| answer.unwrap().text().unwrap())))
        });
        assert_eq!(answers, vec!["hello"; COUNT]);
        // Each event polls all: but no more events than a request has.
        assert!(counts.polls <= 5 * COUNT as u64, "{counts:?}");
    }

    #[test]
    fn nobody_listens_is_an_error() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let (error, _) =
            run(move |queue| connect(queue, address).map(|result| result.unwrap_err()));
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }

    #[test]
    fn a_peer_that_stays_silent_is_given_up() {
        let peer = Peer::silent();
        let address = peer.address;
        let (error, counts) = run(move |queue| {
            let get = get(&queue, address).timeout(SHORT);
            get.map(|answer| answer.unwrap_err().to_string())
        });
        let limit = SHORT.as_millis();
        assert_eq!(error, format!("no complete answer within {limit} ms"));
        // There a socket that would block is armed anew, and says at once that it can be written.
        assert!(cfg!(windows) || counts.polls <= 5, "{counts:?}");
    }

    #[test]
    fn a_request_a_delay_and_a_thread_are_waited_for_at_once() {
        let peer = Peer::saying("hello");
        let address = peer.address;
        let ((text, (_, value)), counts) = run(move |queue| {
            let get = get(&queue, address).map(|answer| answer.unwrap().text().unwrap());
            join(get, join(queue.delay(SHORT), on_thread(|| 7).unwrap()))
        });
        assert_eq!((text.as_str(), value), ("hello", 7));
        assert!(counts.polls <= 8, "{counts:?}");
    }

    #[test]
    #[cfg_attr(
        miri,
        ignore = "Miri does not always wake who reads when the peer closes"
    )]
    fn a_connection_that_is_dropped_is_none_of_its_business() {
        let peer = Peer::saying("hello");
        let address = peer.address;
        let (_, counts) = run(move |queue| {
            let connecting = connect(queue.clone(), address);
            let delay = queue.delay(SHORT);
            connecting.then(move |stream| {
                drop(stream.unwrap());
                select(delay, pending::<()>()).map(drop)
            })
        });
        assert!(counts.polls <= 4, "{counts:?}");
    }
}
