//! What a suite is: workloads, and contenders that each can run every one of them.
//!
//! A suite's module has a small trait that its contenders implement, and one generic function
//! that runs any workload on any of them: [`Contender::run`] is that function for one type.

use std::time::Duration;

use anyhow::{Context, Result};

/// Contenders for one job, and the workloads they are compared by.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) workloads: &'static [Workload],
    /// The job with no library in it: what every ratio is a ratio to.
    pub(crate) floor: Contender,
    pub(crate) ours: Contender,
    /// The peer whose counts ours may not exceed.
    pub(crate) rival: Contender,
    pub(crate) other_peers: &'static [Contender],
}

/// One thing to do many times.
#[derive(Debug)]
pub(crate) struct Workload {
    /// For the command line and for JSON.
    pub(crate) name: &'static str,
    /// For people.
    pub(crate) title: &'static str,
    /// The most that ours may cost, as a ratio to the floor.
    pub(crate) target: f64,
    pub(crate) counts: Counts,
}

/// Whether a workload's instructions and system calls repeat exactly, so that counting them helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Several threads: the counts depend on who runs first.
    Vary,
    Repeat,
    /// They repeat, and `counts --gate` fails if ours takes more instructions than its rival.
    Gate,
}

/// One implementation of a suite's job.
#[derive(Debug)]
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    /// Runs the workload of this name so many times; the processor time that took.
    pub(crate) run: fn(workload: &str, iterations: u64) -> Result<Duration>,
}

impl Suite {
    /// The floor, ours, the rival, then the other peers.
    pub(crate) fn contenders(&self) -> Vec<&Contender> {
        let mut all = vec![&self.floor, &self.ours, &self.rival];
        all.extend(self.other_peers);
        all
    }

    pub(crate) fn contender(&self, name: &str) -> Result<&Contender> {
        let mut all = self.contenders().into_iter();
        all.find(|contender| contender.name == name)
            .with_context(|| format!("no contender `{name}` in `{}`", self.name))
    }

    /// The workload of this name, or all of them.
    pub(crate) fn select(&self, only: Option<&str>) -> Result<&[Workload]> {
        let Some(name) = only else {
            return Ok(self.workloads);
        };
        let position = self.workloads.iter().position(|w| w.name == name);
        position
            .map(|i| &self.workloads[i..=i])
            .with_context(|| format!("no workload `{name}` in `{}`: {}", self.name, self.names()))
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.workloads.iter().map(|w| w.name).collect();
        format!("it has {}", names.join(", "))
    }
}
