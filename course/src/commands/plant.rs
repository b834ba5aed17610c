//! `break [FAULT]`: a known fault in a scratch copy, and the test that catches it.

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::Context;
use crate::course::{Course, Step, Wrong};
use crate::learner::Workspace;
use crate::runner;
use crate::scratch::Scratch;
use crate::variant;

pub(super) fn run(context: &Context, fault: Option<&str>) -> Result<bool> {
    match fault {
        None => list(context),
        Some(name) => plant(context, name),
    }
}

fn list(context: &Context) -> Result<bool> {
    let screen = context.screen;
    for step in context.course.steps() {
        screen.line(screen.bold(format_args!("{} {}", step.number(), step.title)));
        for wrong in &step.wrong {
            screen.line(format_args!(
                "  {:<44} {}",
                full_name(step, wrong),
                screen.dim(&wrong.story)
            ));
        }
    }
    screen.line("\nSee one at work: cargo course break FAULT");
    let faults = context.course.steps().flat_map(|step| {
        step.wrong.iter().map(|wrong| json!({ "fault": full_name(step, wrong), "step": step.id(), "what": wrong.story }))
    });
    screen.json(&faults.collect::<Vec<_>>())?;
    Ok(true)
}

fn plant(context: &Context, name: &str) -> Result<bool> {
    let (step, wrong) = find(&context.course, name)?;
    let chapter = context.course.chapter_of(step);
    let screen = context.screen;
    let temporary;
    let folder = match Workspace::find() {
        Ok(workspace) => workspace.root.join("target/course-break"),
        Err(_) => {
            temporary = tempfile::tempdir().context("there is no place for a scratch copy")?;
            temporary.path().to_owned()
        }
    };
    screen.line(format_args!(
        "{}\n{}\n",
        screen.bold(wrong.words()),
        wrong.story
    ));
    for section in &wrong.sections {
        screen.line(format_args!(
            "{}",
            screen.dim(format_args!("in {}/{}", chapter.folder, section.file))
        ));
        screen.line(section.source.trim_matches('\n'));
        screen.line("");
    }
    let mut scratch = Scratch::new(&context.course, &folder)?;
    scratch.set(&variant::with_wrong_answer(
        &context.course,
        chapter,
        wrong,
    )?)?;
    let busy = screen.busy(format!("builds a copy of {}", chapter.folder));
    let built = runner::build(
        &scratch.root,
        chapter,
        &[&step.test],
        &scratch.build_options(),
    )?;
    drop(busy);
    if let Some(error) = built.errors().next() {
        bail!("it does not compile:\n{}", error.text);
    }
    let outcome = runner::run_step(
        &scratch.root.join(&chapter.folder),
        step,
        &built,
        &context.options,
        |_| {},
    )?;
    for test in outcome.tests() {
        match test.verdict.is_red() {
            false => screen.line(format_args!("  {}    {}", screen.dim("passes"), test.name)),
            true => {
                screen.line(format_args!(
                    "  {}  {}",
                    screen.bad("catches it"),
                    screen.bold(&test.name)
                ));
                for line in test.verdict.message().lines() {
                    screen.line(format_args!("              {line}"));
                }
            }
        }
    }
    screen.json(&json!({ "fault": full_name(step, wrong), "step": step.id(), "what": wrong.story, "tests": outcome.tests() }))?;
    Ok(outcome.tests().iter().any(|test| test.verdict.is_red()))
}

fn full_name(step: &Step, wrong: &Wrong) -> String {
    format!("{}-{}", step.name, wrong.name)
}

fn find<'a>(course: &'a Course, name: &str) -> Result<(&'a Step, &'a Wrong)> {
    let all = course
        .steps()
        .flat_map(|step| step.wrong.iter().map(move |wrong| (step, wrong)));
    let found: Vec<(&Step, &Wrong)> = all
        .filter(|(step, wrong)| {
            wrong.name == name
                || full_name(step, wrong) == name
                || format!("{}/{}", step.chapter, full_name(step, wrong)) == name
        })
        .collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => bail!("no fault is called {name}: cargo course break lists them"),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|(step, wrong)| full_name(step, wrong))
                .collect();
            bail!("{name} may be {}", names.join(" or "))
        }
    }
}
