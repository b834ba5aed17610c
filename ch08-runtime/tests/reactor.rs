//! A reactor that is driven by hand: what ends a turn, and whose waker is called.

use std::io::{self, ErrorKind, Read, Write};
use std::net;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use ch04_event_queue::net::TcpStream;
use ch06_futures::{Future, poll_fn};
use ch08_runtime::Delay;
use ch08_runtime::reactor::{Handle, Reactor, Registration};

#[path = "../../ch04-event-queue/tests/support/connection.rs"]
mod connection;
#[path = "support/inline.rs"]
mod inline;
#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "../../ch06-futures/tests/support/wakes.rs"]
mod wakes;
#[path = "../../ch01-concurrency/tests/support/within.rs"]
mod within;

use self::connection::connection;
use self::inline::inline;
use self::panic_of::panic_of;
use self::wakes::Wakes;
use self::within::within_3_s;

/// Longer than what is done meanwhile.
const SHORT: Duration = Duration::from_millis(if cfg!(miri) { 400 } else { 50 });

/// Nobody waits for so long.
const LONG: Duration = Duration::from_secs(3600);

/// What must happen happens within that.
const PATIENCE: Duration = Duration::from_secs(3);

fn reactor() -> (Reactor, Handle) {
    let reactor = Reactor::new().expect("there is a queue");
    let handle = reactor.handle();
    (reactor, handle)
}

/// Our end, which is registered, and the peer's.
fn registered(handle: &Handle) -> (Registration<TcpStream>, net::TcpStream) {
    let (ours, peer) = connection();
    let ours = Registration::new(handle, ours).expect("it can be registered");
    (ours, peer)
}

/// Up to five bytes, as text.
fn read(stream: &mut TcpStream) -> io::Result<String> {
    let mut buffer = [0; 5];
    let length = stream.read(&mut buffer)?;
    Ok(String::from_utf8_lossy(&buffer[..length]).into_owned())
}

/// Polls a read; `None` is pending.
#[track_caller]
fn poll_read(registration: &mut Registration<TcpStream>, wakes: &Arc<Wakes>) -> Option<String> {
    match wakes.poll(&mut poll_fn(|cx| registration.poll_read(cx, read))) {
        Poll::Pending => None,
        Poll::Ready(text) => Some(text.expect("it can be read")),
    }
}

/// Polls a write of these bytes.
#[track_caller]
fn poll_write(registration: &mut Registration<TcpStream>, wakes: &Arc<Wakes>) -> Poll<usize> {
    let mut write = poll_fn(|cx| registration.poll_write(cx, |stream| stream.write(b"hello")));
    wakes
        .poll(&mut write)
        .map(|length| length.expect("it can be written"))
}

/// Takes turns until it has been woken so often.
#[track_caller]
fn turn_until(reactor: &mut Reactor, wakes: &Wakes, count: usize) {
    let start = Instant::now();
    while wakes.count() < count && start.elapsed() < PATIENCE {
        reactor.turn(Some(PATIENCE)).expect("the kernel answers");
    }
    assert_eq!(wakes.count(), count, "is how often it was woken");
}

/// Takes turns for a while.
fn turn_for_a_while(reactor: &mut Reactor) {
    let start = Instant::now();
    while start.elapsed() < SHORT {
        reactor.turn(Some(SHORT)).expect("the kernel answers");
    }
}

mod what_ends_a_turn {
    use super::*;

    #[test]
    fn the_time_and_not_before_it_is_over() {
        let (mut reactor, _handle) = reactor();
        let start = Instant::now();
        assert_eq!(reactor.turn(Some(SHORT)).unwrap(), 0);
        assert!(start.elapsed() >= SHORT);
    }

    #[test]
    fn no_time_at_all() {
        let (mut reactor, _handle) = reactor();
        assert_eq!(reactor.turn(Some(Duration::ZERO)).unwrap(), 0);
    }

