//! The same scenarios on this crate and on mio must tell the same story, word for word.
//!
//! Numbers that the kernel chooses (ports, descriptors) are masked. Texts of errors may differ,
//! their kinds and numbers may not.
#![cfg(target_os = "linux")]

use std::sync::Mutex;

#[path = ""]
mod ours {
    pub(crate) use ch04_event_queue as queue;

    #[path = "parity/scenarios.rs"]
    pub(crate) mod scenarios;
}

#[path = ""]
mod theirs {
    pub(crate) use mio as queue;

    #[expect(clippy::duplicate_mod, reason = "what `queue` is differs")]
    #[path = "parity/scenarios.rs"]
    pub(crate) mod scenarios;
}

/// A child that is being started has a copy of every descriptor until it runs its own program,
/// and what is dropped in that moment is not yet closed.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn compare(ours: fn() -> Vec<String>, theirs: fn() -> Vec<String>) {
    let turn = ONE_AT_A_TIME.lock();
    end_process_after(60);
    let (ours, theirs) = (ours(), theirs());
    end_process_after(0);
    drop(turn);

    assert!(
        !ours.is_empty(),
        "a scenario without a story proves nothing"
    );
    let lines = 0..ours.len().max(theirs.len());
    for (line, ours, theirs) in lines.map(|line| (line, ours.get(line), theirs.get(line))) {
        assert_eq!(ours, theirs, "the stories differ from line {line} on");
    }
}

/// A call that blocks where it should not would hang for ever. 0 seconds are never.
fn end_process_after(seconds: libc::c_uint) {
    // SAFETY: the call takes no pointer, and nobody here handles its signal.
    unsafe { libc::alarm(seconds) };
}

macro_rules! same_on_both {
    ($($scenario:ident)*) => {$(
        #[test]
        #[cfg_attr(miri, ignore = "Miri has no Unix sockets, UDP or child processes")]
        fn $scenario() {
            compare(ours::scenarios::$scenario, theirs::scenarios::$scenario);
        }
    )*};
}

same_on_both! {
    a_tcp_conversation
    a_tcp_conversation_over_ipv6
    a_reset
    a_refused_connection
    urgent_data
    udp_messages
    udp_options
    udp_over_ipv6
    a_unix_conversation
    unix_addresses
    unix_datagrams
    a_pipe_fills_and_ends
    a_child_s_pipes
    any_descriptor
    wakes
    a_full_counter
    registered_twice
    never_registered
    registered_with_another_queue
    moved_to_another_queue
    a_clone_of_the_registry
    a_dropped_source
    a_duplicate_keeps_a_source
    more_ready_than_room
    every_token
    every_interest
    what_is_printed
    flags_of_every_descriptor
    to_and_from_descriptors
    errors_of_binding_and_connecting
    errors_of_waiting
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "release builds do not look")]
fn both_refuse_a_second_waker() {
    assert!(ours::scenarios::a_second_waker().is_err());
    assert!(theirs::scenarios::a_second_waker().is_err());
}

#[test]
#[cfg_attr(debug_assertions, ignore = "debug builds find the mistake")]
fn both_let_a_second_waker_pass_in_release_builds() {
    assert!(ours::scenarios::a_second_waker().is_ok());
    assert!(theirs::scenarios::a_second_waker().is_ok());
}
