//! The beginning of a state: what was saved is in variables again.
//!
//! They are declared in their old order, so they are dropped in the right one. Those of a scope that ends within
//! the state are declared in braces, which end it.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::writer::Writer;
use super::{declare, field};
use crate::graph::{BlockId, ScopeId, Step, VariableId};
use crate::lower::Words;
use crate::save;

impl Writer<'_> {
    /// Takes what was saved out of the state, each variable in the scope that ends it.
    pub(super) fn restore(&mut self) {
        let Words {
            state_type,
            state: variable,
            mem,
            ..
        } = &self.machine.lowered.words;
        let (graph, name, returned) = (
            self.machine.graph(),
            &self.state.name,
            &self.machine.returned,
        );
        let blocks = self.machine.shape.blocks_of(self.state.block);
        let touched = save::touched(&blocks, &self.machine.known);
        let kept_on = self.kept_on(&blocks);
        let ending = self.ending(&blocks);
        let first_nested = ending.first().copied();
        let is_nested = |id: VariableId| {
            let open = &graph.blocks[self.state.block].open;
            let place = |scope| open.iter().position(|it| *it == scope);
            first_nested.is_some_and(|first| place(graph.variables[id].scope) >= place(first))
        };
        let local = |id: VariableId| {
            let name = &graph.variables[id].name;
            let is_used = touched.contains(&id) || kept_on.contains(&id);
            let quiet = format!("_{name}");
            let is_taken = graph.variables.iter().any(|it| it.name == quiet);
            match is_used || is_taken || quiet.starts_with("__") || is_nested(id) {
                true => name.clone(),
                false => Ident::new(&quiet, name.span()),
            }
        };
        let fields = self.state.saved.iter().map(|(id, _)| {
            let (field, local) = (field(graph, *id), local(*id));
            let mutable =
                (graph.variables[*id].is_mutable && touched.contains(id) && !is_nested(*id))
                    .then(|| quote!(mut));
            match field == local {
                true => quote!(#mutable #local),
                false => quote!(#field: #mutable #local),
            }
        });
        let fields: Vec<TokenStream> = fields.collect();
        let rest = self.state.child.as_ref().map(|_| quote!(..));
        self.write(match fields.is_empty() {
            true => quote!(#variable = #state_type::#returned;),
            false => quote! {
                let #state_type::#name { #(#fields,)* #rest }
                    = #mem::replace(&mut #variable, #state_type::#returned)
                else {
                    ::std::unreachable!()
                };
            },
        });
        self.declare_again(&touched, |id| !is_nested(id));
        let nested: Vec<ScopeId> = match first_nested {
            None => vec![],
            Some(first) => {
                let open = graph.blocks[self.state.block].open.iter();
                open.copied().skip_while(|scope| *scope != first).collect()
            }
        };
        for scope in nested {
            self.open.push((Some(scope), TokenStream::new()));
            for (id, _) in &self.state.saved {
                let variable = &graph.variables[*id];
                if variable.scope == scope {
                    let name = &variable.name;
                    let mutable =
                        (variable.is_mutable && touched.contains(id)).then(|| quote!(mut));
                    self.write(quote!(let #mutable #name = #name;));
                }
            }
            self.declare_again(&touched, |id| graph.variables[id].scope == scope);
        }
    }

    /// A variable without a value that gets one here.
    fn declare_again(
        &mut self,
        touched: &BTreeSet<VariableId>,
        is_here: impl Fn(VariableId) -> bool,
    ) {
        let graph = self.machine.graph();
        if self.state.block == 0 {
            return;
        }
        for id in &graph.blocks[self.state.block].variables {
            let is_saved = self.state.saved.iter().any(|(saved, _)| saved == id);
            if !is_saved && touched.contains(id) && is_here(*id) {
                self.write(declare(graph, *id));
            }
        }
    }

    /// The variables that this state hands on to others.
    fn kept_on(&self, blocks: &[BlockId]) -> Vec<VariableId> {
        let targets = blocks
            .iter()
            .flat_map(|block| &self.machine.known[*block].targets);
        let states = targets.filter(|target| self.machine.shape.is_state(**target));
        let saved = states.flat_map(|target| &self.machine.state(*target).saved);
        saved.map(|(id, _)| *id).collect()
    }

    /// The scopes around this state that end before it does, outermost first.
    fn ending(&self, blocks: &[BlockId]) -> Vec<ScopeId> {
        let graph = self.machine.graph();
        let open = &graph.blocks[self.state.block].open;
        let ends = |scope: &ScopeId| {
            let closes = |step: &Step| matches!(step, Step::Close(it) if it == scope);
            blocks.iter().any(|block| {
                let block = &graph.blocks[*block];
                block.steps.iter().any(closes) || !block.open.contains(scope)
            })
        };
        let steps = blocks.iter().flat_map(|block| &graph.blocks[*block].steps);
        let declared = steps.flat_map(|step| match step {
            Step::Run(_, ids) | Step::Bind(ids) => ids.clone(),
            Step::Declare(id) => vec![*id],
            _ => vec![],
        });
        let saved = self.state.saved.iter().map(|(id, _)| *id);
        let touched = save::touched(blocks, &self.machine.known);
        let again = graph.blocks[self.state.block].variables.iter().copied();
        let held: Vec<ScopeId> = declared
            .chain(saved)
            .chain(again.filter(|id| touched.contains(id)))
            .map(|id| graph.variables[id].scope)
            .collect();
        let holds = |scope: &ScopeId| held.contains(scope);
        open.iter()
            .copied()
            .filter(|it| ends(it) && holds(it))
            .collect()
    }
}
