//! Executors and a reactor together: more threads, the end of all of them, and what an observer is told.

use std::cell::RefCell;
use std::io::Write;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread::{self, ThreadId};
use std::time::Duration;

use ch06_futures::net::{Stream, write_all};
use ch06_futures::{Future, FutureExt, join_all, on_thread, pending, poll_fn, ready, yield_now};
use ch08_runtime::net::TcpListener;
use ch08_runtime::{Builder, Delay, JoinHandle, Runtime, spawn};

#[path = "support/observed.rs"]
mod observed;
#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "../../ch01-concurrency/tests/support/within.rs"]
mod within;

use self::observed::Observed;
use self::panic_of::panic_of;
use self::within::within_3_s;

/// Nobody waits for so long.
const LONG: Duration = Duration::from_secs(3600);

const SHORT: Duration = Duration::from_millis(20);

/// One with so many threads besides the caller's.
fn runtime(more_threads: usize) -> Runtime {
    let builder = Builder::new().more_threads(more_threads);
    builder.build().expect("there are threads and a queue")
}

fn observed() -> (Runtime, Arc<Observed>) {
    let observed = Observed::new();
    let builder = Builder::new().observer(observed.clone());
    let runtime = builder.build().expect("there is a queue");
    (runtime, observed)
}

/// Gives the thread in which it is polled, after so many turns.
#[ch07_coroutines::coroutine]
fn thread_after(turns: usize) -> Vec<ThreadId> {
    let mut threads = Vec::new();
    for _ in 0..turns {
        threads.push(thread::current().id());
        yield_now().wait;
    }
    threads
}

/// The names of this process's threads.
#[cfg(target_os = "linux")]
fn threads() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").expect("the kernel says");
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
        .map(|name| name.trim().to_owned())
        .collect()
}

mod more_threads {
    use super::*;

    #[test]
    fn each_spawner_hands_tasks_to_a_thread_of_its_own() {
        within_3_s("the tasks", || {
            let runtime = runtime(2);
            let tasks = [0, 1, 2].map(|number| runtime.spawner(number).spawn(thread_after(10)));

            let threads = runtime.block_on(join_all(tasks));

            let mut threads: Vec<_> = threads.into_iter().map(Result::unwrap).collect();
            for threads in &mut threads {
                assert_eq!(threads.len(), 10);
                threads.dedup();
                assert_eq!(threads.len(), 1, "it has changed threads");
            }
            assert_eq!(threads[0][0], thread::current().id());
            assert!(threads[1] != threads[0] && threads[2] != threads[0]);
            assert_ne!(threads[1], threads[2]);
        });
    }

    #[test]
    fn what_a_task_spawns_stays_in_its_thread() {
        within_3_s("the tasks", || {
            let runtime = runtime(1);
            let both = poll_fn(|_| {
                let inner = spawn(thread_after(3));
                Poll::Ready((thread::current().id(), inner))
            });
            let task = runtime.spawner(1).spawn(both);
            let (outer, inner) = runtime.block_on(task).unwrap();
            assert_ne!(outer, thread::current().id());
            assert_eq!(runtime.block_on(inner).unwrap(), [outer; 3]);
        });
    }

    #[test]
    fn what_a_task_has_there_need_not_be_for_other_threads() {
        within_3_s("the task", || {
            let runtime = runtime(1);
            let task = runtime.spawner(1).spawn(ready(()).map(|()| {
                let local = std::rc::Rc::new(7);
                let task = spawn(Delay::new(SHORT).map(move |()| *local));
                drop(task);
            }));
            runtime.block_on(task).unwrap();
        });
    }

    #[test]
    fn a_spawner_of_no_thread_panics_with_its_number() {
        let says = |thread, last| {
            let text =
                format!("`Runtime::spawner` called for thread {thread}: need one of 0 to {last}");
            Err(text)
        };
        let runtime_of_two = runtime(1);
        assert_eq!(panic_of(|| drop(runtime_of_two.spawner(2))), says(2, 1));
        assert_eq!(panic_of(|| drop(runtime(0).spawner(1))), says(1, 0));
        let most = usize::MAX;
        assert_eq!(
            panic_of(|| drop(runtime_of_two.spawner(most))),
            says(most, 1)
        );
    }

    #[test]
    fn tasks_of_other_threads_go_on_without_a_block_on() {
        within_3_s("the task", || {
            let runtime = runtime(1);
            let (sender, receiver) = mpsc::channel();
            let task = Delay::new(SHORT).map(move |()| sender.send(7).unwrap());
            drop(runtime.spawner(1).spawn(task));
            assert_eq!(receiver.recv().unwrap(), 7);
        });
    }

