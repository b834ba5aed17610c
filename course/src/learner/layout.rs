//! What is in a learner's workspace.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::manifest;
use crate::course::{Chapter, Course};
use crate::variant;

const README: &str = include_str!("layout/README.md");
const CI: &str = include_str!("layout/ci.yml");
const QUIET: &str =
    "#![allow(unused_variables, reason = \"a step that is still open uses no parameter\")]";
const IGNORED: &str = "/target/\n/.course/lock\n.course-*\n";

/// A whole workspace, by path: every step open.
pub(crate) fn files_of(course: &Course) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = solution_of(course)?;
    let open: Vec<_> = course.steps().collect();
    for (file, text) in variant::with_open_steps(course, &open)? {
        files.insert(file, text.into_bytes());
    }
    for chapter in course
        .chapters
        .iter()
        .filter(|chapter| !chapter.steps.is_empty())
    {
        for file in crate_roots(course, chapter) {
            if let Some(text) = files.get_mut(&file) {
                *text = quiet(&String::from_utf8_lossy(text)).into_bytes();
            }
        }
    }
    Ok(files)
}

/// A whole workspace, by path: every step done.
pub(crate) fn solution_of(course: &Course) -> Result<BTreeMap<String, Vec<u8>>> {
    let folders: Vec<&str> = course.members().map(|it| it.folder.as_str()).collect();
    let packages: Vec<&str> = course.members().map(|it| it.package.as_str()).collect();
    let shared = |name: &str| {
        course
            .files
            .text(name)
            .with_context(|| format!("the course has no {name}"))
    };
    let mut files = BTreeMap::new();
    let manifest = manifest::manifest(shared("Cargo.toml")?, &folders)?;
    files.insert("Cargo.toml".to_owned(), manifest.into_bytes());
    let lock_file = manifest::lock_file(shared("Cargo.lock")?, &packages)?;
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
        let all = course.files.below(&chapter.folder);
        for path in all.filter(|path| chapter.is_for_learners(&course.files, path)) {
            if let Some(bytes) = course.files.bytes(path) {
                files.insert(path.to_owned(), bytes.to_vec());
            }
        }
    }
    Ok(files)
}

/// The roots of the chapter's crates, and the sources that a test takes in by `#[path]`.
fn crate_roots(course: &Course, chapter: &Chapter) -> Vec<String> {
    let tests = format!("{}/tests", chapter.folder);
    let mut roots = Vec::new();
    for member in &chapter.members {
        let sources = member.sources();
        let is_root = |file: &&str| {
            let below = file.strip_prefix(&sources).unwrap_or_default();
            let path = format!(
                "..{}\"",
                file.strip_prefix(&chapter.folder).unwrap_or_default()
            );
            let mut tests = course
                .files
                .below(&tests)
                .filter_map(|test| course.files.text(test));
            ["/lib.rs", "/main.rs"].contains(&below) || tests.any(|text| text.contains(&path))
        };
        let found = course.files.below(&sources).filter(is_root);
        roots.extend(found.map(str::to_owned));
    }
    roots
}

/// The crate root with a word to editors: rust-analyzer does not read the manifest's lints.
pub(crate) fn quiet(root: &str) -> String {
    let docs = root.lines().take_while(|line| line.starts_with("//!"));
    let end: usize = docs.map(|line| line.len() + 1).sum();
    let (docs, rest) = root.split_at(end.min(root.len()));
    format!(
        "{docs}{blank}{QUIET}\n{rest}",
        blank = if docs.is_empty() { "" } else { "\n" }
    )
}
