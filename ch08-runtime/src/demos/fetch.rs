//! Fetch: the claim of this chapter. The same futures as in chapter 6 are polled when something has come for them, and
//! between two answers nobody does anything.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use ch01_concurrency::demo::{self, Fact, Failure, Options, Report, Stage, fact, process};
use ch01_concurrency::job::Job;
use ch01_concurrency::timeline::Timeline;
use ch06_futures::demo::{Polls, Watched};
use ch06_futures::{FutureExt, block_on_counted, join_all};
use ch08_runtime::Builder;
use clap::Args;

use super::all::all;
use super::watch::Watch;

/// Chapter 6 asks each socket again and again: for more requests than this, that takes long.
const MOST_OF_CHAPTER_6: usize = 100;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Do not have chapter 6 do it before. It never does for more than 100 requests, nor with `--server`.
    #[arg(long)]
    alone: bool,

    #[command(flatten)]
    options: Options,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { alone, options } = arguments;
    let Stage {
        job, mut report, ..
    } = demo::start(options)?;
    let compares = !alone && !options.peer.is_named() && job.asks.len() <= MOST_OF_CHAPTER_6;
    let busy = compares.then(|| polls_of_chapter_6(&job, &mut report));

    let timeline = Timeline::new();
    let watch = Arc::new(Watch::one_executor(&timeline));
    let runtime = Builder::new().observer(watch.clone()).build()?;
    let (report, polls) = (Rc::new(RefCell::new(report)), Rc::<Polls>::default());
    let before = process::processor_time();
    let lanes = job.lanes(&timeline);
    let tasks = job.asks.into_iter().zip(lanes).map(|(ask, lane)| {
        let (timeline, report) = (timeline.clone(), Rc::clone(&report));
        let request = Watched::with_driver(runtime.reactor().clone(), &ask, lane, &polls);
        runtime.spawn(request.map(move |result| {
            let answer = ask.answered(timeline.elapsed(), result);
            report.borrow_mut().answer(&answer);
        }))
    });
    runtime.block_on(all(tasks.collect()));

    let mut facts = vec![fact(
        "processor time",
        process::processor_time_since(before),
    )];
    drop(runtime);
    facts.extend(watch.facts());
    facts.push(fact("polls of requests", polls.count()));
    facts.extend(busy);
    let report = Rc::into_inner(report).expect("all tasks are over");
    let title = "one thread that sleeps, and one that asks the kernel";
    report.into_inner().finish(&timeline, title, &facts)
}

/// The same requests, polled without a pause.
fn polls_of_chapter_6(job: &Job, report: &mut Report) -> Fact {
    let (timeline, polls) = (Timeline::new(), Rc::<Polls>::default());
    let lanes = job.lanes(&timeline);
    let asks = job.asks.iter().zip(lanes);
    let requests = asks.map(|(ask, lane)| Watched::new(ask, lane, &polls));
    block_on_counted(join_all(requests));
    report.note(
        timeline.elapsed(),
        format_args!("chapter 6 has all answers; now the same again, asleep:"),
    );
    fact("polls in chapter 6", polls.count())
}