    #[test]
    fn threads_wait_for_each_others_tasks_in_a_ring() {
        const ROUNDS: usize = if cfg!(miri) { 3 } else { 100 };
        within_3_s("the ring", || {
            let runtime = runtime(2);
            let mut last = runtime.spawner(0).spawn(ready(0));
            for number in 0..ROUNDS {
                let spawner = runtime.spawner(number % 3);
                last = spawner.spawn(last.map(|count| count.unwrap() + 1));
            }
            assert_eq!(runtime.block_on(last).unwrap(), ROUNDS);
        });
    }

    #[test]
    fn a_connection_is_handed_to_another_thread() {
        within_3_s("the answer", || {
            let runtime = runtime(1);
            let mut listener = runtime
                .block_on(poll_fn(|_| {
                    Poll::Ready(TcpListener::bind((Ipv4Addr::LOCALHOST, 0).into()))
                }))
                .unwrap();
            let address = listener.local_addr().unwrap();
            let client = thread::spawn(move || {
                let mut stream = std::net::TcpStream::connect(address).unwrap();
                stream.write_all(b"hello").unwrap();
                std::io::read_to_string(stream).unwrap()
            });
            let (mut stream, _) = runtime.block_on(listener.accept()).unwrap();
            // It has waited here before it waits there.
            let mut buffer = [0; 10];
            let length = runtime
                .block_on(poll_fn(|cx| stream.poll_read(cx, &mut buffer)))
                .unwrap();

            drop(
                runtime
                    .spawner(1)
                    .spawn(write_all(stream, buffer[..length].to_vec())),
            );

            assert_eq!(client.join().unwrap(), "hello");
        });
    }

    #[test]
    fn a_spawner_is_used_by_threads_that_have_no_runtime() {
        within_3_s("the tasks", || {
            let runtime = runtime(1);
            let spawner = runtime.spawner(1);
            let handles = thread::spawn(move || [1, 2].map(|number| spawner.spawn(ready(number))));
            let all = runtime.block_on(join_all(handles.join().unwrap()));
            let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
            assert_eq!(all, [1, 2]);
        });
    }
}

mod the_end {
    use super::*;

    /// Tells when it is dropped, and where.
    struct Tells(mpsc::Sender<ThreadId>);

    impl Drop for Tells {
        fn drop(&mut self) {
            let _ = self.0.send(thread::current().id());
        }
    }

