//! Fetch: the claim of this chapter. Many requests are under way, one thread waits for them all.

use ch01_concurrency::demo::{self, Failure, Options, Stage};

use super::exchanges::Exchanges;
use super::queue::Queue;

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let Stage {
        job,
        timeline,
        mut report,
    } = demo::start(options)?;
    let mut report_answer = |answer| report.answer(&answer);

    let mut queue = Queue::new(&timeline)?;
    let mut exchanges = Exchanges::start(&job, &timeline, queue.registry(), &mut report_answer);
    while !exchanges.is_empty() {
        for event in queue.wait(exchanges.deadline())? {
            exchanges.advance(event.token());
        }
        exchanges.expire();
    }
    let facts = queue.facts();
    report.finish(&timeline, "one thread, one queue", &facts)
}
