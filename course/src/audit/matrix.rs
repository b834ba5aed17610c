//! The matrix: step, wrong answer, caught by.

use std::fmt::Write;

use serde::Serialize;

use crate::course::Chapter;
use crate::outcomes::Outcomes;
use crate::screen::Screen;
use crate::verdict::TestResult;

/// What was proved and what was not.
#[derive(Debug, Serialize)]
pub(crate) struct Matrix {
    pub(crate) rows: Vec<Row>,
    /// What the texts name wrongly, by file and line.
    pub(crate) texts: Vec<String>,
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
            caught_by: Vec::new(),
            says: Vec::new(),
            problems: Vec::new(),
            took_ms: 0,
            tests: Vec::new(),
        }
    }
}

impl Matrix {
    /// Whether all is proved.
    pub(crate) fn is_ok(&self) -> bool {
        self.texts.is_empty() && self.rows.iter().all(|row| row.problems.is_empty())
    }

    /// For a terminal.
    pub(crate) fn text(&self, screen: Screen) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let word = match row.problems.is_empty() {
                true => screen.good("ok    ").to_string(),
                false => screen.bad("FAILED").to_string(),
            };
            let caught = match row.caught_by.as_slice() {
                [] => String::new(),
                [one] => format!("by {one}"),
                [one, others @ ..] => format!("by {one} and {} more", others.len()),
            };
            // A String takes every write.
            let _ = writeln!(text, "{word}  {:<52} {caught}", row.case);
            for line in row.problems.iter().flat_map(|problem| problem.lines()) {
                let _ = writeln!(text, "          {line}");
            }
        }
        for fault in &self.texts {
            let _ = writeln!(text, "{}  {fault}", screen.bad("FAILED"));
        }
        let wrong = self.rows.iter().filter(|row| row.wrong.is_some()).count();
        let failed = self
            .rows
            .iter()
            .filter(|row| !row.problems.is_empty())
            .count()
            + self.texts.len();
        text + &format!(
            "\n{} cases, {wrong} of them wrong answers; {failed} not proved",
            self.rows.len()
        )
    }

    /// For a page.
    pub(crate) fn markdown(&self) -> String {
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

    /// Adds what the chapter's wrong answers did.
    pub(crate) fn record(&self, chapter: &Chapter, outcomes: &mut Outcomes) {
        for row in self
            .rows
            .iter()
            .filter(|row| row.chapter == chapter.name && !row.tests.is_empty())
        {
            let step = row.step.as_deref().and_then(|step| step.split_once('/'));
            if let (Some((_, step)), Some(wrong)) = (step, &row.wrong) {
                outcomes.record(step, wrong, &row.tests);
            }
        }
    }
}
