//! Taking a function apart, into blocks.
//!
//! Only what contains a wait is taken apart, or leaves by a jump what was. Each construct is lowered
//! where its value is to go, its [`Dest`]: so no branch needs a variable for a value that is dropped or
//! returned.
//!
//! Read `statements` first, then `operands` (evaluation order), `branches` and `loops`.

mod branches;
mod loops;
mod operands;
mod parameters;
mod statements;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};
use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Expr, Pat, Stmt, Type, parse_quote, parse_quote_spanned};

use crate::adapt::{Adapt, Question, has_jump};
use crate::errors::Errors;
use crate::function::Function;
use crate::graph::{Block, BlockId, End, Graph, Scope, ScopeId, Step, Variable, VariableId, Way};
use crate::names::Names;
use crate::pattern;

pub(crate) use parameters::argument_names;

/// Where a construct's value goes.
#[derive(Debug, Clone)]
pub(crate) enum Dest {
    /// It is dropped.
    Discard,
    /// It is assigned.
    Variable(Ident),
    /// It is the coroutine's.
    Return,
}

/// A loop or a labelled block that was taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Loop {
    pub(crate) label: Option<String>,
    /// Where `continue` goes; `None` for a block.
    pub(crate) head: Option<BlockId>,
    /// Where `break` goes.
    pub(crate) exit: BlockId,
    /// What becomes of a `break`'s value.
    pub(crate) dest: Dest,
}

/// The words that generated code needs.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) poll: Ident,
    pub(crate) context: Ident,
    pub(crate) future: Ident,
    pub(crate) poll_fn: Ident,
    pub(crate) mem: Ident,
    pub(crate) state_type: Ident,
    pub(crate) state: Ident,
    pub(crate) cx: Ident,
    pub(crate) wait: Ident,
}

/// What was made of a function's body.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) graph: Graph,
    pub(crate) names: Names,
    pub(crate) words: Words,
}

pub(crate) struct Lower {
    graph: Graph,
    names: Names,
    words: Words,
    question: Question,
    errors: Errors,
    /// Where the next step goes; `None` where nothing can be reached.
    current: Option<BlockId>,
    /// How often a block was entered.
    entered: usize,
    /// The variables in scope, in the order of their declaration.
    variables: Vec<VariableId>,
    /// The open scopes, outermost first.
    open: Vec<ScopeId>,
    /// How many variables there were before each scope.
    before: Vec<usize>,
    loops: Vec<Loop>,
}

