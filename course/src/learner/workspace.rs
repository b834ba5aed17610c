//! The workspace that a command works on.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use fs4::{FileExt, TryLockError};

use super::draft::Draft;
use super::manifest;
use super::state::{self, State};
use super::{files_of, replace, write_atomically};
use crate::course::{Chapter, Course, Member};

/// A learner's workspace on disk.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) state: State,
}

/// A test that was not as the course has it.
#[derive(Debug)]
pub(crate) struct Relaid {
    /// Below the workspace.
    pub(crate) file: String,
    /// Where the learner's version is now.
    pub(crate) kept: Vec<PathBuf>,
}

/// Held while files are written; the kernel lets go of it however the command ends.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "closing it is what unlocks")] File);

impl Workspace {
    /// Makes a workspace, whole or not at all.
    ///
    /// # Errors
    /// If there is something at `root`, or it cannot be written.
    pub(crate) fn create(course: &Course, root: &Path) -> Result<Workspace> {
        let draft = Draft::begin(root)?;
        let files = files_of(course)?;
        write_tree(draft.path(), &files)?;
        let mut state = State::default();
        for (path, bytes) in &files {
            if is_test(path) {
                state.laid.insert(path.clone(), state::digest(bytes));
            }
        }
        state.write(&state_file(draft.path()))?;
        let root = draft.finish()?;
        Ok(Workspace { root, state })
    }

    /// The workspace that the current folder is in.
    ///
    /// # Errors
    /// If it is in none.
    pub(crate) fn find() -> Result<Workspace> {
        let here = env::current_dir().context("the current folder is gone")?;
        let root = here
            .ancestors()
            .find(|folder| folder.join(".course").is_dir());
        let Some(root) = root else {
            bail!(
                "{} is in no workspace of the course, which is a folder with `.course` in it: \
                 make one by `cargo course new DIR`",
                here.display()
            );
        };
        let state = State::read(&state_file(root))?;
        Ok(Workspace {
            root: root.to_owned(),
            state,
        })
    }

    /// Waits until no other command writes here, and takes its place.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub(crate) fn lock(&mut self) -> Result<Lock> {
        let path = self.root.join(".course/lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("{} cannot be written to", self.root.display()))?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                eprintln!("waits for another `cargo course` in this workspace");
                FileExt::lock(&file)?;
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("{} cannot be locked", path.display()));
            }
        }
        // The one before may have changed it.
        self.state = State::read(&state_file(&self.root))?;
        Ok(Lock(file))
    }

    /// Remembers the state. Call it under the lock.
    pub(crate) fn save(&mut self) -> Result<()> {
        self.state.write(&state_file(&self.root))
    }

    /// Makes sure that cargo finds these chapters, and all members of the workspace.
    ///
    /// # Errors
    /// If the folder of one is gone, or the workspace was made before there was this chapter.
    pub(crate) fn check_chapters(&self, course: &Course, wanted: &[&Chapter]) -> Result<()> {
        let members = manifest::members(&self.read("Cargo.toml")?);
        let chapters = course.chapters.iter();
        let all = chapters.flat_map(|it| it.members.iter().map(move |member| (it, member)));
        for (chapter, Member { folder, .. }) in all {
            let own = format!("{folder}/Cargo.toml");
            if self.root.join(&own).is_file() {
                continue;
            }
            if members.contains(folder) {
                bail!(
                    "{} is not there, and cargo builds no chapter without it: \
                     `cargo course solution {}` lays what is missing",
                    self.shown(&own),
                    chapter.name
                );
            }
            if wanted.iter().any(|wanted| wanted.name == chapter.name) {
                bail!(
                    "{} is not in this workspace, which is older than the chapter: need a new \
                     one, by `cargo course new DIR`, and what you wrote copied there",
                    self.shown(folder)
                );
            }
        }
        Ok(())
    }

    /// Lays the chapter's tests as the course has them, and keeps what a learner made of them.
    pub(crate) fn lay_tests(&mut self, course: &Course, chapter: &Chapter) -> Result<Vec<Relaid>> {
        let mut relaid = Vec::new();
        let tests = format!("{}/tests", chapter.folder);
        let files = course.files.below(&tests);
        for file in files.filter(|file| chapter.is_for_learners(&course.files, file)) {
            let Some(wanted) = course.files.bytes(file) else {
                continue;
            };
            let path = self.root.join(file);
            let digest = state::digest(wanted);
            match fs::read(&path) {
                Ok(found) if found == wanted => {}
                Ok(found) => {
                    // A test that an older version laid is no one's work.
                    if self.state.laid.get(file) == Some(&state::digest(&found)) {
                        write_atomically(&path, wanted)?;
                    } else {
                        let kept = replace(&path, wanted, "mine", |_| false)?;
                        let file = file.to_owned();
                        relaid.push(Relaid { file, kept });
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    write_atomically(&path, wanted)?
                }
                Err(error) => return Err(error).with_context(|| format!("{file} cannot be read")),
            }
            self.state.laid.insert(file.to_owned(), digest);
        }
        Ok(relaid)
    }

    /// A path as the learner's terminal and editor find it: from the current folder if it is below.
    pub(crate) fn shown(&self, file: &str) -> String {
        let path = self.root.join(file);
        let here = env::current_dir().unwrap_or_default();
        path.strip_prefix(&here)
            .unwrap_or(&path)
            .display()
            .to_string()
    }

    /// Reads a file below the workspace.
    ///
    /// # Errors
    /// If it was renamed or removed, or is no text.
    pub(crate) fn read(&self, file: &str) -> Result<String> {
        let shown = self.shown(file);
        fs::read_to_string(self.root.join(file)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => anyhow!("{shown} is not there: was it renamed or removed?"),
            io::ErrorKind::InvalidData => anyhow!("{shown} is not text in UTF-8: mend it first"),
            _ => anyhow!("{shown} cannot be read: {error}"),
        })
    }
}

/// Writes files that are new.
pub(crate) fn write_tree(root: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    for (path, bytes) in files {
        let path = root.join(path);
        let cannot = || format!("{} cannot be written", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(cannot)?;
        }
        fs::write(&path, bytes).with_context(cannot)?;
    }
    Ok(())
}

fn state_file(root: &Path) -> PathBuf {
    root.join(".course/state.json")
}

fn is_test(path: &str) -> bool {
    path.split('/').nth(1) == Some("tests")
}
