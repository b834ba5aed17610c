//! Fetch: the claim of this chapter. Many requests are under way, one thread waits for them all, and the code of a
//! request reads as if it had the thread for itself.

use std::cell::RefCell;
use std::rc::Rc;

use ch01_concurrency::demo::{self, Failure, Options, Stage};
use ch01_concurrency::http::Error;
use ch05_fibers::{Builder, observe, scope};

use super::request;
use super::watch::Watch;

/// Of each fiber, in bytes. A request takes a fourth of it.
const STACK_SIZE: usize = 64 * 1024;

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let Stage {
        job,
        timeline,
        report,
    } = demo::start(options)?;
    let watch = Rc::new(Watch::new(&timeline));
    observe(Some(watch.clone()));

    let report = RefCell::new(report);
    scope(|scope| {
        for ask in &job.asks {
            let end = |result| {
                let answer = ask.answered(timeline.elapsed(), result);
                report.borrow_mut().answer(&answer);
            };
            let fiber = Builder::new()
                .name(ask.message.clone())
                .stack_size(STACK_SIZE);
            if let Err(error) = fiber.spawn_scoped(scope, move || end(request::fetch(ask))) {
                end(Err(Error::Io(error)));
            }
        }
    });
    observe(None);
    let facts = watch.facts();
    let report = report.into_inner();
    report.finish(&timeline, "one thread, a fiber a request", &facts)
}
