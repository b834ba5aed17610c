//! Sockets that wait in the reactor, and chapters 6's and 7's requests on them.

use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use ch06_futures::net::{Driver, HttpGet, Stream, connect, read_response, write_all};
use ch06_futures::{Either, Future, FutureExt, join, join_all, poll_fn, ready, yield_now};
use ch08_runtime::net::{Current, TcpListener, TcpStream};
use ch08_runtime::reactor::Reactor;
use ch08_runtime::{Delay, Executor, Runtime, spawn};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "support/peer.rs"]
mod peer;
#[path = "support/polls.rs"]
mod polls;
#[path = "../../ch06-futures/tests/support/wakes.rs"]
mod wakes;
#[path = "../../ch01-concurrency/tests/support/within.rs"]
mod within;

use self::panic_of::panic_of;
use self::peer::{Peer, answer};
use self::polls::counted;
use self::wakes::Wakes;
use self::within::within_3_s;

/// Longer than what is done meanwhile.
const SHORT: Duration = Duration::from_millis(if cfg!(miri) { 400 } else { 50 });

/// Nobody waits for so long.
const LONG: Duration = Duration::from_secs(3600);

const LOCAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

fn runtime() -> Runtime {
    Runtime::new().expect("there is a queue")
}

/// Makes a call where a runtime is.
fn inside<T>(runtime: &Runtime, mut call: impl FnMut() -> T) -> T {
    runtime.block_on(poll_fn(|_| Poll::Ready(call())))
}

/// One that listens on a free port, and where.
fn listener(runtime: &Runtime) -> (TcpListener, SocketAddr) {
    let listener = inside(runtime, || TcpListener::bind(LOCAL)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    (listener, address)
}

/// Both ends of a connection.
fn connection(runtime: &Runtime) -> (TcpStream, TcpStream) {
    let (mut listener, address) = listener(runtime);
    let connecting = runtime.spawn(TcpStream::connect(address));
    let (theirs, _) = runtime.block_on(listener.accept()).expect("one comes");
    let ours = runtime.block_on(connecting).expect("it does not panic");
    (ours.expect("somebody listens"), theirs)
}

/// All that comes, until the end.
fn read_to_end(mut stream: TcpStream) -> impl Future<Output = io::Result<Vec<u8>>> {
    let (mut all, mut chunk) = (Vec::new(), [0; 4096]);
    poll_fn(move |cx| {
        loop {
            match stream.poll_read(cx, &mut chunk) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(0)) => return Poll::Ready(Ok(std::mem::take(&mut all))),
                Poll::Ready(Ok(length)) => all.extend_from_slice(&chunk[..length]),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            }
        }
    })
}

/// A port that nobody listens at.
fn nobody() -> SocketAddr {
    let listener = std::net::TcpListener::bind(LOCAL).expect("a port is free");
    listener.local_addr().expect("it is bound")
}

fn get(address: SocketAddr) -> HttpGet<Current> {
    HttpGet::with_driver(Current, address, "/hello")
}

mod streams {
    use super::*;

    #[test]
    fn what_is_sent_comes_back_from_an_echo() {
        within_3_s("the echo", || {
            let runtime = runtime();
            let (mut listener, address) = listener(&runtime);
            let client = TcpStream::connect(address).then(|stream| {
                let stream = stream.expect("somebody listens");
                write_all(stream, b"hello".to_vec()).then(|stream| {
                    let stream = stream.expect("it is read");
                    stream.shutdown(Shutdown::Write).expect("it is connected");
                    read_to_end(stream)
                })
            });
            let client = runtime.spawn(client);

            let (mut stream, from) = runtime.block_on(listener.accept()).unwrap();
            assert_eq!(stream.peer_addr().unwrap(), from);
            assert_eq!(stream.local_addr().unwrap(), address);
            let mut buffer = [0; 100];
            loop {
                let length = runtime.block_on(stream.read(&mut buffer)).unwrap();
                if length == 0 {
                    break;
                }
                let written = runtime.block_on(stream.write(&buffer[..length])).unwrap();
                assert_eq!(written, length);
            }
            drop(stream);

            assert_eq!(runtime.block_on(client).unwrap().unwrap(), b"hello");
        });
    }

