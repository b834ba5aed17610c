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
    pub(crate) base: String,
    /// The ratios that are drawn; those further off are drawn at the edge.
    #[serde(skip)]
    pub(crate) scale: (f64, f64),
    /// How often each contender had its turn.
    pub(crate) rounds: usize,
    pub(crate) workloads: Vec<WorkloadReport>,
}

#[derive(Debug, Serialize)]
pub(crate) struct WorkloadReport {
    pub(crate) name: String,
    pub(crate) title: String,
    /// The most that ours may cost, as a ratio to the base.
    pub(crate) target: Option<f64>,
    pub(crate) verdict: Option<Verdict>,
    /// How far from 1 the further quartile of `base_again` is.
    pub(crate) noise: f64,
    /// Ours first, then its peers.
    pub(crate) contenders: Vec<ContenderReport>,
    /// The base's second turn in each round, against its first.
    pub(crate) base_again: ContenderReport,
}

#[derive(Debug, Serialize)]
pub(crate) struct ContenderReport {
    pub(crate) name: String,
    /// Operations a sample.
    pub(crate) iterations: u64,
    /// Median of this contender's samples over the median of the base's.
    pub(crate) ratio_of_medians: f64,
    /// Where `ratios` lie.
    pub(crate) paired: Spread,
    /// One a round, in order: this contender's sample over the base's of the same round.
    pub(crate) ratios: Vec<f64>,
}

impl WorkloadReport {
    /// The contenders, then the noise.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = &ContenderReport> {
        self.contenders.iter().chain([&self.base_again])
    }
}

impl fmt::Display for SuiteReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {}, {} = 1.000, {} rounds",
            self.suite, self.measure, self.base, self.rounds
        )?;
        let heads = ["", "ratio", "paired", "quartiles", "range"];
        let [name, ratio, paired, quartiles, range] = heads;
        writeln!(f, "{name:36}{ratio:>8}{paired:>9}   {quartiles:15}{range}")?;
        for workload in &self.workloads {
            write!(f, "{workload}")?;
        }
        writeln!(f)?;
        f.write_str(
            "ratio: of the medians. paired: median of the ratios to the base in the same round.\n\
             Ours is judged by `paired`; within noise: the base is as far from itself.\n",
        )
    }
}

impl fmt::Display for WorkloadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = self.verdict.map_or("", |verdict| match verdict {
            Verdict::Met => "met",
            Verdict::WithinNoise => "within noise",
            Verdict::Missed => "MISSED",
        });
        let target = self.target.map_or_else(
            || "no target".to_owned(),
            |target| format!("target {target:.2} {verdict}"),
        );
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
