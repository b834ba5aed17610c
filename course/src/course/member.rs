//! The crates of a chapter: its own, and those in folders below it.

use serde::Deserialize;

use super::fault::{Fault, from_toml};
use super::files::Files;

/// A member of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// `ch07-coroutines/corofy`.
    pub(crate) folder: String,
    /// What cargo calls it, which need not be its folder's name.
    pub(crate) package: String,
}

#[derive(Deserialize)]
struct ManifestToml {
    package: PackageToml,
}

#[derive(Deserialize)]
struct PackageToml {
    name: String,
}

impl Member {
    /// The chapter's crates, its own first.
    pub(super) fn all_of(files: &Files, chapter: &str, faults: &mut Vec<Fault>) -> Vec<Member> {
        let mut members = Vec::new();
        for folder in files.crates(chapter) {
            let manifest = format!("{folder}/Cargo.toml");
            let text = files.text(&manifest).unwrap_or_default();
            match from_toml::<ManifestToml>(&manifest, text) {
                Ok(parsed) => members.push(Member {
                    folder: folder.to_owned(),
                    package: parsed.package.name,
                }),
                Err(fault) => faults.push(fault),
            }
        }
        members.sort_by(|one, other| one.folder.cmp(&other.folder));
        members
    }

    /// Its folder below that of its chapter; `None` for the chapter's own crate.
    pub(crate) fn below<'a>(&'a self, chapter: &str) -> Option<&'a str> {
        self.folder.strip_prefix(chapter)?.strip_prefix('/')
    }

    /// Where its sources are.
    pub(crate) fn sources(&self) -> String {
        format!("{}/src", self.folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_in_a_folder_of_the_chapter_is_the_chapters_too() {
        let manifest = |name: &str| format!("[package]\nname = \"{name}\"\n");
        let files = Files::of([
            ("ch01-a/Cargo.toml", manifest("ch01-a")),
            ("ch01-a/macros/Cargo.toml", manifest("ch01-macros")),
            ("ch01-a/tests/deep/broken/Cargo.toml", manifest("broken")),
            ("ch01-another/Cargo.toml", manifest("ch01-another")),
        ]);
        let mut faults = Vec::new();

        let members = Member::all_of(&files, "ch01-a", &mut faults);

        let members: Vec<(&str, &str)> = members
            .iter()
            .map(|member| (member.folder.as_str(), member.package.as_str()))
            .collect();
        assert_eq!(
            members,
            [("ch01-a", "ch01-a"), ("ch01-a/macros", "ch01-macros")]
        );
        assert_eq!(faults, []);
    }

    #[test]
    fn a_manifest_without_a_package_is_named() {
        let files = Files::of([("ch01-a/Cargo.toml", "[lints]\n".to_owned())]);
        let mut faults = Vec::new();

        let members = Member::all_of(&files, "ch01-a", &mut faults);

        assert_eq!(members, []);
        assert_eq!(
            faults[0].to_string(),
            "ch01-a/Cargo.toml:1: missing field `package`"
        );
    }
}
