//! Step 3: two futures at once, both of which are needed, or one.

use std::task::Poll;

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[cfg_attr(feature = "futures", path = "support/futures.rs")]
#[cfg_attr(not(feature = "futures"), path = "support/ours.rs")]
mod subject;
#[path = "support/told.rs"]
mod told;
#[path = "../../ch05-fibers/tests/support/trace.rs"]
mod trace;

use self::panic_of::panic_of;
use self::subject::{Either, join, pending, poll, ready, select};
use self::trace::Trace;

#[test]
fn join_gives_both_values_in_the_order_of_the_futures() {
    let trace = Trace::default();
    let mut future = join(trace.future("a", 2, 'a'), trace.future("b", 0, 2));

    let polls = [(); 3].map(|()| poll(&mut future));

    assert_eq!(
        polls,
        [Poll::Pending, Poll::Pending, Poll::Ready(('a', 2))],
        "the value of the early one is kept until the late one has come"
    );
}

#[test]
fn join_polls_the_second_also_where_the_first_is_pending() {
    let trace = Trace::default();
    let mut future = join(trace.future("a", 1, ()), trace.future("b", 1, ()));
    assert!(
        trace.take().is_empty(),
        "nothing happens before the first poll"
    );

    assert_eq!(poll(&mut future), Poll::Pending);

    assert_eq!(trace.take(), ["a", "b"], "both are under way");
}

#[test]
fn join_polls_none_that_is_ready_and_drops_it_then() {
    let trace = Trace::default();
    let mut future = join(trace.future("a", 0, ()), trace.future("b", 2, ()));

    assert_eq!(poll(&mut future), Poll::Pending);
    assert_eq!(
        trace.take(),
        ["a", "a dropped", "b"],
        "what is ready is dropped, and its value kept"
    );
    assert_eq!(poll(&mut future), Poll::Pending);
    assert_eq!(trace.take(), ["b"], "what was ready is not polled again");
    assert_eq!(poll(&mut future), Poll::Ready(((), ())));
    assert_eq!(trace.take(), ["b", "b dropped"]);
}

#[test]
fn join_is_ready_in_the_poll_in_which_the_last_one_is() {
    assert_eq!(
        poll(&mut join(ready(1), ready(2))),
        Poll::Ready((1, 2)),
        "nothing has to wait, so nothing is pending"
    );
}

#[test]
fn join_dropped_with_one_value_drops_that_and_the_other_future() {
    let trace = Trace::default();
    let value = trace.guard("value");
    let mut future = join(trace.future("a", 0, value), trace.future("b", 1, ()));
    assert!(poll(&mut future).is_pending());
    assert_eq!(trace.take(), ["a", "a dropped", "b"]);

    drop(future);

    let mut dropped = trace.take();
    dropped.sort();
    assert_eq!(dropped, ["b dropped", "value dropped"]);
}

#[test]
fn join_polled_after_it_was_ready_panics() {
    let mut future = join(ready(1), ready(2));
    assert_eq!(poll(&mut future), Poll::Ready((1, 2)));

    let again = panic_of(|| poll(&mut future));

    assert!(again.is_err(), "it gave {again:?} again");
}

#[test]
fn joins_can_be_joined() {
    let trace = Trace::default();
    let inner = join(trace.future("b", 1, 2), trace.future("c", 3, 3));
    let mut future = join(trace.future("a", 2, 1), inner);

    let polls = [(); 4].map(|()| poll(&mut future));

    assert_eq!(polls[..3], [Poll::Pending; 3]);
    assert_eq!(polls[3], Poll::Ready((1, (2, 3))));
    assert_eq!(
        trace.take().iter().filter(|line| line.len() == 1).count(),
        3 + 2 + 4,
        "polls of all three"
    );
}

#[test]
fn select_gives_the_first_that_is_ready_and_the_other_future() {
    let trace = Trace::default();
    let mut future = select(trace.future("a", 2, 'a'), trace.future("b", 1, 2));
    assert!(poll(&mut future).is_pending());
    assert_eq!(
        trace.take(),
        ["a", "b"],
        "the first is polled before the second"
    );

    let Poll::Ready(Either::Right((value, mut other))) = poll(&mut future) else {
        panic!("the second is ready, and the first is not")
    };

    assert_eq!(value, 2);
    assert_eq!(trace.take(), ["a", "b", "b dropped"]);
    assert_eq!(
        poll(&mut other),
        Poll::Ready('a'),
        "the other goes on where it was"
    );
}

#[test]
fn select_polls_the_first_before_the_second_which_is_not_polled_if_that_is_ready() {
    let trace = Trace::default();
    let mut future = select(trace.future("a", 0, 1), trace.future("b", 0, 2));

    let Poll::Ready(Either::Left((value, other))) = poll(&mut future) else {
        panic!("both are ready, and the first is asked first")
    };

    assert_eq!(value, 1);
    assert_eq!(
        trace.take(),
        ["a", "a dropped"],
        "where the first is ready nobody needs the second"
    );
    drop(other);
    assert_eq!(trace.take(), ["b dropped"]);
}

#[test]
fn select_is_pending_while_both_are() {
    let mut future = select(pending::<u8>(), pending::<u8>());
    for _ in 0..100 {
        assert!(poll(&mut future).is_pending());
    }
}

#[test]
fn select_dropped_while_it_is_pending_drops_both() {
    let trace = Trace::default();
    let mut future = select(trace.future("a", 1, ()), trace.future("b", 1, ()));
    assert!(poll(&mut future).is_pending());

    drop(future);

    assert_eq!(trace.take(), ["a", "b", "a dropped", "b dropped"]);
}

#[test]
fn select_polled_after_it_was_ready_panics() {
    let mut future = select(ready(1), ready(2));
    assert!(poll(&mut future).is_ready());

    let again = panic_of(|| poll(&mut future).is_ready());

    assert!(again.is_err(), "it is ready again: {again:?}");
}

#[test]
fn either_is_the_future_that_it_holds() {
    let trace = Trace::default();
    let both = |is_left: bool| match is_left {
        true => Either::Left(trace.future("a", 0, 1)),
        false => Either::Right(ready(2)),
    };

    assert_eq!(poll(&mut both(true)), Poll::Ready(1));
    assert_eq!(poll(&mut both(false)), Poll::Ready(2));
}
