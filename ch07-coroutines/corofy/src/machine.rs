//! What is known of a coroutine by the time that it can be written: its states, under their names.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::errors::Errors;
use crate::graph::{BlockId, End, Graph, VariableId};
use crate::lower::Lowered;
use crate::names::{Names, camel_case};
use crate::save::{self, Knowledge, Reason};
use crate::shape::Shape;

/// A state, as it is written.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) block: BlockId,
    /// Its variant.
    pub(crate) name: Ident,
    /// What it holds, in the order of declaration.
    pub(crate) saved: Vec<(VariableId, Reason)>,
    /// The type parameter for what it waits for, if it does.
    pub(crate) child: Option<Ident>,
}

/// Everything that is needed to write a coroutine.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) lowered: Lowered,
    pub(crate) known: Vec<Knowledge>,
    pub(crate) shape: Shape,
    pub(crate) states: Vec<State>,
    pub(crate) returned: Ident,
    /// For each variable that is saved anywhere: its type parameter.
    pub(crate) slots: BTreeMap<VariableId, Ident>,
    /// Of the loop around all states, if a jump needs it.
    pub(crate) label: TokenStream,
}

impl Machine {
    pub(crate) fn new(mut lowered: Lowered, known: Vec<Knowledge>, shape: Shape) -> Machine {
        let graph = &lowered.graph;
        let mut variants = Names::in_tokens(TokenStream::new());
        let mut types = Names::in_tokens(TokenStream::new());
        let call_site = Span::mixed_site();
        let returned = Ident::new(&variants.fresh("Returned"), call_site);
        let mut states: Vec<State> = Vec::new();
        for &block in &shape.states {
            if forwards(graph, &known, &shape, block).is_some() {
                continue;
            }
            let it = &graph.blocks[block];
            let name = Some(camel_case(&it.name)).filter(|name| !name.is_empty());
            let name = variants.fresh(name.as_deref().unwrap_or("Wait"));
            let child = it.value.map(|_| Ident::new(&types.fresh(&name), call_site));
            states.push(State {
                block,
                name: Ident::new(&name, call_site),
                saved: match block {
                    0 => parameters(graph),
                    _ => save::saved(graph, block, &known[block]),
                },
                child,
            });
        }
        let mut slots = BTreeMap::new();
        for (id, _) in states.iter().flat_map(|state| &state.saved) {
            let name = camel_case(&graph.variables[*id].name.to_string());
            let name = Some(name)
                .filter(|name| !name.is_empty())
                .unwrap_or("Value".to_owned());
            slots
                .entry(*id)
                .or_insert_with(|| Ident::new(&types.fresh(&name), call_site));
        }
        let label = match graph.needs_label {
            true => {
                let name = lowered.names.fresh("machine");
                let label = syn::Lifetime::new(&format!("'{name}"), call_site);
                quote!(#label)
            }
            false => TokenStream::new(),
        };
        Machine {
            lowered,
            known,
            shape,
            states,
            returned,
            slots,
            label,
        }
    }

    pub(crate) fn graph(&self) -> &Graph {
        &self.lowered.graph
    }

    /// The state in which a block that is one is run.
    pub(crate) fn state(&self, block: BlockId) -> &State {
        let mut block = block;
        while let Some(next) = forwards(self.graph(), &self.known, &self.shape, block) {
            block = next;
        }
        let found = self.states.iter().find(|it| it.block == block);
        found.expect("each block that is a state has one")
    }

    /// # Errors
    /// For each reference that visibly lives across a wait.
    pub(crate) fn check_borrows(&self) -> syn::Result<()> {
        let mut errors = Errors::default();
        let mut seen = Vec::new();
        for state in self.states.iter().filter(|state| state.block != 0) {
            for (id, _) in &state.saved {
                if let Some(span) = self.graph().variables[*id].borrow
                    && !seen.contains(id)
                {
                    seen.push(*id);
                    errors.add(span, BORROWED);
                }
            }
        }
        errors.check()
    }
}

const BORROWED: &str = "this reference would live across a wait, in the same state as what it refers to: \
    take it again after the wait, or move the value, or clone it";

/// The state to which one goes that does nothing else, not even drop a variable: no one needs to go there first.
fn forwards(graph: &Graph, known: &[Knowledge], shape: &Shape, block: BlockId) -> Option<BlockId> {
    let it = &graph.blocks[block];
    let End::Goto(next, _) = it.end else {
        return None;
    };
    let is_idle = block != 0 && it.steps.is_empty() && it.value.is_none() && !it.is_loop_head;
    if !is_idle || !shape.is_state(next) {
        return None;
    }
    let kept = save::saved(graph, next, &known[next]);
    let held = save::saved(graph, block, &known[block]);
    let is_kept = |id| kept.iter().any(|(it, _)| *it == id);
    held.iter().all(|(id, _)| is_kept(*id)).then_some(next)
}

fn parameters(graph: &Graph) -> Vec<(VariableId, Reason)> {
    let parameters = graph.blocks[0].variables.iter();
    parameters.map(|id| (*id, Reason::NotMoved)).collect()
}
