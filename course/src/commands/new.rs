//! `new DIR`.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;
use serde_json::json;

use super::Context;
use crate::learner::Workspace;
use crate::runner;

pub(super) fn run(context: &Context, dir: &Path) -> Result<bool> {
    let screen = context.screen;
    let workspace = Workspace::create(&context.course, dir)?;
    let steps = context.course.steps().count();
    screen.line(format_args!(
        "{} is made: {steps} steps, all of them open.",
        dir.display()
    ));
    screen.line("Fetches the crates that it stands on, so that the rest works offline…");
    let fetched = fetch(&workspace.root);
    if let Err(why) = &fetched {
        screen.line(format_args!(
            "That failed; cargo will try again when it builds:\n{why}"
        ));
    }
    screen.line(format_args!(
        "\nNow type\n\n    cd {}\n    cargo course\n",
        shell(dir)
    ));
    screen.line(
        "It shows the first step, and red tests: nothing is written yet, so red is the start.",
    );
    screen.json(&json!({ "root": workspace.root.display().to_string(), "steps": steps, "fetched": fetched.is_ok() }))?;
    Ok(true)
}

/// The last words of cargo, if it fails.
///
/// Not `--locked`: the versions are the course's, but cargo drops what only other members' features
/// had asked for.
fn fetch(root: &Path) -> Result<(), String> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&program)
        .args(["fetch", "--color=never"])
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{}: {error}", runner::cannot_start(&program)))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

/// As one would type it.
fn shell(dir: &Path) -> String {
    let text = dir.display().to_string();
    shlex::try_quote(&text).map_or_else(|_| text.clone(), |quoted| quoted.into_owned())
}
