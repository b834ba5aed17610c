//! Points back: which known wrong answer does a learner's failure look like?
//!
//! `cargo course audit --record` writes down what every wrong answer does to its step's tests.
//! A learner's failures are held against that, all of them at once:
//!
//! 1. What is compared is each failed test with the *shape* of its words: every number is a `#`,
//!    and of a hang it is the class.
//! 2. The *likeness* of two sets of failures: each test that fails in one of them counts one where
//!    it fails in both with the same shape, a half where the words differ, and nothing where it
//!    fails in one alone; divided by the number of these tests. 1 is the same set.
//! 3. A fault is *named* if the likeness is at least [`NAMED`], all words that its header promises
//!    are said, and no other fault does as well.
//! 4. Otherwise the best is a *guess*, if its likeness is at least [`GUESSED`], and is said to be one.
//! 5. Of a wrong answer that is not recorded nothing is said, and neither where something is not
//!    written yet.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::course::{Chapter, Says, Step, Wrong};
use crate::verdict::{TestResult, Verdict};

/// The failed tests of each wrong answer, with the shape of their words, by step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Outcomes {
    steps: BTreeMap<String, BTreeMap<String, Failures>>,
}

/// The shape of each failed test's words.
pub(crate) type Failures = BTreeMap<String, String>;

/// One test of five may differ: a fault of a learner's has details of its own.
const NAMED: f64 = 0.8;

/// Below this, even a guess would mislead.
const GUESSED: f64 = 0.5;

/// A wrong answer that may be a learner's.
#[derive(Debug)]
pub(crate) struct Suspect<'a> {
    pub(crate) wrong: &'a Wrong,
    /// Whether it is named, and not guessed.
    pub(crate) is_named: bool,
}

impl Outcomes {
    /// Writes down what a wrong answer did.
    pub(crate) fn record(&mut self, step: &str, wrong: &str, tests: &[TestResult]) {
        let step = self.steps.entry(step.to_owned()).or_default();
        step.insert(wrong.to_owned(), failures(tests));
    }

    /// Forgets the wrong answers that the chapter does not have.
    pub(crate) fn forget_what_is_gone(&mut self, chapter: &Chapter) {
        self.steps.retain(|step, recorded| {
            recorded.retain(|wrong, _| has(chapter, step, wrong));
            !recorded.is_empty()
        });
    }

    /// What is not as the chapter's wrong answers are, for these steps of it.
    pub(crate) fn out_of_date(&self, chapter: &Chapter, steps: &[&Step]) -> Vec<String> {
        let mut found = Vec::new();
        for step in steps {
            let recorded = self.steps.get(&step.name);
            let is_recorded =
                |wrong: &&Wrong| recorded.is_some_and(|all| all.contains_key(&wrong.name));
            let missing = step.wrong.iter().filter(|wrong| !is_recorded(wrong));
            found.extend(
                missing.map(|wrong| format!("knows nothing of {}-{}", step.name, wrong.name)),
            );
        }
        for (step, recorded) in &self.steps {
            let is_meant = chapter.steps.iter().all(|known| known.name != *step)
                || steps.iter().any(|wanted| wanted.name == *step);
            let gone = recorded
                .keys()
                .filter(|wrong| is_meant && !has(chapter, step, wrong));
            found.extend(gone.map(|wrong| format!("speaks of {step}-{wrong}, which is gone")));
        }
        found
    }

    /// The tests that it speaks of in a step.
    pub(crate) fn tests_of(&self, step: &Step) -> BTreeSet<&str> {
        let recorded = self
            .steps
            .get(&step.name)
            .into_iter()
            .flat_map(BTreeMap::values);
        recorded
            .flat_map(BTreeMap::keys)
            .map(String::as_str)
            .collect()
    }

