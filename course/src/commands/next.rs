//! The bare command: the next open step.

use anyhow::Result;

use super::{Context, show};
use crate::course::Step;
use crate::judge::{Judgement, judge};
use crate::learner::Workspace;

pub(super) fn run(context: &Context) -> Result<bool> {
    let mut workspace = Workspace::find()?;
    let screen = context.screen;
    let _lock = workspace.lock()?;
    let steps: Vec<&Step> = match context.open_step(&workspace) {
        Some(step) => {
            show::once(context, &mut workspace, step)?;
            screen.line("");
            vec![step]
        }
        // Done is what was so when its tests ran last: only a run says whether it still is.
        None => context.course.steps().collect(),
    };
    let judgement = judge(
        &context.course,
        &mut workspace,
        &steps,
        &context.options,
        screen,
    )?;
    say_what_next(context, &workspace, &judgement);
    screen.json(&judgement)?;
    Ok(judgement.is_green())
}

/// What to type now.
pub(super) fn say_what_next(context: &Context, workspace: &Workspace, judgement: &Judgement) {
    let screen = context.screen;
    let (done, all) = counts(context, workspace);
    match context.open_step(workspace) {
        None => screen.line(format_args!(
            "\nAll {all} steps are done. Run the demos on what you have built: cargo run -p CHAPTER"
        )),
        Some(next) if judgement.is_green() => screen.line(format_args!(
            "\n{done} of {all} steps are done. Next: {} {}; type cargo course",
            next.number(),
            next.title,
        )),
        Some(_) if judgement.is_start() => screen.line(
            "\nThat is the start: write it, then type cargo course again, or let cargo course watch do so at every save.",
        ),
        Some(_) if judgement.is_begun() => screen.line(
            "\nA part is written; what is still to write is in the list. Stuck? cargo course hint",
        ),
        Some(_) => screen.line(format_args!(
            "\n{done} of {all} steps are done. Stuck? cargo course hint"
        )),
    }
}

fn counts(context: &Context, workspace: &Workspace) -> (usize, usize) {
    let steps = context.course.steps();
    let done = steps
        .filter(|step| workspace.state.is_done(&step.id()))
        .count();
    (done, context.course.steps().count())
}
