//! The enum of states, and its first value.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::field;
use crate::function::Function;
use crate::lower::{Words, argument_names};
use crate::machine::Machine;

pub(super) fn declaration(machine: &Machine) -> TokenStream {
    let Words {
        state_type, wait, ..
    } = &machine.lowered.words;
    let graph = machine.graph();
    let children = machine
        .states
        .iter()
        .filter_map(|state| state.child.as_ref());
    let parameters: Vec<&Ident> = machine.slots.values().chain(children).collect();
    let parameters = match parameters.is_empty() {
        true => TokenStream::new(),
        false => quote!(<#(#parameters),*>),
    };
    let variants = machine.states.iter().map(|state| {
        let name = &state.name;
        let child = state.child.iter().map(|child| quote!(#wait: #child));
        let mut saved: Vec<TokenStream> = state
            .saved
            .iter()
            .map(|(id, _)| {
                let (field, slot) = (field(graph, *id), &machine.slots[id]);
                quote!(#field: #slot)
            })
            .collect();
        // Fields are dropped in their order, variables the other way round; parameters as they are.
        if state.block != 0 {
            saved.reverse();
        }
        let fields: Vec<TokenStream> = child.chain(saved).collect();
        match fields.is_empty() {
            true => quote!(#name),
            false => quote!(#name { #(#fields),* }),
        }
    });
    let returned = &machine.returned;
    quote! {
        #[repr(u8)]
        enum #state_type #parameters { #(#variants,)* #returned }
    }
}
pub(super) fn start(machine: &Machine, function: &Function) -> TokenStream {
    let state_type = &machine.lowered.words.state_type;
    let names = argument_names(function.signature(), &machine.graph().variables);
    let fields = names.into_iter().map(|(id, name)| {
        let field = field(machine.graph(), id);
        match field == name {
            true => quote!(#name),
            false => quote!(#field: #name),
        }
    });
    let name = &machine.states[0].name;
    match machine.states[0].saved.is_empty() {
        true => quote!(#state_type::#name),
        false => quote!(#state_type::#name { #(#fields),* }),
    }
}