    #[test]
    fn a_notification_before_it_once() {
        let (mut reactor, handle) = reactor();
        handle.notify();
        handle.clone().notify();

        // Sooner than its time.
        assert_eq!(reactor.turn(Some(LONG)).unwrap(), 0);

        let start = Instant::now();
        assert_eq!(reactor.turn(Some(SHORT)).unwrap(), 0);
        assert!(start.elapsed() >= SHORT, "two are as one");
    }

    #[test]
    fn a_notification_during_it() {
        within_3_s("turn", || {
            let (mut reactor, handle) = reactor();
            let other = thread::spawn(move || handle.notify());
            assert_eq!(reactor.turn(None).unwrap(), 0);
            other.join().unwrap();
        });
    }

    #[test]
    fn a_time_longer_than_the_clock_is_as_long_as_it_takes() {
        within_3_s("turn", || {
            let (mut reactor, handle) = reactor();
            handle.notify();
            assert_eq!(reactor.turn(Some(Duration::MAX)).unwrap(), 0);
        });
    }

    #[test]
    fn a_timer_that_is_due() {
        let (mut reactor, handle) = reactor();
        let (wakes, start) = (Wakes::new(), Instant::now());
        let mut delay = Delay::by(&handle, SHORT);
        assert!(wakes.poll(&mut delay).is_pending());

        turn_until(&mut reactor, &wakes, 1);

        assert!(start.elapsed() >= SHORT);
        assert!(wakes.poll(&mut delay).is_ready());
    }

    #[test]
    fn a_timer_that_another_thread_sets_during_it() {
        let (mut reactor, handle) = reactor();
        let wakes = Wakes::new();
        let mut first = Delay::by(&handle, LONG);
        assert!(wakes.poll(&mut first).is_pending());
        let (woken, earlier) = (Arc::clone(&wakes), handle.clone());
        let other = thread::spawn(move || {
            let mut delay = Delay::by(&earlier, SHORT);
            assert!(woken.poll(&mut delay).is_pending());
            delay
        });

        turn_until(&mut reactor, &wakes, 1);

        assert!(wakes.poll(&mut other.join().unwrap()).is_ready());
        assert!(wakes.poll(&mut first).is_pending());
    }

    #[test]
    fn its_end_does_and_whoever_waits_is_told() {
        let (reactor, handle) = reactor();
        let (mut ours, _peer) = registered(&handle);
        let (wakes, mut delay) = (Wakes::new(), Delay::by(&handle, LONG));
        assert_eq!(poll_read(&mut ours, &wakes), None);
        assert!(wakes.poll(&mut delay).is_pending());

        drop(reactor);

        assert_eq!(wakes.count(), 2);
        let Poll::Ready(Err(error)) = wakes.poll(&mut poll_fn(|cx| ours.poll_read(cx, read)))
        else {
            panic!("nobody would wake it")
        };
        assert!(error.to_string().contains("the reactor is over"), "{error}");
        let panic = panic_of(|| wakes.poll(&mut delay).is_pending());
        assert!(panic.unwrap_err().contains("the reactor is over"));
        handle.notify();
        drop((ours, delay));
        assert_eq!((handle.sources(), handle.timers()), (0, 0));
    }
}

mod sources {
    use super::*;

    #[test]
    fn who_waits_is_woken_by_the_turn_that_finds_it_ready() {
        let (mut reactor, handle) = reactor();
        let (mut ours, mut peer) = registered(&handle);
        let wakes = Wakes::new();
        assert_eq!(poll_read(&mut ours, &wakes), None);
        turn_for_a_while(&mut reactor);
        assert_eq!(wakes.count(), 0);

        peer.write_all(b"hello").unwrap();

        assert_eq!(wakes.count(), 0, "without a turn");
        turn_until(&mut reactor, &wakes, 1);
        assert_eq!(poll_read(&mut ours, &wakes).as_deref(), Some("hello"));
    }

