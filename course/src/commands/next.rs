//! The bare command: the next open step.

use anyhow::Result;

use super::{Context, show};
use crate::judge::judge;
use crate::learner::Workspace;

pub(super) fn run(context: &Context) -> Result<bool> {
    let mut workspace = Workspace::find()?;
    let screen = context.screen;
    let _lock = workspace.lock()?;
    let Some(step) = context.open_step(&workspace) else {
        screen
            .line("Every step is done. Run the demos on what you have built: cargo run -p CHAPTER");
        screen.json(&serde_json::json!({ "steps": [] }))?;
        return Ok(true);
    };
    show::step(context, &workspace, step);
    screen.line("");
    let judgement = judge(
        &context.course,
        &mut workspace,
        &[step],
        &context.options,
        screen,
    )?;
    say_what_next(
        context,
        &workspace,
        judgement.is_green(),
        judgement.steps.iter().all(|report| report.not_written),
    );
    screen.json(&judgement)?;
    Ok(judgement.is_green())
}

/// What to type now.
pub(super) fn say_what_next(
    context: &Context,
    workspace: &Workspace,
    is_green: bool,
    is_start: bool,
) {
    let screen = context.screen;
    let (done, all) = counts(context, workspace);
    match (is_green, context.open_step(workspace)) {
        (true, None) => screen.line(format_args!("\nAll {all} steps are done.")),
        (true, Some(next)) => screen.line(format_args!(
            "\n{done} of {all} steps are done. Next: {} {}; type cargo course",
            next.number(),
            next.title,
        )),
        (false, _) if is_start => screen.line(
            "\nThat is the start: write it, then type cargo course again, or let cargo course watch do so at every save.",
        ),
        (false, _) => screen.line(format_args!("\n{done} of {all} steps are done. Stuck? cargo course hint")),
    }
}

fn counts(context: &Context, workspace: &Workspace) -> (usize, usize) {
    let steps = context.course.steps();
    let done = steps
        .filter(|step| workspace.state.is_done(&step.id()))
        .count();
    (done, context.course.steps().count())
}
