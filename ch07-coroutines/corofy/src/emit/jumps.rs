//! Going to another state: from a block's end, or from the middle of the user's code.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Stmt};

use super::field;
use super::writer::Writer;
use crate::adapt::jump_target;
use crate::graph::BlockId;
use crate::lower::Words;

impl Writer<'_> {
    /// `state = State::Next { … };`
    pub(super) fn transition(
        &self,
        target: BlockId,
        child: Option<Expr>,
        span: Span,
    ) -> TokenStream {
        let Words {
            state_type,
            state,
            wait,
            ..
        } = &self.machine.lowered.words;
        let graph = self.machine.graph();
        let next = self.machine.state(target);
        let name = &next.name;
        let child = child.map(|child| quote!(#wait: #child));
        let saved = next.saved.iter().map(|(id, _)| {
            let variable = &graph.variables[*id].name;
            // Where rustc says that it was moved, it is to say so of the wait.
            let located = Ident::new(&variable.to_string(), span.resolved_at(variable.span()));
            let field = field(graph, *id);
            match field == located {
                true => quote!(#located),
                false => quote!(#field: #located),
            }
        });
        let fields: Vec<TokenStream> = child.into_iter().chain(saved).collect();
        match fields.is_empty() {
            true => quote!(#state = #state_type::#name;),
            false => quote!(#state = #state_type::#name { #(#fields),* };),
        }
    }

    pub(super) fn resolved(&self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        Resolve(self).visit_expr_mut(&mut expr);
        expr
    }

    pub(super) fn resolved_statement(&self, statement: &Stmt) -> Stmt {
        let mut statement = statement.clone();
        Resolve(self).visit_stmt_mut(&mut statement);
        statement
    }
}

/// Writes the jumps in the user's code.
pub(super) struct Resolve<'w, 'a>(pub(super) &'w Writer<'a>);

impl Resolve<'_, '_> {
    fn jump(&self, it: &syn::Macro) -> Option<TokenStream> {
        let (target, leaves_loop, span) = jump_target(it)?;
        if !self.0.machine.known[self.0.current].jumps.contains(&target) {
            // Nothing comes here: what the state would hold may not be there.
            return Some(quote!(::std::unreachable!();));
        }
        let transition = self.0.transition(target, None, span);
        let label = leaves_loop.then_some(&self.0.machine.label);
        Some(quote!(#transition continue #label;))
    }
}

impl VisitMut for Resolve<'_, '_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        visit_mut::visit_block_mut(self, block);
        // As statements of the block, not as a block within it.
        for statement in &mut block.stmts {
            if let Stmt::Expr(Expr::Verbatim(tokens), _) = statement
                && let Some(TokenTree::Group(group)) = tokens.clone().into_iter().next()
            {
                *statement = Stmt::Expr(Expr::Verbatim(group.stream()), None);
            }
        }
    }

    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        visit_mut::visit_stmt_mut(self, statement);
        if let Stmt::Macro(it) = statement
            && let Some(jump) = self.jump(&it.mac)
        {
            *statement = Stmt::Expr(Expr::Verbatim(quote!({ #jump })), None);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Macro(it) = expr
            && let Some(jump) = self.jump(&it.mac)
        {
            *expr = Expr::Verbatim(quote!({ #jump }));
        }
    }
}
