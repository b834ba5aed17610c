//! The mutants: what cargo-mutants makes of the steps' functions.
//!
//! It only lists them. They are built and tried as wrong answers are, by [`Case`](super::Case).

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::course::{Chapter, Course, Fault, Located, NoFault, Step};
use crate::runner::{self, BuildOptions};
use crate::surgery::Outline;
use crate::variant::{self, Changes};

/// A small change to the solution, inside what a step's learner writes.
#[derive(Debug)]
pub(crate) struct Mutant<'a> {
    pub(super) step: &'a Step,
    /// Below the workspace.
    pub(super) file: String,
    /// Where it begins, from 1.
    pub(super) line: usize,
    /// What stands in this line of the solution.
    code: String,
    /// What is done, without where.
    pub(super) name: String,
    /// The bytes that go.
    span: Range<usize>,
    /// What comes in their place.
    replacement: String,
    /// Right behind the opening brace of the function around it.
    function_start: Option<usize>,
}

/// One of the list.
#[derive(Debug, Deserialize)]
struct Listed {
    /// `FILE:LINE:COLUMN: ` and what is done.
    name: String,
    file: String,
    span: Span,
    replacement: String,
}

#[derive(Debug, Deserialize)]
struct Span {
    start: Position,
    end: Position,
}

/// Both from 1; columns are characters.
#[derive(Debug, Deserialize)]
struct Position {
    line: usize,
    column: usize,
}

/// All mutants of the steps of these chapters; `root` is a workspace with the solution.
///
/// # Errors
/// If cargo-mutants isn't there, or answers what isn't understood.
pub(super) fn list<'a>(
    course: &'a Course,
    chapters: &[&'a Chapter],
    root: &Path,
) -> Result<Vec<Mutant<'a>>> {
    let mut mutants = Vec::new();
    for chapter in chapters {
        let json = ask(chapter, root)?;
        mutants.extend(of_steps(course, chapter, &json)?);
    }
    Ok(mutants)
}

fn ask(chapter: &Chapter, root: &Path) -> Result<String> {
    let mut command = runner::cargo(root, &BuildOptions::default());
    command.args(["mutants", "--list", "--json", "--no-config"]);
    for member in &chapter.members {
        command.args(["--package", &member.package]);
    }
    for file in chapter.steps.iter().flat_map(files) {
        command.args(["--file", file]);
    }
    let output = command.output().context("cargo cannot be started")?;
    if output.status.success() {
        return String::from_utf8(output.stdout).context("cargo mutants does not write UTF-8");
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("no such command") {
        bail!("cargo-mutants is not installed: need `cargo install --locked cargo-mutants`");
    }
    bail!("cargo mutants fails: {}", said.trim());
}

/// Those of the list that change what a step names.
fn of_steps<'a>(course: &Course, chapter: &'a Chapter, json: &str) -> Result<Vec<Mutant<'a>>> {
    let listed: Vec<Listed> =
        serde_json::from_str(json).context("the list of cargo mutants is not understood")?;
    let mut mutants = Vec::new();
    for one in listed {
        let source = variant::reference(course, &one.file)?;
        let outline = Outline::of(source).with_context(|| one.file.clone())?;
        let span = byte_at(source, &one.span.start)..byte_at(source, &one.span.end);
        let owns = |step: &&Step| owns(step, &one.file, &outline, &span);
        let Some(step) = chapter.steps.iter().find(owns) else {
            continue;
        };
        let line = one.span.start.line;
        let place = format!("{}:{line}:{}: ", one.file, one.span.start.column);
        let body = outline
            .function_around(&span)
            .and_then(|function| function.body.clone());
        mutants.push(Mutant {
            step,
            line,
            code: source
                .lines()
                .nth(line - 1)
                .unwrap_or_default()
                .trim()
                .to_owned(),
            name: one
                .name
                .strip_prefix(&place)
                .unwrap_or(&one.name)
                .to_owned(),
            function_start: body.map(|body| body.start + 1),
            file: one.file,
            span,
            replacement: one.replacement,
        });
    }
    Ok(mutants)
}

/// Whether the bytes are inside something that the step names.
fn owns(step: &Step, file: &str, outline: &Outline, span: &Range<usize>) -> bool {
    let is_around = |whole: &Range<usize>| whole.start <= span.start && span.end <= whole.end;
    let is_in = |item: &Located| {
        let mut entries = outline.find(&item.inner, item.path.of_trait(), item.path.name());
        item.file == file
            && entries.any(|entry| {
                // A type goes with its impls.
                is_around(&entry.whole)
                    || outline.impls_of(entry).any(|block| is_around(&block.whole))
            })
    };
    step.functions.iter().chain(&step.left_out).any(is_in)
}

/// The files of what a step names.
fn files(step: &Step) -> BTreeSet<&str> {
    let items = step.functions.iter().chain(&step.left_out);
    items.map(|item| item.file.as_str()).collect()
}

fn byte_at(text: &str, position: &Position) -> usize {
    let before = text.split_inclusive('\n').take(position.line - 1);
    let line_start: usize = before.map(str::len).sum();
    let line = &text[line_start..];
    let column = line.char_indices().nth(position.column - 1);
    line_start + column.map_or(line.len(), |(byte, _)| byte)
}

impl Mutant<'_> {
    /// The solution with it.
    pub(super) fn changes(&self, course: &Course) -> Result<Changes> {
        variant::with_edit(course, &self.file, self.span.clone(), &self.replacement)
    }

    /// The solution with an error in the function that it changes, which only a compiler that looks
    /// there will find; `None` if it is in no function.
    pub(super) fn error_beside(&self, course: &Course) -> Result<Option<Changes>> {
        let error = "compile_error!(\"this is compiled\");";
        let at = |start| variant::with_edit(course, &self.file, start..start, error);
        self.function_start.map(at).transpose()
    }

    /// Whether an entry of the chapter's list means it.
    fn is(&self, chapter: &Chapter, entry: &NoFault) -> bool {
        let file = self.file.strip_prefix(&chapter.folder);
        file.and_then(|file| file.strip_prefix('/')) == Some(entry.file.as_str())
            && self.name == entry.mutant
            && entry.code.as_ref().is_none_or(|code| *code == self.code)
    }

    /// Its entry in the chapter's list.
    pub(super) fn listed<'a>(&self, chapter: &'a Chapter) -> Option<&'a NoFault> {
        let mut entries = chapter.no_faults.iter();
        entries.find(|entry| self.is(chapter, entry))
    }
}

/// The entries of the chapters' lists that mean no mutant, or nobody knows which.
pub(super) fn faults(chapters: &[&Chapter], mutants: &[Mutant<'_>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for chapter in chapters {
        for entry in &chapter.no_faults {
            let meant = mutants.iter().filter(|mutant| mutant.is(chapter, entry));
            let lines: BTreeSet<usize> = meant.map(|mutant| mutant.line).collect();
            let what = match (lines.len(), &entry.code) {
                (0, _) => "is no mutant any more: need no entry",
                (1, _) | (_, Some(_)) => continue,
                (_, None) => "is in several lines: need `code`, the line that is meant",
            };
            faults.push(Fault {
                file: chapter.mutants_file(),
                line: entry.line,
                what: format!("`{}` in {} {what}", entry.mutant, entry.file),
            });
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_a_character() {
        let text = "ä\nö = ü | 1;\nß";
        let at = |line, column| byte_at(text, &Position { line, column });
        assert_eq!(&text[at(2, 5)..at(2, 8)], "ü |");
        assert_eq!(at(3, 2), text.len());
    }
}
