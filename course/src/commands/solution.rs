//! `solution STEP`, `solution CHAPTER`, `solution --all`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::Context;
use crate::course::{Course, Located, Step};
use crate::learner::{Workspace, replace, solution_of, write_atomically};
use crate::surgery::{ItemPath, restore};
use crate::variant;

/// What files are to become, by path below the workspace, and the suffix of what is kept of each.
pub(super) struct Change<'a> {
    pub(super) files: Vec<(&'a str, Vec<u8>)>,
    pub(super) suffix: String,
}

pub(super) fn run(context: &Context, word: Option<&str>) -> Result<bool> {
    let mut workspace = Workspace::find()?;
    let _lock = workspace.lock()?;
    let course = &context.course;
    let steps: Vec<&Step> = match word {
        None => course.steps().collect(),
        Some(word) => course.find(word)?,
    };
    let solution = solution_of(course)?;
    // All are made before the first is written: what does not parse changes nothing.
    let changes = match (word, steps.as_slice()) {
        (Some(word), [step]) if course.chapter(word).is_none() => {
            vec![of_step(course, &workspace, step)?]
        }
        _ => of_chapters(course, &workspace, &solution, &steps),
    };
    let ids: Vec<String> = steps.iter().map(|step| step.id()).collect();
    // Before the files: `list` looks into them, so that nothing is wrong if this is killed now.
    workspace.state.taken.extend(ids.iter().cloned());
    workspace.save()?;
    let kept = write(course, &workspace, changes)?;
    say_kept(context, &kept);
    context.screen.line(format_args!(
        "The reference is taken for {}. Type cargo course test",
        ids.join(", ")
    ));
    context
        .screen
        .json(&json!({ "taken": ids, "kept": shown(&kept) }))?;
    Ok(true)
}

pub(super) fn say_kept(context: &Context, kept: &[PathBuf]) {
    for path in kept {
        context
            .screen
            .line(format_args!("What you had is in {}", path.display()));
    }
}

/// Paths as JSON has them, which is nothing but Unicode.
pub(super) fn shown(kept: &[PathBuf]) -> Vec<String> {
    kept.iter().map(|path| path.display().to_string()).collect()
}

/// Whether the step's items are, character by character, the reference's.
pub(super) fn is_in_place(course: &Course, workspace: &Workspace, step: &Step) -> bool {
    let change = of_step(course, workspace, step);
    change.is_ok_and(|change| {
        let same = |(file, text): &(&str, Vec<u8>)| {
            workspace
                .read(file)
                .is_ok_and(|mine| mine.as_bytes() == text)
        };
        change.files.iter().all(same)
    })
}

/// The learner's files with the step's items laid into them.
fn of_step<'a>(course: &Course, workspace: &Workspace, step: &'a Step) -> Result<Change<'a>> {
    let mut located_in: BTreeMap<&str, Vec<&Located>> = BTreeMap::new();
    for located in step.functions.iter().chain(&step.left_out) {
        located_in.entry(&located.file).or_default().push(located);
    }
    let mut files = Vec::new();
    for (file, located) in located_in {
        let mine = workspace.read(file).with_context(|| whole_chapter(step))?;
        let paths: Vec<(&ItemPath, &[String])> = located
            .iter()
            .map(|located| (&located.path, located.inner.as_slice()))
            .collect();
        match restore(&mine, variant::reference(course, file)?, &paths) {
            Ok(text) => files.push((file, text.into_bytes())),
            Err(error) => bail!(
                "{}:{}:{}: is not Rust at the moment: {error}\nNothing is changed. Mend it, or {}",
                workspace.shown(file),
                error.line,
                error.column,
                whole_chapter(step),
            ),
        }
    }
    let suffix = format!("before-{}", step.name);
    Ok(Change { files, suffix })
}

fn whole_chapter(step: &Step) -> String {
    format!(
        "take the whole chapter: cargo course solution {}",
        step.chapter
    )
}

/// Every source of the steps' chapters, and what else of them is missing; the rest stays.
fn of_chapters<'a>(
    course: &Course,
    workspace: &Workspace,
    solution: &'a BTreeMap<String, Vec<u8>>,
    steps: &[&Step],
) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    for chapter in &course.chapters {
        if !steps.iter().any(|step| step.chapter == chapter.name) {
            continue;
        }
        let folder = format!("{}/", chapter.folder);
        let is_source = |path: &str| {
            let mut members = chapter.members.iter();
            members.any(|member| path.starts_with(&format!("{}/", member.sources())))
        };
        let is_wanted = |path: &str| {
            is_source(path) || path.starts_with(&folder) && !workspace.root.join(path).exists()
        };
        let files = solution.iter().filter(|(path, _)| is_wanted(path));
        changes.push(Change {
            files: files
                .map(|(path, bytes)| (path.as_str(), bytes.clone()))
                .collect(),
            suffix: format!("before-{}", chapter.name),
        });
    }
    changes
}

/// Writes what differs; says where the old texts are, but for those that are the tool's own.
pub(super) fn write(
    course: &Course,
    workspace: &Workspace,
    changes: Vec<Change<'_>>,
) -> Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for Change { files, suffix } in changes {
        for (file, content) in files {
            let path = workspace.root.join(file);
            match std::fs::read(&path) {
                Ok(mine) if mine == content => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    write_atomically(&path, &content)?;
                }
                // What cannot be read is not replaced, either.
                _ => {
                    let is_ours = |text: &[u8]| {
                        let text = str::from_utf8(text);
                        text.is_ok_and(|text| variant::is_no_ones_work(course, file, text))
                    };
                    kept.extend(replace(&path, &content, &suffix, is_ours)?);
                }
            }
        }
    }
    Ok(kept)
}
