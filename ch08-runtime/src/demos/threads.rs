//! Threads: an executor in each, and one reactor for all. A request stays with the thread to which it was handed.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use ch01_concurrency::demo::{self, Failure, Options, Stage, fact, number, process};
use ch01_concurrency::http::Error;
use ch01_concurrency::job::Ask;
use ch01_concurrency::timeline::{Kind, Lane};
use ch06_futures::FutureExt;
use ch06_futures::net::HttpGet;
use ch08_runtime::Builder;
use ch08_runtime::net::Current;
use clap::Args;

use super::all::all;
use super::watch::Watch;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many threads have an executor.
    #[arg(long, value_name = "N", default_value_t = 4)]
    #[arg(value_parser = number(1..=256_u32))]
    threads: u32,

    #[command(flatten)]
    options: Options,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Stage {
        job,
        timeline,
        report,
    } = demo::start(&arguments.options)?;
    let threads = arguments.threads as usize;
    let watch = Arc::new(Watch::many_executors(&timeline));
    let builder = Builder::new().more_threads(threads - 1);
    let runtime = builder.observer(watch.clone()).build()?;
    let before = process::processor_time();
    let report = Rc::new(RefCell::new(report));
    let lanes = job.lanes(&timeline);
    let tasks = job.asks.into_iter().zip(lanes).map(|(ask, lane)| {
        let spawner = runtime.spawner(ask.index % threads);
        let task = spawner.spawn(fetch(ask.clone(), lane));
        let (timeline, report) = (timeline.clone(), Rc::clone(&report));
        // The answer comes back to this thread, which reports it.
        runtime.spawn(task.map(move |result| {
            let result = result.expect("a request does not panic");
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
    let report = Rc::into_inner(report).expect("all tasks are over");
    let title = format!("{threads} threads that sleep, and one that asks the kernel");
    report.into_inner().finish(&timeline, &title, &facts)
}

/// A request, and in its lane the thread where it runs.
#[ch07_coroutines::coroutine]
fn fetch(ask: Ask, lane: Lane) -> Result<String, Error> {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("a thread").to_owned();
    lane.enter_with(Kind::Waiting, name);
    let answer = request(&ask).wait;
    lane.leave();
    answer?.success()?.text()
}

fn request(ask: &Ask) -> HttpGet<Current> {
    let request = HttpGet::with_driver(Current, ask.server, &ask.target());
    match ask.timeout {
        None => request,
        Some(limit) => request.timeout(limit),
    }
}
