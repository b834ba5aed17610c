//! `cargo course`: a learner builds the chapters of this workspace, step by step.
//!
//! The chapters are the solution. From them, and from what `chNN/steps/steps.toml` says, this
//! tool makes a workspace in which the bodies of some functions are missing; the tests of a step
//! say when it is done. Everything is in the binary.
//!
//! Reading order: `course` (chapters, steps and wrong answers), `surgery` (taking a body out
//! of a file and putting it in), `variant` (a chapter with some steps open), `learner` (the
//! workspace on disk), `runner`, `verdict` and `evidence` (a test's run, and why it hangs),
//! `outcomes` (which known fault it looks like), `audit`, and one file a command in
//! `commands`.

mod audit;
mod cli;
mod commands;
mod course;
mod evidence;
mod judge;
mod keys;
mod learner;
mod outcomes;
mod places;
mod runner;
mod scratch;
mod screen;
#[cfg(target_os = "linux")]
mod stat;
mod surgery;
mod variant;
mod verdict;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches};

use screen::Screen;

/// Runs the tool with a program's arguments, the program's name first.
///
/// Cargo calls `cargo-course course …`: a first argument `course` is passed over.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == "course") {
        arguments.remove(1);
    }
    if let Some(tool) = runner::asked_to_guard(&arguments) {
        runner::guard_tests(tool);
        return ExitCode::SUCCESS;
    }
    let screen = screen_for(&arguments);
    let cli = match parse(arguments, screen) {
        Ok(cli) => cli,
        Err(error) if screen.is_json && !error.use_stderr() => {
            screen.aside(error.render());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            // Help that nobody reads is no failure.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match commands::run(&cli, screen) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            screen.aside(format_args!("cargo course: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Before the arguments are understood, because what is said of those that are wrong is as plain.
fn screen_for(arguments: &[OsString]) -> Screen {
    let has = |option: &str| {
        let mut options = arguments.iter().take_while(|argument| *argument != "--");
        options.any(|argument| argument == option)
    };
    Screen::new(has("--plain"), has("--json"))
}

fn parse(arguments: Vec<OsString>, screen: Screen) -> Result<cli::Cli, clap::Error> {
    let colour = match screen.is_plain {
        true => ColorChoice::Never,
        false => ColorChoice::Auto,
    };
    let matches = cli::Cli::command()
        .color(colour)
        .try_get_matches_from(arguments)?;
    cli::Cli::from_arg_matches(&matches)
}
