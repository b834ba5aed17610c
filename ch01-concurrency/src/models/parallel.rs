//! Parallel: the difference between waiting and working.
//!
//! A request that waits for its answer needs no processor; a sum that is being computed needs
//! one all the time. So two things that wait can be under way at once on one thread
//! (*concurrency*), and two things that work cannot: that takes two threads on two processors
//! (*parallelism*). Each [`Plan`] does two pieces of work of the same length; the pictures
//! differ.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use super::fetch::{Asked, fetch};
use crate::http::Error;
use crate::job::Ask;
use crate::timeline::{Kind, Lane, Timeline};

/// Two pieces of work, and the threads they are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Fetch, then compute, on one thread.
    InTurn,
    /// Ask, compute while the server takes its time, then read; on one thread.
    AskFirst,
    /// Fetch on one thread, compute on another.
    FetchAndCompute,
    /// Compute, then compute again, on one thread.
    ComputeInTurn,
    /// Compute on two threads.
    ComputeOnTwo,
}

impl Plan {
    /// All of them, in the order in which they make sense.
    pub const ALL: [Plan; 5] = [
        Plan::InTurn,
        Plan::AskFirst,
        Plan::FetchAndCompute,
        Plan::ComputeInTurn,
        Plan::ComputeOnTwo,
    ];

    /// What is done, in a few words.
    pub const fn title(self) -> &'static str {
        match self {
            Plan::InTurn => "fetch, then compute",
            Plan::AskFirst => "ask, compute, then read",
            Plan::FetchAndCompute => "fetch and compute",
            Plan::ComputeInTurn => "compute, then compute",
            Plan::ComputeOnTwo => "compute and compute",
        }
    }

    /// On how many threads.
    pub const fn threads(self) -> usize {
        match self {
            Plan::InTurn | Plan::AskFirst | Plan::ComputeInTurn => 1,
            Plan::FetchAndCompute | Plan::ComputeOnTwo => 2,
        }
    }

    /// Does it, and gives the server's message if one was asked for.
    ///
    /// # Errors
    ///
    /// Those of the request.
    pub fn run(self, ask: &Ask, work: Work, timeline: &Timeline) -> Result<Option<String>, Error> {
        let lane = |name: &str| {
            let lane = timeline.lane(name);
            lane.enter_with(Kind::Ready, "not started");
            lane
        };
        match self {
            Plan::InTurn => {
                let (io, cpu) = (lane("I/O"), lane("sum"));
                let answer = fetch(ask, &io)?;
                work.run(&cpu);
                Ok(Some(answer))
            }
            Plan::AskFirst => {
                let (io, cpu) = (lane("I/O"), lane("sum"));
                ask_first(ask, work, &io, &cpu).map(Some)
            }
            Plan::FetchAndCompute => {
                let (io, cpu) = (lane("I/O"), lane("sum"));
                thread::scope(|scope| {
                    scope.spawn(|| work.run(&cpu));
                    fetch(ask, &io).map(Some)
                })
            }
            Plan::ComputeInTurn => {
                let lanes = [lane("sum 1"), lane("sum 2")];
                lanes.iter().for_each(|lane| work.run(lane));
                Ok(None)
            }
            Plan::ComputeOnTwo => {
                let lanes = [lane("sum 1"), lane("sum 2")];
                thread::scope(|scope| {
                    for lane in &lanes {
                        scope.spawn(|| work.run(lane));
                    }
                });
                Ok(None)
            }
        }
    }
}

/// One thread, two things under way: the server counts its milliseconds by itself.
fn ask_first(ask: &Ask, work: Work, io: &Lane, cpu: &Lane) -> Result<String, Error> {
    let asked = Asked::send(ask, io)?;
    io.enter_with(Kind::Waiting, "answer");
    work.run(cpu);
    asked.read()
}

/// Something to compute, of a known length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// How many times the smallest piece is computed.
    rounds: u64,
}

impl Work {
    /// As much as takes this machine, now and on one thread, about so long.
    pub fn lasting(time: Duration) -> Work {
        let start = Instant::now();
        let mut rounds = 0;
        while start.elapsed() < time {
            piece(rounds);
            rounds += 1;
        }
        Work { rounds }
    }

    /// The same in so many pieces, of about the same length.
    pub fn pieces(self, count: u64) -> impl Iterator<Item = Work> {
        (0..count).map(move |piece| Work {
            rounds: self.rounds * (piece + 1) / count - self.rounds * piece / count,
        })
    }

    /// Computes it, all at once: nothing else runs on this thread until it is done.
    pub fn run(self, lane: &Lane) {
        lane.enter_with(Kind::Running, "compute");
        self.compute();
        lane.leave();
    }

    /// The same, seen by nobody.
    pub fn compute(self) {
        for round in 0..self.rounds {
            piece(round);
        }
    }
}

/// The smallest piece of work: some microseconds of arithmetic that cannot be left out.
fn piece(seed: u64) {
    let mut value = black_box(seed);
    for _ in 0..2000 {
        value = value
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
    }
    black_box(value);
}
