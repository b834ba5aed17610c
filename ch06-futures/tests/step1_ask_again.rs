//! Step 1: the smallest futures, and a loop that asks until it has an answer.

use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use ch06_futures::{Future, block_on, block_on_counted, pending, poll_fn, ready};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;

use self::panic_of::panic_of;

fn poll<F: Future + ?Sized>(future: &mut F) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Pending so many times, then ready. It wakes nobody.
fn countdown(mut left: u64) -> impl Future<Output = &'static str> {
    poll_fn(move |_| match left {
        0 => Poll::Ready("lift-off"),
        _ => {
            left -= 1;
            Poll::Pending
        }
    })
}

#[test]
fn ready_gives_its_value_at_the_first_poll() {
    // No `Clone`, no `Default`: the value itself comes out.
    let value = Box::new(7);
    let address = &raw const *value;

    let Poll::Ready(value) = poll(&mut ready(value)) else {
        panic!("`ready` is pending")
    };

    assert_eq!(&raw const *value, address);
}

#[test]
fn ready_polled_again_panics_and_says_who() {
    let mut future = ready(7);
    assert_eq!(poll(&mut future), Poll::Ready(7));

    let again = panic_of(|| poll(&mut future));

    assert_eq!(
        again,
        Err("`Ready` polled after it was ready".to_owned()),
        "what a second poll of `ready` comes to"
    );
}

#[test]
fn pending_is_pending_at_each_poll() {
    let mut future = pending::<u8>();
    for _ in 0..1000 {
        assert_eq!(poll(&mut future), Poll::Pending);
    }
}

#[test]
fn a_function_is_called_once_a_poll_and_not_before() {
    let mut calls = 0;
    let mut future = poll_fn(|_| {
        calls += 1;
        if calls >= 3 {
            Poll::Ready(calls)
        } else {
            Poll::Pending
        }
    });

    let polls = [(); 3].map(|()| poll(&mut future));

    assert_eq!(
        polls,
        [Poll::Pending, Poll::Pending, Poll::Ready(3)],
        "three polls, each of which calls the function once"
    );
}

#[test]
fn a_function_is_called_with_the_waker_that_the_future_is_polled_with() {
    let waker = Arc::new(Nobody).into();
    let mut is_the_same = false;
    let mut future = poll_fn(|cx| {
        is_the_same = cx.waker().will_wake(&waker);
        Poll::Ready(())
    });

    assert!(future.poll(&mut Context::from_waker(&waker)).is_ready());
    assert!(is_the_same, "the function was given another waker");
}

#[test]
fn a_box_and_a_reference_pass_the_waker_on() {
    fn poll_as<F: Future>(mut future: F, waker: &Waker) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(waker))
    }
    let waker = Arc::new(Nobody).into();
    let mut future = poll_fn(|cx| Poll::Ready(cx.waker().will_wake(&waker)));

    let by_reference = poll_as(&mut future, &waker);
    let boxed = poll_as(Box::new(future), &waker);

    assert_eq!(
        [by_reference, boxed],
        [Poll::Ready(true); 2],
        "whether the future behind a reference, and the one in a box, were given our waker"
    );
}

struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn a_box_and_a_reference_poll_what_is_behind_them() {
    let mut future = countdown(2);
    let mut by_reference = &mut future;
    assert_eq!(poll(&mut by_reference), Poll::Pending);
    let mut boxed: Box<dyn Future<Output = &'static str>> = Box::new(future);

    assert_eq!(poll(&mut boxed), Poll::Pending);
    assert_eq!(poll(&mut boxed), Poll::Ready("lift-off"));
}

#[test]
fn block_on_polls_until_there_is_a_value_and_gives_it() {
    assert_eq!(block_on(countdown(10)), "lift-off");
    assert_eq!(block_on(ready(Box::new(1))), Box::new(1));
}

#[test]
fn the_polls_are_counted_the_last_one_too() {
    let (_, polls) = block_on_counted(ready(()));
    assert_eq!(polls, 1, "polls of a future that was ready at the first");
    assert_eq!(block_on_counted(countdown(1)), ("lift-off", 2));
    assert_eq!(
        block_on_counted(countdown(1_000_000)),
        ("lift-off", 1_000_001)
    );
}

#[test]
fn block_on_polls_nothing_that_has_been_ready() {
    let mut polls = 0;
    block_on(poll_fn(|_| {
        polls += 1;
        assert_eq!(polls, 1, "polls of a future that was ready at the first");
        Poll::Ready(())
    }));
}

#[test]
fn block_on_drops_the_future_before_it_returns() {
    let held = Rc::new(());
    let theirs = Rc::clone(&held);
    block_on(poll_fn(move |_| {
        let _ = &theirs;
        Poll::Ready(())
    }));
    assert_eq!(Rc::strong_count(&held), 1);
}

#[test]
fn a_panic_in_a_poll_comes_out_of_block_on() {
    let outcome = panic_of(|| block_on(poll_fn(|_| -> Poll<()> { panic!("in a poll") })));

    assert_eq!(outcome, Err("in a poll".to_owned()));
}
