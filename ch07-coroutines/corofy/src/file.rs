//! A whole file: each `#[coroutine] fn` in it is rewritten, and all else is left, byte for byte.
//!
//! A coroutine's comments belong to lines that are gone: they are put together above what is generated.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::ops::Range;

use proc_macro2::Span;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ItemFn, Meta};

use crate::errors::Errors;
use crate::machine::Machine;
use crate::{Function, emit};

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// How many characters it is about, on that line.
    pub length: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl Error for Fault {}

/// A coroutine of a file.
#[derive(Debug)]
pub struct Found {
    /// Its bytes, from its first attribute on.
    pub range: Range<usize>,
    /// Without the attribute that says what it is.
    pub function: Function,
}

/// Every coroutine of a file, in its order: free functions, those of impls and traits, in modules too.
///
/// # Errors
/// If the file is not Rust.
pub fn coroutines(source: &str) -> Result<Vec<Found>, Vec<Fault>> {
    let file: syn::File =
        syn::parse_str(&without_loader(source)).map_err(|error| faults(&error))?;
    let mut finder = Finder::default();
    finder.visit_file(&file);
    finder.errors.check().map_err(|error| faults(&error))?;
    Ok(finder.found)
}

/// The machine of every coroutine of a file, under its name.
///
/// # Errors
/// All that is wrong with the file, or with its coroutines.
pub(crate) fn machines(source: &str) -> Result<Vec<(String, Machine)>, Vec<Fault>> {
    of_each(source, |it| Ok((it.name(), crate::machine(it)?)))
}

/// What is made of each coroutine of a file, in its order.
///
/// # Errors
/// All that is wrong with the file, or with its coroutines.
pub(crate) fn of_each<T>(
    source: &str,
    make: impl Fn(&Function) -> syn::Result<T>,
) -> Result<Vec<T>, Vec<Fault>> {
    let (mut made, mut errors) = (Vec::new(), Errors::default());
    for it in coroutines(source)? {
        match make(&it.function) {
            Ok(it) => made.push(it),
            Err(error) => errors.extend(error),
        }
    }
    errors.check().map_err(|error| faults(&error))?;
    Ok(made)
}

/// A first line for the system's loader, `#!…`, is no Rust: here it is as many blanks.
fn without_loader(source: &str) -> Cow<'_, str> {
    let text = source.trim_start_matches('\u{feff}');
    match text.strip_prefix("#!") {
        Some(rest) if !rest.trim_start().starts_with('[') => {
            let (mark, line) = (source.len() - text.len(), text.lines().next());
            let length = line.map_or(0, str::len);
            let (mark, rest) = (&source[..mark], &text[length..]);
            Cow::Owned(format!("{mark}{:length$}{rest}", ""))
        }
        _ => Cow::Borrowed(source),
    }
}

/// The file with each coroutine rewritten; `None` if it has none.
///
/// # Errors
/// All that is wrong with the file, or with its coroutines.
pub fn rewrite_file(source: &str) -> Result<Option<String>, Vec<Fault>> {
    let found = coroutines(source)?;
    let mut rewritten = source.to_owned();
    let mut wrong = Vec::new();
    let line_end = match source.contains("\r\n") {
        true => "\r\n",
        false => "\n",
    };
    for it in found.iter().rev() {
        match pretty(&it.function) {
            Err(error) => wrong.splice(0..0, faults(&error)).for_each(drop),
            Ok(text) => {
                let start = source[..it.range.start].rfind('\n').map_or(0, |at| at + 1);
                let indentation = &source[start..it.range.start];
                let indentation =
                    &indentation[..indentation.len() - indentation.trim_start().len()];
                let comments = comments(&source[it.range.clone()]);
                let lines: Vec<String> = comments
                    .into_iter()
                    .chain(text.lines().map(str::to_owned))
                    .enumerate()
                    .map(|(at, line)| match at == 0 || line.is_empty() {
                        true => line,
                        false => format!("{indentation}{line}"),
                    })
                    .collect();
                rewritten.replace_range(it.range.clone(), &lines.join(line_end));
            }
        }
    }
    match (wrong.is_empty(), found.is_empty()) {
        (false, _) => Err(wrong),
        (true, true) => Ok(None),
        (true, false) => Ok(Some(rewritten)),
    }
}

