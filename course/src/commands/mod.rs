//! The commands: one file each.

mod audit;
mod hint;
mod list;
mod new;
mod next;
mod plant;
mod reset;
mod show;
mod solution;
mod test;
mod watch;

use std::time::Duration;

use anyhow::{Result, bail};

use crate::cli::{Cli, Command};
use crate::course::{Course, Step};
use crate::keys;
use crate::learner::Workspace;
use crate::runner::{RunOptions, end_tests_on_interrupt};
use crate::screen::Screen;

/// What every command is given.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) course: Course,
    pub(crate) screen: Screen,
    pub(crate) options: RunOptions,
}

/// Runs one; whether all that it looked at was well.
pub(crate) fn run(cli: &Cli, screen: Screen) -> Result<bool> {
    let context = Context {
        course: Course::load(cli.common.from.as_deref())?,
        screen,
        options: RunOptions {
            deadline: Duration::from_secs(cli.common.deadline),
            ..RunOptions::default()
        },
    };
    end_tests_on_interrupt(keys::give_back);
    match &cli.command {
        None => next::run(&context),
        Some(Command::New { dir }) => new::run(&context, dir),
        Some(Command::Watch) => watch::run(&context),
        Some(Command::List) => list::run(&context),
        Some(Command::Hint { step }) => hint::run(&context, step.as_deref()),
        Some(Command::Show { step }) => show::run(&context, step.as_deref()),
        Some(Command::Test { steps }) => test::run(&context, steps),
        Some(Command::Solution { step, .. }) => solution::run(&context, step.as_deref()),
        Some(Command::Reset { step }) => reset::run(&context, step),
        Some(Command::Break { fault }) => plant::run(&context, fault.as_deref()),
        Some(Command::Audit {
            steps,
            markdown,
            record,
            times,
            mutants,
        }) => {
            let wish = audit::Wish {
                markdown: *markdown,
                record: *record,
                times: *times,
                mutants: *mutants,
            };
            audit::run(&context, steps, &wish)
        }
    }
}

impl Context {
    /// The first step that is not done.
    pub(crate) fn open_step(&self, workspace: &Workspace) -> Option<&Step> {
        self.course
            .steps()
            .find(|step| !workspace.state.is_done(&step.id()))
    }

    /// The one step that a word means; the open one, without a word.
    pub(crate) fn one_step(&self, workspace: &Workspace, word: Option<&str>) -> Result<&Step> {
        let Some(word) = word else {
            let last = self.course.steps().last();
            return match self.open_step(workspace).or(last) {
                Some(step) => Ok(step),
                None => bail!("the course has no steps"),
            };
        };
        match self.course.find(word)?.as_slice() {
            [step] => Ok(step),
            steps => {
                let ids: Vec<String> = steps.iter().map(|step| step.id()).collect();
                bail!("{word} is several steps: need one of {}", ids.join(", "))
            }
        }
    }

    /// The steps that the words mean, in order; all, without a word.
    pub(crate) fn steps(&self, words: &[String]) -> Result<Vec<&Step>> {
        if words.is_empty() {
            return Ok(self.course.steps().collect());
        }
        let mut wanted = Vec::new();
        for word in words {
            wanted.extend(self.course.find(word)?.into_iter().map(Step::id));
        }
        Ok(self
            .course
            .steps()
            .filter(|step| wanted.contains(&step.id()))
            .collect())
    }
}
