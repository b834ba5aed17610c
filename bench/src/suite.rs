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
    /// The ratios that the plot shows, at most: wide enough for ours, narrow enough to tell 2 % or 20 %.
    pub(crate) scale: (f64, f64),
    /// What every ratio is a ratio to. It has every workload.
    pub(crate) base: Contender,
    pub(crate) ours: Contender,
    pub(crate) others: &'static [Contender],
}

/// One thing to do many times.
#[derive(Debug)]
pub(crate) struct Workload {
    /// For the command line and for JSON.
    pub(crate) name: &'static str,
    /// For people.
    pub(crate) title: &'static str,
    /// The most that ours may cost, as a ratio to the base; nothing where there is none to compare.
    pub(crate) target: Option<f64>,
    pub(crate) counts: Counts,
}

/// Whether a workload's instructions and system calls repeat exactly, so that counting them helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Several threads: the counts depend on who runs first.
    Vary,
    Repeat,
    /// They repeat, and `counts --gate` fails if ours takes more instructions than this contender.
    NoMoreThan(&'static str),
    /// They repeat, and `counts --gate` fails if ours takes more instructions than this.
    AtMost(u64),
}

/// One implementation of a suite's job.
#[derive(Debug)]
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    /// Workloads that it cannot run, as it has nothing of the kind.
    pub(crate) lacks: &'static [&'static str],
    /// Whether it has threads that its user did not ask for, so that its counts vary.
    pub(crate) threads: bool,
    /// Runs the workload of this name so many times; the processor time that took.
    pub(crate) run: fn(workload: &str, iterations: u64) -> Result<Duration>,
}

impl Suite {
    /// The base, ours, then the others.
    pub(crate) fn contenders(&self) -> impl Iterator<Item = &Contender> {
        [&self.base, &self.ours].into_iter().chain(self.others)
    }

    /// Those that can run the workload, in the same order.
    pub(crate) fn contenders_of(&self, workload: &Workload) -> Vec<&Contender> {
        let all = self.contenders();
        all.filter(|contender| !contender.lacks.contains(&workload.name))
            .collect()
    }

    pub(crate) fn contender(&self, name: &str) -> Result<&Contender> {
        self.contenders()
            .find(|contender| contender.name == name)
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

    /// Every contender runs every workload that it does not lack.
    #[cfg(test)]
    pub(crate) fn assert_runs(&self) {
        for workload in self.workloads {
            for contender in self.contenders_of(workload) {
                let result = (contender.run)(workload.name, 10);
                result.unwrap_or_else(|e| panic!("{} on {}: {e}", workload.name, contender.name));
            }
        }
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.workloads.iter().map(|w| w.name).collect();
        format!("it has {}", names.join(", "))
    }
}