    #[track_caller]
    fn assert_cancelled<T>(mut task: JoinHandle<T>) {
        match task.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Err(error)) => assert!(error.is_cancelled(), "{error}"),
            Poll::Ready(Ok(_)) => panic!("it has a value"),
            Poll::Pending => panic!("its executor is over"),
        }
    }

    #[test]
    fn drops_the_tasks_of_all_threads_each_in_its_own() {
        within_3_s("the end", || {
            const THREADS: usize = 3;
            let runtime = runtime(THREADS - 1);
            let (sender, dropped) = mpsc::channel();
            let (has_begun, begun) = mpsc::channel();
            let tasks: Vec<_> = (0..THREADS)
                .map(|number| {
                    let (tells, has_begun) = (Tells(sender.clone()), has_begun.clone());
                    runtime.spawner(number).spawn(poll_fn(move |_| {
                        let _ = &tells;
                        has_begun.send(thread::current().id()).unwrap();
                        Poll::<()>::Pending
                    }))
                })
                .collect();
            runtime.block_on(yield_now());
            let mut threads: Vec<_> = begun.iter().take(THREADS).collect();
            drop((sender, has_begun));

            drop(runtime);

            let mut told: Vec<_> = dropped.iter().collect();
            let by_name = |thread: &ThreadId| format!("{thread:?}");
            threads.sort_unstable_by_key(by_name);
            told.sort_unstable_by_key(by_name);
            assert_eq!(told, threads);
            tasks.into_iter().for_each(assert_cancelled);
        });
    }

    #[test]
    fn ends_its_threads() {
        /// Counts the threads that have ended, by their locals' destructors.
        struct Ended(Arc<AtomicUsize>);
        impl Drop for Ended {
            fn drop(&mut self) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
        thread_local! {
            static ENDED: RefCell<Option<Ended>> = const { RefCell::new(None) };
        }
        within_3_s("the end", || {
            let runtime = runtime(2);
            let ended = Arc::new(AtomicUsize::new(0));
            let tasks = [1, 2].map(|number| {
                let ended = Ended(Arc::clone(&ended));
                let mut ended = Some(ended);
                runtime.spawner(number).spawn(poll_fn(move |_| {
                    ENDED.set(ended.take());
                    spawn(pending::<()>());
                    Poll::Ready(())
                }))
            });
            for result in runtime.block_on(join_all(tasks)) {
                result.unwrap();
            }
            assert_eq!(ended.load(Ordering::Relaxed), 0);

            drop(runtime);

            assert_eq!(ended.load(Ordering::Relaxed), 2);
        });
    }

    #[cfg(target_os = "linux")]
    #[test]
    #[cfg_attr(miri, ignore = "Miri has no /proc")]
    fn leaves_no_thread_of_the_many_that_were() {
        const MANY: usize = 40;
        // Other tests have a few, too, but not so many.
        let last = || threads().iter().any(|name| name == "executor-40");
        let runtime = runtime(MANY);
        assert!(last());

        drop(runtime);

        assert!(!last());
    }

    #[test]
    fn may_come_while_tasks_wait_for_everything_there_is() {
        within_3_s("the end", || {
            let runtime = runtime(1);
            let (open, gate) = mpsc::channel::<()>();
            let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let address = listener.local_addr().unwrap();
            let handle = runtime.reactor().clone();
            let get = ch06_futures::net::HttpGet::with_driver(handle.clone(), address, "/");
            let tasks = (
                runtime.spawner(1).spawn(Delay::new(LONG)),
                runtime.spawn(Delay::new(LONG)),
                runtime.spawn(get.timeout(LONG)),
                runtime
                    .spawner(1)
                    .spawn(on_thread(move || gate.recv().is_ok()).unwrap()),
            );
            runtime.block_on(Delay::new(SHORT));

            drop(runtime);

            assert_eq!((handle.sources(), handle.timers()), (0, 0));
            assert_cancelled(tasks.0);
            assert_cancelled(tasks.1);
            assert_cancelled(tasks.2);
            assert_cancelled(tasks.3);
            drop(open);
        });
    }

    #[test]
    fn of_a_task_that_waits_for_one_of_another_thread_is_an_end_too() {
        within_3_s("the end", || {
            let runtime = runtime(2);
            let first = runtime.spawner(1).spawn(pending::<()>());
            let second = runtime
                .spawner(2)
                .spawn(first.map(|result| result.is_err()));
            let third = runtime
                .spawner(1)
                .spawn(second.map(|result| result.is_ok()));
            drop(runtime);
            let is_over = third.is_finished();
            assert!(is_over);
        });
    }

    #[test]
    fn leaves_spawners_and_handles_that_do_nothing() {
        let runtime = runtime(1);
        let spawners = [0, 1].map(|number| runtime.spawner(number));
        let handle = runtime.reactor().clone();
        let mut delay = Delay::by(&handle, LONG);
        drop(runtime);

        for spawner in spawners {
            assert_cancelled(spawner.spawn(ready(7)));
        }
        handle.notify();
        let panic = panic_of(|| {
            delay
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_pending()
        });
        assert!(panic.unwrap_err().contains("the reactor is over"));
    }

    #[test]
    fn may_come_at_once_and_again_and_again() {
        const TIMES: usize = if cfg!(miri) { 3 } else { 100 };
        within_3_s("the ends", || (0..TIMES).for_each(|_| drop(runtime(2))));
    }

    #[test]
    fn may_come_while_another_thread_hands_over_tasks() {
        const TIMES: usize = if cfg!(miri) { 3 } else { 100 };
        within_3_s("the ends", || {
            for _ in 0..TIMES {
                let runtime = runtime(1);
                let spawner = runtime.spawner(1);
                let other = thread::spawn(move || [(); 5].map(|()| spawner.spawn(ready(7))));
                drop(runtime);
                let tasks = other.join().unwrap();
                assert!(tasks.iter().all(JoinHandle::is_finished));
            }
        });
    }

    #[test]
    fn of_one_runtime_is_not_the_end_of_another() {
        within_3_s("the delay", || {
            let (one, other) = (runtime(1), runtime(1));
            let task = other.spawner(1).spawn(Delay::new(SHORT).map(|()| 7));
            drop(one);
            assert_eq!(other.block_on(task).unwrap(), 7);
        });
    }
}

mod observing {
    use super::*;

    #[test]
    fn all_of_a_small_program_is_told_in_order() {
        let (runtime, observed) = observed();
        let task = runtime.spawn(yield_now().map(|()| 7));

        assert_eq!(runtime.block_on(task).unwrap(), 7);

        assert_eq!(
            observed.take(),
            [
                "spawned 0",
                "spawned 1",
                "polled 1",
                "pending 1",
                "polled 0",
                "woken 0",
                "pending 0",
                "polled 0",
                "woken 1",
                "ready 0",
                "polled 1",
                "ready 1",
            ]
        );
    }

