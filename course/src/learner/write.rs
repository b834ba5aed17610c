//! Writing a learner's files: the whole file at once, or not at all.

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
    replace(path, content)
        .with_context(|| format!("{} cannot be written, and is as it was", path.display()))
}

fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
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
    file.persist(path)?;
    Ok(())
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

/// Copies the file to `NAME.suffix`, or to `NAME.suffix-2` and so on where something is there.
///
/// # Errors
/// If the folder cannot be written to.
pub(crate) fn keep_old(path: &Path, suffix: &str) -> Result<PathBuf> {
    let content = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut copy = path.with_file_name(format!("{name}.{suffix}"));
    let mut number = 2;
    while copy.exists() {
        if fs::read(&copy).is_ok_and(|old| old == content) {
            return Ok(copy);
        }
        copy = path.with_file_name(format!("{name}.{suffix}-{number}"));
        number += 1;
    }
    write_atomically(&copy, &content)?;
    Ok(copy)
}
