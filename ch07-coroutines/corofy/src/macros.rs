//! Macros without waits: their tokens are left alone, but the variables in them are used.
//!
//! A format string captures variables, so `"{name}"` is a use of `name`, in a macro and nowhere else.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, Macro, Token};

/// A variable, as far as can be seen, in a macro.
#[derive(Debug)]
pub(crate) enum Mention {
    /// Its name is there.
    Used(Ident),
    /// `{ name }`: it is moved.
    Moved(Ident),
    /// A format string captures it.
    Captured(String, proc_macro2::Span),
}

/// The macro's arguments, if it is known that each is evaluated once, as in a call.
pub(crate) fn moved_arguments(it: &Macro) -> Option<Punctuated<Expr, Token![,]>> {
    match it.path.is_ident("vec") || it.path.is_ident("dbg") {
        true => Punctuated::parse_terminated.parse2(it.tokens.clone()).ok(),
        false => None,
    }
}

/// Whether nothing comes after the macro.
pub(crate) fn diverges(it: &Macro) -> bool {
    let last = it.path.segments.last();
    ["panic", "unreachable", "todo", "unimplemented"]
        .iter()
        .any(|name| last.is_some_and(|segment| segment.ident == name))
}

/// Which of a macro's arguments is a format string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Any text may be one.
    Anywhere,
    /// The one at this place.
    At(usize),
    /// None.
    Nowhere,
}

impl Format {
    /// By the macro's name; of one that std does not have, nothing is known.
    fn of(name: &str) -> Format {
        match name {
            "print" | "println" | "eprint" | "eprintln" | "format" | "format_args" | "panic"
            | "todo" | "unreachable" | "unimplemented" => Format::At(0),
            "write" | "writeln" | "assert" | "debug_assert" => Format::At(1),
            "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => Format::At(2),
            "vec" | "dbg" | "matches" | "stringify" | "concat" => Format::Nowhere,
            _ => Format::Anywhere,
        }
    }

    fn of_macro(it: &Macro) -> Format {
        let last = it.path.segments.last();
        last.map_or(Format::Anywhere, |it| Format::of(&it.ident.to_string()))
    }

    /// For what is in brackets among the tokens: another macro's, or a part of an argument.
    fn within(self, tokens: &[TokenTree], at: usize) -> Format {
        let is_macro = at > 1 && tokens[at - 1].to_string() == "!";
        match (is_macro.then(|| &tokens[at - 2]), self) {
            (Some(TokenTree::Ident(name)), _) => Format::of(&name.to_string()),
            (_, Format::Anywhere) => Format::Anywhere,
            _ => Format::Nowhere,
        }
    }

    fn is_at(self, place: usize) -> bool {
        self == Format::Anywhere || self == Format::At(place)
    }
}

/// Every mention of what may be a variable.
pub(crate) fn mentions(it: &Macro) -> Vec<Mention> {
    let mut found = Vec::new();
    collect(it.tokens.clone(), Format::of_macro(it), &mut found);
    found
}

fn collect(tokens: TokenStream, format: Format, found: &mut Vec<Mention>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let given: Vec<String> = (0..tokens.len())
        .filter(|at| is_given(&tokens, *at))
        .map(|at| tokens[at].to_string())
        .collect();
    let mut place = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(_) if is_given(&tokens, at) => {}
            TokenTree::Group(group) => match only_name(group) {
                Some(name) => found.push(Mention::Moved(name)),
                None => collect(group.stream(), format.within(&tokens, at), found),
            },
            TokenTree::Ident(name) if may_be_variable(&tokens, at) => {
                found.push(Mention::Used(name.clone()));
            }
            TokenTree::Literal(literal) if format.is_at(place) => {
                let captured = captured(literal);
                let captured = captured.into_iter().filter(|name| !given.contains(name));
                found.extend(captured.map(|name| Mention::Captured(name, literal.span())));
            }
            TokenTree::Punct(it) if it.as_char() == ',' => place += 1,
            TokenTree::Literal(_) | TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// The names that a literal captures, if it is a format string.
fn captured(literal: &Literal) -> Vec<String> {
    let text = literal.to_string();
    match text.ends_with(['"', '#']) {
        true => captures(&text)
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect(),
        false => vec![],
    }
}

/// The name in `{ name }`.
fn only_name(group: &Group) -> Option<Ident> {
    let mut tokens = group.stream().into_iter();
    match (group.delimiter(), tokens.next(), tokens.next()) {
        (Delimiter::Brace, Some(TokenTree::Ident(name)), None) => Some(name),
        _ => None,
    }
}

/// Not a field, a path's part, a field's name before its value, or a macro's name.
fn may_be_variable(tokens: &[TokenTree], at: usize) -> bool {
    let is = |at: Option<usize>, character: char| {
        let token = at.and_then(|at| tokens.get(at));
        matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == character)
    };
    let (one, two) = (at.checked_sub(1), at.checked_sub(2));
    let is_field = is(one, '.') && !is(two, '.');
    let is_in_path = (is(one, ':') && is(two, ':')) || is(Some(at + 1), ':');
    !is_field && !is_in_path && !is(Some(at + 1), '!')
}