    #[test]
    fn nobody_listens_is_an_error() {
        let runtime = runtime();
        let error = runtime.block_on(TcpStream::connect(nobody())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        assert_eq!(runtime.reactor().sources(), 0);
    }

    #[test]
    fn a_stream_that_is_dropped_is_closed_and_registered_no_more() {
        within_3_s("the end", || {
            let runtime = runtime();
            let (ours, theirs) = connection(&runtime);
            assert_eq!(runtime.reactor().sources(), 2);
            drop(ours);
            assert_eq!(runtime.block_on(read_to_end(theirs)).unwrap(), b"");
            assert_eq!(runtime.reactor().sources(), 0);
        });
    }

    #[test]
    fn who_writes_more_than_there_is_room_for_waits_for_who_reads() {
        const LENGTH: usize = if cfg!(miri) { 10_000 } else { 8 << 20 };
        within_3_s("both directions", || {
            let runtime = runtime();
            let (ours, theirs) = connection(&runtime);
            let bytes: Vec<u8> = (0..LENGTH).map(|index| (index % 251) as u8).collect();
            let writes = runtime.spawn(write_all(ours, bytes.clone()).map(drop));

            let read = runtime.block_on(read_to_end(theirs)).unwrap();

            assert!(read == bytes, "the bytes have changed on their way");
            runtime.block_on(writes).unwrap();
        });
    }

    #[test]
    fn both_ends_read_and_write_at_once() {
        const TURNS: usize = if cfg!(miri) { 5 } else { 200 };
        #[ch07_coroutines::coroutine]
        fn play(stream: TcpStream, begins: bool) -> usize {
            let mut stream = stream;
            for _ in 0..TURNS {
                if begins {
                    stream = write_all(stream, b"!".to_vec()).wait.unwrap();
                }
                let (given, length) = read_some(stream).wait;
                stream = given;
                assert_eq!(length, 1);
                if !begins {
                    stream = write_all(stream, b"!".to_vec()).wait.unwrap();
                }
            }
            TURNS
        }
        fn read_some(stream: TcpStream) -> impl Future<Output = (TcpStream, usize)> {
            let mut stream = Some(stream);
            poll_fn(move |cx| {
                let polled = stream.as_mut().unwrap().poll_read(cx, &mut [0; 2]);
                polled.map(|length| (stream.take().unwrap(), length.unwrap()))
            })
        }
        within_3_s("the game", || {
            let runtime = runtime();
            let (ours, theirs) = connection(&runtime);
            let one = runtime.spawn(play(ours, true));
            let other = runtime.spawn(play(theirs, false));
            let turns = runtime.block_on(join(one, other));
            assert_eq!((turns.0.unwrap(), turns.1.unwrap()), (TURNS, TURNS));
        });
    }

    #[test]
    fn who_reads_is_polled_once_for_what_comes_and_not_while_it_waits() {
        within_3_s("the bytes", || {
            let runtime = runtime();
            let (mut ours, mut theirs) = connection(&runtime);
            let mut buffer = [0; 10];
            let (read, polls) = counted(poll_fn(move |cx| ours.poll_read(cx, &mut buffer)));
            let read = runtime.spawn(read);
            runtime.block_on(Delay::new(SHORT));
            assert_eq!(polls.get(), 1);

            runtime.block_on(theirs.write(b"hello")).unwrap();

            assert_eq!(runtime.block_on(read).unwrap().unwrap(), 5);
            assert_eq!(polls.get(), 2);
        });
    }

    #[test]
    fn small_writes_can_be_sent_at_once() {
        let runtime = runtime();
        let (ours, _theirs) = connection(&runtime);
        ours.set_nodelay(true).unwrap();
    }
}

mod listeners {
    use super::*;

    #[test]
    fn those_who_came_before_the_first_accept_are_all_there() {
        const COUNT: usize = if cfg!(miri) { 3 } else { 50 };
        within_3_s("accepting", || {
            let runtime = runtime();
            let (mut listener, address) = listener(&runtime);
            let clients: Vec<_> = (0..COUNT)
                .map(|_| std::net::TcpStream::connect(address).unwrap())
                .collect();
            for client in &clients {
                let (_, from) = runtime.block_on(listener.accept()).unwrap();
                assert_eq!(from, client.local_addr().unwrap());
            }
        });
    }

