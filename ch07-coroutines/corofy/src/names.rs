//! Names that are not in use: generated code must not catch the user's identifiers, or be caught by them.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// Every identifier of the function, and those that were made.
#[derive(Debug)]
pub(crate) struct Names(HashSet<String>);

impl Names {
    /// The identifiers among the tokens, those in macros too.
    pub(crate) fn in_tokens(tokens: TokenStream) -> Names {
        let mut names = Names(HashSet::new());
        names.collect(tokens);
        names
    }

    fn collect(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.collect(group.stream()),
                TokenTree::Ident(name) => drop(self.0.insert(name.to_string())),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// Whether the function has such an identifier, or generated code does everywhere.
    pub(crate) fn is_users(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// A name for generated code: `wanted`, or with a number if that is taken.
    pub(crate) fn fresh(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = numbered(wanted, number);
            number += 1;
        }
        name
    }

    /// The same, as an identifier of the macro's own.
    pub(crate) fn fresh_ident(&mut self, wanted: &str) -> Ident {
        Ident::new(&self.fresh(wanted), Span::mixed_site())
    }
}

/// Types and variants are numbered without an underscore.
fn numbered(name: &str, number: usize) -> String {
    match name.starts_with(char::is_uppercase) {
        true => format!("{name}{number}"),
        false => format!("{name}_{number}"),
    }
}

/// `http_get` as `HttpGet`; empty parts and digits in front are left out.
pub(crate) fn camel_case(name: &str) -> String {
    let name = name.trim_start_matches("r#");
    let words = name.split('_').filter(|word| !word.is_empty());
    let camel: String = words
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters).collect::<Vec<char>>()
        })
        .collect();
    camel
        .trim_start_matches(|letter: char| !letter.is_alphabetic())
        .to_owned()
}
