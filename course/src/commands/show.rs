//! `show STEP`.

use anyhow::Result;
use serde_json::json;

use super::Context;
use crate::course::{Located, Step};
use crate::learner::Workspace;
use crate::surgery::Outline;

pub(super) fn run(context: &Context, word: Option<&str>) -> Result<bool> {
    let workspace = Workspace::find()?;
    let step_shown = context.one_step(&workspace, word)?;
    step(context, &workspace, step_shown);
    let places: Vec<String> = step_shown
        .functions
        .iter()
        .map(|located| place(&workspace, located))
        .collect();
    context.screen.json(&json!({
        "step": step_shown.id(),
        "title": step_shown.title,
        "minutes": step_shown.minutes,
        "text": step_shown.text,
        "functions": places,
        "done": workspace.state.is_done(&step_shown.id()),
    }))?;
    Ok(true)
}

/// A step's text, and where to write.
pub(super) fn step(context: &Context, workspace: &Workspace, step: &Step) {
    let screen = context.screen;
    let heading = format!("{} {}", step.number(), step.title);
    screen.line(format_args!(
        "{}  ({}, about {} minutes)\n",
        screen.bold(heading),
        step.id(),
        step.minutes
    ));
    screen.markdown(&step.text);
    screen.line("\nWrite:");
    for located in &step.functions {
        screen.line(format_args!(
            "    {:<28} {}",
            located.path.to_string(),
            place(workspace, located)
        ));
    }
    let test = format!(
        "{}/tests/{}.rs",
        context.course.chapter_of(step).folder,
        step.test
    );
    screen.line(format_args!("Tests:\n    {}", workspace.shown(&test)));
}

/// Where a function is now: `FILE:LINE`, as terminals make clickable.
fn place(workspace: &Workspace, located: &Located) -> String {
    let shown = workspace.shown(&located.file);
    let Ok(source) = workspace.read(&located.file) else {
        return format!("{shown} (not there)");
    };
    let line = match Outline::of(&source) {
        Err(error) => error.line,
        Ok(outline) => {
            let path = &located.path;
            let found = outline
                .find(&located.inner, path.of_trait(), path.name())
                .next();
            let start = found.map_or(0, |entry| entry.core.start);
            source[..start].matches('\n').count() + 1
        }
    };
    format!("{shown}:{line}")
}
