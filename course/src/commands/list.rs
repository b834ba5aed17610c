//! `list`.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Context, solution};
use crate::learner::Workspace;

pub(super) fn run(context: &Context) -> Result<bool> {
    let workspace = Workspace::find()?;
    let (screen, state) = (context.screen, &workspace.state);
    let open = context.open_step(&workspace).map(|step| step.id());
    let mut rows: Vec<Value> = Vec::new();
    for chapter in &context.course.chapters {
        if chapter.steps.is_empty() {
            continue;
        }
        screen.line(screen.bold(&chapter.folder));
        for step in &chapter.steps {
            let id = step.id();
            let (is_done, is_taken) = (
                state.is_done(&id),
                state.taken.contains(&id)
                    && solution::is_in_place(&context.course, &workspace, step),
            );
            let word = match is_done {
                true => screen.good("done").to_string(),
                false if open.as_ref() == Some(&id) => screen.calm("next").to_string(),
                false => screen.dim("open").to_string(),
            };
            let taken = if is_taken { "  (the reference)" } else { "" };
            screen.line(format_args!(
                "  {word}  {:<5}{:<36} {}{taken}",
                step.number(),
                step.title,
                screen.dim(&step.name)
            ));
            rows.push(json!({
                "step": id, "number": step.number(), "title": step.title, "minutes": step.minutes,
                "done": is_done, "reference": is_taken, "hints_shown": state.hints.get(&step.id()).copied().unwrap_or(0),
            }));
        }
    }
    let done = rows.iter().filter(|row| row["done"] == true).count();
    screen.line(format_args!("\n{done} of {} steps are done.", rows.len()));
    screen.json(&rows)?;
    Ok(true)
}
