//! Five: requests that coroutines make, and what is seen of them.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use ch01_concurrency::demo::{self, Failure, PeerAndOutput, Report, Stage, fact, process};
use ch01_concurrency::http::Error;
use ch01_concurrency::job::{Ask, Job};
use ch01_concurrency::timeline::{Kind, Lane, Timeline};
use ch06_futures::demo::{Polls, Watched};
use ch06_futures::{Future, FutureExt};

/// A job whose requests are made by coroutines.
pub(crate) struct Requests {
    job: Job,
    lanes: Vec<Lane>,
    timeline: Timeline,
    polls: Rc<Polls>,
    report: RefCell<Report>,
    /// The processor's, at the start.
    time: Option<Duration>,
}

impl Requests {
    pub(crate) fn start(arguments: &PeerAndOutput, count: usize) -> Result<Requests, Failure> {
        let PeerAndOutput { peer, output } = arguments;
        output.check_files()?;
        let server = peer.server(count)?;
        let job = peer.job(&server, count);
        let Stage {
            job,
            timeline,
            report,
        } = demo::stage(output, server, job)?;
        let thread = timeline.lane("the thread");
        thread.enter_with(Kind::Running, "polls");
        Ok(Requests {
            lanes: job.lanes(&timeline),
            job,
            timeline,
            polls: Rc::default(),
            report: RefCell::new(report),
            time: process::processor_time(),
        })
    }

    /// Makes a request, and reports its end. An error is no reason to make no other.
    pub(crate) fn get(&self, number: usize) -> impl Future<Output = ()> {
        let ask = &self.job.asks[number];
        let request = Watched::new(ask, self.lanes[number].clone(), &self.polls);
        request.map(|result| self.end(ask, result))
    }

    fn end(&self, ask: &Ask, result: Result<String, Error>) {
        let answer = ask.answered(self.timeline.elapsed(), result);
        self.report.borrow_mut().answer(&answer);
    }

    /// Shows what was seen, when all is done.
    pub(crate) fn finish(self, title: &str) -> Result<(), Failure> {
        let facts = [
            fact("polls of requests", self.polls.count()),
            fact("processor time", process::processor_time_since(self.time)),
        ];
        let report = self.report.into_inner();
        report.finish(&self.timeline, title, &facts)
    }
}
