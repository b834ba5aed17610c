//! Step 5: leaves, which wait for something that is no future: a turn, a time, a thread.

use std::panic::resume_unwind;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use ch06_futures::{Delay, block_on, join, on_thread, yield_now};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "support/wakes.rs"]
mod wakes;

use self::panic_of::panic_of;
use self::wakes::Wakes;

#[test]
fn yield_now_is_pending_once_and_to_be_polled_again_at_once() {
    let wakes = Wakes::new();
    let mut future = yield_now();

    assert_eq!(wakes.poll(&mut future), Poll::Pending);
    assert_eq!(wakes.count(), 1, "wakes by a future that waits for nothing");
    assert_eq!(wakes.poll(&mut future), Poll::Ready(()));
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

    let polls = [(); 3].map(|()| wakes.poll(&mut delay));

    assert_eq!(polls, [Poll::Pending; 3]);
    assert_eq!(
        wakes.count(),
        3,
        "wakes: nothing but a poll finds out that it is over"
    );
}

#[test]
fn a_delay_counts_from_when_it_was_made_and_not_from_its_first_poll() {
    let mut early = Delay::new(Duration::from_millis(20));
    // Made later, for as long: when this one is over, so is the other.
    block_on(Delay::new(Duration::from_millis(20)));
    assert_eq!(Wakes::new().poll(&mut early), Poll::Ready(()));
}

#[test]
fn a_delay_beyond_all_time_is_pending() {
    assert_eq!(
        Wakes::new().poll(&mut Delay::new(Duration::MAX)),
        Poll::Pending
    );
}

#[test]
fn two_delays_at_once_take_the_longer_of_the_two() {
    let times = [40, 25].map(Duration::from_millis);
    let start = Instant::now();
    block_on(join(Delay::new(times[0]), Delay::new(times[1])));
    assert!(start.elapsed() >= times[0]);
}

#[test]
fn a_thread_works_while_its_future_is_pending_and_others_are_polled() {
    let wakes = Wakes::new();
    let (go, gate) = mpsc::channel::<()>();
    let mut future = on_thread(move || {
        gate.recv().expect("the test says when");
        thread::current().id()
    })
    .expect("there is a thread");
    for _ in 0..100 {
        assert!(wakes.poll(&mut future).is_pending());
    }
    assert_eq!(wakes.count(), 0, "wakes before the work was done");

    go.send(()).expect("it waits");
    while wakes.count() == 0 {
        thread::yield_now();
    }

    let Poll::Ready(other) = wakes.poll(&mut future) else {
        panic!("it has woken us, and is pending")
    };
    assert_ne!(other, thread::current().id());
    assert_eq!(wakes.count(), 1, "wakes in all");
}

#[test]
fn the_thread_wakes_who_has_polled_last() {
    let [former, latter] = [Wakes::new(), Wakes::new()];
    let (go, gate) = mpsc::channel::<()>();
    let mut future = on_thread(move || gate.recv()).expect("there is a thread");
    assert!(former.poll(&mut future).is_pending());
    assert!(latter.poll(&mut future).is_pending());

    go.send(()).expect("it waits");
    while latter.count() == 0 {
        thread::yield_now();
    }

    assert_eq!(former.count(), 0);
    assert_eq!(block_on(future), Ok(()));
}

#[test]
fn a_panic_on_the_thread_comes_out_of_the_poll() {
    // Not `panic!`, which would print.
    let future = on_thread(|| -> u8 { resume_unwind(Box::new("on a thread")) });
    let outcome = panic_of(|| block_on(future.expect("there is a thread")));
    assert_eq!(outcome, Err("on a thread".to_owned()));
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
