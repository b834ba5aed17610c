//! One state's code: its first block, and all that are nested in it.
//!
//! A block that follows another by itself is written after it, a branch's in the branch, and what is a state of its
//! own is gone to by a transition.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Expr, Pat};

use super::jumps::Resolve;
use super::{declare, located, mixed};
use crate::graph::{BlockId, End, ScopeId, Step, Way};
use crate::machine::{Machine, State};
use crate::save;

/// Writes one state.
pub(super) struct Writer<'a> {
    pub(super) machine: &'a Machine,
    pub(super) state: &'a State,
    /// The block at hand.
    pub(super) current: BlockId,
    /// What is written so far, in each scope with braces that is still open.
    pub(super) open: Vec<(Option<ScopeId>, TokenStream)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(machine: &'a Machine, state: &'a State) -> Writer<'a> {
        Writer {
            machine,
            state,
            current: state.block,
            open: vec![(None, TokenStream::new())],
        }
    }

    pub(super) fn write(&mut self, tokens: TokenStream) {
        let innermost = self.open.last_mut().expect("the outermost is never closed");
        innermost.1.extend(tokens);
    }

    pub(super) fn finish(mut self) -> TokenStream {
        self.close_to(1);
        self.open
            .pop()
            .map(|(_, tokens)| tokens)
            .unwrap_or_default()
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let (_, inside) = self.open.pop().expect("it is longer than that");
            self.write(quote!({ #inside }));
        }
    }

    /// Closes the scopes that are not open in `block`.
    fn close_scopes_before(&mut self, block: BlockId) {
        let open = &self.machine.graph().blocks[block].open;
        let is_over = |scope: &Option<ScopeId>| scope.is_some_and(|scope| !open.contains(&scope));
        if let Some(first) = self.open.iter().position(|(scope, _)| is_over(scope)) {
            self.close_to(first);
        }
    }

    /// Writes a block. `next` is the block that follows by itself; `is_last` is whether nothing at all does
    /// but another turn.
    pub(super) fn block(&mut self, block: BlockId, next: Option<BlockId>, is_last: bool) {
        let graph = self.machine.graph();
        self.current = block;
        for step in &graph.blocks[block].steps {
            self.step(step);
        }
        match graph.blocks[block].end.clone() {
            _ if self.machine.known[block].diverges => {}
            // It leaves for good before there is a value.
            End::If { condition, .. } if !self.is_left(block) => {
                let condition = self.resolved(&condition);
                self.write(quote!(if #condition {}));
            }
            End::Wait { child: value, .. }
            | End::Match {
                scrutinee: value, ..
            } if !self.is_left(block) => {
                let value = self.resolved(&value);
                self.write(quote!(#value;));
            }
            End::Diverge => {}
            End::Goto(target, Way::Fall) if next == Some(target) => {}
            End::Goto(target, _) => self.goto(target, next, is_last, graph.blocks[target].span),
            End::Return(value) => {
                let poll = located(&self.machine.lowered.words.poll, value.span());
                let value = self.resolved(&value);
                self.write(quote_spanned!(mixed(value.span())=> return #poll::Ready(#value);));
            }
            End::Wait {
                child,
                resume,
                span,
            } => {
                let child = self.resolved(&child);
                let transition = self.transition(resume, Some(child), span);
                self.write(transition);
                self.next_turn(is_last);
            }
            End::If {
                condition,
                then,
                otherwise,
                join,
            } => self.if_(&condition, [then, otherwise], join, next, is_last),
            End::Match {
                scrutinee,
                arms,
                join,
            } => self.match_(&scrutinee, &arms, join, next, is_last),
        }
    }

    /// Whether a block's end leads anywhere.
    fn is_left(&self, block: BlockId) -> bool {
        let targets = self.machine.graph().blocks[block].end.targets();
        let state_of = &self.machine.shape.state_of;
        targets.iter().any(|target| state_of.contains_key(target))
    }

    fn goto(&mut self, target: BlockId, next: Option<BlockId>, is_last: bool, span: Span) {
        match self.machine.shape.is_state(target) {
            false => {
                self.close_scopes_before(target);
                self.block(target, next, is_last);
            }
            true => {
                let transition = self.transition(target, None, span);
                self.write(transition);
                self.next_turn(is_last);
            }
        }
    }

    fn next_turn(&mut self, is_last: bool) {
        if !is_last {
            self.write(quote!(continue;));
        }
    }

    fn step(&mut self, step: &Step) {
        let graph = self.machine.graph();
        match step {
            Step::Run(statement, _) => {
                let statement = self.resolved_statement(statement);
                self.write(quote!(#statement));
            }
            Step::Declare(id) => {
                let blocks = self.machine.shape.blocks_of(self.state.block);
                if save::touched(&blocks, &self.machine.known).contains(id) {
                    self.write(declare(graph, *id));
                }
            }
            Step::Bind(_) => {}
            Step::Drop(id) => {
                let name = &graph.variables[*id].name;
                self.write(quote!(::std::mem::drop(#name);));
            }
            Step::Open(scope) => self.open.push((Some(*scope), TokenStream::new())),
            Step::Close(scope) => {
                if let Some(at) = self.open.iter().position(|(it, _)| *it == Some(*scope)) {
                    self.close_to(at);
                }
            }
        }
    }

    fn if_(
        &mut self,
        condition: &Expr,
        [then, otherwise]: [BlockId; 2],
        join: BlockId,
        next: Option<BlockId>,
        is_last: bool,
    ) {
        let joins = self.joins(join, next);
        let (after, is_last_branch) = self.after(joins, join, next, is_last);
        let condition = self.resolved(condition);
        let span = condition.span();
        let then = self.branch(then, after, is_last_branch);
        let otherwise = self.branch(otherwise, after, is_last_branch);
        let otherwise = match otherwise.is_empty() {
            true => TokenStream::new(),
            false => quote!(else { #otherwise }),
        };
        self.write(quote_spanned!(mixed(span)=> if #condition { #then } #otherwise));
        if joins {
            self.close_scopes_before(join);
            self.block(join, next, is_last);
        }
    }

    fn match_(
        &mut self,
        scrutinee: &Expr,
        arms: &[(Pat, BlockId)],
        join: BlockId,
        next: Option<BlockId>,
        is_last: bool,
    ) {
        let joins = self.joins(join, next);
        let (after, is_last_branch) = self.after(joins, join, next, is_last);
        let scrutinee = self.resolved(scrutinee);
        let arms: Vec<TokenStream> = arms
            .iter()
            .map(|(pattern, block)| {
                let mut pattern = pattern.clone();
                Resolve(self).visit_pat_mut(&mut pattern);
                let body = self.branch(*block, after, is_last_branch);
                quote!(#pattern => { #body })
            })
            .collect();
        self.write(quote!(match #scrutinee { #(#arms)* }));
        if joins {
            self.close_scopes_before(join);
            self.block(join, next, is_last);
        }
    }

    /// Whether the join is to be written after the branches, here.
    fn joins(&self, join: BlockId, next: Option<BlockId>) -> bool {
        next != Some(join)
            && !self.machine.shape.is_state(join)
            && self.machine.shape.state_of.get(&join) == Some(&self.state.block)
    }

    fn after(
        &self,
        joins: bool,
        join: BlockId,
        next: Option<BlockId>,
        is_last: bool,
    ) -> (Option<BlockId>, bool) {
        match joins {
            true => (Some(join), false),
            false => (next, is_last),
        }
    }

    fn branch(&mut self, block: BlockId, next: Option<BlockId>, is_last: bool) -> TokenStream {
        let outer = std::mem::replace(&mut self.open, vec![(None, TokenStream::new())]);
        match self.machine.shape.is_state(block) {
            true => self.goto(
                block,
                next,
                is_last,
                self.machine.graph().blocks[block].span,
            ),
            false => self.block(block, next, is_last),
        }
        self.close_to(1);
        let inside = std::mem::replace(&mut self.open, outer);
        inside.into_iter().map(|(_, tokens)| tokens).collect()
    }
}
