//! What the executor promises: whose turn it is, and what becomes of a task that ends in one way or another.

use std::cell::{Cell, RefCell};
use std::panic;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch06_futures::{FutureExt, pending, ready, yield_now};
use ch08_runtime::{Executor, JoinHandle, spawn};

#[path = "support/inline.rs"]
mod inline;
#[path = "../../ch05-fibers/tests/support/noisy.rs"]
mod noisy;
#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "../../ch06-futures/tests/support/ours.rs"]
mod subject;
#[path = "../../ch06-futures/tests/support/told.rs"]
mod told;
#[path = "../../ch05-fibers/tests/support/trace.rs"]
mod trace;
#[path = "../../ch01-concurrency/tests/support/within.rs"]
mod within;

use self::inline::inline;
use self::noisy::Noisy;
use self::panic_of::{panic_of, words};
use self::subject::{Future, poll, poll_fn};
use self::trace::Trace;
use self::within::within_3_s;

/// Tells its name and the number of each of its turns.
#[ch07_coroutines::coroutine]
fn turns(trace: Trace, name: &'static str, count: u32) {
    for turn in 1..=count {
        trace.add(format!("{name}{turn}"));
        yield_now().wait;
    }
}

/// Gives all others so many turns.
#[ch07_coroutines::coroutine]
fn rounds(count: usize) {
    for _ in 0..count {
        yield_now().wait;
    }
}

/// Pending until it has been woken by the waker that it leaves here, or until it is told that it may end.
#[derive(Clone, Default)]
struct Gate(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    waker: Option<Waker>,
    is_open: bool,
}

impl Gate {
    /// The waker of the last poll, which stays.
    fn waker(&self) -> Waker {
        let state = self.lock();
        state.waker.clone().expect("it has been polled")
    }

    /// Lets it end, and wakes nobody.
    fn unlock(&self) {
        self.lock().is_open = true;
    }

    fn open(&self) {
        self.unlock();
        self.waker().wake();
    }

    /// Whether it has been polled.
    fn is_waited_for(&self) -> bool {
        self.lock().waker.is_some()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no one panics with the lock")
    }
}

impl Future for Gate {
    type Output = ();

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.lock();
        state.waker = Some(cx.waker().clone());
        match state.is_open {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

/// What a task came to, in words.
#[track_caller]
fn outcome<T: std::fmt::Display>(handle: &mut JoinHandle<T>) -> String {
    match poll(handle) {
        Poll::Pending => "pending".to_owned(),
        Poll::Ready(Ok(value)) => value.to_string(),
        Poll::Ready(Err(error)) => error.to_string(),
    }
}

const CANCELLED: &str = "the task was cancelled";

mod whose_turn_it_is {
    use super::*;

    #[test]
    fn tasks_have_their_turns_in_the_order_in_which_they_came() {
        let (executor, trace) = (Executor::new(), Trace::default());
        for name in ["a", "b", "c"] {
            executor.spawn(turns(trace.clone(), name, 2));
        }
        executor.block_on(rounds(3));
        assert_eq!(trace.take(), ["a1", "b1", "c1", "a2", "b2", "c2"]);
    }

    #[test]
    fn a_task_that_yields_goes_to_the_back_of_the_queue() {
        let (executor, trace) = (Executor::new(), Trace::default());
        executor.spawn(turns(trace.clone(), "a", 2));
        let given = trace.clone();
        executor.spawn(poll_fn(move |_| {
            given.add("b");
            spawn(turns(given.clone(), "c", 1));
            Poll::Ready(())
        }));

        executor.block_on(rounds(3));

        // "a" yields before "b" spawns.
        assert_eq!(trace.take(), ["a1", "b", "a2", "c1"]);
    }

    #[test]
    fn the_future_of_block_on_has_its_turn_like_a_task() {
        let (executor, trace) = (Executor::new(), Trace::default());
        executor.spawn(turns(trace.clone(), "task", 3));
        executor.block_on(turns(trace.clone(), "main", 2));
        assert_eq!(trace.take(), ["main1", "task1", "main2", "task2"]);
    }

    #[test]
    fn who_is_woken_first_is_polled_first() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let gates = ["a", "b", "c"].map(|name| {
            let (gate, trace) = (Gate::default(), trace.clone());
            executor.spawn(gate.clone().map(move |()| trace.add(name)));
            gate
        });
        executor.block_on(rounds(1));

        for index in [2, 0, 1] {
            gates[index].open();
        }
        executor.block_on(rounds(1));

        assert_eq!(trace.take(), ["c", "a", "b"]);
    }

    #[test]
    fn one_that_wakes_itself_and_a_thousand_others_have_one_turn_a_round_each() {
        const OTHERS: usize = if cfg!(miri) { 50 } else { 1000 };
        const ROUNDS: usize = 5;
        let executor = Executor::new();
        let polls = Rc::new(RefCell::new(vec![0; OTHERS + 1]));
        for index in 0..=OTHERS {
            let polls = Rc::clone(&polls);
            executor.spawn(poll_fn(move |cx| {
                polls.borrow_mut()[index] += 1;
                // Number 0 is pushy.
                (0..=OTHERS * usize::from(index == 0)).for_each(|_| cx.waker().wake_by_ref());
                Poll::<()>::Pending
            }));
        }

        executor.block_on(rounds(ROUNDS));

        assert_eq!(*polls.borrow(), vec![ROUNDS; OTHERS + 1]);
    }

    #[test]
    fn who_spawns_without_end_does_not_keep_others_from_their_turns() {
        #[derive(Clone)]
        struct Spawns(Rc<Cell<usize>>);
        impl Future for Spawns {
            type Output = ();
            fn poll(&mut self, _: &mut Context<'_>) -> Poll<()> {
                self.0.set(self.0.get() + 1);
                spawn(self.clone());
                Poll::Ready(())
            }
        }
        let (executor, count) = (Executor::new(), Rc::new(Cell::new(0)));
        executor.spawn(Spawns(Rc::clone(&count)));

        executor.block_on(rounds(10));

        assert_eq!(count.get(), 10);
    }
}

mod wakes {
    use super::*;

