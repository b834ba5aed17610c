//! `show STEP`.

use anyhow::Result;
use serde_json::json;

use super::Context;
use crate::course::Step;
use crate::learner::Workspace;
use crate::places::place;

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

/// A step's text, and where to write; where the text was shown before, without it.
pub(super) fn once(context: &Context, workspace: &mut Workspace, step_shown: &Step) -> Result<()> {
    // A program is shown nothing.
    let is_new = !context.screen.is_json && workspace.state.shown.insert(step_shown.id());
    if is_new {
        step(context, workspace, step_shown);
        return workspace.save();
    }
    heading(context, step_shown);
    files(context, workspace, step_shown);
    context.screen.line("The text: cargo course show");
    Ok(())
}

/// A step's text, and where to write.
fn step(context: &Context, workspace: &Workspace, step: &Step) {
    heading(context, step);
    context.screen.line("");
    context.screen.markdown(&step.text);
    context.screen.line("");
    files(context, workspace, step);
}

fn heading(context: &Context, step: &Step) {
    let heading = format!("{} {}", step.number(), step.title);
    context.screen.line(format_args!(
        "{}  ({}, about {} minutes)",
        context.screen.bold(heading),
        step.id(),
        step.minutes
    ));
}

fn files(context: &Context, workspace: &Workspace, step: &Step) {
    let screen = context.screen;
    screen.line("Write:");
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
