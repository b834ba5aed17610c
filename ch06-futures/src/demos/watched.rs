//! Watched: a request that draws its own lane, and counts its polls.

use std::cell::Cell;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use ch01_concurrency::http::Error;
use ch01_concurrency::job::Ask;
use ch01_concurrency::timeline::{Kind, Lane};
use ch06_futures::Future;
use ch06_futures::net::{HttpGet, Stage};

/// The request that is asked for.
pub(crate) fn get(ask: &Ask) -> HttpGet {
    let get = HttpGet::new(ask.server, &ask.target());
    match ask.timeout {
        Some(timeout) => get.timeout(timeout),
        None => get,
    }
}

/// What has been seen of all requests.
#[derive(Debug, Default)]
pub(crate) struct Polls {
    count: Cell<u64>,
    /// How long one that waited was not polled, at most.
    longest_pause: Cell<Duration>,
}

impl Polls {
    pub(crate) fn count(&self) -> u64 {
        self.count.get()
    }

    pub(crate) fn longest_pause(&self) -> Duration {
        self.longest_pause.get()
    }
}

/// A request; what it waits for is on its lane.
pub(crate) struct Watched<'a> {
    request: HttpGet,
    lane: Lane,
    polls: &'a Polls,
    last_poll: Option<Instant>,
}

impl<'a> Watched<'a> {
    pub(crate) fn new(ask: &Ask, lane: Lane, polls: &'a Polls) -> Watched<'a> {
        Watched {
            request: get(ask),
            lane,
            polls,
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

/// The server's message.
impl Future for Watched<'_> {
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
