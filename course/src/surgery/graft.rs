//! Grafts: a wrong answer laid over the solution.
//!
//! A wrong answer holds whole items, sorted by the lines `// in FILE`, which is below the chapter's `src`
//! or says where: `// in corofy/src/waits.rs`. Each replaces the item of
//! the same path; one that the solution doesn't have is added.

use std::ops::Range;

use super::outline::{Entry, Kind, SyntaxError};
use super::{Outline, edit};

/// The part of a wrong answer that belongs into one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// Below the chapter's folder.
    pub(crate) file: String,
    pub(crate) source: String,
    /// How many lines of the wrong answer are before it.
    pub(crate) lines_before: usize,
}

/// Splits a wrong answer at its lines `// in FILE`. What is before the first one is its story.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let file = line.strip_prefix("// in ").map(str::trim);
        if let Some(file) = file.filter(|file| file.ends_with(".rs")) {
            let names_its_sources = file.starts_with("src/") || file.contains("/src/");
            sections.push(Section {
                file: match names_its_sources {
                    true => file.to_owned(),
                    false => format!("src/{file}"),
                },
                source: String::new(),
                lines_before: number + 1,
            });
        } else if let Some(section) = sections.last_mut() {
            section.source.push_str(line);
            section.source.push('\n');
        }
    }
    sections
}

/// `source` with the items of `scion` in place of its own.
///
/// # Errors
/// If `scion` is not Rust; `source` must be.
pub(crate) fn graft(source: &str, scion: &str) -> Result<String, SyntaxError> {
    let (stock, new) = (Outline::of(source)?, Outline::of(scion)?);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    // Whole items that are dealt with, and so is all that is inside them.
    let mut done: Vec<&Entry> = Vec::new();
    for entry in &new.entries {
        if done.iter().any(|outer| entry.is_in(outer)) {
            continue;
        }
        let same: Vec<&Entry> = stock
            .entries
            .iter()
            .filter(|own| own.is_same(entry))
            .collect();
        match entry.kind {
            // Each of its own items finds its place.
            Kind::Impl | Kind::Module if !same.is_empty() => continue,
            _ if same.is_empty() => edits.push(addition(source, &stock, scion, &new, entry)),
            _ => {
                let text = &scion[entry.core.clone()];
                edits.extend(same.iter().map(|own| (own.core.clone(), text.to_owned())));
            }
        }
        done.push(entry);
    }
    Ok(edit::apply(source, edits))
}

/// A new item: a method at the end of its impl block, all else at the end of the file.
fn addition(
    source: &str,
    stock: &Outline,
    scion: &str,
    new: &Outline,
    entry: &Entry,
) -> (Range<usize>, String) {
    let text = &scion[entry.whole.clone()];
    let outer = new
        .entries
        .iter()
        .find(|outer| outer.kind == Kind::Impl && outer.whole != entry.whole && entry.is_in(outer));
    let home = outer.and_then(|outer| stock.entries.iter().find(|own| own.is_same(outer)));
    match home.and_then(|own| own.body.as_ref()) {
        Some(braces) => (braces.end - 1..braces.end - 1, format!("\n    {text}\n")),
        None => (source.len()..source.len(), format!("\n{text}\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_answer_is_sorted_by_file() {
        let sections = sections(
            "//! Story.\n// in a.rs\nfn a() {}\n// in b/mod.rs\nfn b() {}\n// in c/src/d.rs\n// in src/e.rs\n",
        );
        let files: Vec<&str> = sections
            .iter()
            .map(|section| section.file.as_str())
            .collect();
        let expected = ["src/a.rs", "src/b/mod.rs", "c/src/d.rs", "src/e.rs"];
        assert_eq!(files, expected);
        assert_eq!(sections[1].source, "fn b() {}\n");
        assert_eq!(sections[1].lines_before, 4);
    }

    #[test]
    fn an_item_replaces_its_like_and_keeps_the_words_above_it() {
        let source = "/// Doc.\n#[inline]\nfn f() -> u8 {\n    1\n}\n\nfn g() {}\n";
        let grafted = graft(source, "fn f() -> u8 { 2 }\n").unwrap();
        assert_eq!(
            grafted,
            "/// Doc.\n#[inline]\nfn f() -> u8 { 2 }\n\nfn g() {}\n"
        );
    }

    #[test]
    fn a_new_method_goes_into_the_impl_and_a_new_item_to_the_end() {
        let source = "struct A;\nimpl A {\n    fn f() {}\n}\n";
        let grafted = graft(source, "impl A {\n    fn g() {}\n}\nconst B: u8 = 1;\n").unwrap();
        assert_eq!(
            grafted,
            "struct A;\nimpl A {\n    fn f() {}\n\n    fn g() {}\n}\n\nconst B: u8 = 1;\n"
        );
    }

    #[test]
    fn a_new_impl_is_added_once() {
        let grafted = graft(
            "struct A;\n",
            "impl Drop for A {\n    fn drop(&mut self) {}\n}\n",
        )
        .unwrap();
        assert_eq!(grafted.matches("fn drop").count(), 1, "{grafted}");
        assert_eq!(grafted.matches("impl Drop").count(), 1, "{grafted}");
    }
}
