//! A wait that does not hang.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use ch04_event_queue::{Events, Poll};

/// Waits until something is reported. What is to come must come within 3 seconds; some systems
/// end a wait before that with nothing to report.
#[track_caller]
pub(crate) fn wait(poll: &mut Poll, events: &mut Events) {
    let start = Instant::now();
    while start.elapsed() < TIME {
        match poll.poll(events, Some(TIME.saturating_sub(start.elapsed()))) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => result.expect("the queue could not wait"),
        }
        if !events.is_empty() {
            return;
        }
    }
    panic!("nothing was reported in 3 s");
}

const TIME: Duration = Duration::from_secs(3);
