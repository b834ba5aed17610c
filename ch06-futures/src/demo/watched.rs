//! Watched: a request that draws its own lane, and counts its polls.

use std::cell::Cell;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use ch01_concurrency::http::Error;
use ch01_concurrency::job::Ask;
use ch01_concurrency::timeline::{Kind, Lane};

use crate::Future;
use crate::net::{Busy, Driver, HttpGet, Stage};

/// What has been seen of all requests.
#[derive(Debug, Default)]
pub struct Polls {
    count: Cell<u64>,
    /// How long one that waited was not polled, at most.
    longest_pause: Cell<Duration>,
}

impl Polls {
    /// How many there were.
    pub fn count(&self) -> u64 {
        self.count.get()
    }

    /// How long a request that waited was not polled, at most.
    pub fn longest_pause(&self) -> Duration {
        self.longest_pause.get()
    }
}

/// A request; what it waits for is on its lane. The output is the server's message.
#[derive(Debug)]
pub struct Watched<D: Driver = Busy> {
    request: HttpGet<D>,
    lane: Lane,
    polls: Rc<Polls>,
    last_poll: Option<Instant>,
}

impl Watched {
    /// The request that is asked for, with its time-out.
    pub fn new(ask: &Ask, lane: Lane, polls: &Rc<Polls>) -> Watched {
        Watched::with_driver(Busy, ask, lane, polls)
    }
}

impl<D: Driver> Watched<D> {
    /// The same, for another way to wait.
    pub fn with_driver(driver: D, ask: &Ask, lane: Lane, polls: &Rc<Polls>) -> Watched<D> {
        let request = HttpGet::with_driver(driver, ask.server, &ask.target());
        let request = match ask.timeout {
            Some(timeout) => request.timeout(timeout),
            None => request,
        };
        Watched {
            request,
            lane,
            polls: Rc::clone(polls),
            last_poll: None,
        }
    }

    fn count_poll(&mut self) {
        self.polls.count.set(self.polls.count.get() + 1);
        let now = Instant::now();
        if let Some(last) = self.last_poll.replace(now) {
            let longest = &self.polls.longest_pause;
            longest.set(longest.get().max(now - last));
        }
    }

    fn draw(&self) {
        match self.request.stage() {
            Stage::New => {}
            Stage::Connecting => self.lane.enter_with(Kind::Waiting, "connect"),
            Stage::Sending => self.lane.enter_with(Kind::Waiting, "send"),
            Stage::Receiving => self.lane.enter_with(Kind::Waiting, "answer"),
            Stage::Done => self.lane.leave(),
        }
    }
}

impl<D: Driver> Future for Watched<D> {
    type Output = Result<String, Error>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.count_poll();
        let before = self.request.stage();
        let poll = self.request.poll(cx);
        if self.request.stage() != before {
            self.draw();
        }
        poll.map(|answer| answer?.success()?.text())
    }
}