    #[test]
    fn one_wait_is_one_wake() {
        let (mut reactor, handle) = reactor();
        let (mut ours, mut peer) = registered(&handle);
        let wakes = Wakes::new();
        assert_eq!(poll_read(&mut ours, &wakes), None);
        peer.write_all(b"hello").unwrap();
        turn_until(&mut reactor, &wakes, 1);

        peer.write_all(b"again").unwrap();
        turn_for_a_while(&mut reactor);

        assert_eq!(wakes.count(), 1);
    }

    #[test]
    fn what_came_before_the_first_poll_is_there() {
        let (mut reactor, handle) = reactor();
        let (mut ours, mut peer) = registered(&handle);
        let wakes = Wakes::new();
        peer.write_all(b"hello").unwrap();
        turn_for_a_while(&mut reactor);

        assert_eq!(poll_read(&mut ours, &wakes).as_deref(), Some("hello"));

        assert_eq!(wakes.count(), 0);
    }

    #[test]
    fn what_is_left_is_there_without_another_event() {
        let (mut reactor, handle) = reactor();
        let (mut ours, mut peer) = registered(&handle);
        let wakes = Wakes::new();
        assert_eq!(poll_read(&mut ours, &wakes), None);
        peer.write_all(b"hello again").unwrap();
        turn_until(&mut reactor, &wakes, 1);

        let texts = [(); 4].map(|()| poll_read(&mut ours, &wakes));

        let there = |text: &str| Some(text.to_owned());
        assert_eq!(texts, [there("hello"), there(" agai"), there("n"), None]);
        peer.write_all(b"more").unwrap();
        turn_until(&mut reactor, &wakes, 2);
        assert_eq!(poll_read(&mut ours, &wakes), there("more"));
    }

    #[test]
    fn the_end_is_something_to_read() {
        let (mut reactor, handle) = reactor();
        let (mut ours, peer) = registered(&handle);
        let wakes = Wakes::new();
        assert_eq!(poll_read(&mut ours, &wakes), None);
        drop(peer);
        turn_until(&mut reactor, &wakes, 1);
        assert_eq!(poll_read(&mut ours, &wakes).as_deref(), Some(""));
        assert_eq!(poll_read(&mut ours, &wakes).as_deref(), Some(""));
    }

    #[test]
    fn a_turn_gives_the_number_of_those_it_has_woken() {
        let (mut reactor, handle) = reactor();
        let (mut ours, mut peer) = registered(&handle);
        let (reads, writes) = (Wakes::new(), Wakes::new());
        assert_eq!(poll_read(&mut ours, &reads), None);
        assert!(poll_write(&mut ours, &writes).is_pending());
        peer.write_all(b"hello").unwrap();

        let mut count = 0;
        while count < 2 {
            count += reactor.turn(Some(PATIENCE)).unwrap();
        }

        assert_eq!((count, reads.count(), writes.count()), (2, 1, 1));
    }

    #[test]
    fn who_waits_for_one_direction_is_not_woken_by_the_other() {
        let (mut reactor, handle) = reactor();
        let (mut ours, _peer) = registered(&handle);
        let (reads, writes) = (Wakes::new(), Wakes::new());
        assert_eq!(poll_read(&mut ours, &reads), None);
        assert!(poll_write(&mut ours, &writes).is_pending());

        turn_until(&mut reactor, &writes, 1);

        assert_eq!(reads.count(), 0);
        assert_eq!(poll_write(&mut ours, &writes), Poll::Ready(5));
    }

    #[test]
    fn the_waker_of_the_last_poll_is_called() {
        let (mut reactor, handle) = reactor();
        let (mut ours, mut peer) = registered(&handle);
        let (first, last) = (Wakes::new(), Wakes::new());
        assert_eq!(poll_read(&mut ours, &first), None);
        assert_eq!(poll_read(&mut ours, &last), None);
        // The former one is not kept.
        assert_eq!(
            (Arc::strong_count(&first), Arc::strong_count(&last)),
            (1, 2)
        );

        peer.write_all(b"hello").unwrap();
        turn_until(&mut reactor, &last, 1);

        assert_eq!(first.count(), 0);
    }

