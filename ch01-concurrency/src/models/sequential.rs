//! Sequential: one request after the other.
//!
//! One thread, one stack, no surprises, and nearly all of the time spent asleep. While the
//! first answer is waited for, the second has not even been asked for. The whole takes the sum
//! of the delays.

use super::fetch::fetch;
use crate::job::{Answer, Job};
use crate::timeline::Timeline;

/// Does the job; see the module.
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    for (ask, lane) in job.asks.iter().zip(&lanes) {
        let result = fetch(ask, lane);
        report(ask.answered(timeline.elapsed(), result));
    }
}
