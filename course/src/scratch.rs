//! A scratch copy of the solution, in which variants are built one after another.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::course::Course;
use crate::learner::{solution_of, write_tree};
use crate::runner::BuildOptions;
use crate::variant::Changes;

/// A workspace of our own, and where it is built.
#[derive(Debug)]
pub(crate) struct Scratch {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    solution: BTreeMap<String, Vec<u8>>,
    changed: BTreeSet<String>,
}

impl Scratch {
    /// Lays the solution below `folder`; what was built there before is used again.
    pub(crate) fn new(course: &Course, folder: &Path) -> Result<Scratch> {
        let (root, target) = (folder.join("workspace"), folder.join("target"));
        if root.exists() {
            fs::remove_dir_all(&root)
                .with_context(|| format!("{} cannot be removed", root.display()))?;
        }
        let solution = solution_of(course)?;
        write_tree(&root, &solution)?;
        Ok(Scratch {
            root,
            target,
            solution,
            changed: BTreeSet::new(),
        })
    }

    /// Makes it the solution with these changes, and no others.
    pub(crate) fn set(&mut self, changes: &Changes) -> Result<()> {
        let mut files = BTreeMap::new();
        for file in std::mem::take(&mut self.changed) {
            if let Some(bytes) = self.solution.get(&file) {
                files.insert(file, bytes.clone());
            }
        }
        for (file, text) in changes {
            files.insert(file.clone(), text.clone().into_bytes());
            self.changed.insert(file.clone());
        }
        write_tree(&self.root, &files)
    }

    /// How to build here.
    pub(crate) fn build_options(&self) -> BuildOptions {
        BuildOptions {
            target_dir: Some(self.target.clone()),
            ..BuildOptions::default()
        }
    }
}
