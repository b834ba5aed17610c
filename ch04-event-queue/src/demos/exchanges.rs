//! Exchanges: all requests of the job, found by their tokens.

use std::time::{Duration, Instant};

use ch01_concurrency::http::Error;
use ch01_concurrency::job::{Answer, Ask, Job};
use ch01_concurrency::timeline::Timeline;
use ch04_event_queue::{Registry, Token};

use super::exchange::{Exchange, Progress};

pub(crate) struct Exchanges<'a> {
    job: &'a Job,
    timeline: &'a Timeline,
    report: &'a mut dyn FnMut(Answer),
    /// By the request's place in the job; `None` when it has come to its end.
    open: Vec<Option<Open>>,
    /// How many are not over.
    left: usize,
    /// All before this one are over. As they were started in order and have the same time, it
    /// is the first whose time can be up.
    oldest: usize,
}

struct Open {
    exchange: Exchange,
    started: Instant,
}

impl<'a> Exchanges<'a> {
    /// Starts all requests at once. One that cannot be is reported, and the others go on.
    pub(crate) fn start(
        job: &'a Job,
        timeline: &'a Timeline,
        registry: &Registry,
        report: &'a mut dyn FnMut(Answer),
    ) -> Exchanges<'a> {
        let (left, open) = (0, Vec::with_capacity(job.asks.len()));
        let mut all = Exchanges {
            job,
            timeline,
            report,
            open,
            left,
            oldest: 0,
        };
        for (ask, lane) in job.asks.iter().zip(job.lanes(timeline)) {
            let started = Instant::now();
            match Exchange::start(ask, registry, lane.clone()) {
                Ok(exchange) => {
                    all.open.push(Some(Open { exchange, started }));
                    all.left += 1;
                }
                Err(error) => {
                    lane.leave();
                    all.open.push(None);
                    (all.report)(ask.answered(timeline.elapsed(), Err(Error::Io(error))));
                }
            }
        }
        all
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.left == 0
    }

    pub(crate) fn len(&self) -> usize {
        self.left
    }

    /// Lets the request of this token go on. It may be over already: then nothing happens.
    pub(crate) fn advance(&mut self, token: Token) {
        let Some(open) = self.open.get_mut(token.0).and_then(Option::as_mut) else {
            return;
        };
        if let Progress::Over(result) = open.exchange.advance() {
            self.end(token.0, result);
        }
    }

    /// Lets all requests go on.
    pub(crate) fn advance_all(&mut self) {
        for index in 0..self.open.len() {
            self.advance(Token(index));
        }
    }

    /// Whether the request of this token is not over.
    pub(crate) fn is_open(&self, token: Token) -> bool {
        self.open.get(token.0).is_some_and(Option::is_some)
    }

    /// Whether the connection of this token stands; one that failed is over.
    pub(crate) fn is_connected(&mut self, token: Token) -> bool {
        let Some(open) = self.open.get(token.0).and_then(Option::as_ref) else {
            return false;
        };
        let connected = open.exchange.is_connected();
        connected.unwrap_or_else(|error| {
            self.end(token.0, Err(Error::Io(error)));
            false
        })
    }

    /// When the next request's time is up.
    pub(crate) fn deadline(&mut self) -> Option<Instant> {
        while self.open.get(self.oldest).is_some_and(Option::is_none) {
            self.oldest += 1;
        }
        let open = self.open.get(self.oldest)?.as_ref()?;
        Some(open.started + self.timeout()?)
    }

    /// Gives up the requests whose time is up.
    pub(crate) fn expire(&mut self) {
        let Some(timeout) = self.timeout() else {
            return;
        };
        while self
            .deadline()
            .is_some_and(|deadline| deadline <= Instant::now())
        {
            self.end(self.oldest, Err(Error::TimedOut(timeout)));
        }
    }

    fn timeout(&self) -> Option<Duration> {
        self.job.asks.first().and_then(|ask| ask.timeout)
    }

    fn end(&mut self, index: usize, result: Result<String, Error>) {
        let ask: &Ask = &self.job.asks[index];
        self.open[index] = None;
        self.left -= 1;
        (self.report)(ask.answered(self.timeline.elapsed(), result));
    }
}
