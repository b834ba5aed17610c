//! Variants: the sources of a chapter with some steps open, with a wrong answer, or with
//! one edit.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result};

use crate::course::{Chapter, Course, Step, Wrong};
use crate::learner::quiet;
use crate::places;
use crate::surgery::{ItemPath, Stub, graft, stub};

/// Files that differ from the reference, by path below the workspace.
pub(crate) type Changes = BTreeMap<String, String>;

/// What the open steps make of one file.
type Stubs<'a> = Vec<(&'a ItemPath, &'a [String], Stub<'a>)>;

/// A chapter with these steps still to be done.
pub(crate) fn with_open_steps(course: &Course, open: &[&Step]) -> Result<Changes> {
    let mut stubs: BTreeMap<&str, Stubs<'_>> = BTreeMap::new();
    for step in open {
        for located in &step.functions {
            let body = step.stubs.get(&located.path).map(String::as_str);
            let entry = (&located.path, located.inner.as_slice(), Stub::Body(body));
            stubs.entry(&located.file).or_default().push(entry);
        }
        for located in &step.left_out {
            let entry = (&located.path, located.inner.as_slice(), Stub::LeftOut);
            stubs.entry(&located.file).or_default().push(entry);
        }
    }
    let mut changes = Changes::new();
    for (file, stubs) in stubs {
        let text = stub(reference(course, file)?, &stubs).with_context(|| file.to_owned())?;
        changes.insert(file.to_owned(), text);
    }
    Ok(changes)
}

/// The solution with a wrong answer in it.
pub(crate) fn with_wrong_answer(
    course: &Course,
    chapter: &Chapter,
    wrong: &Wrong,
) -> Result<Changes> {
    let mut changes = Changes::new();
    for section in &wrong.sections {
        let file = format!("{}/{}", chapter.folder, section.file);
        let source = match changes.get(&file) {
            Some(text) => text.as_str(),
            None => reference(course, &file)?,
        };
        let text = graft(source, &section.source).with_context(|| wrong.file.clone())?;
        changes.insert(file, text);
    }
    Ok(changes)
}

/// The solution with `text` in the place of some bytes of a file.
pub(crate) fn with_edit(
    course: &Course,
    file: &str,
    bytes: Range<usize>,
    text: &str,
) -> Result<Changes> {
    let mut edited = reference(course, file)?.to_owned();
    edited.replace_range(bytes, text);
    Ok(Changes::from([(file.to_owned(), edited)]))
}

/// Whether a file is the tool's own text, with each step as the reference has it or as its stub does:
/// no one's work.
pub(crate) fn is_no_ones_work(course: &Course, file: &str, text: &str) -> bool {
    let is_open = |step: &&Step| {
        let mut here = step.functions.iter().filter(|located| located.file == file);
        here.any(|located| places::is_open(step, located, text))
    };
    let open: Vec<&Step> = course.steps().filter(is_open).collect();
    let made = with_open_steps(course, &open);
    made.is_ok_and(|made| {
        let ours = made.get(file).map(String::as_str);
        let ours = ours.or_else(|| reference(course, file).ok());
        ours.is_some_and(|ours| ours == text || quiet(ours) == text)
    })
}

/// A file as the solution has it.
pub(crate) fn reference<'a>(course: &'a Course, file: &str) -> Result<&'a str> {
    course
        .files
        .text(file)
        .with_context(|| format!("the course has no {file}"))
}
