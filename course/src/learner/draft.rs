//! A workspace in the making: whole under another name first, so that a half is never there.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use fs4::FileExt;
use tempfile::TempDir;

/// Only a draft has it.
const LOCK: &str = ".course/draft";

/// A folder beside the place where the workspace will be.
#[derive(Debug)]
pub(super) struct Draft {
    folder: TempDir,
    root: PathBuf,
    /// Held while it is being made: a draft that nobody holds is one whose maker was killed.
    lock: File,
}

impl Draft {
    /// Begins a workspace at `root`, and removes what is left of those that were killed there.
    ///
    /// # Errors
    /// If there is something at `root`, or nothing can be written beside it.
    pub(super) fn begin(root: &Path) -> Result<Draft> {
        let shown = root.display();
        if root.join(".course").is_dir() {
            bail!("{shown} is a workspace of the course already: go there and type cargo course");
        }
        let is_used = fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some());
        if is_used || root.is_file() {
            bail!("{shown} is there already: need a new or an empty folder");
        }
        let root = std::path::absolute(root)?;
        let (Some(parent), Some(name)) = (root.parent(), root.file_name()) else {
            bail!("{shown} is no folder's name: need a new or an empty folder");
        };
        let cannot = || cannot(&root);
        fs::create_dir_all(parent).with_context(cannot)?;
        let mut prefix = OsString::from(".");
        prefix.push(name);
        prefix.push(".course-");
        remove_abandoned(parent, &prefix);
        let folder = tempfile::Builder::new()
            .prefix(&prefix)
            .tempdir_in(parent)
            .with_context(cannot)?;
        fs::create_dir(folder.path().join(".course")).with_context(cannot)?;
        let lock = File::create(folder.path().join(LOCK)).with_context(cannot)?;
        FileExt::lock(&lock).with_context(cannot)?;
        Ok(Draft { folder, root, lock })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// If something is there by now.
    pub(super) fn finish(self) -> Result<PathBuf> {
        let Draft { folder, root, lock } = self;
        open_to_others(folder.path()).with_context(|| cannot(&root))?;
        rename(folder.path(), &root, lock).with_context(|| cannot(&root))?;
        // It has its name now, and is no draft any more.
        let _ = folder.keep();
        drop(fs::remove_file(root.join(LOCK)));
        Ok(root)
    }
}

fn cannot(root: &Path) -> String {
    format!("{} cannot be made", root.display())
}

/// What cannot be removed does no harm, and is tried again by the next.
fn remove_abandoned(parent: &Path, prefix: &OsStr) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let is_named_so = name
            .as_encoded_bytes()
            .starts_with(prefix.as_encoded_bytes());
        match File::open(path.join(LOCK)) {
            _ if !is_named_so => {}
            Ok(lock) if FileExt::try_lock(&lock).is_ok() => drop(fs::remove_dir_all(path)),
            Ok(_) => {}
            Err(_) => {
                // Killed before there was a lock: empty, or else someone's own.
                drop(fs::remove_dir(path.join(".course")));
                drop(fs::remove_dir(path));
            }
        }
    }
}

/// The lock is held meanwhile: whoever finds the draft leaves it alone.
#[cfg(unix)]
fn rename(draft: &Path, root: &Path, _lock: File) -> std::io::Result<()> {
    fs::rename(draft, root)
}

/// A folder with an open file in it cannot be renamed here.
#[cfg(not(unix))]
fn rename(draft: &Path, root: &Path, lock: File) -> std::io::Result<()> {
    drop(lock);
    fs::rename(draft, root)
}

/// A temporary folder is its owner's alone.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
