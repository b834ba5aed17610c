//! The matrix: step, wrong answer or mutant, caught by.

use std::fmt::Write;

use serde::Serialize;

use super::{Fate, Tally};
use crate::course::{Chapter, Fault};
use crate::outcomes::Outcomes;
use crate::screen::Screen;
use crate::verdict::TestResult;

/// What was proved and what was not.
#[derive(Debug, Serialize)]
pub(crate) struct Matrix {
    pub(crate) rows: Vec<Row>,
    /// What the texts, or the lists of mutants, name wrongly, by file and line.
    pub(crate) texts: Vec<String>,
    /// The mutants of each step, where they are asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mutants: Vec<Tally>,
}

/// One case.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    #[serde(skip)]
    pub(crate) position: usize,
    pub(crate) chapter: String,
    pub(crate) case: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wrong: Option<String>,
    /// What became of it, if it is a mutant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mutant: Option<Fate>,
    /// As the list of mutants says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why_no_fault: Option<String>,
    pub(crate) caught_by: Vec<String>,
    pub(crate) says: Vec<String>,
    /// Why it is not proved; empty if it is.
    pub(crate) problems: Vec<String>,
    pub(crate) took_ms: u128,
    #[serde(skip)]
    pub(crate) tests: Vec<TestResult>,
}

impl Row {
    pub(super) fn new(position: usize, chapter: &str, case: String) -> Row {
        Row {
            position,
            chapter: chapter.to_owned(),
            case,
            step: None,
            wrong: None,
            mutant: None,
            why_no_fault: None,
            caught_by: Vec::new(),
            says: Vec::new(),
            problems: Vec::new(),
            took_ms: 0,
            tests: Vec::new(),
        }
    }

    /// One of many that are as they should be: it is only counted.
    fn is_only_counted(&self) -> bool {
        self.mutant == Some(Fate::Rejected) && self.problems.is_empty()
    }

    /// By whom it was caught, or why by no one.
    fn remark(&self) -> String {
        match (self.mutant, &self.why_no_fault, self.caught_by.as_slice()) {
            (Some(Fate::Survived), Some(why), _) => format!("no fault: {why}"),
            (Some(fate @ (Fate::Unviable | Fate::Elsewhere)), ..) => fate.words().to_owned(),
            (.., []) => String::new(),
            (.., [one]) => format!("by {one}"),
            (.., [one, others @ ..]) => format!("by {one} and {} more", others.len()),
        }
    }
}

impl Matrix {
    pub(super) fn new(rows: Vec<Row>, faults: &[Fault], mutants: Vec<Tally>) -> Matrix {
        Matrix {
            rows,
            mutants,
            texts: faults.iter().map(Fault::to_string).collect(),
        }
    }

    /// Whether all is proved.
    pub(crate) fn is_ok(&self) -> bool {
        self.texts.is_empty() && self.rows.iter().all(|row| row.problems.is_empty())
    }

    /// For a terminal.
    pub(crate) fn text(&self, screen: Screen) -> String {
        let mut text = String::new();
        for row in self.rows.iter().filter(|row| !row.is_only_counted()) {
            let word = match row.problems.is_empty() {
                true => screen.good("ok    ").to_string(),
                false => screen.bad("FAILED").to_string(),
            };
            // A String takes every write.
            let _ = writeln!(text, "{word}  {:<52} {}", row.case, row.remark());
            for line in row.problems.iter().flat_map(|problem| problem.lines()) {
                let _ = writeln!(text, "          {line}");
            }
        }
        for fault in &self.texts {
            let _ = writeln!(text, "{}  {fault}", screen.bad("FAILED"));
        }
        for tally in &self.mutants {
            let _ = writeln!(text, "{tally}");
        }
        let wrong = self.rows.iter().filter(|row| row.wrong.is_some()).count();
        let failed = self
            .rows
            .iter()
            .filter(|row| !row.problems.is_empty())
            .count()
            + self.texts.len();
        let cases = self.rows.len();
        let mutants: usize = self.mutants.iter().map(|tally| tally.mutants).sum();
        let kind = match self.mutants.is_empty() {
            true => format!("{wrong} of them wrong answers"),
            false => format!("{mutants} of them mutants"),
        };
        text + &format!("\n{cases} cases, {kind}; {failed} not proved")
    }

    /// For a page.
    pub(crate) fn markdown(&self) -> String {
        match self.mutants.is_empty() {
            true => self.wrong_answers(),
            false => self.mutants(),
        }
    }

    fn mutants(&self) -> String {
        let mut text = format!("{}\n", Tally::HEAD);
        for tally in &self.mutants {
            let _ = writeln!(text, "{}", tally.markdown());
        }
        text.push_str("\n| mutant | |\n|---|---|\n");
        for row in self.rows.iter().filter(|row| row.mutant.is_some()) {
            let remark = match row.problems.as_slice() {
                _ if row.is_only_counted() => continue,
                [] => row.remark(),
                problems => format!("**{}**", problems.join("; ")),
            };
            let cells = [&row.case, &remark].map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(text, "| `{}` | {} |", cells[0], cells[1]);
        }
        text
    }

    fn wrong_answers(&self) -> String {
        let mut text =
            String::from("| step | wrong answer | caught by | says |\n|---|---|---|---|\n");
        for row in self.rows.iter().filter(|row| row.wrong.is_some()) {
            let (step, wrong) = (
                row.step.as_deref().unwrap_or_default(),
                row.wrong.as_deref().unwrap_or_default(),
            );
            let caught: Vec<String> = row
                .caught_by
                .iter()
                .map(|test| format!("`{test}`"))
                .collect();
            let caught = match row.problems.is_empty() {
                true => caught.join(", "),
                false => "**not rejected as it should be**".to_owned(),
            };
            let says = row.says.join("; ").replace('|', "\\|");
            let _ = writeln!(
                text,
                "| {step} | {} | {caught} | {says} |",
                wrong.replace('-', " ")
            );
        }
        text
    }

    /// Adds what the chapter's wrong answers did, where they did what they promise.
    pub(crate) fn record(&self, chapter: &Chapter, outcomes: &mut Outcomes) {
        for row in self
            .rows
            .iter()
            .filter(|row| row.chapter == chapter.name && row.problems.is_empty())
        {
            let step = row.step.as_deref().and_then(|step| step.split_once('/'));
            if let (Some((_, step)), Some(wrong)) = (step, &row.wrong) {
                outcomes.record(step, wrong, &row.tests);
            }
        }
    }
}