/// The `name` in `, name = value`: an argument's name, no variable.
fn is_given(tokens: &[TokenTree], at: usize) -> bool {
    let is = |at: Option<usize>, character: char| {
        let token = at.and_then(|at| tokens.get(at));
        matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == character)
    };
    is(at.checked_sub(1), ',')
        && matches!(tokens.get(at), Some(TokenTree::Ident(_)))
        && is(Some(at + 1), '=')
        && !is(Some(at + 2), '=')
        && !is(Some(at + 2), '>')
}

/// Where a format string names what it captures: `{name}`, `{name:?}`, `{:width$}`, `{:.precision$}`.
pub(crate) fn captures(literal: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(open) = literal[rest..].find('{').map(|at| rest + at) {
        if literal[open + 1..].starts_with('{') {
            rest = open + 2;
            continue;
        }
        let Some(close) = literal[open..].find('}').map(|at| open + at) else {
            break;
        };
        rest = close + 1;
        let inside = open + 1..close;
        let name_end = literal[inside.clone()]
            .find(':')
            .map_or(close, |at| inside.start + at);
        push_name(literal, inside.start..name_end, &mut found);
        for (dollar, _) in literal[name_end..close].match_indices('$') {
            let end = name_end + dollar;
            let start = literal[name_end..end]
                .rfind(|it: char| !it.is_alphanumeric() && it != '_')
                .map_or(end, |at| name_end + at + 1);
            push_name(literal, start..end, &mut found);
        }
    }
    found
}

fn push_name(literal: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let name = literal[range.clone()].trim();
    if syn::parse_str::<Ident>(name).is_ok() {
        found.push(range);
    }
}

/// The macro's tokens with some names replaced. A captured name is given as an argument: `"{x}", x = x_2`.
pub(crate) fn rename(it: &mut Macro, new_name: &dyn Fn(&Ident) -> Option<Ident>) {
    it.tokens = renamed(it.tokens.clone(), Format::of_macro(it), new_name);
}

fn renamed(
    tokens: TokenStream,
    format: Format,
    new_name: &dyn Fn(&Ident) -> Option<Ident>,
) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut place = 0;
    let mut given: Vec<Ident> = Vec::new();
    let mut after = TokenStream::new();
    let mut result: Vec<TokenTree> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        result.push(match token {
            TokenTree::Group(group) => {
                let inside = renamed(group.stream(), format.within(&tokens, at), new_name);
                let mut renamed = Group::new(group.delimiter(), inside);
                renamed.set_span(group.span());
                TokenTree::Group(renamed)
            }
            TokenTree::Ident(name) if may_be_variable(&tokens, at) && !is_given(&tokens, at) => {
                TokenTree::Ident(new_name(name).unwrap_or_else(|| name.clone()))
            }
            other => other.clone(),
        });
        match token {
            TokenTree::Punct(it) if it.as_char() == ',' => place += 1,
            TokenTree::Literal(literal) if format.is_at(place) => {
                for name in captured(literal) {
                    let name = Ident::new(&name, literal.span());
                    let is_given = (0..tokens.len())
                        .any(|at| is_given(&tokens, at) && name == tokens[at].to_string());
                    if let Some(new) =
                        new_name(&name).filter(|_| !is_given && !given.contains(&name))
                    {
                        after.extend(quote_spanned!(literal.span()=> , #name = #new));
                        given.push(name);
                    }
                }
            }
            _ => {}
        }
    }
    if !after.is_empty()
        && matches!(result.last(), Some(TokenTree::Punct(it)) if it.as_char() == ',')
    {
        result.pop();
    }
    result.into_iter().chain(after).collect()
}
