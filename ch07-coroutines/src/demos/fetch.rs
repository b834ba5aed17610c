//! Fetch: the claim of this chapter. The code of a request goes straight on, as a fiber's does; and it is a small value
//! without a stack.

use std::cell::RefCell;

use ch01_concurrency::demo::{self, Failure, Options, Stage, fact, process};
use ch01_concurrency::http::Error;
use ch01_concurrency::job::Ask;
use ch01_concurrency::timeline::{Kind, Lane};
use ch06_futures::net::{Busy, connect, read_response, write_all};
use ch06_futures::{Delay, Either, FutureExt, block_on_counted, join_all, select};

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let Stage {
        job,
        timeline,
        report,
    } = demo::start(options)?;
    let thread = timeline.lane("the thread");
    thread.enter_with(Kind::Running, "polls");
    let before = process::processor_time();

    let report = RefCell::new(report);
    let lanes = job.lanes(&timeline);
    let size = size_of_val(&fetch(&job.asks[0], &lanes[0]));
    let requests = job.asks.iter().zip(&lanes).map(|(ask, lane)| {
        fetch(ask, lane).map(|result| {
            lane.leave();
            let answer = ask.answered(timeline.elapsed(), result);
            report.borrow_mut().answer(&answer);
        })
    });
    let (_, rounds) = block_on_counted(join_all(requests));

    let facts = [
        fact("polls of all together", rounds),
        fact("bytes of a coroutine", size),
        fact("processor time", process::processor_time_since(before)),
    ];
    let report = report.into_inner();
    report.finish(&timeline, "one thread, a coroutine a request", &facts)
}

/// A request, within its time.
#[ch07_coroutines::coroutine]
fn fetch(ask: &Ask, lane: &Lane) -> Result<String, Error> {
    match ask.timeout {
        None => exchange(ask, lane).wait,
        Some(limit) => match select(exchange(ask, lane), Delay::new(limit)).wait {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(Error::TimedOut(limit)),
        },
    }
}

/// Connects, writes, reads.
#[ch07_coroutines::coroutine]
fn exchange(ask: &Ask, lane: &Lane) -> Result<String, Error> {
    lane.enter_with(Kind::Waiting, "connect");
    let stream = connect(Busy, ask.server).wait?;
    lane.enter_with(Kind::Waiting, "send");
    let stream = write_all(stream, ask.encode()).wait?;
    lane.enter_with(Kind::Waiting, "answer");
    read_response(stream).wait?.success()?.text()
}
