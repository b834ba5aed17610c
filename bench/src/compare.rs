//! Runs a suite: contenders take turns, and what each took becomes a ratio to the floor's.
//!
//! A shared machine's speed drifts, so a time says nothing; but neighbours in one round meet
//! much the same machine. Each round therefore ends with the floor once more: how far the floor
//! is from itself is the noise of the run.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::report::{ContenderReport, SuiteReport, WorkloadReport};
use crate::sample;
use crate::statistics::{Spread, Verdict, paired};
use crate::suite::{Suite, Workload};

/// Iterations of the first trial run of a workload.
const FIRST_TRIAL: u64 = 1_000;

/// The least processor time that a trial must take for its length to be believed.
const LEAST_TRIAL: Duration = Duration::from_millis(5);

/// How a suite is run.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) rounds: usize,
    /// Processor time that the floor's sample should take.
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
        floor: suite.floor.name.into(),
        rounds: plan.rounds,
        workloads,
    })
}

fn run_workload(suite: &Suite, workload: &Workload, plan: &Plan<'_>) -> Result<WorkloadReport> {
    let iterations = iterations(suite, workload, plan.sample)?;
    let mut turns = suite.contenders();
    turns.push(&suite.floor);
    let mut times = vec![Vec::new(); turns.len()];
    for _ in 0..plan.rounds {
        for (contender, times) in turns.iter().zip(&mut times) {
            let time = sample::take(suite, workload, contender, iterations)?;
            times.push(time.as_secs_f64());
        }
    }

    let against_floor = |name: &str, own: &[f64]| {
        let ratios = paired(own, &times[0]);
        ContenderReport {
            name: name.into(),
            ratio_of_medians: Spread::of(own).median / Spread::of(&times[0]).median,
            paired: Spread::of(&ratios),
            ratios,
        }
    };
    let contenders: Vec<_> = turns[1..turns.len() - 1]
        .iter()
        .zip(&times[1..])
        .map(|(contender, own)| against_floor(contender.name, own))
        .collect();
    let floor_again = against_floor(
        &format!("{} again", suite.floor.name),
        &times[turns.len() - 1],
    );
    let noise = floor_again.paired.distance_from_one();
    Ok(WorkloadReport {
        name: workload.name.into(),
        title: workload.title.into(),
        iterations,
        target: workload.target,
        verdict: Verdict::of(contenders[0].paired.median, workload.target, noise),
        noise,
        contenders,
        floor_again,
    })
}

/// As many iterations as take the floor about `sample`.
fn iterations(suite: &Suite, workload: &Workload, sample: Duration) -> Result<u64> {
    let mut iterations = FIRST_TRIAL;
    loop {
        let time = sample::take(suite, workload, &suite.floor, iterations)?;
        if time >= LEAST_TRIAL {
            let scale = sample.as_secs_f64() / time.as_secs_f64();
            return Ok((iterations as f64 * scale).max(1.0) as u64);
        }
        iterations *= 4;
    }
}
