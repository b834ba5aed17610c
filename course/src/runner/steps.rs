//! A step's tests, all of them, whatever the first one says.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use super::Built;
use super::process::{End, run};
use crate::course::Step;
use crate::outcomes::is_test;
use crate::verdict::{TestResult, Verdict};

/// Tests take milliseconds; a busy machine takes longer.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);

/// How to run.
#[derive(Debug, Clone)]
pub(crate) struct RunOptions {
    /// For each test.
    pub(crate) deadline: Duration,
    /// How many at once.
    pub(crate) at_once: usize,
    /// The tests, by their names with or without their modules; all of them if none is named.
    pub(crate) only: Vec<String>,
    /// Whether one red test is enough: then those that have not begun don't.
    pub(crate) until_red: bool,
    /// Ends it all.
    pub(crate) stop: Stop,
}

/// A wish that tests end before they have said anything. All copies are one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends the tests that run, and lets none begin.
    pub(crate) fn ask(&self) {
        // Relaxed: it says nothing of other memory.
        self.0.store(true, Ordering::Relaxed);
    }

    /// # Errors
    /// If it was asked for.
    pub(super) fn check(&self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) {
            bail!("the tests were stopped");
        }
        Ok(())
    }
}

impl Default for RunOptions {
    fn default() -> RunOptions {
        RunOptions {
            deadline: DEADLINE,
            at_once: thread::available_parallelism().map_or(2, usize::from),
            only: Vec::new(),
            until_red: false,
            stop: Stop::default(),
        }
    }
}

impl RunOptions {
    fn is_wanted(&self, test: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| is_test(test, wanted))
    }
}

/// What a step's tests said.
#[derive(Debug)]
pub(crate) enum StepOutcome {
    /// The compiler, or the test program itself, had the last word.
    NotRun(String),
    Ran(Vec<TestResult>),
}

impl StepOutcome {
    /// Whether every test passed, and there was one.
    pub(crate) fn is_green(&self) -> bool {
        match self {
            StepOutcome::NotRun(_) => false,
            StepOutcome::Ran(tests) => {
                tests.iter().any(|test| test.verdict == Verdict::Passed)
                    && tests
                        .iter()
                        .all(|test| matches!(test.verdict, Verdict::Passed | Verdict::Ignored))
            }
        }
    }

    /// The tests, none if it did not run.
    pub(crate) fn tests(&self) -> &[TestResult] {
        match self {
            StepOutcome::NotRun(_) => &[],
            StepOutcome::Ran(tests) => tests,
        }
    }
}

/// Runs each test of the step in a process of its own; says first how many there are.
///
/// # Errors
/// If a process cannot be started, or all is to stop.
pub(crate) fn run_step(
    folder: &Path,
    step: &Step,
    built: &Built,
    options: &RunOptions,
    say: impl FnOnce(usize),
) -> Result<StepOutcome> {
    let Some(program) = built.tests.get(&step.test) else {
        let why = match built.errors().next() {
            Some(_) => "does not compile".to_owned(),
            None => format!("was not built from tests/{}.rs", step.test),
        };
        return Ok(StepOutcome::NotRun(why));
    };
    let listing = run(program, &["--list", "--format", "terse"], folder, options)?;
    let names: Vec<&str> = listing
        .stdout
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .filter(|name| options.is_wanted(name))
        .collect();
    match listing.end {
        End::Exited(status) if status.success() => {}
        _ => {
            return Ok(StepOutcome::NotRun(format!(
                "ended before its first test: {}",
                listing.stderr.trim()
            )));
        }
    }
    if names.is_empty() {
        return Ok(StepOutcome::NotRun(
            "has no tests here: none ran, so nothing is proved".to_owned(),
        ));
    }
    say(names.len());
    let open: Mutex<VecDeque<&str>> = Mutex::new(names.iter().copied().collect());
    let results = Mutex::new(Vec::new());
    thread::scope(|threads| {
        for _ in 0..options.at_once.clamp(1, names.len()) {
            threads.spawn(|| {
                loop {
                    let next = open
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .pop_front();
                    let Some(name) = next else { return };
                    let arguments = ["--exact", name, "--nocapture", "--test-threads=1"];
                    let result = run(program, &arguments, folder, options)
                        .map(|run| TestResult::of(name, run));
                    let is_red = |test: &TestResult| test.verdict.is_red();
                    if options.until_red && result.as_ref().is_ok_and(is_red) {
                        open.lock().unwrap_or_else(PoisonError::into_inner).clear();
                    }
                    results
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(result);
                }
            });
        }
    });
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut tests = results.into_iter().collect::<Result<Vec<TestResult>>>()?;
    tests.sort_by_key(|test| names.iter().position(|name| *name == test.name));
    if tests.is_empty() {
        bail!("no test of {} ran", step.id());
    }
    Ok(StepOutcome::Ran(tests))
}
