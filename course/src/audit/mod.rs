//! The tests of the tests.
//!
//! 1. The solution passes every step.
//! 2. The stub of each step builds without warnings, and fails that step by the step's own tests
//!    because something is not written, while all earlier steps pass.
//! 3. Every wrong answer is rejected by the test and with the words that it names.
//! 4. The oracle, which the chapter imitates, passes the same tests.
//! 5. The texts name only what exists.
//! 6. What is recorded of the wrong answers is of those that there are.
//!
//! And apart from these, because there are so many: every mutant of a step's functions is rejected
//! by the step's tests, or is in the chapter's list of those that are no faults.

mod cases;
mod fate;
mod matrix;
mod mutants;
mod records;
mod tally;
mod texts;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use fs4::FileExt;

use crate::course::{Course, Step};
use crate::runner::RunOptions;
use crate::scratch::Scratch;
use crate::screen::Screen;

pub(crate) use cases::Case;
pub(crate) use fate::Fate;
pub(crate) use matrix::{Matrix, Row};
use mutants::Mutant;
pub(crate) use tally::Tally;

/// What is to be proved, and where.
#[derive(Debug)]
pub(crate) struct Audit<'a> {
    pub(crate) course: &'a Course,
    pub(crate) steps: &'a [&'a Step],
    /// For the scratch copies, one a worker.
    pub(crate) folder: &'a Path,
    pub(crate) options: &'a RunOptions,
    /// How often each wrong answer must be rejected.
    pub(crate) times: usize,
    /// Whether it is about the mutants, and not about the rest.
    pub(crate) mutants: bool,
    /// Whether what the wrong answers do is written down afterwards.
    pub(crate) record: bool,
    /// Whether a wrong answer meets all tests of its step, and not only those that must reject it.
    pub(crate) all_tests: bool,
}

impl Audit<'_> {
    /// Proves it all, as many cases at once as there are processors.
    ///
    /// # Errors
    /// If a case cannot be tried at all; one that fails is in the matrix.
    pub(crate) fn run(&self, screen: Screen) -> Result<Matrix> {
        fs::create_dir_all(self.folder)
            .with_context(|| format!("{} cannot be made", self.folder.display()))?;
        let lock = File::create(self.folder.join("lock"))?;
        FileExt::lock(&lock)?;

        let first = Scratch::new(self.course, &self.folder.join("1"))?;
        if !self.mutants {
            let plan = cases::plan(self.course, self.steps);
            let rows = self.try_all(plan, first, screen)?;
            let mut faults = texts::faults(self.course, self.steps);
            if !self.record {
                faults.extend(records::faults(self.course, self.steps, &rows));
            }
            return Ok(Matrix::new(rows, &faults, Vec::new()));
        }
        let chapters = cases::chapters_of(self.course, self.steps);
        let mutants = mutants::list(self.course, &chapters, &first.root)?;
        let plan = cases::plan_mutants(self.course, self.steps, &mutants);
        let rows = self.try_all(plan, first, screen)?;
        let faults = mutants::faults(&chapters, &mutants);
        let tallies = Tally::of(self.steps, &rows);
        Ok(Matrix::new(rows, &faults, tallies))
    }

    fn try_all(
        &self,
        (solutions, others): (Vec<Case<'_>>, Vec<Case<'_>>),
        mut first: Scratch,
        screen: Screen,
    ) -> Result<Vec<Row>> {
        let progress = screen.progress(solutions.len() + others.len());
        let say = |case: &Case<'_>, row: &Row| {
            progress.step(case.to_string());
            if screen.is_plain {
                let word = if row.problems.is_empty() {
                    "ok"
                } else {
                    "FAILED"
                };
                eprintln!("{word:<6} {case}");
            }
        };
        let mut rows = Vec::new();
        // The first copy builds the dependencies; the others take them from it.
        for case in solutions {
            let row = case.try_in(self, &mut first)?;
            say(&case, &row);
            rows.push(row);
        }
        let mut scratches = vec![first];
        for number in 2..=thread::available_parallelism().map_or(2, usize::from) {
            let folder = self.folder.join(number.to_string());
            copy_built(&scratches[0].target, &folder.join("target"))?;
            scratches.push(Scratch::new(self.course, &folder)?);
        }
        let open: Mutex<VecDeque<Case<'_>>> = Mutex::new(others.into());
        let results = Mutex::new(Vec::new());
        thread::scope(|threads| {
            for mut scratch in scratches {
                let (open, results, say) = (&open, &results, &say);
                threads.spawn(move || {
                    loop {
                        let next = open
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .pop_front();
                        let Some(case) = next else { return };
                        let result = case.try_in(self, &mut scratch);
                        if let Ok(row) = &result {
                            say(&case, row);
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
        rows.extend(results.into_iter().collect::<Result<Vec<Row>>>()?);
        rows.sort_by_key(|row| row.position);
        Ok(rows)
    }
}

/// With the times of each file: cargo tells by them what is still good.
fn copy_built(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status();
    if !copied.is_ok_and(|status| status.success()) {
        // Then this worker builds them itself.
        fs::remove_dir_all(to)?;
    }
    Ok(())
}
