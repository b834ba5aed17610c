//! What is remembered between two commands, in `.course/state.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::write_atomically;

/// Raised when an older tool could no longer read the file.
const FORMAT: u32 = 1;

/// The file. What an older version did not write has its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    pub(crate) format: u32,
    /// The tool that wrote it.
    pub(crate) version: String,
    /// What each step's last run said, by its id.
    pub(crate) progress: BTreeMap<String, Progress>,
    /// How many hints were shown.
    pub(crate) hints: BTreeMap<String, usize>,
    /// Steps whose reference was taken, or was about to be by a command that was killed.
    pub(crate) taken: BTreeSet<String>,
    /// Steps whose text was shown before their tests.
    pub(crate) shown: BTreeSet<String>,
    /// The tests as they were laid: a digest by path.
    pub(crate) laid: BTreeMap<String, String>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Progress {
    /// The last run was red, or there was none.
    Open,
    /// The last run was green.
    Done,
}

impl Default for State {
    fn default() -> State {
        State {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            progress: BTreeMap::new(),
            hints: BTreeMap::new(),
            taken: BTreeSet::new(),
            shown: BTreeSet::new(),
            laid: BTreeMap::new(),
        }
    }
}

impl State {
    /// Reads it; a workspace without one begins anew.
    ///
    /// # Errors
    /// If it is not ours, or a newer tool's.
    pub(super) fn read(path: &Path) -> Result<State> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::default()),
            result => result.with_context(|| format!("{} cannot be read", path.display()))?,
        };
        let state: State = serde_json::from_str(&text).with_context(|| {
            format!(
                "{} is damaged: delete it, and `cargo course test` finds out again what is done",
                path.display()
            )
        })?;
        if state.format > FORMAT {
            bail!(
                "this workspace was used by cargo-course {}, and this is {}: need the newer one",
                state.version,
                env!("CARGO_PKG_VERSION")
            );
        }
        Ok(state)
    }

    /// Writes it.
    pub(super) fn write(&mut self, path: &Path) -> Result<()> {
        self.format = FORMAT;
        self.version = env!("CARGO_PKG_VERSION").to_owned();
        let text = serde_json::to_string_pretty(self)? + "\n";
        write_atomically(path, text.as_bytes())
    }

    /// Whether the step's last run was green.
    pub(crate) fn is_done(&self, step: &str) -> bool {
        self.progress.get(step) == Some(&Progress::Done)
    }
}

/// What tells one text from another.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
