//! The intermediate form: a function as blocks that end in a jump.
//!
//! A [`Block`] is a straight line of [`Step`]s and one [`End`], which says where it goes from there. Only
//! what contains a wait is taken apart; a loop without one is a step like any other, in the user's words.

use proc_macro2::{Ident, Span};
use syn::{Expr, Pat, Stmt, Type};

/// A variable, by its place in [`Graph::variables`]; they are in the order of their declaration.
pub type VariableId = usize;
/// A scope, by its place in [`Graph::scopes`].
pub type ScopeId = usize;
/// A block, by its place in [`Graph::blocks`].
pub type BlockId = usize;

/// A coroutine's body, taken apart. It begins in block 0.
#[derive(Debug, Default)]
pub struct Graph {
    /// In the order of their declaration.
    pub variables: Vec<Variable>,
    /// In the order in which they begin.
    pub scopes: Vec<Scope>,
    /// The first is where it begins.
    pub blocks: Vec<Block>,
    /// Items of the body: every state sees them.
    pub items: Vec<syn::Item>,
    /// Whether a jump out of a loop of the user's is among the steps.
    pub needs_label: bool,
}

/// What may have to be saved.
#[derive(Debug)]
pub struct Variable {
    /// Unlike that of any other variable in scope with it.
    pub name: Ident,
    /// As the user wrote it; `None` for what only the compiler needs.
    pub user_name: Option<String>,
    /// Whether it is `mut`.
    pub is_mutable: bool,
    /// Its type, if it is written.
    pub annotation: Option<Type>,
    /// Visibly without a destructor: a number, a reference.
    pub is_plain: bool,
    /// Where a reference to another variable is visibly taken for it.
    pub borrow: Option<Span>,
    /// It lives no longer than its statement.
    pub is_temporary: bool,
    /// The scope whose end drops it.
    pub scope: ScopeId,
}

/// Where variables live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Between braces that are written out.
    Braces,
    /// The body of a branch, which has braces anyway.
    Branch,
}

/// A straight line of steps.
#[derive(Debug)]
pub struct Block {
    /// What a state that begins here is called.
    pub name: String,
    /// What it is made of, in the source.
    pub span: Span,
    /// Its place in the order of the source.
    pub place: usize,
    /// The scopes that are open where it begins, outermost first.
    pub open: Vec<ScopeId>,
    /// The variables in scope where it begins.
    pub variables: Vec<VariableId>,
    /// Where it goes on after a wait: the variable for the value that was waited for.
    pub value: Option<VariableId>,
    /// Whether a loop comes back here.
    pub is_loop_head: bool,
    /// What is done, in this order.
    pub steps: Vec<Step>,
    /// Where it goes then.
    pub end: End,
}

/// One thing to do.
#[derive(Debug, Clone)]
pub enum Step {
    /// The user's statement, and the variables that it declares.
    Run(Box<Stmt>, Vec<VariableId>),
    /// A variable that gets its value later.
    Declare(VariableId),
    /// What a branch's pattern binds.
    Bind(Vec<VariableId>),
    /// A variable is dropped before its scope ends.
    Drop(VariableId),
    /// Braces.
    Open(ScopeId),
    /// The end of a scope.
    Close(ScopeId),
}

/// Where a block goes.
#[derive(Debug, Clone)]
pub enum End {
    /// Nowhere: a step before has diverged.
    Diverge,
    /// On, past a join of branches or out of the middle of a loop.
    Goto(BlockId, Way),
    /// A branch for each answer, which may meet again in the `join`.
    If {
        /// Also `let PATTERN = value`.
        condition: Box<Expr>,
        /// Where it goes if that holds.
        then: BlockId,
        /// Where it goes if not.
        otherwise: BlockId,
        /// Where the branches meet.
        join: BlockId,
    },
    /// The same for a `match`.
    Match {
        /// What is matched.
        scrutinee: Box<Expr>,
        /// In the order in which they are tried.
        arms: Vec<(Pat, BlockId)>,
        /// Where the arms meet.
        join: BlockId,
    },
    /// Wait for `child`, then go on at `resume`.
    Wait {
        /// The future.
        child: Box<Expr>,
        /// Where its value is.
        resume: BlockId,
        /// The word `wait`.
        span: Span,
    },
    /// The coroutine's value.
    Return(Box<Expr>),
}

/// How a block is reached by [`End::Goto`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Where the code would go on by itself.
    Fall,
    /// By `break`, `continue`, or the end of a loop's body.
    Jump,
}

impl End {
    /// Each block where it may go, in the order of the source.
    pub fn targets(&self) -> Vec<BlockId> {
        match self {
            End::Diverge | End::Return(_) => vec![],
            End::Goto(target, _) => vec![*target],
            End::If {
                then, otherwise, ..
            } => vec![*then, *otherwise],
            End::Match { arms, .. } => arms.iter().map(|(_, target)| *target).collect(),
            End::Wait { resume, .. } => vec![*resume],
        }
    }
}