    #[test]
    fn a_source_that_is_dropped_is_gone_and_nobody_is_woken() {
        let (mut reactor, handle) = reactor();
        assert_eq!(handle.sources(), 0);
        let (mut ours, mut peer) = registered(&handle);
        let wakes = Wakes::new();
        assert_eq!(handle.sources(), 1);
        assert_eq!(poll_read(&mut ours, &wakes), None);
        peer.write_all(b"hello").unwrap();

        drop(ours);
        turn_for_a_while(&mut reactor);

        assert_eq!(handle.sources(), 0);
        assert_eq!((wakes.count(), Arc::strong_count(&wakes)), (0, 1));
    }

    #[test]
    fn a_source_in_the_place_of_another_has_nothing_of_it() {
        let (mut reactor, handle) = reactor();
        let (mut former, mut its_peer) = registered(&handle);
        let (before, wakes) = (Wakes::new(), Wakes::new());
        its_peer.write_all(b"hello").unwrap();
        turn_for_a_while(&mut reactor);
        assert_eq!(poll_read(&mut former, &before).as_deref(), Some("hello"));
        drop(former);

        let (mut ours, mut peer) = registered(&handle);
        assert_eq!(poll_read(&mut ours, &wakes), None);
        turn_for_a_while(&mut reactor);
        assert_eq!((before.count(), wakes.count()), (0, 0));

        peer.write_all(b"other").unwrap();
        turn_until(&mut reactor, &wakes, 1);
        assert_eq!(poll_read(&mut ours, &wakes).as_deref(), Some("other"));
    }

    #[test]
    fn a_source_that_the_kernel_does_not_take_has_no_place() {
        /// Refuses.
        struct Refused;
        impl ch04_event_queue::event::Source for Refused {
            fn register(
                &mut self,
                _: &ch04_event_queue::Registry,
                _: ch04_event_queue::Token,
                _: ch04_event_queue::Interest,
            ) -> io::Result<()> {
                Err(ErrorKind::PermissionDenied.into())
            }

            fn reregister(
                &mut self,
                _: &ch04_event_queue::Registry,
                _: ch04_event_queue::Token,
                _: ch04_event_queue::Interest,
            ) -> io::Result<()> {
                unreachable!("it is registered once and for all")
            }

            fn deregister(&mut self, _: &ch04_event_queue::Registry) -> io::Result<()> {
                unreachable!("it is not registered")
            }
        }
        let (_reactor, handle) = reactor();
        let error = Registration::new(&handle, Refused).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied);
        assert_eq!(handle.sources(), 0);
    }

    #[test]
    fn what_the_call_says_is_given_except_that_it_was_interrupted() {
        let (mut reactor, handle) = reactor();
        let (mut ours, _peer) = registered(&handle);
        let wakes = Wakes::new();
        assert!(poll_write(&mut ours, &wakes).is_pending());
        turn_until(&mut reactor, &wakes, 1);

        let mut calls = Vec::from([
            Ok(7),
            Err(ErrorKind::BrokenPipe),
            Err(ErrorKind::Interrupted),
        ]);
        let mut next = || {
            wakes.poll(&mut poll_fn(|cx| {
                ours.poll_write(cx, |_| {
                    calls.pop().expect("one more").map_err(io::Error::from)
                })
            }))
        };

        let error = next().map(|result| result.map_err(|error| error.kind()));
        assert_eq!(error, Poll::Ready(Err(ErrorKind::BrokenPipe)));
        let value = next().map(|result| result.map_err(|error| error.kind()));
        assert_eq!(value, Poll::Ready(Ok(7)));
    }

    #[cfg(unix)]
    #[test]
    fn the_ends_of_a_pipe_are_sources_too() {
        let (mut reactor, handle) = reactor();
        let (sender, receiver) = ch04_event_queue::unix::pipe::new().unwrap();
        let mut sender = Registration::new(&handle, sender).unwrap();
        let mut receiver = Registration::new(&handle, receiver).unwrap();
        let (reads, writes) = (Wakes::new(), Wakes::new());
        let mut byte = [0];
        let mut read = poll_fn(|cx| receiver.poll_read(cx, |end| end.read(&mut byte)));
        assert!(reads.poll(&mut read).is_pending());
        let mut write = poll_fn(|cx| sender.poll_write(cx, |end| end.write(b"!")));
        assert!(writes.poll(&mut write).is_pending());

        turn_until(&mut reactor, &writes, 1);
        assert!(writes.poll(&mut write).is_ready());
        turn_until(&mut reactor, &reads, 1);

        assert!(reads.poll(&mut read).is_ready());
        assert_eq!(byte, *b"!");
    }

    #[test]
    fn sources_come_and_go_while_another_thread_takes_turns() {
        const TIMES: usize = if cfg!(miri) { 5 } else { 100 };
        within_3_s("coming and going", || {
            let (mut reactor, handle) = reactor();
            let is_over = Arc::new(AtomicBool::new(false));
            let stop = Arc::clone(&is_over);
            let other = thread::spawn(move || {
                while !stop.load(Ordering::Acquire) {
                    reactor.turn(None).unwrap();
                }
            });
            let wakes = Wakes::new();
            for time in 0..TIMES {
                let (mut ours, mut peer) = registered(&handle);
                let _ = poll_read(&mut ours, &wakes);
                peer.write_all(b"hello").unwrap();
                // Some are dropped before they are found ready, some after it.
                while time % 2 == 0 && poll_read(&mut ours, &wakes).is_none() {
                    thread::yield_now();
                }
            }
            is_over.store(true, Ordering::Release);
            handle.notify();
            other.join().unwrap();
            assert_eq!(handle.sources(), 0);
            assert_eq!(Arc::strong_count(&wakes), 1);
        });
    }
}

