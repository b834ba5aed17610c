//! Step 5: leaves, which wait for something that is no future: a turn, a time, a thread.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::sync::mpsc::{self, Receiver, RecvError, Sender};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use ch06_futures::{Delay, Future, OnThread, block_on, join, on_thread, yield_now};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "support/wakes.rs"]
mod wakes;

use self::panic_of::panic_of;
use self::wakes::Wakes;

/// So many polls take no time at all, but for one who stops in each of them.
const MANY: usize = if cfg!(miri) { 100 } else { 30_000 };

#[test]
fn yield_now_is_pending_once_and_to_be_polled_again_at_once() {
    let wakes = Wakes::new();
    let mut future = yield_now();

    assert_eq!(wakes.poll(&mut future), Poll::Pending);
    assert_eq!(wakes.count(), 1, "wakes by a future that waits for nothing");
    assert_eq!(
        wakes.poll(&mut future),
        Poll::Ready(()),
        "it has been pending once, and that is enough"
    );
    assert_eq!(wakes.count(), 1, "wakes when it was ready");
}

#[test]
fn a_delay_is_ready_when_its_time_has_come_and_not_before() {
    let start = Instant::now();
    block_on(Delay::new(Duration::from_millis(30)));
    assert!(start.elapsed() >= Duration::from_millis(30));
}

#[test]
fn a_delay_of_no_time_is_ready_at_once() {
    assert_eq!(
        Wakes::new().poll(&mut Delay::new(Duration::ZERO)),
        Poll::Ready(())
    );
}

#[test]
fn a_delay_that_is_not_over_is_pending_and_does_not_block() {
    let wakes = Wakes::new();
    let mut delay = Delay::new(Duration::from_secs(3600));

    for _ in 0..MANY {
        assert_eq!(wakes.poll(&mut delay), Poll::Pending);
    }

    assert_eq!(
        wakes.count(),
        MANY,
        "wakes: nothing but a poll finds out that it is over"
    );
}

#[test]
fn a_delay_counts_from_when_it_was_made_and_not_from_its_first_poll() {
    let mut early = Delay::new(Duration::from_millis(20));
    // Made later, for as long: when this one is over, so is the other.
    block_on(Delay::new(Duration::from_millis(20)));
    assert_eq!(
        Wakes::new().poll(&mut early),
        Poll::Ready(()),
        "the first poll of a delay that was over before"
    );
}

#[test]
fn a_delay_beyond_all_time_is_pending() {
    assert_eq!(
        Wakes::new().poll(&mut Delay::new(Duration::MAX)),
        Poll::Pending,
        "a delay of {:?}",
        Duration::MAX
    );
}

#[test]
fn two_delays_at_once_take_the_longer_of_the_two() {
    let times = [40, 25].map(Duration::from_millis);
    let start = Instant::now();
    block_on(join(Delay::new(times[0]), Delay::new(times[1])));
    assert!(start.elapsed() >= times[0]);
}

thread_local! {
    /// Dropped when the thread ends, which closes the channel.
    static END: Cell<Option<Sender<()>>> = const { Cell::new(None) };
}

/// What to call on a thread whose end is to be waited for, and what then says `Err`.
fn end_of_thread() -> (impl FnOnce() + Send, Receiver<()>) {
    let (held, end) = mpsc::channel();
    (move || END.set(Some(held)), end)
}

#[test]
fn a_thread_works_while_its_future_is_pending_and_others_are_polled() {
    let wakes = Wakes::new();
    let (go, gate) = mpsc::channel::<()>();
    let (at_work, end) = end_of_thread();
    let mut future = on_thread(move || {
        at_work();
        gate.recv().expect("the test says when");
        thread::current().id()
    })
    .expect("there is a thread");
    for _ in 0..100 {
        assert!(wakes.poll(&mut future).is_pending());
    }
    assert_eq!(wakes.count(), 0, "wakes before the work was done");

    go.send(()).expect("it waits");
    assert_eq!(end.recv(), Err(RecvError));

    assert_eq!(wakes.count(), 1, "wakes when the work was done");
    let Poll::Ready(other) = wakes.poll(&mut future) else {
        panic!("it has woken us, and is pending")
    };
    assert_ne!(other, thread::current().id());
    assert_eq!(wakes.count(), 1, "wakes in all");
    let again = panic_of(|| wakes.poll(&mut future).is_ready());
    assert_eq!(
        again,
        Err("`OnThread` polled after it was ready".to_owned())
    );
}

