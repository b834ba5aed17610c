//! Solutions and stubs, laid into a file that a learner has changed.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};

use super::outline::{Entry, Kind, SyntaxError};
use super::stub::block;
use super::{ItemPath, Outline, edit};

/// `mine` with the items of the paths as `reference` has them; what `mine` lacks is put where the
/// reference has it.
///
/// # Errors
/// If `mine` is not Rust; `reference` must be.
pub(crate) fn restore(
    mine: &str,
    reference: &str,
    paths: &[(&ItemPath, &[String])],
) -> Result<String, SyntaxError> {
    let original = Outline::of(reference)?;
    let mut result = mine.to_owned();
    for (path, inner) in paths {
        for wanted in original.find(inner, path.of_trait(), path.name()) {
            result = restore_item(&result, reference, &original, wanted)?;
            // A type comes with its impls.
            let of_this_type = original.entries.iter().filter(|other| {
                other.kind == Kind::Impl
                    && wanted.kind == Kind::Other
                    && other.inner.split_last() == Some((&wanted.name, &wanted.inner))
            });
            for implementation in of_this_type {
                let is_there = Outline::of(&result)?
                    .entries
                    .iter()
                    .any(|own| own.is_same(implementation));
                if !is_there {
                    result = restore_item(&result, reference, &original, implementation)?;
                }
            }
        }
    }
    restore_uses(&result, reference, &original)
}

/// `mine` with the functions as stubs again, each with the reference's signature; `left_out` goes
/// where it is still the reference's word and no one needs it, in `mine` or in `others`.
///
/// # Errors
/// If `mine` is not Rust; `reference` must be.
pub(crate) fn stub_again(
    mine: &str,
    reference: &str,
    functions: &[(&ItemPath, &[String], Option<&str>)],
    left_out: &[(&ItemPath, &[String])],
    others: &[&str],
) -> Result<String, SyntaxError> {
    let original = Outline::of(reference)?;
    let mut result = mine.to_owned();
    for (path, inner, text) in functions {
        for wanted in original.find(inner, path.of_trait(), path.name()) {
            let outline = Outline::of(&result)?;
            let Some(body) = &wanted.body else { continue };
            let indentation = edit::indentation(reference, wanted.whole.start);
            let signature = &reference[wanted.core.start..body.start];
            let stub = format!(
                "{signature}{}",
                block(text.unwrap_or("todo!()"), indentation)
            );
            let own = outline.entries.iter().find(|own| own.is_same(wanted));
            result = match own {
                Some(own) => edit::apply(&result, vec![(own.core.clone(), stub)]),
                None => {
                    let restored = restore_item(&result, reference, &original, wanted)?;
                    let outline = Outline::of(&restored)?;
                    let edits = outline.entries.iter().find(|own| own.is_same(wanted));
                    edit::apply(
                        &restored,
                        edits
                            .map(|own| (own.core.clone(), stub))
                            .into_iter()
                            .collect(),
                    )
                }
            };
        }
    }
    for (path, inner) in left_out {
        for wanted in original.find(inner, path.of_trait(), path.name()) {
            let outline = Outline::of(&result)?;
            let Some(own) = outline.entries.iter().find(|own| own.is_same(wanted)) else {
                continue;
            };
            let is_untouched = result[own.core.clone()] == reference[wanted.core.clone()];
            let without = edit::with_surroundings(&result, &own.whole);
            let rest = edit::apply(&result, vec![(without, String::new())]);
            let is_needed = mentions(&rest, path.name())
                || others.iter().any(|other| mentions(other, path.name()));
            if is_untouched && !is_needed {
                result = rest;
            }
        }
    }
    Ok(result)
}

fn restore_item(
    mine: &str,
    reference: &str,
    original: &Outline,
    wanted: &Entry,
) -> Result<String, SyntaxError> {
    let outline = Outline::of(mine)?;
    let text = &reference[wanted.core.clone()];
    if let Some(own) = outline.entries.iter().find(|own| own.is_same(wanted)) {
        return Ok(edit::apply(mine, vec![(own.core.clone(), text.to_owned())]));
    }
    let surroundings = edit::with_surroundings(reference, &wanted.whole);
    let text = reference[surroundings].trim_matches('\n');
    // Behind the nearest neighbour above it that is there; else at the end of what it stands in.
    let outer = parent(original, wanted);
    let above = original.entries.iter().rev().filter(|other| {
        other.whole.end <= wanted.whole.start
            && other.kind != Kind::Use
            && parent(original, other) == outer
    });
    let neighbour = above
        .filter_map(|other| outline.entries.iter().find(|own| own.is_same(other)))
        .next();
    let at = match (neighbour, outer) {
        (Some(neighbour), _) => neighbour.whole.end,
        (None, None) => mine.trim_end().len(),
        (None, Some(outer)) => match outline.entries.iter().find(|own| own.is_same(outer)) {
            Some(Entry {
                body: Some(braces), ..
            }) => mine[..braces.end - 1].trim_end().len(),
            _ => return restore_item(mine, reference, original, outer),
        },
    };
    let end = if at == mine.trim_end().len() && !mine[at..].contains('\n') {
        "\n"
    } else {
        ""
    };
    Ok(edit::apply(
        mine,
        vec![(at..at, format!("\n\n{text}{end}"))],
    ))
}