    /// A task that counts its polls and is never over; its gate has its waker.
    fn counted(executor: &Executor) -> (Gate, Rc<Cell<usize>>) {
        let (gate, polls) = (Gate::default(), Rc::new(Cell::new(0)));
        let (mut inner, seen) = (gate.clone(), Rc::clone(&polls));
        executor.spawn(poll_fn(move |cx| {
            seen.set(seen.get() + 1);
            inner.poll(cx)
        }));
        executor.block_on(rounds(1));
        (gate, polls)
    }

    #[test]
    fn a_task_that_nobody_wakes_is_polled_once() {
        let executor = Executor::new();
        let (_gate, polls) = counted(&executor);
        executor.block_on(rounds(10));
        assert_eq!(polls.get(), 1);
    }

    #[test]
    fn a_task_is_in_the_queue_once_however_often_it_is_woken() {
        let executor = Executor::new();
        let (gate, polls) = counted(&executor);
        let waker = gate.waker();

        (0..100).for_each(|_| waker.wake_by_ref());
        let from_elsewhere = waker.clone();
        thread::spawn(|| from_elsewhere.wake()).join().unwrap();
        waker.wake();
        executor.block_on(rounds(10));

        assert_eq!(polls.get(), 2);
    }

    #[test]
    fn a_wake_between_two_turns_is_worth_one_each() {
        let executor = Executor::new();
        let (gate, polls) = counted(&executor);
        for _ in 0..3 {
            gate.waker().wake();
            executor.block_on(rounds(1));
        }
        assert_eq!(polls.get(), 4);
    }

    #[test]
    fn a_task_woken_before_its_first_turn_has_one() {
        let executor = Executor::new();
        let polls = Rc::new(Cell::new(0));
        let seen = Rc::clone(&polls);
        let task = executor.spawn(poll_fn(move |_| {
            seen.set(seen.get() + 1);
            Poll::<()>::Pending
        }));
        drop(task);
        executor.block_on(rounds(3));
        assert_eq!(polls.get(), 1);
    }

    #[test]
    fn a_wake_during_the_poll_is_not_lost() {
        let executor = Executor::new();
        let (sender, receiver) = mpsc::channel::<Waker>();
        let (woken, is_woken) = mpsc::channel();
        let other = thread::spawn(move || {
            for waker in receiver {
                waker.wake();
                woken.send(()).unwrap();
            }
        });
        let mut polls = 0;
        let task = executor.spawn(poll_fn(move |cx| {
            polls += 1;
            if polls == 3 {
                return Poll::Ready(polls);
            }
            sender.send(cx.waker().clone()).unwrap();
            // Another thread has woken it before this poll is over.
            is_woken.recv().unwrap();
            Poll::Pending
        }));

        assert_eq!(executor.block_on(task).unwrap(), 3);

        other.join().unwrap();
    }

    #[test]
    fn a_wake_after_the_end_does_nothing() {
        let executor = Executor::new();
        let (gate, polls) = counted(&executor);
        let waker = gate.waker();
        gate.open();
        executor.block_on(rounds(1));
        assert_eq!(polls.get(), 2);
        // Its place is another's.
        let (_gate, others) = counted(&executor);

        waker.wake_by_ref();
        executor.block_on(rounds(3));
        waker.wake();

        assert_eq!((polls.get(), others.get()), (2, 1));
    }

    #[test]
    fn a_wake_after_the_executor_is_over_does_nothing() {
        let executor = Executor::new();
        let (gate, polls) = counted(&executor);
        drop(executor);
        gate.waker().wake();
        assert_eq!(polls.get(), 1);
    }

    #[test]
    fn a_wake_of_a_block_on_that_is_over_does_nothing_in_the_next() {
        let executor = Executor::new();
        let gate = Gate::default();
        gate.unlock();
        executor.block_on(gate.clone());

        gate.waker().wake();
        let (mut polls, mut task) = (0, None);
        executor.block_on(poll_fn(|cx| {
            polls += 1;
            match polls {
                1 => task.insert(spawn(rounds(3)).map(drop)).poll(cx),
                _ => Poll::Ready(()),
            }
        }));

        assert_eq!(polls, 2);
    }

    #[test]
    fn a_thread_wakes_an_executor_that_sleeps() {
        within_3_s("block_on", || {
            let executor = Executor::new();
            let value = ch06_futures::on_thread(|| 7).expect("there is a thread");
            assert_eq!(executor.block_on(value), 7);
        });
    }

    #[test]
    fn many_threads_wake_many_tasks_again_and_again() {
        const TASKS: usize = if cfg!(miri) { 3 } else { 10 };
        const STEPS: usize = if cfg!(miri) { 3 } else { 50 };
        let sum = within_3_s("block_on", || {
            let executor = Executor::new();
            let steps = |_| ch06_futures::join_all((0..TASKS).map(|_| spawn(step())));
            let all = executor.block_on(ready(()).then(steps));
            all.into_iter().map(Result::unwrap).sum::<usize>()
        });
        assert_eq!(sum, TASKS * STEPS);

        #[ch07_coroutines::coroutine]
        fn step() -> usize {
            let mut count = 0;
            for _ in 0..STEPS {
                count += ch06_futures::on_thread(|| 1).unwrap().wait;
            }
            count
        }
    }
}

mod block_on {
    use super::*;

    #[test]
    fn it_gives_the_value_and_waits_for_nobody_else() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let mut task = executor.spawn(trace.future("task", 2, "over"));

        let value = executor.block_on(trace.future("main", 1, 7));