    #[test]
    fn an_accept_that_is_dropped_loses_nothing_and_wakes_nobody() {
        within_3_s("accepting", || {
            let runtime = runtime();
            let (mut listener, address) = listener(&runtime);
            let wakes = Wakes::new();
            assert!(wakes.poll(&mut listener.accept()).is_pending());
            let client = std::net::TcpStream::connect(address).unwrap();
            let (_, from) = runtime.block_on(listener.accept()).unwrap();
            assert_eq!(from, client.local_addr().unwrap());
            assert_eq!(wakes.count(), 0);
        });
    }

    #[test]
    fn a_socket_that_listens_already_is_taken_over() {
        within_3_s("accepting", || {
            let runtime = runtime();
            let blocking = std::net::TcpListener::bind(LOCAL).unwrap();
            let address = blocking.local_addr().unwrap();
            let mut blocking = Some(blocking);
            let take = || TcpListener::from_std(blocking.take().unwrap());
            let mut listener = inside(&runtime, take).unwrap();
            assert_eq!(listener.local_addr().unwrap(), address);
            let waits = runtime.block_on(poll_fn(|cx| {
                Poll::Ready(listener.poll_accept(cx).is_pending())
            }));
            assert!(waits, "it does not block");
            let _client = std::net::TcpStream::connect(address).unwrap();
            assert!(runtime.block_on(listener.accept()).is_ok());
        });
    }

    #[test]
    fn a_port_that_is_taken_is_an_error() {
        let runtime = runtime();
        let (listener, address) = listener(&runtime);
        let error = inside(&runtime, || TcpListener::bind(address)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AddrInUse);
        assert_eq!(runtime.reactor().sources(), 1);
        drop(listener);
        assert_eq!(runtime.reactor().sources(), 0);
    }
}

mod outside {
    use super::*;

