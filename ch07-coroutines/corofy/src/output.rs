//! A file is written whole, or not at all.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, ensure};
use tempfile::NamedTempFile;

/// # Errors
/// If both are one file, by whatever path or link.
pub(crate) fn refuse_same(file: &Path, out: &Path) -> anyhow::Result<()> {
    let (Ok(one), Ok(other)) = (fs::canonicalize(file), fs::canonicalize(out)) else {
        return Ok(());
    };
    ensure!(
        one != other && !is_linked(&one, &other),
        "{} is the file that is read: name another one",
        out.display()
    );
    Ok(())
}

#[cfg(unix)]
fn is_linked(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(one), Ok(other)) => one.dev() == other.dev() && one.ino() == other.ino(),
        _ => false,
    }
}

/// Hard links cannot be told there; the file that is read is not harmed, because another takes its name's place.
#[cfg(not(unix))]
fn is_linked(_: &Path, _: &Path) -> bool {
    false
}

/// Writes a file beside `out`, then gives it its name.
pub(crate) fn write(out: &Path, text: &str) -> anyhow::Result<()> {
    let name = out.display();
    let folder = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(folder).with_context(|| format!("{name}"))?;
    file.write_all(text.as_bytes())
        .with_context(|| format!("{name}"))?;
    keep_permissions(out, &file).with_context(|| format!("{name}"))?;
    file.persist(out).with_context(|| format!("{name}"))?;
    Ok(())
}

/// As a file is that anyone makes, or as the one was that it replaces.
#[cfg(unix)]
fn keep_permissions(out: &Path, file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = match fs::metadata(out) {
        Ok(metadata) => metadata.permissions(),
        Err(_) => fs::Permissions::from_mode(0o644),
    };
    file.as_file().set_permissions(permissions)
}

#[cfg(not(unix))]
fn keep_permissions(_: &Path, _: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
