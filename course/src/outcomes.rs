//! Points back: which known wrong answer does a learner's failure look like?
//!
//! `cargo course audit --record` writes down what every wrong answer does to its step's tests.
//! A learner's failures are held against that: the same tests, with the same words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::course::{Says, Step, Wrong};
use crate::verdict::{TestResult, Verdict};

/// The failed tests of each wrong answer, with their words, by step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Outcomes {
    steps: BTreeMap<String, BTreeMap<String, Failures>>,
}

/// The words of each failed test.
pub(crate) type Failures = BTreeMap<String, String>;

/// Below this, a guess would mislead.
const LIKENESS: f64 = 0.6;

impl Outcomes {
    /// Writes down what a wrong answer did.
    pub(crate) fn record(&mut self, step: &str, wrong: &str, tests: &[TestResult]) {
        let step = self.steps.entry(step.to_owned()).or_default();
        step.insert(wrong.to_owned(), failures(tests));
    }

    /// The wrong answer that fails most alike, if any does.
    pub(crate) fn closest<'a>(&self, step: &'a Step, tests: &[TestResult]) -> Option<&'a Wrong> {
        let is_written = tests
            .iter()
            .all(|test| !matches!(test.verdict, Verdict::NotWritten { .. }));
        let failed = failures(tests);
        if failed.is_empty() || !is_written {
            return None;
        }
        let scored = step.wrong.iter().map(|wrong| {
            let recorded = self
                .steps
                .get(&step.name)
                .and_then(|step| step.get(&wrong.name));
            let score = match recorded {
                Some(recorded) => alike(&failed, recorded),
                None => as_promised(tests, &failed, wrong),
            };
            (score, wrong)
        });
        let (score, wrong) = scored.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
        (score >= LIKENESS).then_some(wrong)
    }
}

fn failures(tests: &[TestResult]) -> Failures {
    let red = tests.iter().filter(|test| test.verdict.is_red());
    red.map(|test| (test.name.clone(), normal(&test.verdict)))
        .collect()
}

/// The words without what differs from run to run.
fn normal(verdict: &Verdict) -> String {
    if let Verdict::Hung(evidence) = verdict {
        return format!("hangs: {}", evidence.class.words());
    }
    let message = verdict.message();
    let line = message.lines().next().unwrap_or_default();
    let mut words = String::new();
    for letter in line.chars() {
        match letter.is_ascii_digit() {
            false => words.push(letter),
            true if words.ends_with('#') => {}
            true => words.push('#'),
        }
    }
    words
}

/// Half of it is which tests failed, half what they said.
fn alike(failed: &Failures, recorded: &Failures) -> f64 {
    let both: Vec<&String> = failed
        .keys()
        .filter(|test| recorded.contains_key(*test))
        .collect();
    let either = failed.len() + recorded.len() - both.len();
    let same_words = both
        .iter()
        .filter(|test| failed[**test] == recorded[**test])
        .count();
    halves(both.len(), either) + halves(same_words, both.len())
}

/// The same from the wrong answer's own header.
fn as_promised(tests: &[TestResult], failed: &Failures, wrong: &Wrong) -> f64 {
    let caught = wrong
        .caught_by
        .iter()
        .filter(|test| failed.keys().any(|name| is_test(name, test)));
    let caught: Vec<&String> = caught.collect();
    if caught.len() < wrong.caught_by.len() {
        return 0.0;
    }
    let said = wrong.says.iter().filter(|says| {
        tests
            .iter()
            .filter(|test| test.verdict.is_red())
            .any(|test| is_said(says, &test.verdict))
    });
    halves(caught.len(), failed.len().max(1)) + halves(said.count(), wrong.says.len())
}

fn halves(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64 / 2.0
    }
}

/// Whether a header's test is this one, with or without its modules.
pub(crate) fn is_test(name: &str, wanted: &str) -> bool {
    name == wanted || name.ends_with(&format!("::{wanted}"))
}

/// Whether a verdict has these words, or this class.
pub(crate) fn is_said(says: &Says, verdict: &Verdict) -> bool {
    match says {
        Says::Words(words) => verdict.message().contains(words.as_str()),
        Says::Hangs(class) => {
            matches!(verdict, Verdict::Hung(evidence) if evidence.class.words() == class)
        }
    }
}