mod timers {
    use super::*;

    #[test]
    fn the_earliest_is_woken_first() {
        let (mut reactor, handle) = reactor();
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut delays = [3, 1, 2].map(|number| {
            let mut delay = Delay::by(&handle, SHORT * number);
            let order = Arc::clone(&order);
            let waker = inline(move || order.lock().unwrap().push(number));
            assert!(delay.poll(&mut Context::from_waker(&waker)).is_pending());
            delay
        });
        assert_eq!(handle.timers(), 3);

        let start = Instant::now();
        while order.lock().unwrap().len() < 3 && start.elapsed() < PATIENCE {
            reactor.turn(Some(PATIENCE)).unwrap();
        }

        assert_eq!(*order.lock().unwrap(), [1, 2, 3]);
        assert_eq!(handle.timers(), 0);
        let mut cx = Context::from_waker(Waker::noop());
        assert!(
            delays
                .iter_mut()
                .all(|delay| delay.poll(&mut cx).is_ready())
        );
    }

    #[test]
    fn many_of_one_moment_are_all_woken() {
        const COUNT: usize = if cfg!(miri) { 20 } else { 1000 };
        let (mut reactor, handle) = reactor();
        let wakes = Wakes::new();
        let mut delays: Vec<Delay> = (0..COUNT).map(|_| Delay::by(&handle, SHORT)).collect();
        let waits = |delay: &mut Delay| wakes.poll(delay).is_pending();
        let waiting = delays.iter_mut().map(waits).filter(|waits| *waits).count();
        assert_eq!(handle.timers(), waiting);

        turn_until(&mut reactor, &wakes, waiting);

        assert_eq!(handle.timers(), 0);
    }

    #[test]
    fn a_delay_that_is_not_polled_waits_for_nothing() {
        let (_reactor, handle) = reactor();
        let _delay = Delay::by(&handle, LONG);
        assert_eq!(handle.timers(), 0);
    }