/// Adds the imports that the reference has and this file lacks.
fn restore_uses(mine: &str, reference: &str, original: &Outline) -> Result<String, SyntaxError> {
    let outline = Outline::of(mine)?;
    let is_at_top = |entry: &&Entry| entry.kind == Kind::Use && entry.inner.is_empty();
    let names = |source: &str, outline: &Outline| -> Vec<(String, String)> {
        let uses = outline.entries.iter().filter(is_at_top);
        uses.flat_map(|entry| imported(&source[entry.whole.clone()]))
            .collect()
    };
    let here: Vec<String> = names(mine, &outline)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let missing: String = names(reference, original)
        .into_iter()
        .filter(|(name, _)| !here.contains(name))
        .map(|(_, line)| line)
        .collect();
    if missing.is_empty() {
        return Ok(mine.to_owned());
    }
    let first = outline.entries.iter().map(|entry| entry.whole.start).min();
    let at = first.map_or(mine.len(), |start| edit_start(mine, start));
    Ok(edit::apply(mine, vec![(at..at, missing)]))
}

/// The first byte of the comments above an item.
fn edit_start(source: &str, item: usize) -> usize {
    let range: Range<usize> = edit::with_surroundings(source, &(item..item));
    range.start + source[range.start..item].len()
        - source[range.start..item].trim_start_matches('\n').len()
}

/// What one `use` brings: each name, and a line that imports it alone.
fn imported(text: &str) -> Vec<(String, String)> {
    let Ok(item) = syn::parse_str::<syn::ItemUse>(text) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    leaves(&item.tree, String::new(), &mut found);
    found
}

fn leaves(tree: &syn::UseTree, before: String, found: &mut Vec<(String, String)>) {
    let line = |path: &str| format!("use {path};\n");
    match tree {
        syn::UseTree::Path(path) => {
            leaves(&path.tree, format!("{before}{}::", path.ident), found);
        }
        syn::UseTree::Name(name) if name.ident == "self" => {
            let path = before.trim_end_matches("::");
            let last = path.rsplit("::").next().unwrap_or(path);
            found.push((last.to_owned(), line(path)));
        }
        syn::UseTree::Name(name) => {
            found.push((
                name.ident.to_string(),
                line(&format!("{before}{}", name.ident)),
            ));
        }
        syn::UseTree::Rename(rename) => {
            let path = format!("{before}{} as {}", rename.ident, rename.rename);
            found.push((path.clone(), line(&path)));
        }
        syn::UseTree::Glob(_) => {
            let path = format!("{before}*");
            found.push((path.clone(), line(&path)));
        }
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, before.clone(), found);
            }
        }
    }
}

/// The impl, trait or module that an item stands in.
fn parent<'a>(outline: &'a Outline, entry: &Entry) -> Option<&'a Entry> {
    let outer = outline
        .entries
        .iter()
        .filter(|other| other.whole != entry.whole && entry.is_in(other));
    outer.min_by_key(|other| other.whole.len())
}

/// Whether the code, comments apart, names this.
fn mentions(source: &str, name: &str) -> bool {
    fn look(tokens: TokenStream, name: &str) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => look(group.stream(), name),
            TokenTree::Ident(ident) => ident == name,
            _ => false,
        })
    }
    source.parse().is_ok_and(|tokens| look(tokens, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: &str = "use std::io;\nuse std::ptr;\n\nstruct A;\n\nimpl A {\n    fn one(&self) -> u8 {\n        helper()\n    }\n\n    fn two() {}\n}\n\n/// Helps.\nfn helper() -> u8 {\n    1\n}\n";

    fn restored(mine: &str, paths: &[(&str, &[&str])]) -> String {
        let owned: Vec<(ItemPath, Vec<String>)> = paths
            .iter()
            .map(|(path, inner)| {
                let inner = inner.iter().map(|&name| name.to_owned()).collect();
                (ItemPath::parse(path).unwrap(), inner)
            })
            .collect();
        let paths: Vec<(&ItemPath, &[String])> = owned
            .iter()
            .map(|(path, inner)| (path, inner.as_slice()))
            .collect();
        restore(mine, REFERENCE, &paths).unwrap()
    }

    #[test]
    fn a_stub_becomes_the_reference_again() {
        let mine = REFERENCE
            .replace("        helper()", "        todo!()")
            .replace("\n/// Helps.\nfn helper() -> u8 {\n    1\n}\n", "");
        let result = restored(&mine, &[("A::one", &["A"]), ("helper", &[])]);
        assert_eq!(result, REFERENCE);
    }

    #[test]
    fn what_the_learner_wrote_beside_it_stays() {
        let mine = "use std::io;\n\nstruct A;\n\nimpl A {\n    // mine\n    fn three() {}\n}\n";
        let result = restored(mine, &[("A::one", &["A"]), ("helper", &[])]);
        assert!(result.contains("// mine\n    fn three() {}"), "{result}");
        assert!(
            result.contains("fn one(&self)") && result.contains("fn helper()"),
            "{result}"
        );
        assert!(
            result.starts_with("use std::ptr;\nuse std::io;\n"),
            "{result}"
        );
        assert!(Outline::of(&result).is_ok(), "{result}");
    }

    #[test]
    fn a_helper_that_is_needed_elsewhere_stays_on_a_reset() {
        let (one, helper) = (
            ItemPath::parse("A::one").unwrap(),
            ItemPath::parse("helper").unwrap(),
        );
        let inner = ["A".to_owned()];
        let functions: [(&ItemPath, &[String], Option<&str>); 1] = [(&one, &inner, None)];
        let left_out: [(&ItemPath, &[String]); 1] = [(&helper, &[])];

        let alone = stub_again(REFERENCE, REFERENCE, &functions, &left_out, &[]).unwrap();
        let needed = stub_again(
            REFERENCE,
            REFERENCE,
            &functions,
            &left_out,
            &["fn x() { helper() }"],
        )
        .unwrap();

        assert!(
            alone.contains("todo!()") && !alone.contains("fn helper"),
            "{alone}"
        );
        assert!(needed.contains("fn helper"), "{needed}");
    }
}
