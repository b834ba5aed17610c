//! The user's code, as it stands in a state.
//!
//! Four things differ there: a variable may have another name, because two that share one are saved
//! together; `self` is an ordinary variable; `return` and `?` leave a `poll`, so a value is
//! `Poll::Ready`; and a `break` out of a loop that was taken apart is a jump to a block.
//!
//! Such a jump saves variables by their names. So where there is one, what the code itself binds is called
//! otherwise, if a variable has its name already.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, FieldValue, Lifetime, Local, Macro, Pat, Stmt, parse_quote_spanned};

use crate::graph::BlockId;
use crate::lower::{Dest, Loop};
use crate::names::Names;
use crate::{macros, pattern};

/// What becomes of a `?`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// `Poll<Result<…>>` has it already.
    Left,
    /// `Option`'s has to be spelled out.
    Option,
    /// `ControlFlow`'s too.
    ControlFlow,
}

/// What code in a state has to know.
pub(crate) struct Adapt<'a> {
    /// New names, for those that differ.
    pub(crate) renames: &'a HashMap<String, Ident>,
    /// The loops around that were taken apart, innermost last.
    pub(crate) loops: &'a [Loop],
    /// The name for `std::task::Poll`.
    pub(crate) poll: &'a Ident,
    pub(crate) question: Question,
    /// Names that the code itself binds, a frame a scope; and what they are called now, if otherwise.
    pub(crate) shadows: Vec<HashMap<String, Option<Ident>>>,
    /// The names of the variables that a jump may save; none, if there is no jump.
    pub(crate) taken: HashSet<String>,
    pub(crate) names: &'a mut Names,
    /// Loops and labelled blocks of the code itself.
    pub(crate) inner: Vec<Inner>,
    /// Closures and `async` blocks around: they have their own `return`.
    pub(crate) closures: usize,
    /// Whether a jump leaves a loop of the code itself.
    pub(crate) needs_label: bool,
}

/// A loop of the user's that stays one.
pub(crate) struct Inner {
    label: Option<String>,
    is_loop: bool,
}

/// A jump to a block, as a macro that no one has. It is replaced when states have names.
pub(crate) fn jump(target: BlockId, is_in_loop: bool, span: Span) -> Expr {
    let labelled = is_in_loop.then(|| quote!(labelled));
    parse_quote_spanned!(span=> r#break!(@ #target #labelled))
}

/// The target of such a jump, and whether it leaves a loop.
pub(crate) fn jump_target(it: &Macro) -> Option<(BlockId, bool, Span)> {
    if !it.path.is_ident("r#break") {
        return None;
    }
    let mut tokens = it.tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Punct(at)), Some(TokenTree::Literal(target))) if at.as_char() == '@' => {
            let target = target.to_string().trim_end_matches("usize").parse().ok()?;
            Some((target, tokens.next().is_some(), at.span()))
        }
        _ => None,
    }
}

