//! Loops: their bodies may not run at all, and are left from within.

use syn::Expr;

use super::{Facts, Walk, meet};

impl Walk<'_> {
    pub(super) fn breakable(
        &mut self,
        label: Option<String>,
        is_loop: bool,
        walk: impl FnOnce(&mut Self),
    ) -> Option<Facts> {
        self.breaks.push((label, is_loop, None));
        walk(self);
        self.breaks.pop().and_then(|(.., facts)| facts)
    }

    pub(super) fn leave(&mut self, label: Option<String>) {
        let facts = self.facts.take();
        let found = self
            .breaks
            .iter_mut()
            .rev()
            .find(|(name, is_loop, _)| match &label {
                Some(_) => *name == label,
                None => *is_loop,
            });
        if let Some((.., broken)) = found {
            *broken = meet(broken.take(), facts);
        }
    }

    pub(super) fn loop_(&mut self, expr: &Expr) {
        let label = |it: &Option<syn::Label>| it.as_ref().map(|it| it.name.to_string());
        match expr {
            Expr::Loop(it) => {
                self.facts = self.breakable(label(&it.label), true, |walk| walk.block(&it.body));
            }
            Expr::While(it) => {
                let mut failed = None;
                let broken = self.breakable(label(&it.label), true, |walk| {
                    walk.scope(|walk| {
                        failed = walk.condition(&it.cond);
                        walk.block(&it.body);
                    });
                });
                self.facts = meet(failed, broken);
            }
            Expr::ForLoop(it) => {
                self.value(&it.expr);
                let before = self.facts.clone();
                let broken = self.breakable(label(&it.label), true, |walk| {
                    walk.scope(|walk| {
                        walk.shadow(&it.pat);
                        walk.block(&it.body);
                    });
                });
                self.facts = meet(before, broken);
            }
            _ => unreachable!("only loops come here"),
        }
    }
}
