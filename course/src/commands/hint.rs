//! `hint`: one more each time.

use anyhow::Result;
use serde_json::json;

use super::Context;
use crate::learner::Workspace;

pub(super) fn run(context: &Context, word: Option<&str>) -> Result<bool> {
    let mut workspace = Workspace::find()?;
    let _lock = workspace.lock()?;
    let step = context.one_step(&workspace, word)?;
    let seen = workspace.state.hints.get(&step.id()).copied().unwrap_or(0);
    let shown = (seen + 1).min(step.hints.len());
    let screen = context.screen;
    screen.line(screen.bold(format_args!("{} {}", step.number(), step.title)));
    for (number, hint) in step.hints.iter().take(shown).enumerate() {
        screen.line(format_args!(
            "\nHint {} of {}",
            number + 1,
            step.hints.len()
        ));
        screen.markdown(hint);
    }
    if seen >= step.hints.len() {
        screen.line(format_args!(
            "\nThat is all. The reference: cargo course solution {}",
            step.id()
        ));
    }
    screen.json(
        &json!({ "step": step.id(), "hints": step.hints[..shown], "of": step.hints.len() }),
    )?;
    workspace.state.hints.insert(step.id(), shown);
    workspace.save()?;
    Ok(true)
}
