//! Job: the one job of every chapter, so that they can be compared.
//!
//! N answers are fetched from one slow server. Each request asks for a delay of its own, the
//! first for the longest: who does them one by one waits for the sum of the delays, and who
//! does them all at once waits for the longest.

use std::net::SocketAddr;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::http::{Error, Request};
use crate::timeline::{Kind, Lane, Timeline};

/// What would end a request's target, or mean something else in it (RFC 3986 §3.3).
const IN_A_TARGET: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?');

/// N requests to one server.
#[derive(Debug, Clone)]
pub struct Job {
    /// In the order in which they are to be started.
    pub asks: Vec<Ask>,
}

/// One request: all that is needed to make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Whom to ask.
    pub server: SocketAddr,
    /// The request's place in the job, from 0.
    pub index: usize,
    /// What the server is to wait before it answers; whole milliseconds.
    pub delay: Duration,
    /// What the server is to answer: any text.
    pub message: String,
    /// When to give up, counted from the start of this request.
    pub timeout: Option<Duration>,
}

/// What became of one request.
#[derive(Debug)]
pub struct Answer {
    /// The request's place in the job, from 0.
    pub index: usize,
    /// The request's name: the message it asked for.
    pub name: String,
    /// When, since the start of the job.
    pub at: Duration,
    /// The server's message, or why there is none.
    pub result: Result<String, Error>,
}

impl Job {
    /// `count` requests whose delays fall evenly from `longest` to `longest / count`.
    pub fn new(
        server: SocketAddr,
        count: usize,
        longest: Duration,
        timeout: Option<Duration>,
    ) -> Job {
        let longest_ms = longest.as_millis();
        let ask = |index: usize| {
            let share = longest_ms * (count - index) as u128 / count as u128;
            let delay = Duration::from_millis(u64::try_from(share).unwrap_or(u64::MAX));
            Ask {
                server,
                index,
                delay,
                message: format!("request-{}", index + 1),
                timeout,
            }
        };
        Job {
            asks: (0..count).map(ask).collect(),
        }
    }

    /// The same, but every request asks for the longest delay.
    #[must_use]
    pub fn with_equal_delays(mut self) -> Job {
        let longest = self
            .asks
            .iter()
            .map(|ask| ask.delay)
            .max()
            .unwrap_or_default();
        self.asks.iter_mut().for_each(|ask| ask.delay = longest);
        self
    }

    /// How long it takes one by one, the network's own time aside.
    pub fn sum_of_delays(&self) -> Duration {
        self.asks.iter().map(|ask| ask.delay).sum()
    }

    /// A lane for each request, which is ready to be started.
    pub fn lanes(&self, timeline: &Timeline) -> Vec<Lane> {
        let lane = |ask: &Ask| {
            let lane = timeline.lane(&ask.message);
            lane.enter_with(Kind::Ready, "not started");
            lane
        };
        self.asks.iter().map(lane).collect()
    }
}

impl Ask {
    /// What to ask for, from the slash on.
    pub fn target(&self) -> String {
        let message = utf8_percent_encode(&self.message, IN_A_TARGET);
        format!("/{}/{message}", self.delay.as_millis())
    }

    /// The bytes to send.
    pub fn encode(&self) -> Vec<u8> {
        Request::get(self.server, &self.target()).encode()
    }

    /// What became of this request, `at` so long after the start of the job.
    pub fn answered(&self, at: Duration, result: Result<String, Error>) -> Answer {
        Answer {
            index: self.index,
            name: self.message.clone(),
            at,
            result,
        }
    }
}
