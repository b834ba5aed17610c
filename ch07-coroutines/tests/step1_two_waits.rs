//! Step 1: two waits, one after the other, as a machine of states.

use ch06_futures::{FutureExt, from_std};
use ch07_coroutines::by_hand::two_requests::{two_requests, two_requests_async};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "support/requests.rs"]
mod requests;
#[path = "../../ch05-fibers/tests/support/trace.rs"]
mod trace;

use self::panic_of::panic_of;
use self::requests::{
    Fate, all_fates, answered_after, drop_told, failed_after, getter, life, poll_once,
};
use self::trace::Trace;

#[test]
fn nothing_happens_before_the_first_poll() {
    let trace = Trace::default();
    let future = two_requests(getter(&trace, &[]));

    assert!(
        trace.take().is_empty(),
        "a call makes a future, and no more"
    );
    assert_eq!(drop_told(&trace, future), ["drop get"]);
}

#[test]
fn a_poll_goes_as_far_as_it_gets() {
    let trace = Trace::default();
    let mut future = two_requests(getter(&trace, &[answered_after(0), answered_after(0)]));

    assert_eq!(
        poll_once(&trace, &mut future),
        [
            "get first",
            "poll first",
            "drop request first",
            "get second",
            "poll second",
            "drop request second",
            "drop get",
            "ready: Ok((answer first, answer second))",
        ],
        "no request is pending, and so nobody would wake it"
    );
}

#[test]
fn a_poll_goes_on_at_the_wait_where_the_one_before_has_stopped() {
    let trace = Trace::default();
    let mut future = two_requests(getter(&trace, &[answered_after(2); 4]));
    let mut next = || poll_once(&trace, &mut future);

    assert_eq!(
        next(),
        ["get first", "poll first", "pending"],
        "what is pending is kept"
    );
    assert_eq!(
        next(),
        ["poll first", "pending"],
        "it is at the first wait, and `get` was called before"
    );
    assert_eq!(
        next(),
        [
            "poll first",
            "drop request first",
            "get second",
            "poll second",
            "pending",
        ]
    );
    assert_eq!(
        next(),
        ["poll second", "pending"],
        "it is at the second wait, and `get` was called before"
    );
}

#[test]
fn the_first_answer_is_kept_while_the_second_is_waited_for() {
    let trace = Trace::default();
    let fates = [answered_after(0), answered_after(1), answered_after(0)];
    let mut future = two_requests(getter(&trace, &fates));

    assert_eq!(
        poll_once(&trace, &mut future)[2..],
        ["drop request first", "get second", "poll second", "pending"],
        "nothing else is dropped at the second wait"
    );
    assert_eq!(
        poll_once(&trace, &mut future),
        [
            "poll second",
            "drop request second",
            "drop get",
            "ready: Ok((answer first, answer second))",
        ]
    );
}

#[test]
fn dropped_at_the_first_wait_it_drops_the_request_and_then_its_parameter() {
    let trace = Trace::default();
    let mut future = two_requests(getter(&trace, &[answered_after(1)]));
    poll_once(&trace, &mut future);

    assert_eq!(
        drop_told(&trace, future),
        ["drop request first", "drop get"]
    );
}

#[test]
fn dropped_at_the_second_wait_it_drops_the_last_first() {
    let trace = Trace::default();
    let mut future = two_requests(getter(&trace, &[answered_after(0), answered_after(1)]));
    poll_once(&trace, &mut future);

    assert_eq!(
        drop_told(&trace, future),
        ["drop request second", "drop answer first", "drop get"]
    );
}

#[test]
fn an_error_of_the_first_ends_it() {
    let trace = Trace::default();
    let mut future = two_requests(getter(&trace, &[failed_after(0)]));

    assert_eq!(
        poll_once(&trace, &mut future),
        [
            "get first",
            "poll first",
            "drop request first",
            "drop get",
            "ready: Err(error first)",
        ],
        "the second is not asked for, and all is dropped"
    );
    assert!(
        drop_told(&trace, future).is_empty(),
        "nothing is left in it"
    );
}

#[test]
fn an_error_of_the_second_drops_the_first_answer_and_then_the_parameter() {
    let trace = Trace::default();
    let mut future = two_requests(getter(&trace, &[answered_after(0), failed_after(1)]));
    poll_once(&trace, &mut future);

    assert_eq!(
        poll_once(&trace, &mut future),
        [
            "poll second",
            "drop request second",
            "drop answer first",
            "drop get",
            "ready: Err(error second)",
        ],
        "variables are dropped in the opposite of their order, as at the end of a function"
    );
}

#[test]
fn polled_after_it_was_ready_it_panics() {
    let trace = Trace::default();
    let mut future = two_requests(getter(&trace, &[failed_after(0)]));
    poll_once(&trace, &mut future);

    let again = panic_of(|| poll_once(&trace, &mut future));

    assert!(again.is_err(), "its states are over, and it did {again:?}");
}

#[test]
fn whatever_becomes_of_the_requests_it_does_what_the_async_fn_does() {
    let compare = |fates: &[Fate], polls| {
        let trace = Trace::default();
        let ours = two_requests(getter(&trace, fates));
        let ours = life(&trace, polls, ours);
        let mut get = getter(&trace, fates);
        let rustcs = Box::pin(two_requests_async(move |name| get(name).into_std()));
        let rustcs = life(&trace, polls, from_std(rustcs));
        assert_eq!(ours, rustcs, "in {polls} polls, and on drop, of {fates:?}");
    };
    for fates in all_fates(2) {
        for polls in 0..7 {
            compare(&fates, polls);
        }
    }
}
