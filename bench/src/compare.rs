//! Runs a suite: contenders take turns, and what each took becomes a ratio to the base's.
//!
//! A shared machine's speed drifts, so a time says nothing; but neighbours in one round meet
//! much the same machine. Each round therefore ends with the base once more: how far the base
//! is from itself is the noise of the run.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::report::{ContenderReport, SuiteReport, WorkloadReport};
use crate::sample;
use crate::statistics::{Spread, Verdict, paired};
use crate::suite::{Contender, Suite, Workload};

/// Iterations of the first trial run of a workload.
const FIRST_TRIAL: u64 = 1_000;

/// The least processor time that a trial must take for its length to be believed.
const LEAST_TRIAL: Duration = Duration::from_millis(5);

/// How a suite is run.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) rounds: usize,
    /// Processor time that a sample should take.
    pub(crate) sample: Duration,
    pub(crate) only: Option<&'a str>,
}

/// Runs the plan, with a line of progress on stderr a workload.
pub(crate) fn run(suite: &Suite, plan: &Plan<'_>) -> Result<SuiteReport> {
    let selected = suite.select(plan.only)?;
    let mut workloads = Vec::new();
    for (i, workload) in selected.iter().enumerate() {
        let (n, of, rounds) = (i + 1, selected.len(), plan.rounds);
        eprintln!("[{n}/{of}] {}, {rounds} rounds", workload.title);
        let report = run_workload(suite, workload, plan);
        workloads.push(report.with_context(|| format!("workload `{}`", workload.name))?);
    }
    Ok(SuiteReport {
        suite: suite.name.into(),
        measure: "processor time".into(),
        base: suite.base.name.into(),
        scale: suite.scale,
        rounds: plan.rounds,
        workloads,
    })
}

fn run_workload(suite: &Suite, workload: &Workload, plan: &Plan<'_>) -> Result<WorkloadReport> {
    let mut turns = suite.contenders_of(workload);
    let lengths = turns.iter().map(|contender| {
        let length = iterations(suite, workload, contender, plan.sample);
        length.with_context(|| format!("on `{}`", contender.name))
    });
    let mut lengths: Vec<u64> = lengths.collect::<Result<_>>()?;
    turns.push(&suite.base);
    lengths.push(lengths[0]);
    // Of one operation, in seconds.
    let mut times = vec![Vec::new(); turns.len()];
    for _ in 0..plan.rounds {
        for ((contender, &iterations), times) in turns.iter().zip(&lengths).zip(&mut times) {
            let time = sample::take(suite, workload, contender, iterations)?;
            times.push(time.as_secs_f64() / iterations as f64);
        }
    }

    let against_base = |name: &str, index: usize| {
        let own: &[f64] = &times[index];
        let ratios = paired(own, &times[0]);
        ContenderReport {
            name: name.into(),
            iterations: lengths[index],
            ratio_of_medians: Spread::of(own).median / Spread::of(&times[0]).median,
            paired: Spread::of(&ratios),
            ratios,
        }
    };
    let again = turns.len() - 1;
    let contenders: Vec<_> = (1..again)
        .map(|index| against_base(turns[index].name, index))
        .collect();
    let base_again = against_base(&format!("{} again", suite.base.name), again);
    let noise = base_again.paired.distance_from_one();
    let verdict = |target| Verdict::of(contenders[0].paired.median, target, noise);
    Ok(WorkloadReport {
        name: workload.name.into(),
        title: workload.title.into(),
        target: workload.target,
        verdict: workload.target.map(verdict),
        noise,
        contenders,
        base_again,
    })
}

/// As many iterations as take the contender about `sample`: one may take a thousand times as long as another.
fn iterations(
    suite: &Suite,
    workload: &Workload,
    contender: &Contender,
    sample: Duration,
) -> Result<u64> {
    let mut iterations = FIRST_TRIAL;
    loop {
        let time = sample::take(suite, workload, contender, iterations)?;
        if time >= LEAST_TRIAL {
            let scale = sample.as_secs_f64() / time.as_secs_f64();
            return Ok((iterations as f64 * scale).max(1.0) as u64);
        }
        iterations *= 4;
    }
}
