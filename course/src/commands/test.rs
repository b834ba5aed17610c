//! `test [STEP…]`.

use anyhow::{Result, bail};

use super::{Context, next};
use crate::judge::judge;
use crate::learner::Workspace;

pub(super) fn run(context: &Context, words: &[String]) -> Result<bool> {
    let steps = context.steps(words)?;
    if steps.is_empty() {
        bail!("the course has no steps");
    }
    let mut workspace = Workspace::find()?;
    let _lock = workspace.lock()?;
    let judgement = judge(
        &context.course,
        &mut workspace,
        &steps,
        &context.options,
        context.screen,
    )?;
    next::say_what_next(context, &workspace, &judgement);
    context.screen.json(&judgement)?;
    Ok(judgement.is_green())
}
