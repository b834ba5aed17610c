//! Threads: one a request.
//!
//! The kernel can put one thread to sleep and let another run, so give each request a thread
//! and let them all block. The code of a request stays as it was; the whole takes as long as
//! the longest delay.
//!
//! Start them all before waiting for any: who joins inside the loop that starts them is back
//! at one after the other.
//!
//! The price is a stack and an entry in the kernel's tables for everyone who only waits, and
//! that threads share memory: what they find goes through a channel to one place.

use std::sync::mpsc;
use std::thread;

use super::fetch::fetch;
use crate::http::Error;
use crate::job::{Answer, Job};
use crate::timeline::Timeline;

/// Does the job; see the module.
///
/// A request whose thread cannot be started is reported with the kernel's reason.
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    thread::scope(|scope| {
        let (sender, answers) = mpsc::channel();
        for (ask, lane) in job.asks.iter().zip(&lanes) {
            let sender = sender.clone();
            let fetch = move || {
                let result = fetch(ask, lane);
                // The receiver is taken by the loop below, which outlives every sender.
                drop(sender.send(ask.answered(timeline.elapsed(), result)));
            };
            if let Err(error) = thread::Builder::new().spawn_scoped(scope, fetch) {
                lane.leave();
                report(ask.answered(timeline.elapsed(), Err(Error::Io(error))));
            }
        }
        // Each thread has a sender; the channel closes when the last of them is dropped.
        drop(sender);
        for answer in answers {
            report(answer);
        }
    });
}
