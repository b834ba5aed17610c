//! Writing a learner's files: the whole file at once, or not at all.
//!
//! A text that is replaced is kept first, as a copy. The new file and the old one then change
//! places in one step, so that what an editor saves in between is seen, and kept as well.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

/// Puts `content` where `path` is. Whoever is killed on the way leaves the old file or the new one.
///
/// # Errors
/// If the folder cannot be written to, or has no room.
pub(crate) fn write_atomically(path: &Path, content: &[u8]) -> Result<()> {
    draft(path, content)
        .and_then(|draft| put(draft, path))
        .with_context(|| cannot(path))
}

/// Puts `content` where `path` is, and says where what was there is now: `NAME.suffix`, or
/// `NAME.suffix-2` and so on where something is there. Both, if it was saved again meanwhile. What is
/// no one's work is not kept.
///
/// # Errors
/// If the file cannot be read, the folder not be written to, or it has no room.
pub(crate) fn replace(
    path: &Path,
    content: &[u8],
    suffix: &str,
    is_no_ones_work: impl Fn(&[u8]) -> bool,
) -> Result<Vec<PathBuf>> {
    let old = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut kept = Vec::new();
    if !is_no_ones_work(&old) {
        kept.push(keep(path, &old, suffix)?);
    }
    let draft = draft(path, content).with_context(|| cannot(path))?;
    if swap(draft.path(), path).is_err() {
        // The file system cannot, or the file has just been removed.
        put(draft, path).with_context(|| cannot(path))?;
        return Ok(kept);
    }
    let found = fs::read(draft.path()).with_context(|| cannot(path))?;
    if found != old {
        // Killed here, it is still there, under the draft's name.
        kept.push(keep(path, &found, suffix)?);
    }
    Ok(kept)
}

/// Writes `content` beside `path`, where nothing is yet, or the same.
fn keep(path: &Path, content: &[u8], suffix: &str) -> Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut copy = path.with_file_name(format!("{name}.{suffix}"));
    let mut number = 2;
    loop {
        if fs::read(&copy).is_ok_and(|old| old == content) {
            return Ok(copy);
        }
        if !is_there(&copy) {
            let put =
                |draft: NamedTempFile| draft.persist_noclobber(&copy).map_err(|error| error.error);
            match draft(path, content).and_then(put) {
                Ok(_) => return Ok(copy),
                // Someone was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    let what = format!(
                        "{} cannot be written, and {name} is as it was",
                        copy.display()
                    );
                    return Err(error).context(what);
                }
            }
        }
        copy = path.with_file_name(format!("{name}.{suffix}-{number}"));
        number += 1;
    }
}

/// A link that leads nowhere is something, too.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// A whole file in the folder of `path`, under a name of its own, with the mode of `path`.
fn draft(path: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = NamedTempFile::with_prefix_in(".course-", folder)?;
    file.write_all(content)?;
    let mode = match fs::metadata(path) {
        Ok(metadata) => Some(metadata.permissions()),
        Err(_) => ordinary_mode(),
    };
    if let Some(mode) = mode {
        file.as_file().set_permissions(mode)?;
    }
    // Else a crash of the machine could leave the new name with nothing in it.
    file.as_file().sync_data()?;
    Ok(file)
}

fn put(draft: NamedTempFile, path: &Path) -> io::Result<()> {
    draft.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn cannot(path: &Path) -> String {
    format!("{} cannot be written, and is as it was", path.display())
}

/// Two files change places, in one step.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn swap(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn swap(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A temporary file is its owner's alone; a source is for everyone.
#[cfg(unix)]
fn ordinary_mode() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn ordinary_mode() -> Option<fs::Permissions> {
    None
}