        assert_eq!(value, 7);
        assert!(!task.is_finished());
        assert_eq!(trace.take(), ["main", "task", "main", "main dropped"]);
        assert!(poll(&mut task).is_pending());
    }

    #[test]
    fn those_that_are_left_go_on_in_the_next() {
        let (executor, trace) = (Executor::new(), Trace::default());
        executor.spawn(turns(trace.clone(), "a", 3));
        executor.spawn(turns(trace.clone(), "b", 3));

        executor.block_on(rounds(1));
        assert_eq!(trace.take(), ["a1", "b1"]);
        executor.block_on(rounds(0));
        assert_eq!(trace.take(), [""; 0]);
        executor.block_on(rounds(2));

        assert_eq!(trace.take(), ["a2", "b2", "a3", "b3"]);
    }

    #[test]
    fn a_future_may_borrow_what_is_the_callers() {
        let (executor, mut list) = (Executor::new(), vec![1]);
        executor.block_on(poll_fn(|_| {
            list.push(2);
            Poll::Ready(())
        }));
        assert_eq!(list, [1, 2]);
    }

    #[test]
    fn its_panic_is_the_callers_and_the_tasks_go_on() {
        let (executor, trace) = (Executor::new(), Trace::default());
        executor.spawn(turns(trace.clone(), "a", 2));
        let future = rounds(1).map(|()| -> u32 { panic!("main has had enough") });

        let panic = panic_of(|| executor.block_on(future));

        assert_eq!(panic, Err("main has had enough".to_owned()));
        assert_eq!(trace.take(), ["a1"]);
        executor.block_on(rounds(1));
        assert_eq!(trace.take(), ["a2"]);
    }

    #[test]
    fn another_inside_of_it_panics() {
        let says =
            "`block_on` called inside of `block_on`: every task of the thread would stand still";
        let executor = Executor::new();
        let other = Rc::new(Executor::new());

        let inner = Rc::clone(&other);
        let panic = executor.block_on(poll_fn(|_| {
            Poll::Ready(panic_of(|| inner.block_on(ready(7))))
        }));
        assert_eq!(panic, Err(says.to_owned()));

        let inner = Rc::clone(&other);
        let task = executor.spawn(poll_fn(move |_| {
            Poll::Ready(panic_of(|| inner.block_on(ready(7))))
        }));
        assert_eq!(executor.block_on(task).unwrap(), Err(says.to_owned()));

        // Who was refused is unharmed.
        assert_eq!(other.block_on(ready(7)), 7);
    }

    #[test]
    fn one_thread_can_run_two_executors_in_turn() {
        let (one, other) = (Executor::new(), Executor::new());
        let trace = Trace::default();
        one.spawn(turns(trace.clone(), "one", 2));
        other.spawn(turns(trace.clone(), "other", 2));
        for _ in 0..2 {
            one.block_on(rounds(1));
            other.block_on(rounds(1));
        }
        assert_eq!(trace.take(), ["one1", "other1", "one2", "other2"]);
    }

    #[test]
    fn a_task_may_have_made_an_executor_of_its_own_and_drops_it() {
        let trace = Trace::default();
        let executor = Executor::new();
        let given = trace.clone();
        let task = executor.spawn(poll_fn(move |_| {
            let inner = Executor::new();
            inner.spawn(given.future("inner", 0, ()));
            drop(inner);
            // It is the outer one's again.
            Poll::Ready(spawn(given.future("outer", 0, 7)))
        }));

        let spawned = executor.block_on(task).unwrap();

        assert_eq!(executor.block_on(spawned).unwrap(), 7);
        assert_eq!(trace.take(), ["inner dropped", "outer", "outer dropped"]);
    }

    #[test]
    fn its_future_is_dropped_while_it_can_still_spawn() {
        /// Spawns in its destructor.
        struct Last(Trace);
        impl Drop for Last {
            fn drop(&mut self) {
                let trace = self.0.clone();
                spawn(poll_fn(move |_| {
                    trace.add("spawned by what was dropped");
                    Poll::Ready(())
                }));
            }
        }
        let (executor, trace) = (Executor::new(), Trace::default());
        let last = Last(trace.clone());

        executor.block_on(poll_fn(move |_| {
            let _ = &last;
            Poll::Ready(())
        }));
        executor.block_on(rounds(1));

        assert_eq!(trace.take(), ["spawned by what was dropped"]);
    }
}

mod spawning {
    use super::*;

    #[test]
    fn spawn_outside_panics_and_says_what_is_missing() {
        let says = "`spawn` called outside of a runtime: need `Runtime::block_on` around it";
        let panic = panic_of(|| spawn(ready(7)).id());
        assert_eq!(panic, Err(says.to_owned()));

        // Before a `block_on` and after it is as if there was none.
        let executor = Executor::new();
        executor.block_on(ready(()));
        let panic = panic_of(|| spawn(ready(7)).id());
        assert_eq!(panic, Err(says.to_owned()));
        assert!(panic_of(|| executor.block_on(poll_fn(|_| -> Poll<()> { panic!("p") }))).is_err());
        let panic = panic_of(|| spawn(ready(7)).id());
        assert_eq!(panic, Err(says.to_owned()));
    }

    #[test]
    fn a_task_spawns_tasks_that_spawn_tasks() {
        let (executor, trace) = (Executor::new(), Trace::default());
        executor
            .block_on(ready(()).then(|()| spawn(tree(trace.clone(), 3))))
            .unwrap();
        assert_eq!(trace.take(), ["3", "2", "2", "1", "1", "1", "1"]);

        #[ch07_coroutines::coroutine]
        fn tree(trace: Trace, depth: u32) {
            trace.add(depth.to_string());
            if depth > 1 {
                let left = spawn(tree(trace.clone(), depth - 1).boxed_local());
                let right = spawn(tree(trace.clone(), depth - 1).boxed_local());
                left.wait.unwrap();
                right.wait.unwrap();
            }
        }
    }