    #[test]
    fn a_delay_that_is_polled_when_it_is_over_has_never_waited() {
        let (_reactor, handle) = reactor();
        let (wakes, mut delay) = (Wakes::new(), Delay::by(&handle, Duration::ZERO));
        assert!(wakes.poll(&mut delay).is_ready());
        assert!(wakes.poll(&mut delay).is_ready(), "at each poll after it");
        assert_eq!((wakes.count(), handle.timers()), (0, 0));
    }

    #[test]
    fn a_delay_waits_once_however_often_it_is_polled() {
        let (_reactor, handle) = reactor();
        let (first, last) = (Wakes::new(), Wakes::new());
        let mut delay = Delay::by(&handle, LONG);
        for wakes in [&first, &last, &last] {
            assert!(wakes.poll(&mut delay).is_pending());
        }
        assert_eq!(handle.timers(), 1);
        assert_eq!(
            (Arc::strong_count(&first), Arc::strong_count(&last)),
            (1, 2)
        );
    }

    #[test]
    fn a_delay_that_is_dropped_waits_no_more() {
        let (mut reactor, handle) = reactor();
        let wakes = Wakes::new();
        let (mut dropped, mut other) = (Delay::by(&handle, SHORT), Delay::by(&handle, SHORT * 2));
        assert!(wakes.poll(&mut dropped).is_pending());
        assert!(wakes.poll(&mut other).is_pending());

        drop(dropped);

        assert_eq!((handle.timers(), Arc::strong_count(&wakes)), (1, 2));
        turn_until(&mut reactor, &wakes, 1);
        drop(other);
        assert_eq!((handle.timers(), Arc::strong_count(&wakes)), (0, 1));
    }

    #[test]
    fn a_delay_that_is_dropped_by_another_thread_during_the_turn_is_not_missed() {
        within_3_s("the turn", || {
            let (mut reactor, handle) = reactor();
            let wakes = Wakes::new();
            let mut delay = Delay::by(&handle, LONG);
            assert!(wakes.poll(&mut delay).is_pending());
            let other = thread::spawn(move || {
                drop(delay);
                handle.notify();
                handle
            });
            assert_eq!(reactor.turn(None).unwrap(), 0);
            assert_eq!(other.join().unwrap().timers(), 0);
        });
    }

    #[test]
    fn years_are_not_too_long() {
        let (mut reactor, handle) = reactor();
        let (wakes, years) = (Wakes::new(), LONG * 24 * 365 * 100);
        let mut delay = Delay::by(&handle, years);
        assert!(wakes.poll(&mut delay).is_pending());

        turn_for_a_while(&mut reactor);

        assert_eq!((wakes.count(), handle.timers()), (0, 1));
        assert!(wakes.poll(&mut delay).is_pending());
    }

    #[test]
    fn a_delay_longer_than_the_clock_waits_for_nothing() {
        let (mut reactor, handle) = reactor();
        let (wakes, mut delay) = (Wakes::new(), Delay::by(&handle, Duration::MAX));
        assert!(wakes.poll(&mut delay).is_pending());
        assert_eq!(
            (reactor.turn(Some(SHORT)).unwrap(), handle.timers()),
            (0, 0)
        );
        assert!(wakes.poll(&mut delay).is_pending());
    }
}

mod wakers_that_do_something_at_once {
    use super::*;