/// A rewritten function as formatted text.
///
/// # Errors
/// As [`rewrite`](crate::rewrite).
pub fn pretty(function: &Function) -> syn::Result<String> {
    let machine = crate::machine(function)?;
    let rewritten = emit::emit(function, &machine, &quote!(ch06_futures), emit::Lints::All);
    // A method is formatted as one, in an impl that is taken off again.
    if let Ok(file) = syn::parse2(rewritten.clone())
        && function.signature().receiver().is_none()
    {
        return Ok(prettyplease::unparse(&file).trim_end().to_owned());
    }
    let file: syn::File = syn::parse2(quote!(impl It { #rewritten }))?;
    let text = prettyplease::unparse(&file);
    let lines = text
        .lines()
        .skip(1)
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    let mut lines: Vec<&str> = lines.collect();
    lines.pop();
    Ok(lines.join("\n"))
}

#[derive(Default)]
struct Finder {
    found: Vec<Found>,
    errors: Errors,
}

impl Finder {
    fn function(&mut self, attributes: &[Attribute], tokens: &dyn ToTokens) {
        let Some(at) = attributes.iter().position(is_coroutine) else {
            return;
        };
        let range = tokens.span().byte_range();
        let parsed = syn::parse2::<ItemFn>(tokens.to_token_stream()).and_then(|mut function| {
            if let Meta::List(list) = &function.attrs[at].meta {
                syn::parse::Parser::parse2(crate::no_arguments, list.tokens.clone())?;
            }
            function.attrs.remove(at);
            Ok(Function(function))
        });
        match parsed {
            Ok(function) => self.found.push(Found { range, function }),
            Err(error) => self.errors.extend(error),
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, it: &'ast ItemFn) {
        let before = self.found.len();
        self.function(&it.attrs, it);
        // A coroutine within a coroutine is left to the macro.
        if self.found.len() == before {
            visit::visit_item_fn(self, it);
        }
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        let before = self.found.len();
        self.function(&it.attrs, it);
        if self.found.len() == before {
            visit::visit_impl_item_fn(self, it);
        }
    }

    fn visit_trait_item_fn(&mut self, it: &'ast syn::TraitItemFn) {
        if it.default.is_some() {
            self.function(&it.attrs, it);
        }
    }
}

/// `#[coroutine]`, by whatever path.
fn is_coroutine(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == "coroutine")
}

/// A syntax error's places.
pub(crate) fn faults(error: &syn::Error) -> Vec<Fault> {
    error
        .clone()
        .into_iter()
        .map(|error| fault(error.span(), error.to_string()))
        .collect()
}

fn fault(span: Span, message: String) -> Fault {
    let (start, end) = (span.start(), span.end());
    Fault {
        line: start.line,
        column: start.column + 1,
        length: match start.line == end.line {
            true => end.column.saturating_sub(start.column).max(1),
            false => 1,
        },
        message: match message.as_str() {
            "cannot parse string into token stream" => {
                "this is no Rust: a bracket is not closed, or a literal is wrong".to_owned()
            }
            _ => message,
        },
    }
}

/// The comments in a function that are no documentation, line by line.
fn comments(source: &str) -> Vec<String> {
    let mut comments = Vec::new();
    let mut rest = 0;
    for range in gaps(source) {
        if range.start < rest {
            continue;
        }
        rest = range.end;
        for line in source[range].lines() {
            let line = line.trim();
            if !line.is_empty() {
                comments.push(line.to_owned());
            }
        }
    }
    comments
}

/// What is between a text's tokens.
fn gaps(source: &str) -> Vec<Range<usize>> {
    let Ok(tokens) = source.parse::<proc_macro2::TokenStream>() else {
        return vec![];
    };
    let mut taken = Vec::new();
    collect(tokens, &mut taken);
    taken.sort_unstable_by_key(|range| range.start);
    let first = taken.first().map(|range| range.start..range.start);
    let base = first.map_or(0, |range| range.start);
    let mut gaps = Vec::new();
    let mut end = base;
    for range in taken {
        if range.start > end {
            gaps.push(end - base..range.start - base);
        }
        end = end.max(range.end);
    }
    gaps
}

fn collect(tokens: proc_macro2::TokenStream, taken: &mut Vec<Range<usize>>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) => {
                taken.push(group.span_open().byte_range());
                collect(group.stream(), taken);
                taken.push(group.span_close().byte_range());
            }
            other => taken.push(other.span().byte_range()),
        }
    }
}
