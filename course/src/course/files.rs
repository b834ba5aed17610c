//! The course's files, by path below the workspace.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use ignore::WalkBuilder;

static EMBEDDED: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Paths with `/`, whatever the system, and what is in each file.
#[derive(Debug, Default)]
pub(crate) struct Files {
    content: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Files {
    /// What the build script found.
    pub(crate) fn embedded() -> Files {
        let content = EMBEDDED
            .iter()
            .map(|&(path, content)| (path.to_owned(), Cow::Borrowed(content)))
            .collect();
        Files { content }
    }

    /// What git would track in a workspace on disk, as the build script would find it.
    ///
    /// # Errors
    /// If a file cannot be read, or there is no chapter.
    pub(crate) fn of_workspace(root: &Path) -> Result<Files> {
        let mut content = BTreeMap::new();
        let walk = WalkBuilder::new(root)
            .hidden(false)
            .require_git(false)
            .build();
        for entry in walk {
            let entry = entry?;
            let path = entry.path().strip_prefix(root)?;
            let name = path.to_string_lossy().replace('\\', "/");
            let is_wanted = !name.contains('/') || name.starts_with("ch");
            if is_wanted && entry.file_type().is_some_and(|kind| kind.is_file()) {
                let bytes =
                    fs::read(entry.path()).with_context(|| format!("{name} cannot be read"))?;
                content.insert(name, Cow::Owned(bytes));
            }
        }
        let files = Files { content };
        if files.chapters().next().is_none() {
            bail!(
                "{} holds no chapter: need a workspace with folders `chNN-…`",
                root.display()
            );
        }
        Ok(files)
    }

    /// A file's bytes.
    pub(crate) fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.content.get(path).map(AsRef::as_ref)
    }

    /// A file's text, if it is text.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        str::from_utf8(self.bytes(path)?).ok()
    }

    /// The paths below a folder, or all.
    pub(crate) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let is_below = move |path: &&str| {
            folder.is_empty()
                || path
                    .strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        self.content.keys().map(String::as_str).filter(is_below)
    }

    /// The folders of a chapter's crates: its own, and each right below it that has a manifest.
    pub(super) fn crates<'a>(&'a self, chapter: &'a str) -> impl Iterator<Item = &'a str> {
        self.below(chapter).filter_map(move |path| {
            let folder = path.strip_suffix("/Cargo.toml")?;
            let below = folder.strip_prefix(chapter)?;
            let is_right_below = |below: &str| !below.contains('/');
            below
                .strip_prefix('/')
                .is_none_or(is_right_below)
                .then_some(folder)
        })
    }

    /// The chapters' folders.
    pub(crate) fn chapters(&self) -> impl Iterator<Item = &str> {
        self.content.keys().filter_map(|path| {
            let folder = path.strip_suffix("/Cargo.toml")?;
            (folder.starts_with("ch") && !folder.contains('/')).then_some(folder)
        })
    }

    /// These files, by path.
    #[cfg(test)]
    pub(super) fn of<const N: usize>(files: [(&str, String); N]) -> Files {
        let content = files
            .map(|(path, text)| (path.to_owned(), Cow::Owned(text.into_bytes())))
            .into();
        Files { content }
    }
}