    #[test]
    fn they_poll_register_and_drop_what_waits_in_the_reactor() {
        within_3_s("the turn", || {
            let (mut reactor, handle) = reactor();
            let wakes = Wakes::new();
            let (ours, mut peer) = registered(&handle);
            let ours = Arc::new(Mutex::new(ours));
            let mut old = Delay::by(&handle, LONG);
            assert!(wakes.poll(&mut old).is_pending());
            let kept = Mutex::new((Some(old), None));
            let waker = inline({
                let (handle, ours, wakes) = (handle.clone(), Arc::clone(&ours), Arc::clone(&wakes));
                move || {
                    let mut kept = kept.lock().unwrap();
                    kept.0 = None;
                    let mut new = Delay::by(&handle, LONG);
                    assert!(wakes.poll(&mut new).is_pending());
                    drop(registered(&handle));
                    kept.1 = Some((new, registered(&handle)));
                    let mut ours = ours.lock().unwrap();
                    assert_eq!(poll_read(&mut ours, &wakes).as_deref(), Some("hello"));
                    assert_eq!(poll_read(&mut ours, &wakes), None);
                    handle.notify();
                }
            });
            let mut cx = Context::from_waker(&waker);
            let read = ours.lock().unwrap().poll_read(&mut cx, read);
            assert!(read.is_pending());
            peer.write_all(b"hello").unwrap();

            while handle.sources() < 2 {
                reactor.turn(None).unwrap();
            }

            assert_eq!((handle.sources(), handle.timers()), (2, 1));
        });
    }

    #[test]
    fn they_poll_the_delay_that_has_just_ended() {
        within_3_s("the turn", || {
            let (mut reactor, handle) = reactor();
            let delay = Arc::new(Mutex::new(Delay::by(&handle, SHORT)));
            let wakes = Wakes::new();
            let waker = inline({
                let (delay, wakes) = (Arc::clone(&delay), Arc::clone(&wakes));
                move || {
                    assert!(wakes.poll(&mut *delay.lock().unwrap()).is_ready());
                    wakes.clone().wake();
                }
            });
            let mut cx = Context::from_waker(&waker);
            assert!(delay.lock().unwrap().poll(&mut cx).is_pending());
            turn_until(&mut reactor, &wakes, 1);
        });
    }

    /// Asks the reactor when it is dropped.
    struct Asks(Handle);

    impl Wake for Asks {
        fn wake(self: Arc<Self>) {}
    }

    impl Drop for Asks {
        fn drop(&mut self) {
            let _ = (self.0.sources(), self.0.timers());
            drop(registered(&self.0));
            let mut delay = Delay::by(&self.0, LONG);
            let mut cx = Context::from_waker(Waker::noop());
            assert!(delay.poll(&mut cx).is_pending());
        }
    }

    #[test]
    fn they_ask_the_reactor_when_they_are_dropped() {
        within_3_s("a drop", || {
            let (_reactor, handle) = reactor();
            let poll = |future: &mut dyn FnMut(&mut Context<'_>)| {
                let waker = Waker::from(Arc::new(Asks(handle.clone())));
                future(&mut Context::from_waker(&waker));
            };
            let (mut ours, _peer) = registered(&handle);
            let mut delay = Delay::by(&handle, LONG);
            for _ in 0..2 {
                poll(&mut |cx| assert!(delay.poll(cx).is_pending()));
                poll(&mut |cx| assert!(ours.poll_read(cx, read).is_pending()));
            }

            drop((delay, ours));

            assert_eq!((handle.sources(), handle.timers()), (0, 0));
        });
    }

    #[test]
    fn one_that_panics_leaves_the_others_to_the_next_turn() {
        let (mut reactor, handle) = reactor();
        let wakes = Wakes::new();
        let panics = inline(|| panic!("woken"));
        let (mut first, mut second) = (Delay::by(&handle, SHORT), Delay::by(&handle, SHORT));
        assert!(first.poll(&mut Context::from_waker(&panics)).is_pending());
        assert!(wakes.poll(&mut second).is_pending());
        let start = Instant::now();
        while start.elapsed() < SHORT {
            thread::yield_now();
        }

        let panic = panic_of(|| reactor.turn(Some(PATIENCE)).map_err(|error| error.kind()));

        assert_eq!(panic, Err("woken".to_owned()));
        assert_eq!(wakes.count(), 0);
        assert_eq!(reactor.turn(Some(PATIENCE)).unwrap(), 1);
        assert_eq!(wakes.count(), 1);
    }
}