#[test]
fn the_thread_wakes_who_has_polled_last() {
    let [former, latter] = [Wakes::new(), Wakes::new()];
    let (go, gate) = mpsc::channel::<()>();
    let (at_work, end) = end_of_thread();
    let mut future = on_thread(move || {
        at_work();
        gate.recv()
    })
    .expect("there is a thread");
    assert!(former.poll(&mut future).is_pending());
    assert!(latter.poll(&mut future).is_pending());

    go.send(()).expect("it waits");
    assert_eq!(end.recv(), Err(RecvError));

    assert_eq!(
        [former.count(), latter.count()],
        [0, 1],
        "wakes of who had polled before, and of who has polled last"
    );
    assert_eq!(latter.poll(&mut future), Poll::Ready(Ok(())));
}

#[test]
fn a_waker_may_poll_at_once() {
    let polls_at_once = Arc::new(PollsAtOnce::default());
    let waker = Waker::from(Arc::clone(&polls_at_once));
    let (go, gate) = mpsc::channel::<()>();
    let (at_work, end) = end_of_thread();
    let mut future = on_thread(move || {
        at_work();
        gate.recv().expect("the test says when");
    })
    .expect("there is a thread");
    let first = future.poll(&mut Context::from_waker(&waker));
    assert!(first.is_pending());
    *polls_at_once.future.lock().unwrap() = Some(future);

    go.send(()).expect("it waits");
    assert_eq!(end.recv(), Err(RecvError));

    assert_eq!(
        *polls_at_once.polled.lock().unwrap(),
        Some(Poll::Ready(())),
        "what a poll comes to from inside of the waker"
    );
}

/// A waker that polls, on the thread that wakes it.
#[derive(Debug, Default)]
struct PollsAtOnce {
    future: Mutex<Option<OnThread<()>>>,
    polled: Mutex<Option<Poll<()>>>,
}

impl Wake for PollsAtOnce {
    fn wake(self: Arc<Self>) {
        let mut future = self.future.lock().expect("nobody panics with it");
        let mut cx = Context::from_waker(Waker::noop());
        let polled = future.as_mut().map(|future| future.poll(&mut cx));
        *self.polled.lock().expect("nobody panics with it") = polled;
    }
}

#[test]
fn a_panic_on_the_thread_comes_out_of_the_poll() {
    let (at_work, end) = end_of_thread();
    let future = on_thread(move || -> u8 {
        at_work();
        // Not `panic!`, which would print.
        resume_unwind(Box::new("on a thread"))
    });
    let mut future = future.expect("there is a thread");
    assert_eq!(end.recv(), Err(RecvError));

    let outcome = panic_of(|| Wakes::new().poll(&mut future));

    assert_eq!(
        outcome,
        Err("on a thread".to_owned()),
        "what a poll comes to when the work has panicked"
    );
    let again = panic_of(|| Wakes::new().poll(&mut future));
    assert_eq!(
        again,
        Err("`OnThread` polled after it was ready".to_owned())
    );
}

#[test]
fn the_work_goes_on_without_its_future() {
    let (go, gate) = mpsc::channel::<()>();
    let (done, is_done) = mpsc::channel();
    let future = on_thread(move || {
        gate.recv().expect("the test says when");
        done.send(7).expect("the test waits");
    });
    drop(future.expect("there is a thread"));

    go.send(()).expect("it waits");

    assert_eq!(is_done.recv(), Ok(7));
}