    #[test]
    fn every_task_has_a_number_of_its_own() {
        let (one, other) = (Executor::new(), Executor::new());
        let mut ids = [
            one.spawn(ready(1)).id(),
            other.spawn(ready(1)).id(),
            one.spawner().spawn(ready(1)).id(),
        ]
        .to_vec();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 3);
    }

    #[test]
    fn a_spawner_hands_tasks_over_from_other_threads() {
        within_3_s("block_on", || {
            let executor = Executor::new();
            let spawner = executor.spawner();
            let here = thread::current().id();
            let others = [1, 2, 3].map(|number| {
                let spawner = spawner.clone();
                thread::spawn(move || {
                    spawner.spawn(poll_fn(move |_| {
                        Poll::Ready((number, thread::current().id()))
                    }))
                })
            });
            let handles = others.map(|other| other.join().unwrap());

            let all = executor.block_on(ch06_futures::join_all(handles));

            let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
            assert_eq!(all, [(1, here), (2, here), (3, here)]);
        });
    }

    #[test]
    fn a_spawner_wakes_an_executor_that_sleeps() {
        within_3_s("block_on", || {
            let executor = Executor::new();
            let spawner = executor.spawner();
            let gate = Gate::default();
            let opened = gate.clone();
            let other = thread::spawn(move || {
                while !opened.is_waited_for() {
                    thread::yield_now();
                }
                // In the executor's own thread, and nothing else wakes it.
                let mut task = spawner.spawn(poll_fn(move |_| {
                    opened.open();
                    Poll::Ready(())
                }));
                drop(poll(&mut task));
            });
            executor.block_on(gate);
            other.join().unwrap();
        });
    }

    #[test]
    fn what_a_spawner_hands_over_comes_in_its_turn() {
        let (executor, order) = (Executor::new(), Arc::new(Mutex::new(Vec::new())));
        let spawner = executor.spawner();
        for number in 1..=4 {
            let order = Arc::clone(&order);
            let add = poll_fn(move |_| {
                order.lock().unwrap().push(number);
                Poll::Ready(())
            });
            match number % 2 {
                0 => drop(spawner.spawn(add)),
                _ => drop(executor.spawn(add)),
            }
        }
        executor.block_on(rounds(1));
        assert_eq!(*order.lock().unwrap(), [1, 2, 3, 4]);
    }

    #[test]
    fn a_spawner_of_an_executor_that_is_over_cancels_at_once() {
        let executor = Executor::new();
        let spawner = executor.spawner();
        drop(executor);
        let dropped = Arc::new(());
        let held = Arc::clone(&dropped);

        let mut task = thread::spawn(move || {
            spawner.spawn(poll_fn(move |_| {
                let _ = &held;
                Poll::Ready(7)
            }))
        })
        .join()
        .unwrap();

        assert!(task.is_finished());
        assert_eq!(Arc::strong_count(&dropped), 1);
        assert_eq!(outcome(&mut task), CANCELLED);
    }

    #[test]
    fn what_is_handed_over_while_the_executor_ends_is_run_or_cancelled() {
        const TIMES: usize = if cfg!(miri) { 10 } else { 100 };
        for _ in 0..TIMES {
            let executor = Executor::new();
            let spawner = executor.spawner();
            let other = thread::spawn(move || [(); 3].map(|()| spawner.spawn(ready(7))));
            executor.block_on(rounds(1));
            drop(executor);
            for mut task in other.join().unwrap() {
                let outcome = outcome(&mut task);
                assert!(outcome == "7" || outcome == CANCELLED, "{outcome}");
            }
        }
    }
}

mod panics {
    use super::*;

    #[test]
    fn a_panic_is_its_handles_alone() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let other = executor.spawn(trace.future("other", 1, "unharmed"));
        let task = executor.spawn(poll_fn(|_| -> Poll<u32> { panic!("number {}", 7) }));

        let error = quietly(|| executor.block_on(task)).expect_err("it panics");

