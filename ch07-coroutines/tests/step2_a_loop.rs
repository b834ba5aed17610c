//! Step 2: a loop with a wait in it, as a machine of states.

use ch06_futures::{Future, FutureExt, from_std};
use ch07_coroutines::by_hand::in_turn::{in_turn, in_turn_async};

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
    let future = in_turn(3, getter(&trace, &[]));

    assert!(
        trace.take().is_empty(),
        "a call makes a future, and no more"
    );
    assert_eq!(drop_told(&trace, future), ["drop get"]);
}

#[test]
fn a_loop_without_a_turn_is_over_in_the_first_poll() {
    let trace = Trace::default();
    let mut future = in_turn(0, getter(&trace, &[]));

    assert_eq!(
        poll_once(&trace, &mut future),
        ["drop get", "ready: Ok([])"]
    );
}

#[test]
fn a_poll_goes_round_as_often_as_it_can() {
    let trace = Trace::default();
    let mut future = in_turn(2, getter(&trace, &[answered_after(0); 2]));

    assert_eq!(
        poll_once(&trace, &mut future),
        [
            "get 0",
            "poll 0",
            "drop request 0",
            "get 1",
            "poll 1",
            "drop request 1",
            "drop get",
            "ready: Ok([answer 0, answer 1])",
        ],
        "no request is pending, and so nobody would wake it"
    );
}

#[test]
fn a_poll_goes_on_in_the_turn_in_which_the_one_before_has_stopped() {
    let trace = Trace::default();
    let mut future = in_turn(3, getter(&trace, &[answered_after(2); 6]));
    let mut next = || poll_once(&trace, &mut future);

    assert_eq!(
        next(),
        ["get 0", "poll 0", "pending"],
        "what is pending is kept"
    );
    assert_eq!(
        next(),
        ["poll 0", "pending"],
        "it is in its first turn, and `get` was called before"
    );
    assert_eq!(
        next(),
        ["poll 0", "drop request 0", "get 1", "poll 1", "pending"],
        "its second turn begins"
    );
    assert_eq!(
        next(),
        ["poll 1", "pending"],
        "it is in its second turn, and `get` was called before"
    );
}

#[test]
fn the_variables_of_the_loop_outlive_its_turns() {
    let trace = Trace::default();
    let mut future = in_turn(3, getter(&trace, &[answered_after(1); 3]));
    for _ in 0..3 {
        poll_once(&trace, &mut future);
    }

    assert_eq!(
        poll_once(&trace, &mut future).last().unwrap(),
        "ready: Ok([answer 0, answer 1, answer 2])"
    );
}

#[test]
fn an_error_ends_the_loop_and_drops_what_it_has() {
    let trace = Trace::default();
    let fates = [answered_after(0), failed_after(0), answered_after(0)];
    let mut future = in_turn(3, getter(&trace, &fates));

    assert_eq!(
        poll_once(&trace, &mut future)[4..],
        [
            "poll 1",
            "drop request 1",
            "drop answer 0",
            "drop get",
            "ready: Err(error 1)",
        ],
        "the third is not asked for"
    );
    assert!(
        drop_told(&trace, future).is_empty(),
        "nothing is left in it"
    );
}

#[test]
fn dropped_while_it_waits_it_drops_the_last_first() {
    let trace = Trace::default();
    let fates = [answered_after(0), answered_after(0), answered_after(1)];
    let mut future = in_turn(3, getter(&trace, &fates));
    poll_once(&trace, &mut future);

    assert_eq!(
        drop_told(&trace, future),
        [
            "drop request 2",
            "drop answer 0",
            "drop answer 1",
            "drop get"
        ]
    );
}

#[test]
fn a_long_loop_takes_no_stack() {
    let turns = if cfg!(miri) { 100 } else { 100_000 };
    let mut future = in_turn(turns, |number| ch06_futures::ready(Ok::<_, ()>(number)));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());

    let output = future.poll(&mut cx);

    assert!(
        output.is_ready(),
        "none of {turns} requests is pending, and the loop is"
    );
}

#[test]
fn polled_after_it_was_ready_it_panics() {
    let trace = Trace::default();
    let mut future = in_turn(1, getter(&trace, &[answered_after(0)]));
    poll_once(&trace, &mut future);

    let again = panic_of(|| poll_once(&trace, &mut future));

    assert!(again.is_err(), "its states are over, and it did {again:?}");
}

#[test]
fn whatever_becomes_of_the_requests_it_does_what_the_async_fn_does() {
    let compare = |fates: &[Fate], polls| {
        let trace = Trace::default();
        let ours = in_turn(fates.len(), getter(&trace, fates));
        let ours = life(&trace, polls, ours);
        let mut get = getter(&trace, fates);
        let rustcs = Box::pin(in_turn_async(fates.len(), move |number| {
            get(number).into_std()
        }));
        let rustcs = life(&trace, polls, from_std(rustcs));
        assert_eq!(ours, rustcs, "in {polls} polls, and on drop, of {fates:?}");
    };
    // Under Miri each takes long.
    let most = if cfg!(miri) { 2 } else { 3 };
    for count in 0..=most {
        for fates in all_fates(count) {
            for polls in 0..3 * count + 2 {
                compare(&fates, polls);
            }
        }
    }
}