    /// The wrong answer that fails most alike, if one does: rules 3 to 5.
    pub(crate) fn suspect<'a>(&self, step: &'a Step, tests: &[TestResult]) -> Option<Suspect<'a>> {
        let is_written = tests
            .iter()
            .all(|test| !matches!(test.verdict, Verdict::NotWritten { .. }));
        let failed = failures(tests);
        let recorded = self.steps.get(&step.name)?;
        if failed.is_empty() || !is_written {
            return None;
        }
        let mut scored: Vec<(f64, bool, &Wrong)> = step
            .wrong
            .iter()
            .filter_map(|wrong| {
                let score = likeness(&failed, recorded.get(&wrong.name)?);
                Some((score, says_all(wrong, tests), wrong))
            })
            .collect();
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)));
        let (score, is_said, wrong) = *scored.first()?;
        let is_alone = scored
            .get(1)
            .is_none_or(|second| (second.0, second.1) != (score, is_said));
        (score >= GUESSED).then_some(Suspect {
            wrong,
            is_named: score >= NAMED && is_said && is_alone,
        })
    }
}

fn has(chapter: &Chapter, step: &str, wrong: &str) -> bool {
    let steps = chapter.steps.iter().filter(|known| known.name == step);
    let mut all = steps.flat_map(|step| &step.wrong);
    all.any(|known| known.name == wrong)
}

fn failures(tests: &[TestResult]) -> Failures {
    let red = tests.iter().filter(|test| test.verdict.is_red());
    red.map(|test| (test.name.clone(), shape(&test.verdict)))
        .collect()
}

/// The words without what differs from run to run: rule 1.
fn shape(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Hung(evidence) => format!("hangs: {}", evidence.class.words()),
        verdict => shape_of_all(verdict),
    }
}

/// All that it says, without what differs from run to run.
pub(crate) fn shape_of_all(verdict: &Verdict) -> String {
    let message = verdict.message();
    let mut words = String::new();
    let (mut in_word, mut in_number) = (false, false);
    for letter in message.chars() {
        let is_number = in_number || (letter.is_ascii_digit() && !in_word);
        in_word = letter.is_alphanumeric() || letter == '_';
        match (in_word && is_number, in_number) {
            (true, true) => {}
            (true, false) => words.push('#'),
            (false, _) => words.push(letter),
        }
        in_number = in_word && is_number;
    }
    words
}

/// Rule 2.
fn likeness(failed: &Failures, recorded: &Failures) -> f64 {
    let all: BTreeSet<&String> = failed.keys().chain(recorded.keys()).collect();
    let same = |test: &&String| match (failed.get(*test), recorded.get(*test)) {
        (Some(one), Some(other)) if one == other => 1.0,
        (Some(_), Some(_)) => 0.5,
        _ => 0.0,
    };
    all.iter().map(same).sum::<f64>() / all.len().max(1) as f64
}

/// Whether all that a wrong answer's header promises is said.
fn says_all(wrong: &Wrong, tests: &[TestResult]) -> bool {
    let is_said = |says: &Says| {
        let mut red = tests.iter().filter(|test| test.verdict.is_red());
        red.any(|test| is_said(says, &test.verdict))
    };
    wrong.says.iter().all(is_said)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(message: &str) -> Verdict {
        Verdict::Failed {
            message: message.to_owned(),
            at: None,
        }
    }

    fn set(failures: &[(&str, &str)]) -> Failures {
        let owned = failures
            .iter()
            .map(|&(test, words)| (test.to_owned(), words.to_owned()));
        owned.collect()
    }

    #[test]
    fn numbers_have_no_part_in_the_shape_of_words() {
        assert_eq!(
            shape(&failed("fd 12 at 0x7fa3, 500ms; epoll_create1\n left: 6")),
            "fd # at #, #; epoll_create1\n left: #"
        );
    }

    #[test]
    fn likeness_is_of_the_whole_sets() {
        let recorded = set(&[("a", "x"), ("b", "y")]);
        for (failed, expected) in [
            (set(&[("a", "x"), ("b", "y")]), 1.0),
            (set(&[("a", "x"), ("b", "z")]), 0.75),
            (set(&[("a", "x")]), 0.5),
            (set(&[("a", "x"), ("b", "y"), ("c", "x"), ("d", "x")]), 0.5),
            (set(&[("c", "x")]), 0.0),
        ] {
            assert_eq!(likeness(&failed, &recorded), expected, "{failed:?}");
        }
    }
}
