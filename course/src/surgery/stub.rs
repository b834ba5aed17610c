//! Stubs: a file with the bodies that a learner is to write taken out.

use proc_macro2::TokenStream;

use super::outline::{Entry, Outline, SyntaxError};
use super::{ItemPath, edit};

/// What becomes of an item.
#[derive(Debug, Clone)]
pub(crate) enum Stub<'a> {
    /// Its body is this text, or `todo!()`.
    Body(Option<&'a str>),
    /// It is not there.
    LeftOut,
}

/// The file with each item replaced as told. An item that is not in the file changes nothing.
///
/// # Errors
/// If the file is not Rust.
pub(crate) fn stub(
    source: &str,
    stubs: &[(&ItemPath, &[String], Stub<'_>)],
) -> Result<String, SyntaxError> {
    let outline = Outline::of(source)?;
    let mut edits = Vec::new();
    for (path, inner, stub) in stubs {
        for entry in outline.find(inner, path.of_trait(), path.name()) {
            match (stub, &entry.body) {
                (Stub::Body(text), Some(body)) => {
                    let indentation = edit::indentation(source, entry.whole.start);
                    edits.push((body.clone(), block(text.unwrap_or("todo!()"), indentation)));
                }
                (Stub::LeftOut, _) => {
                    edits.push((edit::with_surroundings(source, &entry.whole), String::new()));
                }
                (Stub::Body(_), None) => {}
            }
            if matches!(stub, Stub::LeftOut) {
                edits.extend(outline.impls_of(entry).map(|implementation| {
                    let range = edit::with_surroundings(source, &implementation.whole);
                    (range, String::new())
                }));
            }
        }
    }
    Ok(edit::apply(source, edits))
}

/// Whether a function's body is this text, or `todo!()`, whatever the comments and the blanks.
pub(crate) fn is_stub(source: &str, entry: &Entry, body: Option<&str>) -> bool {
    let tokens = |text: &str| {
        let tokens: Option<TokenStream> = text.parse().ok();
        tokens.map(|tokens| tokens.to_string())
    };
    let mine = entry.body.clone().and_then(|range| tokens(&source[range]));
    let stub = tokens(&block(body.unwrap_or("todo!()"), ""));
    proc_macro2::extra::invalidate_current_thread_spans();
    mine.is_some() && mine == stub
}

/// A body in braces, each line indented as its function is.
pub(super) fn block(body: &str, indentation: &str) -> String {
    let mut text = String::from("{\n");
    for line in body.trim_matches('\n').lines() {
        match line.trim().is_empty() {
            true => text.push('\n'),
            false => text.push_str(&format!("{indentation}    {line}\n")),
        }
    }
    text + indentation + "}"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stubbed(source: &str, path: &str, inner: &[&str], stub_as: Stub<'_>) -> String {
        let path = ItemPath::parse(path).unwrap();
        let inner: Vec<String> = inner.iter().map(|&name| name.to_owned()).collect();
        stub(source, &[(&path, &inner, stub_as)]).unwrap()
    }

    #[test]
    fn a_method_of_a_trait_is_not_the_types_own() {
        let source = "impl A {\n    fn f() {\n        1\n    }\n}\nimpl B for A {\n    fn f() {\n        2\n    }\n}\n";
        let stub = stubbed(source, "A as B::f", &["A"], Stub::Body(None));
        assert_eq!(stub, source.replace("2", "todo!()"));
    }

    #[test]
    fn an_item_leaves_with_its_comments_and_its_impls() {
        let source = "//! Module.\n\nfn a() {}\n\n// Why.\n/// What.\nstruct B;\n\nimpl B {\n    fn f() {}\n}\n\nfn c() {}\n";
        let stub = stubbed(source, "B", &[], Stub::LeftOut);
        assert_eq!(stub, "//! Module.\n\nfn a() {}\n\nfn c() {}\n");
    }

    #[test]
    fn a_file_that_is_not_rust_is_named_by_line() {
        let error = Outline::of("fn a() {}\nfn b( {}\n").unwrap_err();
        assert_eq!(error.line, 2, "{error}");
    }

    fn trivia() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop::sample::select(vec![
                "\n",
                "\r\n",
                "    ",
                "\t",
                "// größe €\n",
                "/* ünter /* tief */ */",
                "/// Ä.\n",
                "fn other() { let a = \"}{\"; }\n",
                "const A: &str = r#\"fn f() {}\"#;\n",
                "#[inline]\n",
            ]),
            0..8,
        )
        .prop_map(|parts| parts.concat())
        .prop_filter("ends with an attribute or a doc comment", |text| {
            Outline::of(&format!("{text}\nfn last() {{}}")).is_ok() && Outline::of(text).is_ok()
        })
    }

    fn body() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop::sample::select(vec![
                "\n",
                "let x = '}';",
                "// } €\n",
                "if true { loop { break; } }",
                "\"{\";",
                "/* } */",
                "b'{';",
            ]),
            0..8,
        )
        .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_stub_keeps_every_byte_outside_the_body(
            mark in prop::sample::select(vec!["", "\u{feff}"]),
            before in trivia(), body in body(), after in trivia(),
        ) {
            let head = format!("{mark}{before}\nfn wanted(größe: u8) -> u8 ");
            let source = format!("{head}{{{body}\n}}\n{after}");

            let stub = stubbed(&source, "wanted", &[], Stub::Body(None));

            prop_assert_eq!(stub, format!("{head}{{\n    todo!()\n}}\n{after}"));
        }
    }
}