impl Adapt<'_> {
    fn new_name(&self, name: &Ident) -> Option<Ident> {
        let text = name.to_string();
        let bound = self.shadows.iter().rev().find_map(|frame| frame.get(&text));
        let new = match bound {
            Some(new) => new.as_ref()?,
            None => self.renames.get(&text)?,
        };
        Some(Ident::new(&new.to_string(), name.span()))
    }

    fn shadow(&mut self, pattern: &mut Pat) {
        let (names, taken) = (&mut *self.names, &self.taken);
        // Outside of any scope, it is for the caller to declare.
        let Some(frame) = self.shadows.last_mut() else {
            return;
        };
        pattern::rename_bindings(pattern, |it| {
            let text = it.ident.to_string();
            let new = frame.entry(text.clone()).or_insert_with(|| {
                let fresh = || Ident::new(&names.fresh(&format!("inner_{text}")), it.ident.span());
                taken.contains(&text).then(fresh)
            });
            if let Some(new) = new {
                it.ident = Ident::new(&new.to_string(), it.ident.span());
            }
        });
    }

    fn scope(&mut self, visit: impl FnOnce(&mut Self)) {
        self.shadows.push(HashMap::new());
        visit(self);
        self.shadows.pop();
    }

    fn closure(&mut self, visit: impl FnOnce(&mut Self)) {
        self.closures += 1;
        self.scope(visit);
        self.closures -= 1;
    }

    fn looping(
        &mut self,
        label: Option<&syn::Label>,
        is_loop: bool,
        visit: impl FnOnce(&mut Self),
    ) {
        let label = label.map(|it| it.name.to_string());
        self.inner.push(Inner { label, is_loop });
        self.scope(visit);
        self.inner.pop();
    }

    /// The loop that was taken apart to which a jump goes, if it goes to one.
    fn target(&self, label: Option<&Lifetime>) -> Option<&Loop> {
        let label = label.map(ToString::to_string);
        let is_meant = |name: &Option<String>, is_loop: bool| match &label {
            Some(_) => *name == label,
            None => is_loop,
        };
        match self.inner.iter().any(|it| is_meant(&it.label, it.is_loop)) {
            true => None,
            false => self
                .loops
                .iter()
                .rev()
                .find(|it| is_meant(&it.label, it.head.is_some())),
        }
    }

    fn jump(&mut self, target: BlockId, span: Span) -> Expr {
        // A jump through a labelled block needs a label too.
        let is_in_loop = !self.inner.is_empty();
        self.needs_label |= is_in_loop;
        jump(target, is_in_loop, span)
    }

    fn leave(&mut self, expr: &Expr) -> Option<Expr> {
        match expr {
            Expr::Continue(it) => {
                let head = self.target(it.label.as_ref())?.head?;
                Some(self.jump(head, it.continue_token.span))
            }
            Expr::Break(it) => {
                let found = self.target(it.label.as_ref())?;
                let (exit, dest, span) = (found.exit, found.dest.clone(), it.break_token.span);
                let jump = self.jump(exit, span);
                Some(match (dest, &it.expr) {
                    (Dest::Variable(name), value) => {
                        let value = value.as_ref().map_or(quote!(()), |value| quote!(#value));
                        break_with(quote_spanned!(span=> #name = #value;), jump, span)
                    }
                    (_, None) => jump,
                    (_, Some(value)) => break_with(quote_spanned!(span=> #value;), jump, span),
                })
            }
            _ => None,
        }
    }

    fn ready(&self, value: Option<Box<Expr>>, span: Span) -> Expr {
        let poll = self.poll;
        let value = value.map_or(quote_spanned!(span=> ()), |value| quote!(#value));
        parse_quote_spanned!(span=> return #poll::Ready(#value))
    }

    pub(crate) fn question(&self, value: &Expr, span: Span) -> Expr {
        let poll = self.poll;
        let value_name = format_ident!("value", span = Span::mixed_site());
        match self.question {
            Question::Left => parse_quote_spanned!(span=> #value?),
            Question::Option => parse_quote_spanned!(span=> match #value {
                Some(#value_name) => #value_name,
                None => return #poll::Ready(None),
            }),
            Question::ControlFlow => parse_quote_spanned!(span=> match #value {
                ::std::ops::ControlFlow::Continue(#value_name) => #value_name,
                ::std::ops::ControlFlow::Break(#value_name) =>
                    return #poll::Ready(::std::ops::ControlFlow::Break(#value_name)),
            }),
        }
    }
}

fn break_with(first: TokenStream, jump: Expr, span: Span) -> Expr {
    let first: Stmt = parse_quote_spanned!(span=> #first);
    let mut block: Block = parse_quote_spanned!(span=> {});
    block.stmts = vec![first, Stmt::Expr(jump, None)];
    Expr::Block(syn::ExprBlock {
        attrs: vec![],
        label: None,
        block,
    })
}

/// Whether there is a `break` or `continue`, of whatever.
pub(crate) fn has_jump(expr: &Expr) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_expr_break(&mut self, it: &'ast syn::ExprBreak) {
            self.0 = true;
            visit::visit_expr_break(self, it);
        }
        fn visit_expr_continue(&mut self, _: &'ast syn::ExprContinue) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut finder = Finder(false);
    finder.visit_expr(expr);
    finder.0
}

impl VisitMut for Adapt<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Closure(it) => {
                return self.closure(|adapt| {
                    it.inputs.iter_mut().for_each(|input| adapt.shadow(input));
                    adapt.visit_expr_mut(&mut it.body);
                });
            }
            Expr::Async(it) => return self.closure(|adapt| adapt.visit_block_mut(&mut it.block)),
            Expr::Let(it) => {
                self.visit_expr_mut(&mut it.expr);
                return self.shadow(&mut it.pat);
            }
            Expr::If(it) => {
                self.scope(|adapt| {
                    adapt.visit_expr_mut(&mut it.cond);
                    adapt.visit_block_mut(&mut it.then_branch);
                });
                if let Some((_, otherwise)) = &mut it.else_branch {
                    self.visit_expr_mut(otherwise);
                }
                return;
            }
            Expr::While(it) => {
                return self.looping(it.label.as_ref(), true, |adapt| {
                    adapt.visit_expr_mut(&mut it.cond);
                    adapt.visit_block_mut(&mut it.body);
                });
            }
            Expr::Loop(it) => {
                return self.looping(it.label.as_ref(), true, |adapt| {
                    adapt.visit_block_mut(&mut it.body);
                });
            }
            Expr::ForLoop(it) => {
                self.visit_expr_mut(&mut it.expr);
                return self.looping(it.label.as_ref(), true, |adapt| {
                    adapt.shadow(&mut it.pat);
                    adapt.visit_block_mut(&mut it.body);
                });
            }
            Expr::Block(it) if it.label.is_some() => {
                return self.looping(it.label.as_ref(), false, |adapt| {
                    adapt.visit_block_mut(&mut it.block);
                });
            }
            Expr::Path(it) if it.qself.is_none() => {
                if let Some(new) = it.path.get_ident().and_then(|name| self.new_name(name)) {
                    it.path = new.into();
                }
                return;
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
        if self.closures > 0 {
            return;
        }
        if let Some(jump) = self.leave(expr) {
            *expr = jump;
        } else if let Expr::Return(it) = expr {
            *expr = self.ready(it.expr.take(), it.return_token.span);
        } else if let Expr::Try(it) = expr {
            *expr = self.question(&it.expr, it.question_token.span);
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.scope(|adapt| visit_mut::visit_block_mut(adapt, block));
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        if let Some(init) = &mut local.init {
            self.visit_local_init_mut(init);
        }
        self.shadow(&mut local.pat);
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        self.scope(|adapt| {
            adapt.shadow(&mut arm.pat);
            visit_mut::visit_arm_mut(adapt, arm);
        });
    }

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        let before = field.colon_token.is_none().then(|| field.expr.clone());
        visit_mut::visit_field_value_mut(self, field);
        // `S { x }` is `S { x: x_2 }` then.
        if before.is_some_and(|before| before != field.expr) {
            field.colon_token.get_or_insert_default();
        }
    }

    fn visit_macro_mut(&mut self, it: &mut Macro) {
        macros::rename(it, &|name| self.new_name(name));
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}