        assert!(error.is_panic() && !error.is_cancelled());
        assert_eq!(error.to_string(), "the task panicked: number 7");
        assert_eq!(
            format!("{error:?}"),
            "JoinError(the task panicked: number 7)"
        );
        let payload = error.into_panic().expect("it is a panic");
        assert_eq!(words(&*payload), "number 7");
        assert_eq!(executor.block_on(other).unwrap(), "unharmed");
    }

    /// Without a word on the terminal.
    fn quietly<T>(call: impl FnOnce() -> T) -> T {
        panic_of(call).expect("it is not its own panic")
    }

    #[test]
    fn what_it_panics_with_need_not_be_words() {
        let executor = Executor::new();
        let task = executor.spawn(poll_fn(|_| -> Poll<()> { panic::panic_any(7_u8) }));

        let error = quietly(|| executor.block_on(task)).expect_err("it panics");

        assert_eq!(error.to_string(), "the task panicked");
        let payload = error.into_panic().expect("it is a panic");
        assert_eq!(payload.downcast_ref(), Some(&7_u8));
    }

    #[test]
    fn a_cancelled_task_has_no_panic() {
        let executor = Executor::new();
        let task = executor.spawn(pending::<()>());
        task.abort();
        let error = executor.block_on(task).expect_err("it is aborted");
        assert!(error.is_cancelled() && !error.is_panic());
        let error = error.into_panic().expect_err("there is none");
        assert_eq!(error.to_string(), CANCELLED);
    }

    #[test]
    fn a_panic_that_nobody_asks_for_is_nobodys() {
        let executor = Executor::new();
        let task = executor.spawn(poll_fn(|_| -> Poll<u32> { panic!("unheard") }));
        drop(task);
        quietly(|| executor.block_on(rounds(2)));
    }

    /// Panics when it is dropped.
    struct Bomb(&'static str);

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("{}", self.0);
        }
    }

    /// A future that is over after so many polls more, and panics when it is dropped.
    fn bomb<T: Unpin + 'static>(mut pending: usize, value: T) -> impl Future<Output = T> {
        let (bomb, mut value) = (Bomb("the future's destructor"), Some(value));
        poll_fn(move |cx| {
            let _ = &bomb;
            if pending > 0 {
                pending -= 1;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(value.take().expect("it is polled until it is ready"))
        })
    }

    #[test]
    fn a_panic_of_the_destructor_is_the_handles_too() {
        let executor = Executor::new();
        let task = executor.spawn(bomb(1, 7));
        let error = quietly(|| executor.block_on(task)).expect_err("its destructor panics");
        assert_eq!(
            error.to_string(),
            "the task panicked: the future's destructor"
        );
    }

    #[test]
    fn a_panic_of_the_destructor_of_an_aborted_task_is_the_handles_too() {
        let executor = Executor::new();
        let task = executor.spawn(bomb(usize::MAX, 7));
        executor.block_on(rounds(1));
        task.abort();
        let error = quietly(|| executor.block_on(task)).expect_err("its destructor panics");
        assert_eq!(
            error.to_string(),
            "the task panicked: the future's destructor"
        );
    }

    #[test]
    fn a_value_that_nobody_takes_may_panic_when_it_is_dropped() {
        let executor = Executor::new();
        drop(executor.spawn(ready(Bomb("the value's destructor"))));
        let other = executor.spawn(rounds(2).map(|()| "unharmed"));
        let other = quietly(|| executor.block_on(other));
        assert_eq!(other.unwrap(), "unharmed");
    }

    #[test]
    fn destructors_that_panic_do_not_keep_an_executor_from_its_end() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let mut tasks = [
            executor.spawn(bomb(usize::MAX, 7)),
            executor.spawn(bomb(usize::MAX, 8)),
        ];
        let mut quiet = executor.spawn(trace.future("last", usize::MAX, 7));
        executor.block_on(rounds(1));
        trace.take();

        quietly(|| drop(executor));

        for task in &mut tasks {
            assert_eq!(outcome(task), "the task panicked: the future's destructor");
        }
        assert_eq!(outcome(&mut quiet), CANCELLED);
        assert_eq!(trace.take(), ["last dropped"]);
    }

    #[test]
    fn a_panic_of_the_destructor_does_not_hide_the_panic_before_it() {
        let executor = Executor::new();
        let bomb = Bomb("the consequence");
        let task = executor.spawn(poll_fn(move |_| -> Poll<()> {
            let _ = &bomb;
            panic!("the cause")
        }));
        let error = quietly(|| executor.block_on(task)).expect_err("it panics");
        assert_eq!(error.to_string(), "the task panicked: the cause");
    }

    #[test]
    fn a_future_and_its_value_may_both_panic_when_they_are_dropped() {
        let executor = Executor::new();
        let task = executor.spawn(bomb(0, Bomb("the value's destructor")));
        let other = executor.spawn(rounds(2).map(|()| "unharmed"));

        let result = quietly(|| executor.block_on(task));

        let error = result.err().expect("it panics");
        assert_eq!(
            error.to_string(),
            "the task panicked: the future's destructor"
        );
        assert_eq!(executor.block_on(other).unwrap(), "unharmed");
    }

    #[test]
    fn a_waker_that_panics_harms_no_task() {
        let executor = Executor::new();
        let mut task = executor.spawn(rounds(1).map(|()| 7));
        let waker = inline(|| panic!("woken"));
        assert!(task.poll(&mut Context::from_waker(&waker)).is_pending());
        let other = executor.spawn(rounds(2).map(|()| "unharmed"));

        let other = quietly(|| executor.block_on(other));

        assert_eq!(other.unwrap(), "unharmed");
        assert_eq!(outcome(&mut task), "7");
        task.abort();
        executor.block_on(rounds(1));
    }

    #[test]
    fn what_it_panics_with_may_panic_when_it_is_dropped() {
        /// Its destructor panics with another, so many times.
        struct Chain(u32);
        impl Drop for Chain {
            fn drop(&mut self) {
                if self.0 > 0 {
                    panic::panic_any(Chain(self.0 - 1));
                }
            }
        }
        let executor = Executor::new();
        drop(executor.spawn(poll_fn(|_| -> Poll<()> { panic::panic_any(Chain(3)) })));
        let other = executor.spawn(rounds(2).map(|()| "unharmed"));
        let other = quietly(|| executor.block_on(other));
        assert_eq!(other.unwrap(), "unharmed");
    }
}

mod abort {
    use super::*;

    #[test]
    fn before_its_first_turn_it_has_none() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let mut task = executor.spawn(trace.future("task", 0, 7));

        task.abort();