    type Call = fn(&mut Context<'_>);

    /// Each of those that need a reactor.
    fn calls() -> [(&'static str, Call); 4] {
        [
            ("TcpListener", |_| drop(TcpListener::bind(LOCAL))),
            ("TcpListener", |_| {
                let listener = std::net::TcpListener::bind(LOCAL);
                drop(listener.and_then(TcpListener::from_std));
            }),
            ("connect", |cx| {
                assert!(TcpStream::connect(LOCAL).poll(cx).is_pending());
            }),
            ("Delay", |cx| {
                assert!(Delay::new(LONG).poll(cx).is_pending())
            }),
        ]
    }

    #[test]
    fn of_a_runtime_they_panic_and_say_what_is_missing() {
        for (name, call) in calls() {
            let says =
                format!("`{name}` called outside of a runtime: need `Runtime::block_on` around it");
            let mut cx = Context::from_waker(std::task::Waker::noop());
            assert_eq!(panic_of(|| call(&mut cx)), Err(says));
        }
    }

    #[test]
    fn in_an_executor_without_a_reactor_they_panic_and_say_what_is_missing() {
        let executor = Executor::new();
        for (name, call) in calls() {
            let says =
                format!("`{name}` called in an executor without a reactor: need a `Runtime`");
            let panic = executor.block_on(poll_fn(|cx| Poll::Ready(panic_of(|| call(cx)))));
            assert_eq!(panic, Err(says));
        }
    }

    #[test]
    fn an_executor_can_be_given_a_reactor_that_another_thread_drives() {
        within_3_s("the delay", || {
            let mut reactor = Reactor::new().unwrap();
            let executor = Executor::with_reactor(reactor.handle());
            let (handle, is_over) = (reactor.handle(), Arc::new(AtomicBool::new(false)));
            let stop = Arc::clone(&is_over);
            let other = thread::spawn(move || {
                while !stop.load(Ordering::Acquire) {
                    reactor.turn(None).unwrap();
                }
            });

            executor.block_on(Delay::new(SHORT));

            is_over.store(true, Ordering::Release);
            handle.notify();
            other.join().unwrap();
        });
    }
}

mod requests {
    use super::*;

    /// So many polls a request needs: connecting, sending and waiting for the answer, the answer; and one more, should
    /// the answer come in two.
    const POLLS: usize = 4;

    const COUNT: usize = if cfg!(miri) { 3 } else { 50 };

    /// Answers all when all have asked.
    fn peer_of_all() -> Peer {
        let all = Arc::new(Barrier::new(COUNT));
        Peer::start(move |mut stream| {
            all.wait();
            stream.write_all(&answer("hello"))
        })
    }

    type Answer = Result<String, String>;

    /// The three leaves, as one function that waits.
    #[ch07_coroutines::coroutine]
    fn exchange(address: SocketAddr) -> Answer {
        let stream = connect(Current, address)
            .wait
            .map_err(|error| error.to_string())?;
        let request = b"GET /hello HTTP/1.1\r\nHost: local\r\n\r\n".to_vec();
        let stream = write_all(stream, request)
            .wait
            .map_err(|error| error.to_string())?;
        let response = read_response(stream)
            .wait
            .map_err(|error| error.to_string())?;
        response.text().map_err(|error| error.to_string())
    }

    /// The three leaves, by combinators.
    fn combined(address: SocketAddr) -> impl Future<Output = Answer> {
        connect(Current, address)
            .then(|stream| match stream {
                Ok(stream) => Either::Left(write_all(stream, b"GET / HTTP/1.1\r\n\r\n".to_vec())),
                Err(error) => Either::Right(ready(Err(error))),
            })
            .then(|stream| match stream {
                Ok(stream) => Either::Left(read_response(stream).map(|response| {
                    response
                        .and_then(|it| it.text())
                        .map_err(|it| it.to_string())
                })),
                Err(error) => Either::Right(ready(Err(error.to_string()))),
            })
    }

    fn whole(address: SocketAddr) -> impl Future<Output = Answer> {
        get(address).map(|answer| {
            answer
                .and_then(|response| response.success()?.text())
                .map_err(|error| error.to_string())
        })
    }

    /// Makes so many as tasks, all at once, and asserts that each is polled only when it gets on.
    fn as_tasks<F: Future<Output = Answer> + 'static>(make: fn(SocketAddr) -> F) {
        within_3_s("the requests", move || {
            let (runtime, peer) = (runtime(), peer_of_all());
            let (tasks, polls): (Vec<_>, Vec<_>) = (0..COUNT)
                .map(|_| {
                    let (request, polls) = counted(make(peer.address));
                    (runtime.spawn(request), polls)
                })
                .unzip();

            let answers = runtime.block_on(join_all(tasks));

            for answer in answers {
                let answer = answer.expect("it does not panic");
                assert_eq!(answer.as_deref(), Ok("hello"));
            }
            for polls in polls {
                assert!(polls.get() <= POLLS, "{} polls of one request", polls.get());
            }
            assert_eq!(
                (runtime.reactor().sources(), runtime.reactor().timers()),
                (0, 0)
            );
        });
    }

    #[test]
    fn of_one_leaf_are_polled_when_they_get_on() {
        as_tasks(whole);
    }

    #[test]
    fn of_three_leaves_are_polled_when_they_get_on() {
        as_tasks(combined);
    }

    #[test]
    fn of_a_coroutine_are_polled_when_they_get_on() {
        as_tasks(exchange);
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri takes longer than the test waits")]
    fn with_a_time_limit_that_is_not_needed_are_polled_as_often() {
        as_tasks(|address| {
            get(address).timeout(LONG).map(|answer| {
                let text = answer.and_then(|response| response.text());
                text.map_err(|error| error.to_string())
            })
        });
    }

    #[test]
    fn joined_in_one_task_are_all_answered() {
        within_3_s("the requests", || {
            let (runtime, peer) = (runtime(), peer_of_all());
            let (all, polls) = counted(join_all((0..COUNT).map(|_| whole(peer.address))));
            let answers = runtime.block_on(all);
            assert_eq!(answers, vec![Ok("hello".to_owned()); COUNT]);
            assert!(polls.get() <= POLLS * COUNT, "{} polls of all", polls.get());
        });
    }

    #[test]
    fn one_after_the_other_leave_nothing_behind() {
        within_3_s("the requests", || {
            let (runtime, peer) = (runtime(), Peer::saying("hello"));
            for _ in 0..COUNT {
                let answer = runtime.block_on(whole(peer.address));
                assert_eq!(answer.as_deref(), Ok("hello"));
                assert_eq!(runtime.reactor().sources(), 0);
            }
        });
    }
}

mod peers {
    use super::*;

    /// What the client says of a peer.
    #[track_caller]
    fn told(peer: Peer) -> Result<String, String> {
        within_3_s("the request", move || {
            let runtime = runtime();
            let answer = runtime.block_on(get(peer.address));
            assert_eq!(runtime.reactor().sources(), 0);
            let text = answer.and_then(|response| response.text());
            text.map_err(|error| error.to_string())
        })
    }

    const PART: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nabc";

    #[test]
    fn that_dribble_are_heard_to_the_end() {
        let peer = Peer::start(|mut stream| {
            stream.set_nodelay(true)?;
            answer("hello")
                .chunks(1)
                .try_for_each(|byte| stream.write_all(byte))
        });
        assert_eq!(told(peer).as_deref(), Ok("hello"));
    }

    #[test]
    #[cfg_attr(
        miri,
        ignore = "Miri does not always wake who reads when the peer closes"
    )]
    fn that_close_too_early_are_told() {
        let says = |bytes| {
            Err(format!(
                "connection closed after {bytes} bytes, before the answer was complete"
            ))
        };
        let peer = Peer::start(|mut stream| stream.write_all(PART));
        assert_eq!(told(peer), says(PART.len()));
        let peer = Peer::start(|_| Ok(()));
        assert_eq!(told(peer), says(0));
    }