/// Takes a function apart that has been checked.
///
/// # Errors
/// What cannot be taken apart.
pub(crate) fn lower(function: &Function) -> syn::Result<Lowered> {
    let signature = function.signature();
    let block = function.block();
    let mut names = Names::in_tokens(quote!(#signature #block));
    let mut word = |wanted| names.fresh_ident(wanted);
    let words = Words {
        poll: word("Poll"),
        context: word("Context"),
        future: word("Future"),
        poll_fn: word("poll_fn"),
        mem: word("mem"),
        state_type: word("State"),
        state: word("state"),
        cx: word("cx"),
        wait: word("child"),
    };
    let mut lower = Lower {
        graph: Graph::default(),
        names,
        words,
        question: function.question(),
        errors: Errors::default(),
        current: None,
        entered: 0,
        variables: Vec::new(),
        open: Vec::new(),
        before: Vec::new(),
        loops: Vec::new(),
    };
    let start = lower.new_block("start", signature.ident.span());
    lower.enter(start);
    lower.open_scope(Scope::Branch);
    lower.parameters(signature);
    lower.graph.blocks[start].variables = lower.variables.clone();
    lower.graph.blocks[start].open = lower.open.clone();
    lower.patterns_of_parameters(signature);
    lower.statements(
        block.stmts.clone(),
        &Dest::Return,
        block.brace_token.span.close(),
    );
    lower.errors.check()?;
    Ok(Lowered {
        graph: lower.graph,
        names: lower.names,
        words: lower.words,
    })
}

impl Lower {
    // ------------------------------------------------------------------------------------ blocks

    /// A block that begins with what is in scope now.
    fn new_block(&mut self, name: &str, span: Span) -> BlockId {
        self.graph.blocks.push(Block {
            name: name.to_owned(),
            span,
            place: 0,
            open: self.open.clone(),
            variables: self.variables.clone(),
            value: None,
            is_loop_head: false,
            steps: Vec::new(),
            end: End::Diverge,
        });
        self.graph.blocks.len() - 1
    }

    /// What comes next goes into this block.
    fn enter(&mut self, block: BlockId) {
        self.current = Some(block);
        self.entered += 1;
        if self.graph.blocks[block].place == 0 {
            self.graph.blocks[block].place = self.entered;
        }
        self.variables
            .clone_from(&self.graph.blocks[block].variables);
        self.open.clone_from(&self.graph.blocks[block].open);
    }

    fn push(&mut self, step: Step) {
        if let Some(block) = self.current {
            self.graph.blocks[block].steps.push(step);
        }
    }

    /// Ends the block; nothing comes after, until another is entered.
    fn end(&mut self, end: End) {
        if let Some(block) = self.current.take() {
            self.graph.blocks[block].end = end;
        }
    }

    fn fall_to(&mut self, block: BlockId) {
        self.end(End::Goto(block, Way::Fall));
    }

    // ------------------------------------------------------------------------------------ scopes

    fn open_scope(&mut self, kind: Scope) -> ScopeId {
        self.graph.scopes.push(kind);
        let scope = self.graph.scopes.len() - 1;
        self.open.push(scope);
        self.before.push(self.variables.len());
        if kind == Scope::Braces {
            self.push(Step::Open(scope));
        }
        scope
    }

    fn close_scope(&mut self) {
        let scope = self
            .open
            .pop()
            .expect("every scope that is closed was opened");
        self.variables.truncate(self.before[scope]);
        self.push(Step::Close(scope));
    }

    // --------------------------------------------------------------------------------- variables

    fn declare(&mut self, variable: Variable) -> VariableId {
        self.graph.variables.push(variable);
        let id = self.graph.variables.len() - 1;
        self.variables.push(id);
        id
    }

    fn variable(&self, name: Ident) -> Variable {
        Variable {
            name,
            user_name: None,
            is_mutable: false,
            annotation: None,
            is_plain: false,
            borrow: None,
            is_temporary: false,
            scope: self.open.last().copied().unwrap_or(0),
        }
    }

    /// A variable that only the compiler needs; it is moved before its statement ends.
    fn temporary(&mut self, wanted: &str, span: Span) -> (VariableId, Ident) {
        let name = Ident::new(&self.unused(wanted), span.resolved_at(Span::mixed_site()));
        let variable = Variable {
            is_temporary: true,
            ..self.variable(name.clone())
        };
        (self.declare(variable), name)
    }

    /// A variable of the compiler's that lives as long as its scope.
    fn hidden(&mut self, wanted: &str, span: Span) -> (VariableId, Ident) {
        let (id, name) = self.temporary(wanted, span);
        self.graph.variables[id].is_temporary = false;
        (id, name)
    }

    /// A name that no variable in scope has, nor any of the user's.
    fn unused(&mut self, wanted: &str) -> String {
        let in_scope = |name: &str| {
            let mut names = self
                .variables
                .iter()
                .map(|id| &self.graph.variables[*id].name);
            names.any(|it| it == name)
        };
        let candidates = (1..).map(|number| match number {
            1 => wanted.to_owned(),
            _ => format!("{wanted}_{number}"),
        });
        let mut free = candidates.filter(|name| !in_scope(name) && !self.names.is_users(name));
        free.next().expect("there is always another number")
    }

    /// Declares what a pattern binds, under names that no other variable in scope has.
    fn bind(&mut self, pattern: &mut Pat) -> Vec<VariableId> {
        let mut bound: Vec<(String, VariableId)> = Vec::new();
        pattern::rename_bindings(pattern, |it| {
            let user_name = it.ident.to_string();
            let known = bound.iter().find(|(name, _)| *name == user_name);
            let id = known.map(|(_, id)| *id).unwrap_or_else(|| {
                let is_taken = self
                    .variables
                    .iter()
                    .any(|id| self.graph.variables[*id].name == user_name);
                let name = match is_taken {
                    true => Ident::new(&self.unused(&user_name), it.ident.span()),
                    false => it.ident.clone(),
                };
                let variable = Variable {
                    user_name: Some(user_name.clone()),
                    is_mutable: it.mutability.is_some() && it.by_ref.is_none(),
                    borrow: it.by_ref.map(|token| token.span),
                    is_plain: it.by_ref.is_some(),
                    ..self.variable(name)
                };
                let id = self.declare(variable);
                bound.push((user_name, id));
                id
            });
            it.ident = self.graph.variables[id].name.clone();
        });
        bound.into_iter().map(|(_, id)| id).collect()
    }

    // --------------------------------------------------------------------------- the user's code

    fn names_in_scope(&self) -> HashSet<String> {
        let variables = self.variables.iter();
        variables
            .map(|id| self.graph.variables[*id].name.to_string())
            .collect()
    }

    fn renames(&self) -> HashMap<String, Ident> {
        let mut renames = HashMap::new();
        for id in &self.variables {
            let variable = &self.graph.variables[*id];
            if let Some(user_name) = &variable.user_name {
                match variable.name == *user_name {
                    true => renames.remove(user_name),
                    false => renames.insert(user_name.clone(), variable.name.clone()),
                };
            }
        }
        renames
    }

    fn adapt_with(&mut self, has_jump: bool, visit: impl FnOnce(&mut Adapt<'_>)) {
        let renames = self.renames();
        let taken = match has_jump && !self.loops.is_empty() {
            true => self.names_in_scope(),
            false => HashSet::new(),
        };
        let mut adapt = Adapt {
            renames: &renames,
            loops: &self.loops,
            poll: &self.words.poll,
            question: self.question,
            shadows: Vec::new(),
            taken,
            names: &mut self.names,
            inner: Vec::new(),
            closures: 0,
            needs_label: false,
        };
        visit(&mut adapt);
        self.graph.needs_label |= adapt.needs_label;
    }

    /// An expression without waits, as it stands in a state.
    fn adapt(&mut self, mut expr: Expr) -> Expr {
        self.adapt_with(has_jump(&expr), |adapt| adapt.visit_expr_mut(&mut expr));
        expr
    }

    /// The names in a pattern's guard.
    fn adapt_guards(&mut self, pattern: &mut Pat) {
        self.adapt_with(false, |adapt| adapt.visit_pat_mut(pattern));
    }

    fn run(&mut self, statement: Stmt, declares: Vec<VariableId>) {
        self.push(Step::Run(Box::new(statement), declares));
    }

    /// Sends a value where it is wanted.
    fn store(&mut self, value: Expr, dest: &Dest, span: Span) {
        match dest {
            Dest::Return => self.end(End::Return(Box::new(value))),
            Dest::Discard if is_unit(&value) => {}
            Dest::Discard => self.run(Stmt::Expr(value, Some(Default::default())), vec![]),
            Dest::Variable(name) => {
                let statement = parse_quote_spanned!(span=> #name = #value;);
                self.run(statement, vec![]);
            }
        }
    }

    fn annotated(&mut self, id: VariableId, annotation: Option<Type>) {
        self.graph.variables[id].annotation = annotation;
    }
}

fn is_unit(expr: &Expr) -> bool {
    matches!(expr, Expr::Tuple(it) if it.elems.is_empty())
}

fn unit() -> Expr {
    parse_quote!(())
}

fn path(name: &Ident) -> Expr {
    let path = syn::Path::from(name.clone());
    Expr::Path(syn::ExprPath {
        attrs: vec![],
        qself: None,
        path,
    })
}
