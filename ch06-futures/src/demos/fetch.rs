//! Fetch: the claim of this chapter. Many requests are under way on one thread, each a small value that is polled; and
//! who only polls computes all the time.

use std::cell::RefCell;
use std::rc::Rc;

use ch01_concurrency::demo::{self, Failure, Options, Stage, fact, process};
use ch01_concurrency::timeline::Kind;
use ch06_futures::demo::{Polls, Watched};
use ch06_futures::{FutureExt, block_on_counted, join_all};

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let Stage {
        job,
        timeline,
        report,
    } = demo::start(options)?;
    let thread = timeline.lane("the thread");
    thread.enter_with(Kind::Running, "polls");
    let before = process::processor_time();

    let (report, polls) = (RefCell::new(report), Rc::<Polls>::default());
    let requests = job
        .asks
        .iter()
        .zip(job.lanes(&timeline))
        .map(|(ask, lane)| {
            Watched::new(ask, lane, &polls).map(|result| {
                let answer = ask.answered(timeline.elapsed(), result);
                report.borrow_mut().answer(&answer);
            })
        });
    let (_, rounds) = block_on_counted(join_all(requests));

    let facts = [
        fact("polls of all together", rounds),
        fact("polls of requests", polls.count()),
        fact("processor time", process::processor_time_since(before)),
    ];
    let report = report.into_inner();
    report.finish(&timeline, "one thread, polled without a pause", &facts)
}
