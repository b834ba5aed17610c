//! Writing the states out: an enum, and the closure that goes from one to the next.
//!
//! ```text
//! enum State<Url, Get, Text> { Start { url: Url }, Get { child: Get, url: Url }, Returned }
//! ```
//!
//! Its tag is a byte of its own: without `repr`, rustc would hide it in a value, and each turn would have to
//! decode it first.
//!
//! The enum has a type parameter for whatever it may hold, so that rustc infers them all. While a state
//! runs, and after a panic, the enum is `Returned`.

mod declaration;
mod jumps;
mod restore;
mod writer;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use crate::function::Function;
use crate::graph::{Graph, VariableId};
use crate::lower::{Words, argument_names};
use crate::machine::{Machine, State};
use declaration::{declaration, start};
use writer::Writer;

/// The whole function.
pub(crate) fn emit(
    function: &Function,
    machine: &Machine,
    futures: &TokenStream,
    lints: Lints,
) -> TokenStream {
    let syn::ItemFn {
        attrs, vis, sig, ..
    } = &function.0;
    let (name, generics, inputs) = (
        &sig.ident,
        &sig.generics,
        signature_inputs(machine, function),
    );
    let where_clause = &generics.where_clause;
    let unit: Type = syn::parse_quote!(());
    let output = function.output().unwrap_or(&unit);
    let Words {
        poll,
        context,
        poll_fn,
        state_type,
        state,
        cx,
        ..
    } = &machine.lowered.words;
    let items = &machine.graph().items;
    let declaration = declaration(machine);
    let start = start(machine, function);
    let arms = machine.states.iter().map(|state| arm(machine, state));
    let returned = &machine.returned;
    let message = format!(
        "`{}` was polled after it had returned or panicked",
        function.name()
    );
    let label = match machine.label.is_empty() {
        true => TokenStream::new(),
        false => {
            let label = &machine.label;
            quote!(#label:)
        }
    };
    let polled = polled_type(output, poll);
    let lints = allowed(lints);
    let uses = uses(&machine.lowered.words, futures);
    quote! {
        #(#attrs)*
        #lints
        #vis fn #name #generics (#inputs) -> impl #futures::Future<Output = #output> #where_clause {
            #uses
            #(#items)*
            #declaration
            let mut #state = #start;
            #poll_fn(move |#cx: &mut #context<'_>| -> #polled {
                #label loop {
                    match &mut #state {
                        #(#arms)*
                        #state_type::#returned => ::std::panic!(#message),
                    }
                }
            })
        }
    }
}

/// Which of rustc's and clippy's warnings are not for this code.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lints {
    /// What the user wrote is still to be judged.
    Few,
    /// It is not: this is what was made of it.
    #[cfg_attr(
        not(feature = "command"),
        expect(dead_code, reason = "only the command prints")
    )]
    All,
}

fn allowed(lints: Lints) -> TokenStream {
    match lints {
        Lints::Few => quote! {
            #[allow(
                unused_mut, unused_braces, unused_assignments, path_statements, unreachable_code,
                clippy::needless_late_init, clippy::let_unit_value, clippy::no_effect,
                clippy::blocks_in_conditions, clippy::drop_non_drop, clippy::let_and_return,
                clippy::needless_return,
                reason = "a state takes its values as they were declared"
            )]
        },
        Lints::All => quote!(#[allow(unused, clippy::all, reason = "made by corofy")]),
    }
}

fn uses(words: &Words, futures: &TokenStream) -> TokenStream {
    let named = |wanted: &str, name: &Ident| {
        let wanted = Ident::new(wanted, Span::call_site());
        match *name == wanted {
            true => quote!(#wanted),
            false => quote!(#wanted as #name),
        }
    };
    let future = named("Future", &words.future);
    let poll_fn = named("poll_fn", &words.poll_fn);
    let context = named("Context", &words.context);
    let poll = named("Poll", &words.poll);
    let mem = named("mem", &words.mem);
    quote! {
        use #futures::{#future, #poll_fn};
        use ::std::{#mem, task::{#context, #poll}};
    }
}

/// A closure's type cannot be `impl Trait`.
fn polled_type(output: &Type, poll: &Ident) -> TokenStream {
    struct Finder(bool);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    syn::visit::Visit::visit_type(&mut finder, output);
    match finder.0 {
        true => quote!(#poll<_>),
        false => quote!(#poll<#output>),
    }
}

/// The parameters: a pattern is taken apart in the first state, so here it is a name.
fn signature_inputs(machine: &Machine, function: &Function) -> TokenStream {
    let signature = function.signature();
    let names = argument_names(signature, &machine.graph().variables);
    let inputs = signature
        .inputs
        .iter()
        .zip(names)
        .map(|(input, (_, name))| match input {
            syn::FnArg::Receiver(it) => {
                let mut it = it.clone();
                if !matches!(it.kind, syn::ReceiverKind::Reference(..)) {
                    it.mutability = None;
                }
                quote!(#it)
            }
            syn::FnArg::Typed(it) => {
                let (attrs, ty) = (&it.attrs, &it.ty);
                quote!(#(#attrs)* #name: #ty)
            }
        });
    quote!(#(#inputs),*)
}

fn field(graph: &Graph, id: VariableId) -> Ident {
    Ident::new(&graph.variables[id].name.to_string(), Span::mixed_site())
}

fn arm(machine: &Machine, state: &State) -> TokenStream {
    let Words {
        state_type,
        wait,
        cx,
        poll,
        future,
        ..
    } = &machine.lowered.words;
    let name = &state.name;
    let graph = machine.graph();
    let mut writer = Writer::new(machine, state);
    let pattern = match (&state.child, state.saved.is_empty()) {
        (Some(_), _) => quote!(#state_type::#name { #wait, .. }),
        (None, true) => quote!(#state_type::#name),
        (None, false) => quote!(#state_type::#name { .. }),
    };
    if let Some(id) = graph.blocks[state.block].value {
        let value = &graph.variables[id].name;
        // What is no future is the user's mistake, at the wait.
        let span = graph.blocks[state.block].span;
        let [future, wait, cx] = [future, wait, cx].map(|name| located(name, span));
        let poll_it = quote_spanned!(mixed(span)=> #future::poll(#wait, #cx));
        writer.write(quote! {
            let #poll::Ready(#value) = #poll_it else {
                return #poll::Pending;
            };
        });
    }
    writer.restore();
    if let Some(id) = graph.blocks[state.block].value
        && !state.saved.is_empty()
        && !machine.known[state.block].begins_with(graph, state.block, id)
    {
        // It came last, so it is dropped first.
        let value = &graph.variables[id].name;
        writer.write(quote!(let #value = #value;));
    }
    writer.block(state.block, None, true);
    let body = writer.finish();
    quote!(#pattern => { #body })
}

/// A place in the user's code, for names of the macro's own.
fn mixed(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

fn located(name: &Ident, span: Span) -> Ident {
    Ident::new(&name.to_string(), mixed(span))
}

fn declare(graph: &Graph, id: VariableId) -> TokenStream {
    let variable = &graph.variables[id];
    let name = &variable.name;
    let mutable = variable.is_mutable.then(|| quote!(mut));
    let annotation = variable.annotation.iter().map(|it| quote!(: #it));
    quote!(let #mutable #name #(#annotation)*;)
}
