//! `reset STEP`.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde_json::json;

use super::Context;
use super::solution::{self, Change};
use crate::course::{Member, Step};
use crate::learner::{Progress, Workspace};
use crate::surgery::{ItemPath, stub_again};
use crate::variant;

pub(super) fn run(context: &Context, word: &str) -> Result<bool> {
    let mut workspace = Workspace::find()?;
    let _lock = workspace.lock()?;
    let steps = context.course.find(word)?;
    // What does not parse changes nothing.
    for step in &steps {
        stubs(context, &workspace, step)?;
    }
    let ids: Vec<String> = steps.iter().map(|step| step.id()).collect();
    // Before the files: killed in between, it says less than is done, and the next test mends it.
    let state = &mut workspace.state;
    for id in &ids {
        state.progress.insert(id.clone(), Progress::Open);
    }
    workspace.save()?;
    let mut kept = Vec::new();
    // From the last: what a later step needs of an earlier one's helpers is gone by then.
    for step in steps.iter().rev() {
        let change = stubs(context, &workspace, step)?;
        kept.extend(solution::write(&context.course, &workspace, vec![change])?);
    }
    workspace.state.taken.retain(|taken| !ids.contains(taken));
    workspace.save()?;
    solution::say_kept(context, &kept);
    context
        .screen
        .line(format_args!("{} is open again.", ids.join(", ")));
    context
        .screen
        .json(&json!({ "open": ids, "kept": solution::shown(&kept) }))?;
    Ok(true)
}

/// The files of the step with the stubs.
fn stubs<'a>(context: &Context, workspace: &Workspace, step: &'a Step) -> Result<Change<'a>> {
    let chapter = context.course.chapter_of(step);
    let sources: Vec<String> = chapter.members.iter().map(Member::sources).collect();
    let mut mine: BTreeMap<&str, String> = BTreeMap::new();
    let files = sources.iter().flat_map(|it| context.course.files.below(it));
    for file in files.filter(|file| file.ends_with(".rs")) {
        // A file that is gone needs no helper.
        if let Ok(text) = workspace.read(file) {
            mine.insert(file, text);
        }
    }
    let mut files: Vec<&str> = step
        .functions
        .iter()
        .chain(&step.left_out)
        .map(|located| located.file.as_str())
        .collect();
    files.sort_unstable();
    files.dedup();
    let mut texts = Vec::new();
    for file in files {
        let own = workspace.read(file)?;
        let others: Vec<&str> = mine
            .iter()
            .filter(|(name, _)| **name != file)
            .map(|(_, text)| text.as_str())
            .collect();
        let functions: Vec<(&ItemPath, &[String], Option<&str>)> = step
            .functions
            .iter()
            .filter(|located| located.file == file)
            .map(|located| {
                (
                    &located.path,
                    located.inner.as_slice(),
                    step.stubs.get(&located.path).map(String::as_str),
                )
            })
            .collect();
        let left_out: Vec<(&ItemPath, &[String])> = step
            .left_out
            .iter()
            .filter(|located| located.file == file)
            .map(|located| (&located.path, located.inner.as_slice()))
            .collect();
        match stub_again(
            &own,
            variant::reference(&context.course, file)?,
            &functions,
            &left_out,
            &others,
        ) {
            Ok(text) => texts.push((file, text.into_bytes())),
            Err(error) => bail!(
                "{}:{}:{}: is not Rust at the moment: {error}\nNothing is changed. Mend it first",
                workspace.shown(file),
                error.line,
                error.column,
            ),
        }
    }
    let suffix = format!("before-{}", step.name);
    Ok(Change {
        files: texts,
        suffix,
    })
}