        // The future is dropped in its turn, not here.
        assert_eq!(trace.take(), [""; 0]);
        assert!(!task.is_finished());
        executor.block_on(rounds(1));
        assert_eq!(trace.take(), ["task dropped"]);
        assert_eq!(outcome(&mut task), CANCELLED);
    }

    #[test]
    fn while_it_waits_it_is_dropped_and_not_polled_again() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let gate = Gate::default();
        let (noisy, inner) = (Noisy(trace.clone(), "task"), gate.clone());
        let mut task = executor.spawn(inner.map(move |()| drop(noisy)).map(|()| 7));
        executor.block_on(rounds(1));

        task.abort();
        gate.open();
        executor.block_on(rounds(1));

        assert_eq!(trace.take(), ["drop task"]);
        assert_eq!(outcome(&mut task), CANCELLED);
    }

    /// A task with its own handle, which it aborts; then it is pending, or ready.
    fn aborts_itself(
        result: Poll<u32>,
        trace: &Trace,
    ) -> (Executor, Rc<RefCell<Option<JoinHandle<u32>>>>) {
        let executor = Executor::new();
        let handle = Rc::new(RefCell::new(None::<JoinHandle<u32>>));
        let (own, trace) = (Rc::downgrade(&handle), trace.clone());
        let noisy = Noisy(trace.clone(), "task");
        let task = executor.spawn(poll_fn(move |_| {
            let _ = &noisy;
            let own = own.upgrade().expect("the test has it");
            own.borrow().as_ref().expect("it is there").abort();
            trace.add("polled");
            result
        }));
        *handle.borrow_mut() = Some(task);
        (executor, handle)
    }

    #[test]
    fn during_its_own_poll_that_is_the_last() {
        let trace = Trace::default();
        let (executor, handle) = aborts_itself(Poll::Pending, &trace);
        executor.block_on(rounds(3));
        assert_eq!(trace.take(), ["polled", "drop task"]);
        assert_eq!(outcome(handle.borrow_mut().as_mut().unwrap()), CANCELLED);
    }

    #[test]
    fn during_the_poll_that_is_ready_it_comes_too_late() {
        let trace = Trace::default();
        let (executor, handle) = aborts_itself(Poll::Ready(7), &trace);
        executor.block_on(rounds(3));
        assert_eq!(trace.take(), ["polled", "drop task"]);
        assert_eq!(outcome(handle.borrow_mut().as_mut().unwrap()), "7");
    }

    #[test]
    fn after_the_end_it_does_nothing() {
        let executor = Executor::new();
        let mut task = executor.spawn(ready(7));
        executor.block_on(rounds(1));
        // Its place is another's.
        let other = executor.spawn(rounds(2).map(|()| "unharmed"));

        task.abort();
        let other = executor.block_on(other);

        assert_eq!(other.unwrap(), "unharmed");
        assert_eq!(outcome(&mut task), "7");
        task.abort();
    }

    #[test]
    fn twice_is_once() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let mut task = executor.spawn(trace.future("task", usize::MAX, 7));
        executor.block_on(rounds(1));
        trace.take();

        task.abort();
        task.abort();
        executor.block_on(rounds(1));
        task.abort();
        executor.block_on(rounds(1));

        assert_eq!(trace.take(), ["task dropped"]);
        assert_eq!(outcome(&mut task), CANCELLED);
    }

    #[test]
    fn nothing_is_left_of_it_when_its_handle_says_so() {
        type End = fn(Executor, &JoinHandle<()>);
        let ends: [(&str, End); 3] = [
            ("abort", |executor, task| {
                task.abort();
                executor.block_on(rounds(1));
            }),
            ("the executor's end", |executor, _| drop(executor)),
            ("a value", |executor, _| executor.block_on(rounds(2))),
        ];
        for (name, end) in ends {
            let executor = Executor::new();
            let alive = Arc::new(());
            let is_left = Arc::new(Mutex::new(None));
            let held = Arc::clone(&alive);
            let mut task = executor.spawn(rounds(1).map(move |()| drop(held)));
            let (weak, found) = (Arc::downgrade(&alive), Arc::clone(&is_left));
            drop(alive);
            let waker = inline(move || *found.lock().unwrap() = Some(weak.strong_count()));
            assert!(task.poll(&mut Context::from_waker(&waker)).is_pending());

            end(executor, &task);

            assert_eq!(*is_left.lock().unwrap(), Some(0), "after {name}");
        }
    }

    #[test]
    fn it_may_come_from_another_thread() {
        within_3_s("block_on", || {
            let executor = Executor::new();
            let task = executor.spawn(pending::<()>());
            let task = thread::spawn(move || {
                task.abort();
                task
            });
            let error = executor
                .block_on(task.join().unwrap())
                .expect_err("it was aborted");
            assert!(error.is_cancelled());
        });
    }

    #[test]
    fn it_wakes_an_executor_that_sleeps() {
        within_3_s("block_on", || {
            let executor = Executor::new();
            let gate = Gate::default();
            let task = executor.spawn(pending::<()>());
            let waits = gate.clone();
            let both = Arc::new(Mutex::new(Some(task)));
            let theirs = Arc::clone(&both);
            let other = thread::spawn(move || {
                while !waits.is_waited_for() {
                    thread::yield_now();
                }
                theirs.lock().unwrap().as_ref().unwrap().abort();
            });
            executor
                .block_on(poll_fn(move |cx| {
                    // That it was polled is seen by the other thread.
                    assert!(gate.clone().poll(cx).is_pending());
                    both.lock().unwrap().as_mut().unwrap().poll(cx)
                }))
                .expect_err("it was aborted");
            other.join().unwrap();
        });
    }
}

mod handles {
    use super::*;

