//! Loops: a block to which each turn comes back, and one where they end.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ExprForLoop, ExprLoop, ExprWhile, Stmt, parse_quote_spanned};

use super::{Dest, Loop, Lower, path, unit};
use crate::graph::{BlockId, End, Scope, Step, Way};

impl Lower {
    /// What a `break` may leave. `body` is told where to go at the end, and with what.
    pub(super) fn breakable(
        &mut self,
        label: Option<String>,
        span: Span,
        dest: &Dest,
        body: impl FnOnce(&mut Lower, BlockId, &Dest),
    ) {
        // A value that is returned leaves from one place.
        let (dest, value) = match dest {
            Dest::Return => {
                let (id, name) = self.temporary("value", span);
                self.push(Step::Declare(id));
                (Dest::Variable(name.clone()), Some(name))
            }
            other => (other.clone(), None),
        };
        let exit = self.new_block("after_loop", span);
        let head = self.new_block("loop", span);
        self.graph.blocks[head].is_loop_head = true;
        self.loops.push(Loop {
            label,
            head: Some(head),
            exit,
            dest: dest.clone(),
        });
        body(self, exit, &dest);
        self.loops.pop();
        self.enter(exit);
        if let Some(name) = value {
            self.end(End::Return(Box::new(path(&name))));
        }
    }

    pub(super) fn loop_(&mut self, it: ExprLoop, dest: &Dest) {
        let label = it.label.as_ref().map(|it| it.name.to_string());
        self.breakable(label, it.loop_token.span, dest, |lower, _, _| {
            let head = lower.head();
            lower.fall_to(head);
            lower.enter(head);
            lower.open_scope(Scope::Branch);
            let end = it.body.brace_token.span.close();
            lower.statements(it.body.stmts, &Dest::Discard, end);
            lower.end(End::Goto(head, Way::Jump));
        });
    }

    pub(super) fn while_(&mut self, it: ExprWhile, dest: &Dest) {
        let label = it.label.as_ref().map(|it| it.name.to_string());
        let span = it.while_token.span;
        self.breakable(label, span, &Dest::Discard, |lower, exit, _| {
            let head = lower.head();
            lower.fall_to(head);
            lower.enter(head);
            let otherwise = lower.new_block("loop_ends", span);
            let kept = lower.condition(*it.cond, otherwise, exit);
            let end = it.body.brace_token.span.close();
            lower.statements(it.body.stmts, &Dest::Discard, end);
            lower.end(End::Goto(head, Way::Jump));
            lower.enter(otherwise);
            kept.into_iter().for_each(|id| lower.push(Step::Drop(id)));
            lower.fall_to(exit);
        });
        self.store_unit(dest, span);
    }

    pub(super) fn for_(&mut self, it: ExprForLoop, dest: &Dest) {
        let label = it.label.as_ref().map(|it| it.name.to_string());
        let (span, source) = (it.for_token.span, it.expr.span());
        self.breakable(label, span, &Dest::Discard, |lower, exit, _| {
            let values = lower.expr(*it.expr);
            let borrow = lower.borrow(&values);
            lower.open_scope(Scope::Braces);
            let (id, name) = lower.hidden("iter", source);
            lower.graph.variables[id].is_mutable = true;
            lower.graph.variables[id].borrow = borrow;
            let statement: Stmt =
                parse_quote_spanned!(source=> let mut #name = IntoIterator::into_iter(#values););
            lower.run(statement, vec![id]);
            let head = lower.head();
            lower.head_is_here(head);
            lower.fall_to(head);
            lower.enter(head);

            let next: Expr = parse_quote_spanned!(source=> Iterator::next(&mut #name));
            let body = lower.new_block("body", it.pat.span());
            let end = lower.new_block("loop_ends", span);
            lower.enter(body);
            lower.open_scope(Scope::Branch);
            let mut pattern = *it.pat;
            let bound = lower.bind(&mut pattern);
            lower.push(Step::Bind(bound));
            let close = it.body.brace_token.span.close();
            lower.statements(it.body.stmts, &Dest::Discard, close);
            lower.end(End::Goto(head, Way::Jump));

            lower.enter(end);
            lower.fall_to(exit);
            lower.enter(head);
            lower.end(End::Match {
                scrutinee: Box::new(next),
                arms: vec![
                    (parse_quote_spanned!(source=> Some(#pattern)), body),
                    (parse_quote_spanned!(source=> None), end),
                ],
                join: exit,
            });
        });
        self.store_unit(dest, span);
    }

    /// The head of the innermost loop.
    fn head(&self) -> BlockId {
        let innermost = self.loops.last().and_then(|it| it.head);
        innermost.expect("a loop that is being lowered has a head")
    }

    /// A head with more in scope than where the loop was pushed.
    fn head_is_here(&mut self, head: BlockId) {
        let block = &mut self.graph.blocks[head];
        block.variables.clone_from(&self.variables);
        block.open.clone_from(&self.open);
    }

    fn store_unit(&mut self, dest: &Dest, span: Span) {
        if self.current.is_some() {
            self.store(unit(), dest, span);
        }
    }

    /// `break` or `continue`, out of what was taken apart.
    pub(super) fn jump(&mut self, expr: Expr) {
        let span = expr.span();
        let (label, value, is_break) = match expr {
            Expr::Break(it) => (it.label, it.expr, true),
            Expr::Continue(it) => (it.label, None, false),
            _ => unreachable!("only these are jumps"),
        };
        let label = label.map(|it| it.to_string());
        let found = self.loops.iter().rev().find(|it| match &label {
            Some(_) => it.label == label,
            None => it.head.is_some(),
        });
        let Some(found) = found.cloned() else {
            return self.errors.add(span, "there is no such label around");
        };
        let target = match is_break {
            true => Some(found.exit),
            false => found.head,
        };
        if is_break {
            let value = value.map_or_else(unit, |value| *value);
            self.into(value, &found.dest);
        }
        if let Some(target) = target {
            self.end(End::Goto(target, Way::Jump));
        }
    }
}
