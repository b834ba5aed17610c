//! `if` and `match`: a block for each branch, and one where they meet.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ExprIf, ExprMatch, Pat, Stmt, parse_quote_spanned};

use super::statements::is_construct;
use super::{Dest, Lower, path, unit};
use crate::graph::{BlockId, End, Scope, Step, VariableId};
use crate::pattern;
use crate::waits::has_wait;

impl Lower {
    pub(super) fn branch(&mut self, it: ExprIf, dest: &Dest) {
        let span = it.if_token.span;
        let join = self.new_block("after_if", span);
        let otherwise = self.new_block("else", span);
        let matched = self.condition(*it.cond, otherwise, join);
        self.statements(
            it.then_branch.stmts,
            dest,
            it.then_branch.brace_token.span.close(),
        );
        self.end_branch(join);

        self.enter(otherwise);
        matched.into_iter().for_each(|id| self.push(Step::Drop(id)));
        self.open_scope(Scope::Branch);
        match it.else_branch {
            None => self.store(unit(), dest, span),
            Some((_, otherwise)) => self.arm(*otherwise, dest),
        }
        self.end_branch(join);
        self.enter(join);
    }

    pub(super) fn end_branch(&mut self, join: BlockId) {
        if self.current.is_some() {
            self.close_scope();
            self.fall_to(join);
        }
    }

    /// Goes on where the condition holds, in a scope of its own. Returns what is still to be dropped
    /// where it does not.
    pub(super) fn condition(
        &mut self,
        condition: Expr,
        otherwise: BlockId,
        join: BlockId,
    ) -> Vec<VariableId> {
        let mut kept = Vec::new();
        // What one link binds, the next may mention.
        let links = links(condition);
        let is_chain = links.len() > 1;
        for link in links {
            let span = link.span();
            let mut condition = match link {
                Expr::Let(mut it) if !is_chain => {
                    let scrutinee = self.scrutinee(*it.expr, &[&it.pat], &mut kept);
                    // What is kept is in scope of the `else` too, which drops it first.
                    let (variables, open) = (self.variables.clone(), self.open.clone());
                    let block = &mut self.graph.blocks[otherwise];
                    block.variables = variables;
                    block.open = open;
                    *it.expr = scrutinee;
                    Expr::Let(it)
                }
                Expr::Let(mut it) => {
                    *it.expr = self.expr(*it.expr);
                    Expr::Let(it)
                }
                other => self.expr(other),
            };
            let then = self.new_block("then", span);
            let from = self.current.take();
            self.enter(then);
            self.open_scope(Scope::Branch);
            let mut bound = Vec::new();
            bind_lets(self, &mut condition, &mut bound);
            self.push(Step::Bind(bound));
            self.current = from;
            self.end(End::If {
                condition: Box::new(condition),
                then,
                otherwise,
                join,
            });
            self.current = Some(then);
        }
        kept
    }