    #[cfg(not(windows))] // wine does not reset where it is asked to.
    #[test]
    #[cfg_attr(miri, ignore = "Miri does not reset where it is asked to")]
    fn that_reset_are_told() {
        let peer = Peer::start(|stream| {
            let now = Some(Duration::ZERO);
            socket2::SockRef::from(&stream).set_linger(now)
        });
        let says = "connection reset after 0 bytes, before the answer was complete";
        assert_eq!(told(peer), Err(says.to_owned()));
    }

    #[test]
    fn that_stay_silent_are_given_up_and_nothing_is_left() {
        within_3_s("the request", || {
            let (runtime, peer) = (runtime(), Peer::silent());
            let start = Instant::now();
            let (request, polls) = counted(get(peer.address).timeout(SHORT));

            let error = runtime.block_on(request).unwrap_err();

            let limit = SHORT.as_millis();
            let says = format!("no complete answer within {limit} ms");
            assert_eq!(error.to_string(), says);
            assert!(start.elapsed() >= SHORT);
            assert!(polls.get() <= 4, "{} polls", polls.get());
            assert_eq!(
                (runtime.reactor().sources(), runtime.reactor().timers()),
                (0, 0)
            );
        });
    }

    #[test]
    fn that_nobody_hears_end_with_the_task_that_is_aborted() {
        within_3_s("the request", || {
            let (runtime, peer) = (runtime(), Peer::silent());
            let task = runtime.spawn(get(peer.address).timeout(LONG));
            runtime.block_on(yield_now());
            assert_eq!(
                (runtime.reactor().sources(), runtime.reactor().timers()),
                (1, 1)
            );

            task.abort();

            assert!(
                runtime
                    .block_on(task)
                    .expect_err("it is aborted")
                    .is_cancelled()
            );
            assert_eq!(
                (runtime.reactor().sources(), runtime.reactor().timers()),
                (0, 0)
            );
        });
    }
}

mod dropped {
    use super::*;

    /// Polls a future so many times at most, each time when it has been woken. Gives whether it was ready.
    #[track_caller]
    fn drive<F: Future>(reactor: &mut Reactor, future: &mut F, polls: usize) -> bool {
        let wakes = Wakes::new();
        for poll in 0..polls {
            let start = Instant::now();
            while wakes.count() < poll {
                assert!(start.elapsed() < Duration::from_secs(3), "nobody wakes it");
                reactor.turn(Some(SHORT)).expect("the kernel answers");
            }
            if wakes.poll(future).is_ready() {
                return true;
            }
        }
        false
    }

