//! Puts into the binary what a learner's workspace is made of.
//!
//! That is the workspace's own files and each chapter's, as git would track them: sources,
//! manifests, tests, steps and wrong answers, but no build output.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// What the workspace itself gives to a learner's.
const SHARED: [&str; 5] = [
    "Cargo.toml",
    "Cargo.lock",
    "clippy.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];

fn main() -> Result<(), Box<dyn Error>> {
    let course = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = course.parent().ok_or("the crate is not in a workspace")?;

    let mut files: Vec<PathBuf> = SHARED.iter().map(|name| root.join(name)).collect();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if is_chapter(&path) {
            println!("cargo::rerun-if-changed={}", path.display());
            files.extend(tracked_files(&path)?);
        }
    }
    files.sort();
    // A file that is added to the workspace is seen by its folder's change.
    for name in SHARED {
        println!("cargo::rerun-if-changed={}", root.join(name).display());
    }

    let mut code = String::from("[\n");
    for file in files {
        let name = file
            .strip_prefix(root)?
            .to_str()
            .ok_or("a name is not UTF-8")?;
        let name = name.replace('\\', "/");
        writeln!(code, "    ({name:?}, include_bytes!({file:?})),")?;
    }
    code.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("files.rs"), code)?;
    Ok(())
}

/// Chapters are the folders `chNN-…` that hold a crate.
fn is_chapter(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("");
    name.starts_with("ch") && path.join("Cargo.toml").is_file()
}

fn tracked_files(chapter: &Path) -> Result<Vec<PathBuf>, ignore::Error> {
    // Hidden files are a chapter's own; `.gitignore` says what isn't.
    let walk = WalkBuilder::new(chapter)
        .hidden(false)
        .require_git(false)
        .build();
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}
