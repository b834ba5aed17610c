//! Step 2: a future of a future: `map`, and `then`, which is a machine of two states.

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
use self::subject::{FutureExt, pending, poll, ready};
use self::trace::Trace;

#[test]
fn map_passes_the_value_through_the_function() {
    let mut future = ready("hello").map(str::len);
    assert_eq!(poll(&mut future), Poll::Ready(5));
}

#[test]
fn map_polls_its_future_once_a_poll_and_calls_the_function_when_that_is_ready() {
    let trace = Trace::default();
    let teller = trace.clone();
    let mut future = trace.future("a", 2, 20).map(move |n| {
        teller.add("f");
        n + 1
    });
    assert!(
        trace.take().is_empty(),
        "nothing happens before the first poll"
    );

    for _ in 0..2 {
        assert_eq!(poll(&mut future), Poll::Pending);
        assert_eq!(
            trace.take(),
            ["a"],
            "each poll polls the future once, and keeps it"
        );
    }
    assert_eq!(poll(&mut future), Poll::Ready(21));
    assert_eq!(
        trace.take(),
        ["a", "a dropped", "f"],
        "the future is over before its value goes on"
    );
    drop(future);
    assert!(trace.take().is_empty(), "all has been dropped before");
}

#[test]
fn map_polled_after_it_was_ready_panics_and_calls_nothing() {
    let trace = Trace::default();
    let teller = trace.clone();
    let mut future = trace.future("a", 0, ()).map(move |()| teller.add("f"));
    assert_eq!(poll(&mut future), Poll::Ready(()));
    trace.take();

    let again = panic_of(|| poll(&mut future));

    assert!(again.is_err(), "it gave {again:?} again");
    assert!(trace.take().is_empty());
}

#[test]
fn map_dropped_while_it_is_pending_drops_its_parts_and_calls_nothing() {
    let trace = Trace::default();
    let guard = trace.guard("f");
    let mut future = trace.future("a", 1, ()).map(move |()| drop(guard));
    assert_eq!(poll(&mut future), Poll::Pending);

    drop(future);

    assert_eq!(trace.take(), ["a", "a dropped", "f dropped"]);
}

#[test]
fn then_runs_the_second_when_the_first_is_ready_and_gives_its_value() {
    let trace = Trace::default();
    let teller = trace.clone();
    let mut future = trace.future("a", 1, 20).then(move |n| {
        teller.add(format!("f({n})"));
        teller.future("b", 1, n + 1)
    });

    assert_eq!(poll(&mut future), Poll::Pending);
    assert_eq!(trace.take(), ["a"], "a first that is pending is kept");
    assert_eq!(poll(&mut future), Poll::Pending);
    assert_eq!(
        trace.take(),
        ["a", "a dropped", "f(20)", "b"],
        "a first that is ready is over, and no reason to wait: the second is polled at once"
    );
    assert_eq!(poll(&mut future), Poll::Ready(21));
    assert_eq!(
        trace.take(),
        ["b", "b dropped"],
        "a second that is ready is over"
    );
}

#[test]
fn then_of_two_that_are_ready_is_ready_at_the_first_poll() {
    let mut future = ready(1).then(|n| ready(n + 1)).then(|n| ready(n + 1));
    assert_eq!(
        poll(&mut future),
        Poll::Ready(3),
        "nothing has to wait, so nothing is pending"
    );
}

#[test]
fn then_polled_after_it_was_ready_panics() {
    let trace = Trace::default();
    let teller = trace.clone();
    let mut future = ready(()).then(move |()| teller.future("b", 0, 1));
    assert_eq!(poll(&mut future), Poll::Ready(1));
    trace.take();

    let again = panic_of(|| poll(&mut future));

    assert!(again.is_err(), "it gave {again:?} again");
    assert_eq!(trace.take(), [""; 0], "nothing is polled a second time");
}

#[test]
fn then_whose_function_panics_polls_the_first_no_more() {
    let trace = Trace::default();
    let mut future = trace.future("a", 0, ()).then(|()| {
        if true {
            panic!("there is no second");
        }
        pending::<()>()
    });
    let first = panic_of(|| poll(&mut future));
    assert_eq!(first, Err("there is no second".to_owned()));

    let again = panic_of(|| poll(&mut future));

    assert!(again.is_err(), "it gave {again:?}");
    assert_eq!(
        trace.take(),
        ["a", "a dropped"],
        "after a panic nothing is polled"
    );
}

#[test]
fn then_dropped_in_the_first_or_the_second_drops_what_there_is() {
    let trace = Trace::default();
    let teller = trace.clone();
    let mut future = trace
        .future("a", 1, ())
        .then(move |()| teller.future("b", 1, ()));
    assert_eq!(poll(&mut future), Poll::Pending);
    drop(future);
    assert_eq!(trace.take(), ["a", "a dropped"]);

    let teller = trace.clone();
    let mut future = trace
        .future("a", 0, ())
        .then(move |()| teller.future("b", 1, ()));
    assert_eq!(poll(&mut future), Poll::Pending);
    drop(future);
    assert_eq!(trace.take(), ["a", "a dropped", "b", "b dropped"]);
}

#[test]
fn a_chain_is_a_value_like_any_other() {
    let trace = Trace::default();
    let [one, two] = [trace.clone(), trace.clone()];
    let mut future = trace
        .future("a", 1, 1)
        .map(|n| n * 10)
        .then(move |n| one.future("b", 1, n + 2).map(|n| n * 10))
        .then(move |n| two.future("c", 1, n + 3));
    let mut polls = 1;
    let value = loop {
        match poll(&mut future) {
            Poll::Ready(value) => break value,
            Poll::Pending => polls += 1,
        }
    };
    assert_eq!((value, polls), (123, 4));
}

#[test]
fn what_never_is_ready_is_never_mapped() {
    let mut future = pending::<()>().map(|()| panic!("it was ready"));
    for _ in 0..100 {
        assert_eq!(poll::<_>(&mut future), Poll::Pending);
    }
}
