//! The course: chapters, their steps, and the wrong answers to each.
//!
//! Everything is in the binary; `--from DIR` takes it from a workspace on disk instead, for who
//! writes steps.

mod chapter;
mod fault;
mod files;
mod member;
mod mutants_toml;
mod steps_toml;
mod wrong;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

pub(crate) use chapter::{Chapter, Located, Step};
pub(crate) use fault::Fault;
pub(crate) use files::Files;
pub(crate) use member::Member;
pub(crate) use mutants_toml::NoFault;
pub(crate) use wrong::{Says, Wrong};

/// All chapters, in order.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) files: Files,
    /// Those that have steps, and those that others stand on.
    pub(crate) chapters: Vec<Chapter>,
    /// The workspace on disk that it is from, if it is not from the binary.
    pub(crate) origin: Option<PathBuf>,
}

impl Course {
    /// The course in the binary, or in the workspace at `from`.
    ///
    /// # Errors
    /// Every fault of the steps, each with its file and line.
    pub(crate) fn load(from: Option<&Path>) -> Result<Course> {
        let files = match from {
            None => Files::embedded(),
            Some(root) => Files::of_workspace(root)?,
        };
        let mut faults = Vec::new();
        let chapters: Vec<Chapter> = files
            .chapters()
            .map(|folder| Chapter::read(&files, folder, &mut faults))
            .collect();
        if !faults.is_empty() {
            let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
            bail!("the course's steps are not in order:\n{}", lines.join("\n"));
        }
        let origin = from.map(Path::to_path_buf);
        Ok(Course {
            files,
            chapters,
            origin,
        })
    }

    /// All steps, in order.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.chapters.iter().flat_map(|chapter| &chapter.steps)
    }

    /// The crates of all chapters.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Member> {
        self.chapters.iter().flat_map(|chapter| &chapter.members)
    }

    /// The chapter of a step.
    pub(crate) fn chapter_of(&self, step: &Step) -> &Chapter {
        let found = self
            .chapters
            .iter()
            .find(|chapter| chapter.name == step.chapter);
        found.expect("a step is made by its chapter")
    }

    /// The steps that a learner means: `ch04/make-the-queue`, `4.1`, `make`, or all of `ch04`.
    ///
    /// # Errors
    /// If it names none, or several that are not one chapter.
    pub(crate) fn find(&self, word: &str) -> Result<Vec<&Step>> {
        if let Some(chapter) = self.chapter(word) {
            if chapter.steps.is_empty() {
                bail!("{} has no steps", chapter.folder);
            }
            return Ok(chapter.steps.iter().collect());
        }
        if let Some(step) = self
            .steps()
            .find(|step| step.number() == word || step.id() == word)
        {
            return Ok(vec![step]);
        }
        let (in_chapter, beginning) = match word.split_once('/') {
            Some((chapter, beginning)) => (self.chapter(chapter), beginning),
            None => (None, word),
        };
        let is_meant = |step: &&Step| {
            step.name.starts_with(beginning)
                && in_chapter.is_none_or(|chapter| chapter.name == step.chapter)
        };
        let found: Vec<&Step> = self.steps().filter(is_meant).collect();
        let exact = found.iter().find(|step| step.name == beginning);
        match (exact, found.as_slice()) {
            (Some(step), _) | (None, [step]) => Ok(vec![step]),
            (None, []) => {
                let all: Vec<String> = self.steps().map(Step::id).collect();
                bail!("no step is called {word}: need one of {}", all.join(", "))
            }
            (None, several) => {
                let ids: Vec<String> = several.iter().map(|step| step.id()).collect();
                bail!("{word} may be {}: need more of its name", ids.join(" or "))
            }
        }
    }

    /// The chapter that a word names: `ch04`, `4`, or its folder.
    pub(crate) fn chapter(&self, word: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|chapter| {
            [&chapter.name, &chapter.folder, &chapter.number()]
                .iter()
                .any(|name| *name == word)
        })
    }
}
