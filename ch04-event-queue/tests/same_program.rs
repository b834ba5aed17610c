//! One program, compiled twice: for mio, and for this crate by changing its `use` lines.
#![cfg(any(target_os = "linux", target_os = "android"))]

#[path = ""]
mod for_us {
    use ch04_event_queue as mio;

    #[path = "same_program/servers.rs"]
    pub(crate) mod servers;
}

#[path = ""]
mod for_mio {
    use ::mio;

    #[expect(clippy::duplicate_mod, reason = "what `mio` is differs")]
    #[path = "same_program/servers.rs"]
    pub(crate) mod servers;
}

const CLIENTS: usize = 20;

#[test]
#[cfg_attr(miri, ignore = "Miri has no Unix sockets and no UDP")]
fn it_serves_the_same_on_both() {
    // A server that blocks where it should not would hang for ever: the signal ends the process.
    // SAFETY: the call takes no pointer, and nobody here handles its signal.
    unsafe { libc::alarm(60) };

    let ours = for_us::servers::run(CLIENTS).unwrap();
    let theirs = for_mio::servers::run(CLIENTS).unwrap();

    assert_eq!(ours.len(), 4 * CLIENTS, "an answer for each, four ways");
    assert_eq!(ours, theirs);
}