    #[test]
    fn who_waits_for_a_task_has_its_value_when_it_is_over() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let task = executor.spawn(trace.future("task", 2, 7));
        let mut polls = 0;
        let mut waits = task;
        let value = executor.block_on(poll_fn(|cx| {
            polls += 1;
            waits.poll(cx)
        }));
        assert_eq!(value.unwrap(), 7);
        assert_eq!(polls, 2);
    }

    #[test]
    fn is_finished_says_that_a_poll_is_ready() {
        let executor = Executor::new();
        let mut task = executor.spawn(rounds(1));
        assert!(!task.is_finished());
        executor.block_on(rounds(1));
        assert!(!task.is_finished() && poll(&mut task).is_pending());
        executor.block_on(rounds(1));
        assert!(task.is_finished() && poll(&mut task).is_ready());
    }

    #[test]
    fn a_task_whose_handle_is_dropped_goes_on() {
        let (executor, trace) = (Executor::new(), Trace::default());
        drop(executor.spawn(trace.future("task", 1, ())));
        executor.block_on(rounds(3));
        assert_eq!(trace.take(), ["task", "task", "task dropped"]);
    }

    #[test]
    fn a_handle_that_was_ready_says_so_when_it_is_polled_again() {
        let executor = Executor::new();
        let mut task = executor.spawn(ready(7));
        executor.block_on(rounds(1));
        assert_eq!(outcome(&mut task), "7");

        let says = Err("`JoinHandle` polled after it was ready".to_owned());
        assert_eq!(panic_of(|| outcome(&mut task)), says);
        assert_eq!(panic_of(|| outcome(&mut task)), says);
        task.abort();
        drop(task);
    }

    #[test]
    fn the_waker_of_the_last_poll_is_the_one_that_is_called() {
        let executor = Executor::new();
        let mut task = executor.spawn(rounds(1));
        let calls = Arc::new(Mutex::new(Vec::new()));
        let wakers = ["first", "last"].map(|name| {
            let calls = Arc::clone(&calls);
            inline(move || calls.lock().unwrap().push(name))
        });
        for waker in &wakers {
            let mut cx = Context::from_waker(waker);
            assert!(task.poll(&mut cx).is_pending());
        }
        executor.block_on(rounds(2));
        assert_eq!(*calls.lock().unwrap(), ["last"]);
    }

    #[test]
    fn a_handle_is_awaited_by_an_executor_in_another_thread() {
        within_3_s("both", || {
            let (sender, receiver) = mpsc::channel();
            let gate = Gate::default();
            let closed = gate.clone();
            let other = thread::spawn(move || {
                let executor = Executor::new();
                let handed = executor.spawner().spawn(ready(7));
                let own = executor.spawn(rounds(3).map(|()| 8));
                sender.send((handed, own)).unwrap();
                executor.block_on(closed);
            });
            let (handed, own) = receiver.recv().unwrap();

            let both = Executor::new().block_on(ch06_futures::join(handed, own));

            assert_eq!((both.0.unwrap(), both.1.unwrap()), (7, 8));
            gate.open();
            other.join().unwrap();
        });
    }

    #[test]
    fn two_tasks_wait_for_each_other_in_turn() {
        let executor = Executor::new();
        let first = executor.spawn(rounds(1).map(|()| 1));
        let second = executor.spawn(first.map(|one| one.unwrap() + 1));
        let third = executor.spawn(second.map(|two| two.unwrap() + 1));
        assert_eq!(executor.block_on(third).unwrap(), 3);
    }
}

mod the_end {
    use super::*;

    #[test]
    fn it_drops_every_task_wherever_it_is() {
        let (executor, trace) = (Executor::new(), Trace::default());
        // One waits, one is in the queue for the second time, one has had no turn.
        let noisy = Noisy(trace.clone(), "waits");
        let mut waits = executor.spawn(pending::<()>().map(move |()| drop(noisy)).map(|()| 1));
        let mut queued = executor.spawn(trace.future("queued", usize::MAX, 2));
        executor.block_on(rounds(1));
        let mut new = executor.spawn(trace.future("new", 0, 3));
        let mut handed = executor.spawner().spawn(ready(4));
        trace.take();

        drop(executor);

        let mut dropped = trace.take();
        dropped.sort_unstable();
        assert_eq!(dropped, ["drop waits", "new dropped", "queued dropped"]);
        for task in [&mut waits, &mut queued, &mut new, &mut handed] {
            assert!(task.is_finished());
            assert_eq!(outcome(task), CANCELLED);
        }
    }

    /// Spawns itself again in its destructor, so many times.
    struct Spawns {
        trace: Trace,
        left: u32,
        handle: Rc<RefCell<Vec<JoinHandle<()>>>>,
    }

    impl Future for Spawns {
        type Output = ();

        fn poll(&mut self, _: &mut Context<'_>) -> Poll<()> {
            self.trace.add("polled");
            Poll::Pending
        }
    }

    impl Drop for Spawns {
        fn drop(&mut self) {
            self.trace.add(format!("dropped with {} left", self.left));
            if self.left > 0 {
                let handle = spawn(Spawns {
                    trace: self.trace.clone(),
                    left: self.left - 1,
                    handle: Rc::clone(&self.handle),
                });
                self.handle.borrow_mut().push(handle);
            }
        }
    }

    #[test]
    fn a_task_that_spawns_in_its_destructor_is_dropped_with_what_it_spawns() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let handle = Rc::default();
        let task = executor.spawn(Spawns {
            trace: trace.clone(),
            left: 2,
            handle: Rc::clone(&handle),
        });
        executor.block_on(rounds(1));

        drop(executor);

