//! Expressions that wait: what is evaluated before the wait is bound to a variable first.
//!
//! Each such variable is used once, and moved there. Where Rust would take a part of it, or a reference to it,
//! it is written `{ value }`, which is a value and no place, and is dropped at the end of its statement.
//!
//! What has no effect stays where it is and is evaluated later: a literal, a place that a method, a
//! comparison or an index borrows, `&place`.

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprField, Stmt, parse_quote_spanned};

use super::branches::is_place;
use super::statements::is_construct;
use super::{Dest, Lower, path, unit};
use crate::graph::{End, Step};
use crate::names::camel_case;
use crate::operators::{self, Kind};
use crate::waits::{has_wait, waited_for};

/// How an operand is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum As {
    /// It is moved, or copied.
    Value,
    /// A part of it is taken, or a reference to it.
    Place,
}

impl Lower {
    /// An expression that can be evaluated where it will stand: all its waits are over.
    pub(super) fn expr(&mut self, expr: Expr) -> Expr {
        if let Some(field) = waited_for(&expr) {
            return self.wait(field.clone());
        }
        if !has_wait(&expr) {
            return self.adapt(expr);
        }
        if is_construct(&expr) {
            let (id, name) = self.temporary("value", expr.span());
            self.push(Step::Declare(id));
            self.into(expr, &Dest::Variable(name.clone()));
            return path(&name);
        }
        match expr {
            Expr::Paren(mut it) => {
                *it.expr = self.expr(*it.expr);
                Expr::Paren(it)
            }
            Expr::Group(it) => self.expr(*it.expr),
            Expr::Call(mut it) => {
                let waits = it.args.iter().any(has_wait);
                *it.func = match has_wait(&it.func) {
                    true => self.operand(*it.func, "function", waits, As::Place),
                    false => self.adapt(*it.func),
                };
                it.args = self.operands(it.args, "argument");
                Expr::Call(it)
            }
            Expr::MethodCall(mut it) => {
                let waits = it.args.iter().any(has_wait);
                *it.receiver = self.operand(*it.receiver, "receiver", waits, As::Place);
                it.args = self.operands(it.args, "argument");
                Expr::MethodCall(it)
            }
            Expr::Tuple(mut it) => {
                it.elems = self.operands(it.elems, "element");
                Expr::Tuple(it)
            }
            Expr::Array(mut it) => {
                it.elems = self.operands(it.elems, "element");
                Expr::Array(it)
            }
            Expr::Struct(it) => self.struct_(it),
            Expr::Binary(it) => self.binary(it),
            Expr::Assign(mut it) => {
                // The value first, then the place.
                let waits = has_wait(&it.left);
                *it.right = self.operand(*it.right, "value", waits, As::Value);
                *it.left = self.operand(*it.left, "place", false, As::Place);
                Expr::Assign(it)
            }
            Expr::Unary(mut it) => {
                let used = match it.op {
                    syn::UnOp::Deref(_) => As::Place,
                    _ => As::Value,
                };
                *it.expr = self.operand(*it.expr, "operand", false, used);
                Expr::Unary(it)
            }
            Expr::Cast(mut it) => {
                *it.expr = self.expr(*it.expr);
                Expr::Cast(it)
            }
            Expr::Try(it) => {
                let value = self.expr(*it.expr);
                let mut question: Expr = parse_quote_spanned!(it.question_token.span=> ());
                self.adapt_with(false, |adapt| {
                    question = adapt.question(&value, it.question_token.span)
                });
                question
            }
            Expr::Field(mut it) => {
                *it.base = self.operand(*it.base, "base", false, As::Place);
                Expr::Field(it)
            }
            Expr::Reference(mut it) => {
                *it.expr = self.operand(*it.expr, "referent", false, As::Place);
                Expr::Reference(it)
            }
            Expr::Index(mut it) => {
                let waits = has_wait(&it.index);
                *it.expr = self.operand(*it.expr, "base", waits, As::Place);
                *it.index = self.operand(*it.index, "index", false, As::Value);
                Expr::Index(it)
            }
            Expr::Range(mut it) => {
                let waits = it.end.as_deref().is_some_and(has_wait);
                it.start = it
                    .start
                    .map(|start| Box::new(self.operand(*start, "start", waits, As::Value)));
                it.end = it
                    .end
                    .map(|end| Box::new(self.operand(*end, "end", false, As::Value)));
                Expr::Range(it)
            }
            Expr::Repeat(mut it) => {
                *it.expr = self.expr(*it.expr);
                Expr::Repeat(it)
            }
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => {
                let span = expr.span();
                self.into(expr, &Dest::Discard);
                parse_quote_spanned!(span=> ::std::unreachable!())
            }
            other => {
                self.errors.add(
                    other.span(),
                    "a wait cannot be in this expression: write `let value = ….wait;` before it",
                );
                unit()
            }
        }
    }

    fn wait(&mut self, field: ExprField) -> Expr {
        let span = field.member.span();
        let name = name_of(&field.base);
        let child = self.expr(*field.base);
        let resume = self.new_block(&name, span);
        self.end(End::Wait {
            child: Box::new(child),
            resume,
            span,
        });
        self.enter(resume);
        let (id, value) = self.temporary("value", span);
        self.graph.blocks[resume].value = Some(id);
        path(&value)
    }

