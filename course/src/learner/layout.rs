//! What is in a learner's workspace.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::manifest;
use crate::course::{Chapter, Course};
use crate::variant;

const README: &str = include_str!("layout/README.md");
const CI: &str = include_str!("layout/ci.yml");
const IGNORED: &str = "/target/\n/.course/lock\n.course-*\n";

/// A whole workspace, by path: every step open.
pub(crate) fn files_of(course: &Course) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = solution_of(course)?;
    let open: Vec<_> = course.steps().collect();
    for (file, text) in variant::with_open_steps(course, &open)? {
        files.insert(file, text.into_bytes());
    }
    Ok(files)
}

/// A whole workspace, by path: every step done.
pub(crate) fn solution_of(course: &Course) -> Result<BTreeMap<String, Vec<u8>>> {
    let members: Vec<&str> = course
        .chapters
        .iter()
        .map(|chapter| chapter.folder.as_str())
        .collect();
    let shared = |name: &str| {
        course
            .files
            .text(name)
            .with_context(|| format!("the course has no {name}"))
    };
    let mut files = BTreeMap::new();
    let manifest = manifest::manifest(shared("Cargo.toml")?, &members)?;
    files.insert("Cargo.toml".to_owned(), manifest.into_bytes());
    let lock_file = manifest::lock_file(shared("Cargo.lock")?, &members)?;
    files.insert("Cargo.lock".to_owned(), lock_file.into_bytes());
    files.insert("README.md".to_owned(), README.into());
    files.insert(".gitignore".to_owned(), IGNORED.into());
    files.insert(".github/workflows/course.yml".to_owned(), CI.into());
    for name in ["clippy.toml", "LICENSE-APACHE", "LICENSE-MIT"] {
        if let Some(bytes) = course.files.bytes(name) {
            files.insert(name.to_owned(), bytes.to_vec());
        }
    }
    for chapter in &course.chapters {
        for path in learners_files(course, chapter) {
            if let Some(bytes) = course.files.bytes(path) {
                files.insert(path.to_owned(), bytes.to_vec());
            }
        }
    }
    Ok(files)
}

/// All but the steps: those are shown by the commands.
fn learners_files<'a>(course: &'a Course, chapter: &'a Chapter) -> impl Iterator<Item = &'a str> {
    let steps = format!("{}/steps/", chapter.folder);
    course
        .files
        .below(&chapter.folder)
        .filter(move |path| !path.starts_with(&steps))
}