        assert_eq!(
            trace.take(),
            [
                "polled",
                "dropped with 2 left",
                "dropped with 1 left",
                "dropped with 0 left"
            ]
        );
        let mut tasks = handle.take();
        tasks.push(task);
        assert_eq!(tasks.len(), 3);
        for mut task in tasks {
            let error = match poll(&mut task) {
                Poll::Ready(result) => result.expect_err("it was cancelled"),
                Poll::Pending => panic!("its executor is over"),
            };
            assert!(error.is_cancelled());
        }
    }

    #[test]
    fn a_task_that_is_aborted_may_spawn_in_its_destructor() {
        let (executor, trace) = (Executor::new(), Trace::default());
        let handle = Rc::default();
        let task = executor.spawn(Spawns {
            trace: trace.clone(),
            left: 1,
            handle: Rc::clone(&handle),
        });
        task.abort();
        executor.block_on(rounds(2));
        assert_eq!(trace.take(), ["dropped with 1 left", "polled"]);
        assert!(!handle.borrow()[0].is_finished());
        drop(executor);
        assert_eq!(trace.take(), ["dropped with 0 left"]);
    }

    #[test]
    fn an_abort_before_it_and_one_after_it_change_nothing() {
        let executor = Executor::new();
        let mut task = executor.spawn(ready(7));
        task.abort();
        drop(executor);
        task.abort();
        assert_eq!(outcome(&mut task), CANCELLED);
    }

    #[test]
    fn who_waits_in_another_thread_is_woken_by_it() {
        within_3_s("block_on", || {
            let executor = Executor::new();
            let task = executor.spawn(pending::<()>());
            let other = thread::spawn(|| Executor::new().block_on(task));
            drop(executor);
            assert!(
                other
                    .join()
                    .unwrap()
                    .expect_err("it is over")
                    .is_cancelled()
            );
        });
    }

    #[test]
    fn tasks_that_hold_each_others_handles_are_dropped() {
        let executor = Executor::new();
        let held = Rc::new(());
        let handles = Rc::new(RefCell::new(Vec::new()));
        for _ in 0..2 {
            let (held, handles_of_all) = (Rc::clone(&held), Rc::clone(&handles));
            let task = executor.spawn(poll_fn(move |cx| {
                let _ = &held;
                let mut handles = handles_of_all.borrow_mut();
                handles.iter_mut().for_each(|handle: &mut JoinHandle<()>| {
                    drop(handle.poll(cx));
                });
                Poll::Pending
            }));
            handles.borrow_mut().push(task);
        }
        drop(handles);
        executor.block_on(rounds(2));
        assert_eq!(Rc::strong_count(&held), 3);

        drop(executor);

        assert_eq!(Rc::strong_count(&held), 1);
    }

    #[test]
    fn an_executor_of_a_thread_local_ends_with_its_thread() {
        thread_local! {
            static EXECUTOR: Executor = Executor::new();
        }
        let (sender, dropped) = mpsc::channel::<()>();
        thread::spawn(move || {
            EXECUTOR.with(|executor| {
                executor.spawn(poll_fn(move |_| {
                    let _ = &sender;
                    Poll::<()>::Pending
                }));
                executor.block_on(rounds(1));
            });
        })
        .join()
        .unwrap();
        assert!(dropped.recv().is_err(), "nothing is sent");
    }
}

mod wakers_that_do_something_at_once {
    use super::*;

    #[test]
    fn they_poll_the_handle_of_the_task_that_has_just_ended() {
        within_3_s("block_on", || {
            let executor = Executor::new();
            let task = Arc::new(Mutex::new(executor.spawn(rounds(1).map(|()| 7))));
            let found = Arc::new(Mutex::new(None));
            let (theirs, finds) = (Arc::clone(&task), Arc::clone(&found));
            let waker = inline(move || {
                let mut task = theirs.lock().unwrap();
                assert!(task.is_finished());
                *finds.lock().unwrap() = Some(outcome(&mut task));
            });
            let mut cx = Context::from_waker(&waker);
            assert!(task.lock().unwrap().poll(&mut cx).is_pending());

            executor.block_on(rounds(2));

            assert_eq!(found.lock().unwrap().as_deref(), Some("7"));
        });
    }

    #[test]
    fn they_spawn_and_abort_while_a_task_ends() {
        within_3_s("block_on", || {
            let executor = Executor::new();
            let aborted = Arc::new(Mutex::new(executor.spawn(pending::<()>().map(|()| 0))));
            let spawned = Arc::new(Mutex::new(None));
            let spawner = executor.spawner();
            let waker = {
                let (aborted, spawned) = (Arc::clone(&aborted), Arc::clone(&spawned));
                inline(move || {
                    aborted.lock().unwrap().abort();
                    let both = (spawn(ready(7)), spawner.spawn(ready(8)));
                    *spawned.lock().unwrap() = Some(both);
                })
            };
            let mut task = executor.spawn(rounds(1));
            let mut cx = Context::from_waker(&waker);
            assert!(task.poll(&mut cx).is_pending());

            executor.block_on(rounds(4));

            assert_eq!(outcome(&mut aborted.lock().unwrap()), CANCELLED);
            let (mut one, mut other) = spawned.lock().unwrap().take().unwrap();
            assert_eq!(
                (outcome(&mut one), outcome(&mut other)),
                ("7".to_owned(), "8".to_owned())
            );
        });
    }

    #[test]
    fn they_are_called_while_the_executor_ends() {
        within_3_s("the end", || {
            let executor = Executor::new();
            let spawner = executor.spawner();
            let spawned = Arc::new(Mutex::new(None));
            let keeps = Arc::clone(&spawned);
            let waker = inline(move || {
                *keeps.lock().unwrap() = Some((spawn(ready(7)), spawner.spawn(ready(8))));
            });
            let mut task = executor.spawn(pending::<()>());
            let mut cx = Context::from_waker(&waker);
            assert!(task.poll(&mut cx).is_pending());

            drop(executor);

            let (mut one, mut other) = spawned.lock().unwrap().take().unwrap();
            assert_eq!(outcome(&mut one), CANCELLED);
            assert_eq!(outcome(&mut other), CANCELLED);
        });
    }

    #[test]
    fn one_that_is_dropped_may_ask_its_handle() {
        /// Looks at the handle when the last waker is dropped.
        struct Looks(Mutex<Option<Arc<Mutex<JoinHandle<()>>>>>);
        impl std::task::Wake for Looks {
            fn wake(self: Arc<Self>) {}
        }
        impl Drop for Looks {
            fn drop(&mut self) {
                let task = self.0.get_mut().unwrap().take().unwrap();
                // It is locked where the handle is being polled; its task is not.
                if let Ok(task) = task.try_lock() {
                    task.is_finished();
                }
            }
        }
        within_3_s("a poll", || {
            let executor = Executor::new();
            let task = Arc::new(Mutex::new(executor.spawn(rounds(1))));
            let waker = Waker::from(Arc::new(Looks(Mutex::new(Some(Arc::clone(&task))))));
            let mut cx = Context::from_waker(&waker);
            assert!(task.lock().unwrap().poll(&mut cx).is_pending());
            drop(waker);
            executor.block_on(rounds(2));
            assert!(task.lock().unwrap().is_finished());
        });
    }
}