    /// The value that is matched. If something of it may stay behind, it gets a variable in a scope
    /// around the whole construct, which ends where the construct does.
    fn scrutinee(&mut self, value: Expr, patterns: &[&Pat], kept: &mut Vec<VariableId>) -> Expr {
        let span = value.span();
        if is_place(&value) && !has_wait(&value) {
            return self.adapt(value);
        }
        let borrow_source = (!has_wait(&value)).then(|| value.clone());
        let leaves_nothing = pattern::leave_nothing(patterns.iter().copied())
            && (patterns.len() > 1
                || pattern::effect_of_failure(patterns[0]) == pattern::Effect::Empty);
        if leaves_nothing
            && borrow_source
                .as_ref()
                .is_none_or(|it| self.borrow(it).is_none())
        {
            return self.expr(value);
        }
        let value = self.expr(value);
        let borrow = self.borrow(&value);
        self.open_scope(Scope::Braces);
        let (id, name) = self.hidden("matched", span);
        self.graph.variables[id].borrow = borrow;
        self.graph.variables[id].is_plain = borrow.is_some();
        let statement: Stmt = parse_quote_spanned!(span=> let #name = #value;);
        self.run(statement, vec![id]);
        kept.push(id);
        path(&name)
    }

    pub(super) fn match_(&mut self, it: ExprMatch, dest: &Dest) {
        let span = it.match_token.span;
        let join = self.new_block("after_match", span);
        let patterns: Vec<&Pat> = it.arms.iter().map(|arm| &arm.pat).collect();
        let scrutinee = self.scrutinee(*it.expr, &patterns, &mut Vec::new());
        let borrow = self.borrow(&scrutinee);
        let from = self.current.take();
        let (variables, open) = (self.variables.clone(), self.open.clone());
        let mut arms = Vec::new();
        for arm in it.arms {
            self.variables.clone_from(&variables);
            self.open.clone_from(&open);
            let block = self.new_block("arm", arm.pat.span());
            let mut pattern = arm.pat;
            self.enter(block);
            self.open_scope(Scope::Branch);
            let bound = self.bind(&mut pattern);
            self.borrowed(&bound, borrow);
            self.adapt_guards(&mut pattern);
            self.push(Step::Bind(bound));
            arms.push((pattern, block));
            self.arm(*arm.body, dest);
            self.end_branch(join);
        }
        self.current = from;
        self.end(End::Match {
            scrutinee: Box::new(scrutinee),
            arms,
            join,
        });
        self.enter(join);
    }

    /// What a pattern binds of a reference are references.
    fn borrowed(&mut self, bound: &[VariableId], borrow: Option<Span>) {
        for id in bound {
            let variable = &mut self.graph.variables[*id];
            variable.borrow = variable.borrow.or(borrow);
            variable.is_plain |= borrow.is_some();
        }
    }

    /// What a branch has: its braces are those of the branch.
    fn arm(&mut self, body: Expr, dest: &Dest) {
        match body {
            Expr::Block(it) if it.label.is_none() => {
                self.statements(it.block.stmts, dest, it.block.brace_token.span.close());
            }
            other => self.into(other, dest),
        }
    }

    /// A labelled block: `break` leaves it.
    pub(super) fn labelled_block(&mut self, it: syn::ExprBlock, dest: &Dest) {
        let label = it.label.as_ref().expect("the caller has seen it");
        let (name, span) = (label.name.to_string(), label.span());
        self.breakable(Some(name), span, dest, |lower, exit, dest| {
            lower.loops.last_mut().expect("it was pushed").head = None;
            lower.block(it.block, dest);
            lower.fall_to(exit);
        });
    }
}

/// `a && let P = b && c`, link by link.
fn links(condition: Expr) -> Vec<Expr> {
    match condition {
        Expr::Binary(it) if matches!(it.op, syn::BinOp::And(_)) && is_chain(&it) => {
            let mut all = links(*it.left);
            all.extend(links(*it.right));
            all
        }
        Expr::Paren(it) if is_construct(&it.expr) => links(*it.expr),
        other => vec![other],
    }
}

/// Whether the links have to be looked at one by one.
fn is_chain(it: &syn::ExprBinary) -> bool {
    let binds = |expr: &Expr| match expr {
        Expr::Binary(it) => is_chain(it),
        other => matches!(other, Expr::Let(_)),
    };
    has_wait(&it.left) || has_wait(&it.right) || binds(&it.left) || binds(&it.right)
}

/// Declares what the `let`s of a condition bind.
fn bind_lets(lower: &mut Lower, condition: &mut Expr, bound: &mut Vec<VariableId>) {
    match condition {
        Expr::Binary(it) if matches!(it.op, syn::BinOp::And(_)) => {
            bind_lets(lower, &mut it.left, bound);
            bind_lets(lower, &mut it.right, bound);
        }
        Expr::Let(it) => {
            let borrow = lower.borrow(&it.expr);
            let ids = lower.bind(&mut it.pat);
            lower.borrowed(&ids, borrow);
            bound.extend(ids);
        }
        Expr::Paren(it) => bind_lets(lower, &mut it.expr, bound),
        _ => {}
    }
}

/// A variable, or a part of one.
pub(super) fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Field(it) => is_place(&it.base),
        Expr::Index(it) => is_place(&it.expr) && matches!(*it.index, Expr::Lit(_) | Expr::Path(_)),
        Expr::Paren(it) => is_place(&it.expr),
        Expr::Unary(it) => matches!(it.op, syn::UnOp::Deref(_)) && is_place(&it.expr),
        _ => false,
    }
}
