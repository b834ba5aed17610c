//! Statements and expressions: what is moved, and what is only used.

use syn::{Block, Expr, Pat, Stmt, UnOp};

use super::{As, Walk, meet, takes_self};
use crate::operators::{self, Kind};
use crate::pattern;

impl Walk<'_> {
    pub(super) fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Local(local) => {
                if let Some(init) = &local.init {
                    match local.pat {
                        // `let _ = x;` leaves `x` where it is.
                        Pat::Wild(_) => self.place(&init.expr),
                        _ => self.scrutinee(&init.expr),
                    }
                    self.matched(&init.expr, pattern::effect(&local.pat));
                    if let Some((_, otherwise)) = &init.diverge {
                        let matched = self.facts.clone();
                        self.value(otherwise);
                        self.facts = matched;
                    }
                }
                if !self.shadows.is_empty() {
                    self.shadow(&local.pat);
                }
            }
            Stmt::Expr(expr, _) => self.value(expr),
            Stmt::Macro(it) => self.macro_(&it.mac),
            Stmt::Item(_) => {}
        }
    }

    pub(super) fn block(&mut self, block: &Block) {
        self.scope(|walk| {
            block.stmts.iter().for_each(|it| walk.statement(it));
        });
    }

    pub(super) fn value(&mut self, expr: &Expr) {
        self.expr(expr, As::Value);
    }

    pub(super) fn place(&mut self, expr: &Expr) {
        self.expr(expr, As::Place);
    }

    pub(super) fn values<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|it| self.value(it));
    }

    pub(super) fn expr(&mut self, expr: &Expr, used: As) {
        match expr {
            Expr::Path(it) => {
                let name = it.path.get_ident();
                let id = name.and_then(|name| self.mention(&name.to_string(), name.span()));
                if let (Some(id), As::Value) = (id, used) {
                    self.take(id);
                }
            }
            Expr::Assign(it) => self.assign(&it.left, &it.right),
            Expr::Binary(it) => self.binary(it),
            Expr::MethodCall(it) => {
                match takes_self(&it.method) {
                    true => self.value(&it.receiver),
                    false => self.place(&it.receiver),
                }
                self.values(&it.args);
            }
            Expr::Call(it) => {
                self.place(&it.func);
                self.values(&it.args);
            }
            Expr::Field(it) => self.place(&it.base),
            Expr::Index(it) => {
                self.place(&it.expr);
                self.value(&it.index);
            }
            Expr::Reference(it) => self.place(&it.expr),
            Expr::RawAddr(it) => self.place(&it.expr),
            Expr::Unary(it) => match it.op {
                UnOp::Deref(_) => self.place(&it.expr),
                _ => self.value(&it.expr),
            },
            Expr::Paren(it) => self.expr(&it.expr, used),
            Expr::Group(it) => self.expr(&it.expr, used),
            Expr::Cast(it) => self.value(&it.expr),
            Expr::Try(it) => self.value(&it.expr),
            Expr::Await(it) => self.value(&it.base),
            Expr::Repeat(it) => self.value(&it.expr),
            Expr::Array(it) => self.values(&it.elems),
            Expr::Tuple(it) => self.values(&it.elems),
            Expr::Struct(it) => {
                self.values(it.fields.iter().map(|field| &field.expr));
                it.rest.iter().for_each(|rest| self.place(rest));
            }
            Expr::Range(it) => {
                it.start.iter().chain(&it.end).for_each(|it| self.value(it));
            }
            Expr::Let(it) => self.scrutinee(&it.expr),
            Expr::Macro(it) => self.macro_(&it.mac),
            Expr::Return(it) => {
                it.expr.iter().for_each(|it| self.value(it));
                self.facts = None;
            }
            Expr::Break(it) => {
                it.expr.iter().for_each(|it| self.value(it));
                self.leave(it.label.as_ref().map(ToString::to_string));
            }
            Expr::Continue(_) => self.facts = None,
            Expr::Block(it) if it.label.is_some() => {
                let label = it.label.as_ref().map(|it| it.name.to_string());
                let broken = self.breakable(label, false, |walk| walk.block(&it.block));
                self.facts = meet(self.facts.take(), broken);
            }
            Expr::Block(it) => self.block(&it.block),
            Expr::Unsafe(it) => self.block(&it.block),
            Expr::TryBlock(it) => self.block(&it.block),
            Expr::If(it) => self.if_(it),
            Expr::Match(it) => self.match_(it),
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => self.loop_(expr),
            Expr::Closure(it) => self.closure(it.capture.is_some(), &it.inputs, &it.body),
            Expr::Async(it) => self.capture(it.capture.is_some(), |walk| walk.block(&it.block)),
            _ => {}
        }
    }

    pub(super) fn assign(&mut self, left: &Expr, right: &Expr) {
        self.value(right);
        let name = match left {
            Expr::Path(it) => it.path.get_ident(),
            _ => None,
        };
        match name.and_then(|name| self.lookup(&name.to_string())) {
            Some(id) => {
                self.assigned.insert(id);
                self.give(id);
            }
            None => self.place(left),
        }
    }

    pub(super) fn binary(&mut self, it: &syn::ExprBinary) {
        match operators::kind(&it.op) {
            Kind::Comparison => {
                self.place(&it.left);
                self.place(&it.right);
            }
            Kind::Lazy => {
                self.value(&it.left);
                let before = self.facts.clone();
                self.value(&it.right);
                self.facts = meet(before, self.facts.take());
            }
            Kind::Arithmetic => {
                self.value(&it.left);
                self.value(&it.right);
            }
            Kind::Assignment => {
                self.value(&it.right);
                self.place(&it.left);
            }
        }
    }
}