    #[test]
    fn who_has_nothing_to_do_parks() {
        within_3_s("the delay", || {
            let (runtime, observed) = observed();

            runtime.block_on(Delay::new(SHORT * 5));

            let mut told = observed.take();
            told.dedup();
            // Its thread may be slower than the delay.
            let parked = told.extract_if(.., |it| it == "parked").count();
            assert_eq!(
                told,
                [
                    "spawned 0",
                    "polled 0",
                    "pending 0",
                    "woken 0",
                    "polled 0",
                    "ready 0"
                ]
            );
            assert!(parked >= 1 || cfg!(miri));
        });
    }

    #[test]
    fn the_kernel_is_asked_when_something_is_waited_for_and_not_all_the_time() {
        within_3_s("the delay", || {
            let (runtime, observed) = observed();
            runtime.block_on(Delay::new(SHORT * 5));
            drop(runtime);
            assert!(observed.asked() <= 5, "asked {} times", observed.asked());
        });
    }

    #[test]
    fn a_wake_of_who_is_in_the_queue_is_none() {
        let (runtime, observed) = observed();
        runtime.block_on(poll_fn({
            let mut polls = 0;
            move |cx| {
                polls += 1;
                (0..3).for_each(|_| cx.waker().wake_by_ref());
                if polls == 2 {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            }
        }));
        assert_eq!(
            observed.take(),
            [
                "spawned 0",
                "polled 0",
                "woken 0",
                "pending 0",
                "polled 0",
                "woken 0",
                "ready 0"
            ]
        );
    }

    #[test]
    fn an_abort_is_told_as_a_wake_and_an_end() {
        let (runtime, observed) = observed();
        let task = runtime.spawn(pending::<()>());
        runtime.block_on(yield_now());
        observed.take();
        task.abort();
        task.abort();
        runtime.block_on(yield_now());
        assert_eq!(
            observed.take(),
            [
                "woken 0",
                "spawned 2",
                "polled 2",
                "woken 2",
                "pending 2",
                "cancelled 0",
                "polled 2",
                "ready 2"
            ]
        );
    }

    #[test]
    fn a_panic_is_told_as_one() {
        let (runtime, observed) = observed();
        drop(runtime.spawn(poll_fn(|_| -> Poll<()> { panic!("a task") })));
        panic_of(|| runtime.block_on(yield_now())).unwrap();
        let told = observed.take();
        assert!(
            told.ends_with(&["polled 0", "panicked 0", "polled 1", "ready 1"].map(str::to_owned)),
            "{told:?}"
        );
    }

    #[test]
    fn a_panic_of_the_future_of_block_on_is_told_too() {
        let (runtime, observed) = observed();
        let panic = panic_of(|| runtime.block_on(poll_fn(|_| -> Poll<()> { panic!("main") })));
        assert_eq!(panic, Err("main".to_owned()));
        assert_eq!(observed.take(), ["spawned 0", "polled 0", "panicked 0"]);
    }

    #[test]
    fn the_end_of_the_runtime_is_the_end_of_its_tasks_which_are_woken_no_more() {
        let (runtime, observed) = observed();
        let (sender, waker) = mpsc::channel::<Waker>();
        let task = runtime.spawn(poll_fn(move |cx| {
            sender.send(cx.waker().clone()).unwrap();
            Poll::<()>::Pending
        }));
        runtime.block_on(yield_now());
        observed.take();

        drop(runtime);
        assert_eq!(observed.take(), ["cancelled 0"]);
        waker.recv().unwrap().wake();
        task.abort();

        assert_eq!(observed.take(), [""; 0]);
    }

    #[test]
    fn what_comes_after_the_end_is_told_as_cancelled() {
        let (runtime, observed) = observed();
        let spawner = runtime.spawner(0);
        drop(runtime);
        drop(spawner.spawn(ready(7)));
        assert_eq!(observed.take(), ["spawned 0", "cancelled 0"]);
    }
}

#[test]
fn a_waker_that_panics_stops_no_one_else() {
    struct Panics;

    impl std::task::Wake for Panics {
        fn wake(self: Arc<Panics>) {
            panic!("a waker of somebody else's");
        }
    }

    within_3_s("a delay after a waker that panics", || {
        let runtime = runtime(0);
        let waker = Waker::from(Arc::new(Panics));
        let mut others = Delay::by(runtime.reactor(), SHORT);
        assert!(others.poll(&mut Context::from_waker(&waker)).is_pending());

        runtime.block_on(Delay::new(2 * SHORT));

        assert!(others.poll(&mut Context::from_waker(&waker)).is_ready());
    });
}
