//! One piece: queue and executor in one loop. Its one future is all requests together, and whatever comes, each of them
//! is polled.

use std::cell::RefCell;
use std::rc::Rc;

use ch01_concurrency::demo::{self, Failure, Options, Stage, fact, process};
use ch06_futures::demo::{Polls, Watched};
use ch06_futures::{FutureExt, join_all};
use ch08_runtime::one_piece;

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let Stage {
        job,
        timeline,
        report,
    } = demo::start(options)?;
    let before = process::processor_time();
    let (report, polls) = (RefCell::new(report), Rc::<Polls>::default());
    let lanes = job.lanes(&timeline);
    let (_, counts) = one_piece::block_on(|queue| {
        join_all(job.asks.iter().zip(lanes).map(|(ask, lane)| {
            Watched::with_driver(queue.clone(), ask, lane, &polls).map(|result| {
                let answer = ask.answered(timeline.elapsed(), result);
                report.borrow_mut().answer(&answer);
            })
        }))
    })?;

    let facts = [
        fact("polls of all together", counts.polls),
        fact("polls of requests", polls.count()),
        fact("asked the queue", counts.asked),
        fact("processor time", process::processor_time_since(before)),
    ];
    let report = report.into_inner();
    report.finish(&timeline, "one loop, one future", &facts)
}
