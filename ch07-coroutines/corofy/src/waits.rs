//! Finding the waits: `expr.wait`, a field that is not one.
//!
//! A wait belongs to the function, closure or block in which it is written. In a closure, an `async` block
//! or a macro it is not the coroutine's, and is an error; nested functions have their own.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, ExprField, Member};

use crate::errors::Errors;

/// The future of `expr.wait`.
pub(crate) fn waited_for(expr: &Expr) -> Option<&ExprField> {
    match expr {
        Expr::Field(field) => match &field.member {
            Member::Named(name) if name == "wait" => Some(field),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the coroutine waits anywhere in the expression.
pub(crate) fn has_wait(expr: &Expr) -> bool {
    let mut finder = Finder::default();
    finder.visit_expr(expr);
    !finder.found.is_empty()
}

/// The coroutine's waits, in the order of the words `wait`.
#[cfg(feature = "command")]
pub(crate) fn in_block(block: &syn::Block) -> Vec<&ExprField> {
    let mut finder = Finder::default();
    finder.visit_block(block);
    finder.found
}

/// An error for each wait where the coroutine cannot wait.
pub(crate) fn check(block: &syn::Block, errors: &mut Errors) {
    Checker {
        place: None,
        loops: 0,
        errors,
    }
    .visit_block(block);
}

#[derive(Default)]
struct Finder<'ast> {
    found: Vec<&'ast ExprField>,
}

impl<'ast> Visit<'ast> for Finder<'ast> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            _ => visit::visit_expr(self, expr),
        }
        self.found.extend(waited_for(expr));
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// What is to be said of a wait inside, where there can be none.
fn no_wait_in(expr: &Expr) -> Option<&'static str> {
    match expr {
        Expr::Closure(_) => Some(IN_CLOSURE),
        Expr::Async(_) => Some(IN_ASYNC),
        Expr::Const(_) => Some(IN_CONST),
        Expr::Unsafe(_) => Some(IN_UNSAFE),
        Expr::TryBlock(_) => Some(IN_TRY),
        _ => None,
    }
}

struct Checker<'a> {
    /// What is to be said of a wait that is found.
    place: Option<&'static str>,
    /// How many loops are around, in this function or closure.
    loops: usize,
    errors: &'a mut Errors,
}

impl Checker<'_> {
    /// Visits what is inside something in which there can be no wait.
    fn within(&mut self, place: &'static str, visit: impl FnOnce(&mut Self)) {
        let outer = self.place.replace(place);
        visit(self);
        self.place = outer;
    }

    /// What is generated is a loop, and a jump of the user's must not be one of its turns.
    fn jump(&mut self, label: Option<&syn::Lifetime>, span: Span, word: &str) {
        if label.is_none() && self.loops == 0 {
            self.errors
                .add(span, format_args!("`{word}` is outside of a loop"));
        }
    }

    fn attributes(&mut self, attributes: &[syn::Attribute]) {
        if let Some(first) = attributes.first() {
            self.errors.add(first.span(), ATTRIBUTE);
        }
    }
}

impl<'ast> Visit<'ast> for Checker<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if let (Some(field), Some(place)) = (waited_for(expr), self.place) {
            self.errors.add(field.member.span(), place);
        }
        if self.place.is_none() && has_wait(expr) {
            self.attributes(attributes(expr));
        }
        let outer_loops = self.loops;
        match expr {
            Expr::Closure(_) | Expr::Async(_) => self.loops = 0,
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => self.loops += 1,
            _ => {}
        }
        match (no_wait_in(expr), expr) {
            (Some(place), _) => self.within(place, |it| visit::visit_expr(it, expr)),
            (None, Expr::Await(it)) if self.place.is_none() => {
                self.errors.add(it.await_token.span, AWAIT);
            }
            (None, _) => visit::visit_expr(self, expr),
        }
        self.loops = outer_loops;
        match expr {
            Expr::Break(it) => self.jump(it.label.as_ref(), it.break_token.span, "break"),
            Expr::Continue(it) => self.jump(it.label.as_ref(), it.continue_token.span, "continue"),
            Expr::Match(it) if has_wait(expr) => {
                it.arms.iter().for_each(|arm| self.attributes(&arm.attrs));
            }
            _ => {}
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        let init = local.init.as_ref();
        if init.is_some_and(|it| has_wait(&it.expr)) {
            self.attributes(&local.attrs);
        }
        visit::visit_local(self, local);
    }

    fn visit_pat_guard(&mut self, guard: &'ast syn::PatGuard) {
        self.visit_pat(&guard.pat);
        self.within(IN_GUARD, |it| it.visit_expr(&guard.guard));
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        if let Some(span) = wait_in_tokens(it.tokens.clone()) {
            self.errors.add(span, IN_MACRO);
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

const IN_MACRO: &str = "a wait in a macro cannot be seen: write `let value = ….wait;` before it";
const IN_CLOSURE: &str =
    "a closure is no coroutine, and cannot wait: wait before it, or make it a `#[coroutine] fn`";
const IN_ASYNC: &str = "an `async` block has `.await`, not `.wait`";
const IN_CONST: &str = "a `const` block cannot wait";
const IN_UNSAFE: &str =
    "a wait cannot be in an unsafe block: put `unsafe` around the operation that needs it";
const IN_GUARD: &str = "a guard cannot wait: write `if` in the arm";
const IN_TRY: &str = "a `try` block cannot wait";
const ATTRIBUTE: &str =
    "an attribute cannot be on what waits, which is taken apart: put it on what has no wait in it";
const AWAIT: &str = "a coroutine waits by `.wait`, not `.await`";

/// The attributes of what may be a statement.
fn attributes(expr: &Expr) -> &[syn::Attribute] {
    match expr {
        Expr::Assign(it) => &it.attrs,
        Expr::Binary(it) => &it.attrs,
        Expr::Block(it) => &it.attrs,
        Expr::Call(it) => &it.attrs,
        Expr::Field(it) => &it.attrs,
        Expr::ForLoop(it) => &it.attrs,
        Expr::If(it) => &it.attrs,
        Expr::Loop(it) => &it.attrs,
        Expr::Match(it) => &it.attrs,
        Expr::MethodCall(it) => &it.attrs,
        Expr::Return(it) => &it.attrs,
        Expr::Try(it) => &it.attrs,
        Expr::While(it) => &it.attrs,
        _ => &[],
    }
}

/// The first `.wait` among a macro's tokens that is not a call.
fn wait_in_tokens(tokens: TokenStream) -> Option<Span> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Group(group) => wait_in_tokens(group.stream()),
        TokenTree::Ident(name) if name == "wait" => {
            let is_dot = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == '.');
            let after_dot = at > 0 && is_dot(&tokens[at - 1]);
            let after_range = at > 1 && is_dot(&tokens[at - 2]);
            let is_call = matches!(tokens.get(at + 1), Some(TokenTree::Group(group))
                if group.delimiter() == proc_macro2::Delimiter::Parenthesis);
            (after_dot && !after_range && !is_call).then(|| name.span())
        }
        _ => None,
    })
}
