//! Step 4: any number of futures at once.

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
use self::subject::{Future, FutureExt, join_all, poll, ready};
use self::trace::Trace;

const NAMES: [&str; 5] = ["0", "1", "2", "3", "4"];

/// More polls than any of these needs: nothing is ready that is not ready by then.
const ENOUGH: usize = 10_000;

/// How many of the lines are polls of that future.
fn polls(lines: &[String], name: &str) -> usize {
    lines.iter().filter(|line| *line == name).count()
}

#[test]
fn the_values_are_in_the_order_of_the_futures_whichever_was_ready_first() {
    let trace = Trace::default();
    let children = [3, 0, 2, 4, 1].map(|pending| trace.future("child", pending, pending));
    let mut future = join_all(children);

    for done in 1..=4 {
        assert_eq!(
            poll(&mut future),
            Poll::Pending,
            "{done} of five are ready, and not all"
        );
    }
    assert_eq!(
        poll(&mut future),
        Poll::Ready(vec![3, 0, 2, 4, 1]),
        "the values, each in the place of its future"
    );
}

#[test]
fn each_poll_polls_all_that_are_pending_in_order() {
    let trace = Trace::default();
    let mut future = join_all(NAMES.map(|name| trace.future(name, 2, ())));
    assert!(
        trace.take().is_empty(),
        "nothing happens before the first poll"
    );

    for _ in 0..2 {
        assert_eq!(poll(&mut future), Poll::Pending);
        assert_eq!(trace.take(), NAMES, "each is polled once a poll");
    }
}

#[test]
fn none_is_polled_after_it_was_ready() {
    let trace = Trace::default();
    let pending = [2, 0, 1, 0, 3];
    let mut future = join_all((0..5).map(|n| trace.future(NAMES[n], pending[n], n)));

    let is_ready = (0..ENOUGH).any(|_| poll(&mut future).is_ready());

    assert!(is_ready, "it is still pending after {ENOUGH} polls");
    let lines = trace.take();
    assert_eq!(
        NAMES.map(|name| polls(&lines, name)),
        [3, 1, 2, 1, 4],
        "polls of each"
    );
}

#[test]
fn one_that_is_ready_is_dropped_then_and_not_with_the_last() {
    let trace = Trace::default();
    let mut future = join_all([trace.future("a", 0, ()), trace.future("b", 1, ())]);

    assert!(poll(&mut future).is_pending());

    assert_eq!(
        trace.take(),
        ["a", "a dropped", "b"],
        "what is ready is dropped, and its value kept"
    );
}

#[test]
fn no_futures_at_all_are_ready_at_once() {
    let mut future = join_all(
        Vec::<std::future::Ready<()>>::new()
            .into_iter()
            .map(|_| ready(())),
    );
    assert_eq!(
        poll(&mut future),
        Poll::Ready(vec![]),
        "of none, none has to be waited for"
    );
}

/// `futures` gives no values then, and does not panic.
#[test]
#[cfg(not(feature = "futures"))]
fn polled_after_it_was_ready_it_panics() {
    let mut future = join_all([ready(1), ready(2)]);
    assert_eq!(poll(&mut future), Poll::Ready(vec![1, 2]));

    let again = panic_of(|| poll(&mut future));

    assert_eq!(
        again,
        Err("`JoinAll` polled after it was ready".to_owned()),
        "what a poll after the last one comes to"
    );
}

#[test]
fn all_that_are_ready_at_once_take_one_poll() {
    assert_eq!(
        poll(&mut join_all((0..30).map(ready))),
        Poll::Ready((0..30).collect())
    );
}

#[test]
fn many_give_each_its_value() {
    let trace = Trace::default();
    let mut future = join_all((0..1000).map(|n| trace.future("child", n % 7, n)));
    let values = (0..ENOUGH).find_map(|_| match poll(&mut future) {
        Poll::Ready(values) => Some(values),
        Poll::Pending => None,
    });
    let values = values.expect("it is ready long before that");
    assert!(
        values.into_iter().eq(0..1000),
        "a thousand values, each in its place"
    );
}

#[test]
fn dropped_while_it_is_pending_it_drops_values_and_futures_once() {
    let trace = Trace::default();
    let value = |name| trace.guard(name);
    let mut future = join_all([
        trace.future("a", 0, value("a's value")),
        trace.future("b", 1, value("b's value")),
    ]);
    assert!(poll(&mut future).is_pending());
    assert_eq!(trace.take(), ["a", "a dropped", "b"]);

    drop(future);

    let mut dropped = trace.take();
    dropped.sort();
    assert_eq!(
        dropped,
        ["a's value dropped", "b dropped", "b's value dropped"]
    );
}

#[test]
fn futures_of_different_types_are_joined_in_boxes() {
    let trace = Trace::default();
    type Child = Box<dyn Future<Output = usize> + Unpin>;
    let children: [Child; 2] = [
        Box::new(trace.future("a", 1, 1)),
        Box::new(ready("22").map(str::len)),
    ];
    let mut future = join_all(children);

    assert!(poll(&mut future).is_pending());
    assert_eq!(poll(&mut future), Poll::Ready(vec![1, 2]));
}

#[test]
fn a_panic_in_a_child_comes_out_and_the_others_are_dropped_with_the_rest() {
    let trace = Trace::default();
    let panics = trace.future("b", 0, ()).map(|()| panic!("in b"));
    type Child = Box<dyn Future<Output = ()> + Unpin>;
    let children: [Child; 2] = [Box::new(trace.future("a", 1, ())), Box::new(panics)];
    let mut future = join_all(children);

    let outcome = panic_of(|| poll(&mut future));
    assert_eq!(outcome, Err("in b".to_owned()));
    drop(future);

    assert_eq!(trace.take(), ["a", "b", "b dropped", "a dropped"]);
}
