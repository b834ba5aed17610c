//! What a run found: the shape of the JSON, and the table.
//!
//! No time is in it, only ratios of times: a time belongs to one machine and one moment.

use std::fmt;

use serde::Serialize;

use crate::statistics::{Spread, Verdict};

/// The top of the JSON.
#[derive(Debug, Serialize)]
pub(crate) struct SuiteReport {
    pub(crate) suite: String,
    /// What the ratios are of.
    pub(crate) measure: String,
    /// What the ratios are to.
    pub(crate) floor: String,
    /// How often each contender had its turn.
    pub(crate) rounds: usize,
    pub(crate) workloads: Vec<WorkloadReport>,
}

#[derive(Debug, Serialize)]
pub(crate) struct WorkloadReport {
    pub(crate) name: String,
    pub(crate) title: String,
    /// Operations a sample.
    pub(crate) iterations: u64,
    /// The most that ours may cost, as a ratio to the floor.
    pub(crate) target: f64,
    pub(crate) verdict: Verdict,
    /// How far from 1 the further quartile of `floor_again` is.
    pub(crate) noise: f64,
    /// Ours first, then its peers.
    pub(crate) contenders: Vec<ContenderReport>,
    /// The floor's second turn in each round, against its first.
    pub(crate) floor_again: ContenderReport,
}

#[derive(Debug, Serialize)]
pub(crate) struct ContenderReport {
    pub(crate) name: String,
    /// Median of this contender's samples over the median of the floor's.
    pub(crate) ratio_of_medians: f64,
    /// Where `ratios` lie.
    pub(crate) paired: Spread,
    /// One a round, in order: this contender's sample over the floor's of the same round.
    pub(crate) ratios: Vec<f64>,
}

impl WorkloadReport {
    /// The contenders, then the noise.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = &ContenderReport> {
        self.contenders.iter().chain([&self.floor_again])
    }
}

impl fmt::Display for SuiteReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {}, {} = 1.000, {} rounds",
            self.suite, self.measure, self.floor, self.rounds
        )?;
        let heads = ["", "ratio", "paired", "quartiles", "range"];
        let [name, ratio, paired, quartiles, range] = heads;
        writeln!(f, "{name:36}{ratio:>8}{paired:>9}   {quartiles:15}{range}")?;
        for workload in &self.workloads {
            write!(f, "{workload}")?;
        }
        writeln!(f)?;
        f.write_str(
            "ratio: of the medians. paired: median of the ratios to the floor in the same round.\n\
             Ours is judged by `paired`; within noise: the floor is as far from itself.\n",
        )
    }
}

impl fmt::Display for WorkloadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Met => "met",
            Verdict::WithinNoise => "within noise",
            Verdict::Missed => "MISSED",
        };
        let target = format!("target {:.2} {verdict}", self.target);
        writeln!(f, "{:68}{target:>26}", self.title)?;
        for contender in self.lanes() {
            let ContenderReport {
                name,
                ratio_of_medians: ratio,
                paired,
                ..
            } = contender;
            writeln!(
                f,
                "    {name:32}{ratio:8.3}{:9.3}   {:.3}–{:<9.3}{:.3}–{:.3}",
                paired.median, paired.lower_quartile, paired.upper_quartile, paired.min, paired.max
            )?;
        }
        Ok(())
    }
}
