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
    let is_start = judgement.steps.iter().any(|report| report.not_written)
        && judgement
            .steps
            .iter()
            .all(|report| report.not_written || report.green);
    next::say_what_next(context, &workspace, judgement.is_green(), is_start);
    context.screen.json(&judgement)?;
    Ok(judgement.is_green())
}
