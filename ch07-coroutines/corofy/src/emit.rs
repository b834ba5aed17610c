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

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Stmt, Type};

use crate::adapt::jump_target;
use crate::function::Function;
use crate::graph::{BlockId, End, Graph, ScopeId, Step, VariableId, Way};
use crate::lower::{Lowered, Words, argument_names};
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
    label: TokenStream,
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

    pub(crate) fn state(&self, block: BlockId) -> &State {
        let found = self.states.iter().find(|it| it.block == block);
        found.expect("each block that is a state has one")
    }

    /// # Errors
    /// For each reference that visibly lives across a wait.
    pub(crate) fn check_borrows(&self) -> syn::Result<()> {
        let mut errors = crate::errors::Errors::default();
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

fn parameters(graph: &Graph) -> Vec<(VariableId, Reason)> {
    let parameters = graph.blocks[0].variables.iter();
    parameters.map(|id| (*id, Reason::NotMoved)).collect()
}

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

fn declaration(machine: &Machine) -> TokenStream {
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

fn field(graph: &Graph, id: VariableId) -> Ident {
    Ident::new(&graph.variables[id].name.to_string(), Span::mixed_site())
}

fn start(machine: &Machine, function: &Function) -> TokenStream {
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

/// Writes one state.
struct Writer<'a> {
    machine: &'a Machine,
    state: &'a State,
    /// The block at hand.
    current: BlockId,
    /// What is written so far, in each scope with braces that is still open.
    open: Vec<(Option<ScopeId>, TokenStream)>,
}

impl<'a> Writer<'a> {
    fn new(machine: &'a Machine, state: &'a State) -> Writer<'a> {
        Writer {
            machine,
            state,
            current: state.block,
            open: vec![(None, TokenStream::new())],
        }
    }

    fn write(&mut self, tokens: TokenStream) {
        let innermost = self.open.last_mut().expect("the outermost is never closed");
        innermost.1.extend(tokens);
    }

    fn finish(mut self) -> TokenStream {
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
    fn close_scopes(&mut self, open: &[ScopeId], floor: usize) {
        let is_over = |scope: &Option<ScopeId>| scope.is_some_and(|scope| !open.contains(&scope));
        if let Some(first) = self
            .open
            .iter()
            .skip(floor)
            .position(|(scope, _)| is_over(scope))
        {
            self.close_to(floor + first);
        }
    }

    /// Takes what was saved out of the state, each variable in the scope that ends it.
    fn restore(&mut self) {
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
        touched: &std::collections::BTreeSet<VariableId>,
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

    // ------------------------------------------------------------------------------------ blocks

    /// Writes a block. `next` is the block that follows by itself; `is_last` is whether nothing at all does
    /// but another turn.
    fn block(&mut self, block: BlockId, next: Option<BlockId>, is_last: bool) {
        let graph = self.machine.graph();
        self.current = block;
        for step in &graph.blocks[block].steps {
            self.step(step);
        }
        match graph.blocks[block].end.clone() {
            _ if self.machine.known[block].diverges => {}
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

    fn goto(&mut self, target: BlockId, next: Option<BlockId>, is_last: bool, span: Span) {
        match self.machine.shape.is_state(target) {
            false => {
                self.close_scopes(&self.machine.graph().blocks[target].open, 0);
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
            self.close_scopes(&self.machine.graph().blocks[join].open, 0);
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
            self.close_scopes(&self.machine.graph().blocks[join].open, 0);
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

    // ------------------------------------------------------------------------------- transitions

    /// `state = State::Next { … };`
    fn transition(&self, target: BlockId, child: Option<Expr>, span: Span) -> TokenStream {
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

    fn resolved(&self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        Resolve(self).visit_expr_mut(&mut expr);
        expr
    }

    fn resolved_statement(&self, statement: &Stmt) -> Stmt {
        let mut statement = statement.clone();
        Resolve(self).visit_stmt_mut(&mut statement);
        statement
    }
}

/// Writes the jumps in the user's code.
struct Resolve<'w, 'a>(&'w Writer<'a>);

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
                && let Some(proc_macro2::TokenTree::Group(group)) =
                    tokens.clone().into_iter().next()
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

fn declare(graph: &Graph, id: VariableId) -> TokenStream {
    let variable = &graph.variables[id];
    let name = &variable.name;
    let mutable = variable.is_mutable.then(|| quote!(mut));
    let annotation = variable.annotation.iter().map(|it| quote!(: #it));
    quote!(let #mutable #name #(#annotation)*;)
}
