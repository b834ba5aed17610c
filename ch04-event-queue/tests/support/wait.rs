//! A wait that does not hang.

use std::io::ErrorKind;
use std::time::Duration;

use ch04_event_queue::{Events, Poll};

/// Waits until something is reported. What is to come must come within 5 seconds.
#[track_caller]
pub(crate) fn wait(poll: &mut Poll, events: &mut Events) {
    loop {
        match poll.poll(events, Some(Duration::from_secs(5))) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => {
                result.expect("the queue could not wait");
                assert!(!events.is_empty(), "nothing was reported in 5 s");
                return;
            }
        }
    }
}
