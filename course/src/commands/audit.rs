//! `audit`: the course checked against itself.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::Context;
use crate::audit::{self, Audit};
use crate::learner::write_atomically;

/// How the matrix is wanted.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) markdown: bool,
    pub(super) record: bool,
    pub(super) times: usize,
    pub(super) mutants: bool,
}

pub(super) fn run(context: &Context, words: &[String], wish: &Wish) -> Result<bool> {
    let steps = context.steps(words)?;
    if steps.is_empty() {
        bail!("the course has no steps");
    }
    let temporary;
    let folder = match env::var_os("CARGO_TARGET_DIR") {
        Some(target) => PathBuf::from(target).join("course-audit"),
        None if Path::new("Cargo.lock").is_file() => {
            env::current_dir()?.join("target/course-audit")
        }
        None => {
            temporary = tempfile::tempdir().context("there is no place for scratch copies")?;
            temporary.path().to_owned()
        }
    };
    let plan = Audit {
        course: &context.course,
        steps: &steps,
        folder: &folder,
        options: &context.options,
        times: wish.times,
        mutants: wish.mutants,
        record: wish.record,
        all_tests: wish.record || wish.markdown,
    };
    let matrix = plan.run(context.screen)?;
    if wish.record {
        record(context, &matrix)?;
    }
    match wish.markdown {
        true => context.screen.line(matrix.markdown()),
        false => context.screen.line(matrix.text(context.screen)),
    }
    context.screen.json(&matrix)?;
    Ok(matrix.is_ok())
}

fn record(context: &Context, matrix: &audit::Matrix) -> Result<()> {
    let root = context.course.origin.clone().unwrap_or(env::current_dir()?);
    for chapter in &context.course.chapters {
        if !matrix.rows.iter().any(|row| row.chapter == chapter.name) {
            continue;
        }
        let steps = root.join(&chapter.folder).join("steps");
        if !steps.is_dir() {
            bail!(
                "{} is not there: need --from DIR with the course's own workspace",
                steps.display()
            );
        }
        let mut outcomes = chapter.outcomes.clone();
        outcomes.forget_what_is_gone(chapter);
        matrix.record(chapter, &mut outcomes);
        let text = serde_json::to_string_pretty(&outcomes)? + "\n";
        let file = steps.join("outcomes.json");
        if fs::read_to_string(&file).ok().as_deref() != Some(text.as_str()) {
            write_atomically(&file, text.as_bytes())?;
        }
    }
    Ok(())
}