    #[test]
    #[cfg_attr(
        miri,
        ignore = "Miri does not always wake who reads when the peer closes"
    )]
    fn after_any_number_of_polls_a_request_leaves_nothing() {
        let peer = Peer::start(|mut stream| {
            stream.set_nodelay(true)?;
            answer("hello").chunks(20).try_for_each(|part| {
                thread::yield_now();
                stream.write_all(part)
            })
        });
        let mut reactor = Reactor::new().unwrap();
        let handle = reactor.handle();
        for polls in 0.. {
            let request = HttpGet::with_driver(handle.clone(), peer.address, "/hello");
            let mut request = request.timeout(LONG);

            let is_ready = drive(&mut reactor, &mut request, polls);
            let waiting = usize::from(polls > 0 && !is_ready);
            assert_eq!(handle.sources(), waiting);
            assert!(handle.timers() >= waiting);
            drop(request);

            let left = (handle.sources(), handle.timers());
            assert_eq!(left, (0, 0), "after {polls} polls");
            if is_ready {
                assert!(polls >= 2, "the connection and the answer are to come");
                break;
            }
        }
    }

    #[test]
    fn a_stream_takes_what_waits_for_it_with_it() {
        let reactor = Reactor::new().unwrap();
        let handle = reactor.handle();
        let listener = std::net::TcpListener::bind(LOCAL).unwrap();
        let wakes = Wakes::new();
        let mut stream = handle.connect(listener.local_addr().unwrap()).unwrap();
        assert!(
            wakes
                .poll(&mut poll_fn(|cx| stream.poll_connected(cx)))
                .is_pending()
        );
        assert!(
            wakes
                .poll(&mut poll_fn(|cx| stream.poll_read(cx, &mut [0])))
                .is_pending()
        );

        drop(stream);

        assert_eq!((handle.sources(), Arc::strong_count(&wakes)), (0, 1));
    }
}

mod delays {
    use super::*;

    #[test]
    fn end_in_the_order_of_their_times() {
        within_3_s("the delays", || {
            let runtime = runtime();
            let order = Rc::new(std::cell::RefCell::new(Vec::new()));
            let tasks = [3, 1, 2].map(|number| {
                let order = Rc::clone(&order);
                runtime.spawn(
                    Delay::new(SHORT * number).map(move |()| order.borrow_mut().push(number)),
                )
            });
            runtime.block_on(join_all(tasks));
            assert_eq!(*order.borrow(), [1, 2, 3]);
        });
    }

    #[test]
    fn are_polled_twice() {
        within_3_s("the delay", || {
            let runtime = runtime();
            let (delay, polls) = counted(Delay::new(SHORT));
            runtime.block_on(delay);
            assert_eq!(polls.get(), 2);
        });
    }

    #[test]
    fn are_counted_from_when_they_are_made() {
        let runtime = runtime();
        let delay = Delay::new(SHORT);
        let start = Instant::now();
        while start.elapsed() < SHORT {
            thread::yield_now();
        }
        let (delay, polls) = counted(delay);
        runtime.block_on(delay);
        assert_eq!(polls.get(), 1);
    }

    #[test]
    fn that_have_begun_to_wait_may_go_to_another_runtime() {
        within_3_s("the delay", || {
            let (one, other) = (runtime(), runtime());
            let mut delay = Delay::new(SHORT);
            assert!(one.block_on(poll_fn(|cx| Poll::Ready(delay.poll(cx).is_pending()))));
            other.block_on(delay);
            assert_eq!((one.reactor().timers(), other.reactor().timers()), (0, 0));
        });
    }

    #[test]
    fn of_the_driver_end_too() {
        within_3_s("the delays", || {
            let runtime = runtime();
            let by_handle = runtime.reactor().delay(SHORT);
            runtime.block_on(join(by_handle, Current.delay(SHORT)));
            assert_eq!(runtime.reactor().timers(), 0);
        });
    }

    #[test]
    fn that_are_spawned_and_forgotten_do_not_keep_a_runtime() {
        let runtime = runtime();
        runtime.block_on(poll_fn(|_| {
            drop(spawn(Delay::new(LONG)));
            Poll::Ready(())
        }));
        runtime.block_on(yield_now());
        let handle = runtime.reactor().clone();
        assert_eq!(handle.timers(), 1);
        drop(runtime);
        assert_eq!(handle.timers(), 0);
    }
}
