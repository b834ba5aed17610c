//! Macros without waits: their tokens are left alone, but the variables in them are used.
//!
//! A format string captures variables, so `"{name}"` is a use of `name`, in a macro and nowhere else.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
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

/// Every mention of what may be a variable.
pub(crate) fn mentions(tokens: TokenStream) -> Vec<Mention> {
    let mut found = Vec::new();
    collect(tokens, &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<Mention>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let given: Vec<String> = (0..tokens.len())
        .filter(|at| is_given(&tokens, *at))
        .map(|at| tokens[at].to_string())
        .collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(_) if is_given(&tokens, at) => {}
            TokenTree::Group(group) => match only_name(group) {
                Some(name) => found.push(Mention::Moved(name)),
                None => collect(group.stream(), found),
            },
            TokenTree::Ident(name) if may_be_variable(&tokens, at) => {
                found.push(Mention::Used(name.clone()));
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if text.ends_with(['"', '#']) {
                    let names = captures(&text)
                        .into_iter()
                        .map(|range| text[range].to_owned());
                    let captured = names.filter(|name| !given.contains(name));
                    found.extend(captured.map(|name| Mention::Captured(name, literal.span())));
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
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

/// The tokens with some names replaced. A captured name is given as an argument: `"{x}", x = x_2`.
pub(crate) fn rename(
    tokens: TokenStream,
    new_name: &dyn Fn(&Ident) -> Option<Ident>,
) -> TokenStream {
    let mut renamed = rename_names(tokens.clone(), new_name);
    let mut given = Vec::new();
    for mention in mentions(tokens.clone()) {
        if let Mention::Captured(name, span) = mention
            && let Ok(name) = syn::parse_str::<Ident>(&name)
            && let Some(new) = new_name(&Ident::new(&name.to_string(), span))
            && !given.contains(&name)
        {
            let ends_with_comma =
                renamed.clone().into_iter().last().is_some_and(
                    |last| matches!(last, TokenTree::Punct(it) if it.as_char() == ','),
                );
            let comma = (!ends_with_comma).then(<Token![,]>::default);
            renamed.extend(quote::quote_spanned!(span=> #comma #name = #new));
            given.push(name);
        }
    }
    renamed
}

fn rename_names(tokens: TokenStream, new_name: &dyn Fn(&Ident) -> Option<Ident>) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let renamed = tokens.iter().enumerate().map(|(at, token)| match token {
        TokenTree::Group(group) => {
            let inside = rename_names(group.stream(), new_name);
            let mut renamed = Group::new(group.delimiter(), inside);
            renamed.set_span(group.span());
            TokenTree::Group(renamed)
        }
        TokenTree::Ident(name) if may_be_variable(&tokens, at) && !is_given(&tokens, at) => {
            TokenTree::Ident(new_name(name).unwrap_or_else(|| name.clone()))
        }
        other => other.clone(),
    });
    renamed.collect()
}
