//! Branches: what is certain after them is what is certain on each.

use syn::{BinOp, Expr, Pat};

use super::{Facts, Walk, meet};
use crate::graph::VariableId;
use crate::pattern::{self, Effect};

impl Walk<'_> {
    /// Goes on where the condition holds; returns what holds where it does not.
    pub(super) fn condition(&mut self, condition: &Expr) -> Option<Facts> {
        match condition {
            Expr::Let(it) => {
                self.scrutinee(&it.expr);
                let before = self.facts.clone();
                self.matched(&it.expr, pattern::effect_of_failure(&it.pat));
                let failed = std::mem::replace(&mut self.facts, before);
                self.matched(&it.expr, pattern::effect(&it.pat));
                if !self.shadows.is_empty() {
                    self.shadow(&it.pat);
                }
                failed
            }
            Expr::Binary(it) if matches!(it.op, BinOp::And(_)) => {
                let first = self.condition(&it.left);
                let second = self.condition(&it.right);
                meet(first, second)
            }
            Expr::Paren(it) => self.condition(&it.expr),
            other => {
                self.value(other);
                self.facts.clone()
            }
        }
    }

    pub(super) fn if_(&mut self, it: &syn::ExprIf) {
        let mut failed = None;
        self.scope(|walk| {
            failed = walk.condition(&it.cond);
            walk.block(&it.then_branch);
        });
        let then = std::mem::replace(&mut self.facts, failed);
        if let Some((_, otherwise)) = &it.else_branch {
            self.value(otherwise);
        }
        self.facts = meet(then, self.facts.take());
    }

    pub(super) fn match_(&mut self, it: &syn::ExprMatch) {
        self.scrutinee(&it.expr);
        let before = self.facts.take();
        let mut after = None;
        for arm in &it.arms {
            self.facts.clone_from(&before);
            self.scope(|walk| {
                walk.shadow(&arm.pat);
                walk.guard(&arm.pat);
                walk.matched(&it.expr, pattern::effect(&arm.pat));
                walk.value(&arm.body);
            });
            after = meet(after, self.facts.take());
        }
        self.facts = after;
    }

    pub(super) fn guard(&mut self, pattern: &Pat) {
        if let Pat::Guard(it) = pattern {
            self.scope(|walk| {
                walk.shadow(&it.pat);
                walk.value(&it.guard);
            });
        }
    }

    /// A value that is matched: a variable is moved only if the pattern takes it.
    pub(super) fn scrutinee(&mut self, expr: &Expr) {
        match self.whole_variable(expr) {
            Some(_) => self.place(expr),
            None => self.value(expr),
        }
    }

    pub(super) fn matched(&mut self, scrutinee: &Expr, effect: Effect) {
        if let (Some(id), Effect::Moves | Effect::Empty) = (self.whole_variable(scrutinee), effect)
        {
            self.take(id);
        }
    }

    pub(super) fn whole_variable(&self, expr: &Expr) -> Option<VariableId> {
        match expr {
            Expr::Path(it) => self.lookup(&it.path.get_ident()?.to_string()),
            Expr::Paren(it) => self.whole_variable(&it.expr),
            _ => None,
        }
    }
}