    fn binary(&mut self, mut it: syn::ExprBinary) -> Expr {
        match operators::kind(&it.op) {
            // The left one waits; the right one is evaluated only if it is needed.
            Kind::Lazy => {
                *it.left = self.expr(*it.left);
                *it.right = self.adapt(*it.right);
            }
            Kind::Comparison => {
                let waits = has_wait(&it.right);
                *it.left = self.operand(*it.left, "left", waits, As::Place);
                *it.right = self.operand(*it.right, "right", false, As::Place);
            }
            Kind::Assignment => {
                let waits = has_wait(&it.left);
                *it.right = self.operand(*it.right, "value", waits, As::Value);
                *it.left = self.operand(*it.left, "place", false, As::Place);
            }
            Kind::Arithmetic => {
                let waits = has_wait(&it.right);
                *it.left = self.operand(*it.left, "left", waits, As::Value);
                *it.right = self.operand(*it.right, "right", false, As::Value);
            }
        }
        Expr::Binary(it)
    }

    fn struct_(&mut self, mut it: syn::ExprStruct) -> Expr {
        let rest_waits = it.rest.as_deref().is_some_and(has_wait);
        let count = it.fields.len();
        for at in 0..count {
            let waits = rest_waits || it.fields.iter().skip(at + 1).any(|it| has_wait(&it.expr));
            let field = &mut it.fields[at];
            let value = std::mem::replace(&mut field.expr, unit());
            let name = match &field.member {
                syn::Member::Named(name) => name.to_string(),
                syn::Member::Unnamed(_) => "field".to_owned(),
            };
            field.colon_token.get_or_insert_default();
            field.expr = self.operand(value, &name, waits, As::Value);
        }
        it.rest = it
            .rest
            .map(|rest| Box::new(self.operand(*rest, "rest", false, As::Place)));
        Expr::Struct(it)
    }

    fn operands<P: Default>(
        &mut self,
        operands: Punctuated<Expr, P>,
        name: &str,
    ) -> Punctuated<Expr, P> {
        let mut left: Vec<Expr> = operands.into_iter().rev().collect();
        let mut lowered = Punctuated::new();
        while let Some(operand) = left.pop() {
            let waits = left.iter().any(has_wait);
            lowered.push(self.operand(operand, name, waits, As::Value));
        }
        lowered
    }

    /// An operand; if something after it still `waits`, its value is bound to a variable now.
    fn operand(&mut self, operand: Expr, name: &str, waits: bool, used: As) -> Expr {
        let span = operand.span();
        let value = self.expr(operand);
        if waits && !is_stable(&value, used) && !self.is_temporary(&value) {
            if let Some(span) = reference_to_temporary(&value) {
                self.errors.add(
                    span,
                    "this reference would live across a wait, and what it refers to has no name: \
                     write `let value = …;` before, and `&value` here",
                );
            }
            let borrow = self.borrow(&value);
            let (id, name) = self.temporary(name, span);
            self.graph.variables[id].borrow = borrow;
            let statement: Stmt = parse_quote_spanned!(span=> let #name = #value;);
            self.run(statement, vec![id]);
            return self.as_used(path(&name), used);
        }
        self.as_used(value, used)
    }

    fn as_used(&mut self, value: Expr, used: As) -> Expr {
        match used {
            As::Value => value,
            As::Place => self.as_value(value),
        }
    }

    /// `{ value }`, if it is a variable of the compiler's: a value of which nothing stays behind.
    pub(super) fn as_value(&mut self, value: Expr) -> Expr {
        match self.is_temporary(&value) {
            true => parse_quote_spanned!(value.span()=> { #value }),
            false => value,
        }
    }

    fn is_temporary(&self, value: &Expr) -> bool {
        let Expr::Path(it) = value else { return false };
        let name: Option<&Ident> = it.path.get_ident();
        name.is_some_and(|name| self.named(name).is_some_and(|it| it.is_temporary))
    }
}

/// Whether it makes no difference when an operand is evaluated.
fn is_stable(operand: &Expr, used: As) -> bool {
    match operand {
        Expr::Lit(_) => true,
        Expr::Path(it) => used == As::Place || it.path.get_ident().is_none(),
        Expr::Reference(it) => is_place(&it.expr),
        Expr::Paren(it) => is_stable(&it.expr, used),
        _ => used == As::Place && is_place(operand),
    }
}

/// `&f()`.
fn reference_to_temporary(operand: &Expr) -> Option<Span> {
    match operand {
        Expr::Reference(it) if !matches!(*it.expr, Expr::Lit(_)) => Some(it.span()),
        Expr::Paren(it) => reference_to_temporary(&it.expr),
        _ => None,
    }
}

/// What a state is called that waits for `future`.
fn name_of(future: &Expr) -> String {
    match future {
        Expr::Call(it) => name_of_function(&it.func),
        Expr::MethodCall(it) => it.method.to_string(),
        Expr::Path(it) => it
            .path
            .segments
            .last()
            .map_or_else(String::new, |it| it.ident.to_string()),
        Expr::Field(it) if waited_for(future).is_none() => match &it.member {
            syn::Member::Named(name) => name.to_string(),
            syn::Member::Unnamed(_) => name_of(&it.base),
        },
        Expr::Paren(it) => name_of(&it.expr),
        Expr::Reference(it) => name_of(&it.expr),
        Expr::Unary(it) => name_of(&it.expr),
        Expr::Try(it) => name_of(&it.expr),
        Expr::Macro(it) => it
            .mac
            .path
            .segments
            .last()
            .map_or_else(String::new, |it| it.ident.to_string()),
        _ => "wait".to_owned(),
    }
}

/// `HttpGet::new` as `HttpGet`, `Http::get` as `HttpGet`, `http::get` as `Get`.
fn name_of_function(function: &Expr) -> String {
    let Expr::Path(it) = function else {
        return name_of(function);
    };
    let mut segments = it.path.segments.iter().rev().map(|it| it.ident.to_string());
    let last = segments.next().unwrap_or_default();
    match segments.next() {
        Some(owner) if owner.starts_with(char::is_uppercase) => match last.as_str() {
            "new" => owner,
            _ => format!("{owner}_{}", camel_case(&last)),
        },
        _ => last,
    }
}
