//! `solution STEP`, `solution CHAPTER`, `solution --all`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::Context;
use crate::course::{Chapter, Located, Step};
use crate::learner::{Workspace, keep_old, write_atomically};
use crate::surgery::{ItemPath, restore};
use crate::variant;

pub(super) fn run(context: &Context, word: Option<&str>) -> Result<bool> {
    let mut workspace = Workspace::find()?;
    let _lock = workspace.lock()?;
    let steps = match word {
        None => context.course.steps().collect(),
        Some(word) => context.course.find(word)?,
    };
    let mut kept = Vec::new();
    match (word, steps.as_slice()) {
        (Some(_), [step]) => kept.extend(take_step(context, &workspace, step)?),
        _ => {
            for chapter in &context.course.chapters {
                if steps.iter().any(|step| step.chapter == chapter.name) {
                    kept.extend(take_chapter(context, &workspace, chapter)?);
                }
            }
        }
    }
    let ids: Vec<String> = steps.iter().map(|step| step.id()).collect();
    workspace.state.taken.extend(ids.iter().cloned());
    workspace.save()?;
    say_kept(context, &kept);
    context.screen.line(format_args!(
        "The reference is taken for {}. Type cargo course test",
        ids.join(", ")
    ));
    context
        .screen
        .json(&json!({ "taken": ids, "kept": kept }))?;
    Ok(true)
}

pub(super) fn say_kept(context: &Context, kept: &[PathBuf]) {
    for path in kept {
        context
            .screen
            .line(format_args!("What you had is in {}", path.display()));
    }
}

/// Lays the step's items into the learner's files.
fn take_step(context: &Context, workspace: &Workspace, step: &Step) -> Result<Vec<PathBuf>> {
    let mut files: BTreeMap<&str, Vec<&Located>> = BTreeMap::new();
    for located in step.functions.iter().chain(&step.left_out) {
        files.entry(&located.file).or_default().push(located);
    }
    // All are made before the first is written: what does not parse changes nothing.
    let mut texts = Vec::new();
    for (file, located) in files {
        let mine = workspace.read(file).with_context(|| whole_chapter(step))?;
        let paths: Vec<(&ItemPath, &[String])> = located
            .iter()
            .map(|located| (&located.path, located.inner.as_slice()))
            .collect();
        match restore(&mine, variant::reference(&context.course, file)?, &paths) {
            Ok(text) => texts.push((file, mine, text)),
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
    replace(workspace, texts, &suffix)
}

fn whole_chapter(step: &Step) -> String {
    format!(
        "take the whole chapter: cargo course solution {}",
        step.chapter
    )
}

/// Lays every source of the chapter; files of the learner's own stay.
fn take_chapter(
    context: &Context,
    workspace: &Workspace,
    chapter: &Chapter,
) -> Result<Vec<PathBuf>> {
    let folder = format!("{}/src", chapter.folder);
    let mut texts = Vec::new();
    for file in context.course.files.below(&folder) {
        let Some(text) = context.course.files.text(file) else {
            continue;
        };
        let mine = fs::read_to_string(workspace.root.join(file)).unwrap_or_default();
        texts.push((file, mine, text.to_owned()));
    }
    replace(workspace, texts, &format!("before-{}", chapter.name))
}

/// Writes what differs, each old text kept first.
pub(super) fn replace(
    workspace: &Workspace,
    texts: Vec<(&str, String, String)>,
    suffix: &str,
) -> Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for (file, mine, text) in texts {
        let path = workspace.root.join(file);
        if mine == text && path.exists() {
            continue;
        }
        if path.exists() {
            kept.push(keep_old(&path, suffix)?);
        }
        write_atomically(&path, text.as_bytes())?;
    }
    Ok(kept)
}
