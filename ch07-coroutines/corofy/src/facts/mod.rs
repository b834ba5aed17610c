//! What is known of the variables at a point of the code, as far as tokens tell.
//!
//! A walk through the user's statements in the order in which they are evaluated. It notes which variables
//! are mentioned, which have certainly been moved, and which certainly have no value yet; where two ways
//! meet, only what holds on both is certain.
//!
//! A bare name is a move where a value is wanted: an argument, an operand, a field's value. It is not where
//! Rust takes a reference or a part: `&x`, `x.method()`, `x.field`, `x[…]`, `x == y`, a macro's argument. Methods
//! called `into_…`, `unwrap…` and `expect…` take all of it.

mod branches;
mod captures;
mod expressions;
mod loops;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Ident, Span};
use syn::{Expr, Pat, Stmt};

use crate::graph::{BlockId, End, Graph, Step, VariableId};
use crate::pattern;

/// What certainly holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// They have been moved.
    pub(crate) moved: BTreeSet<VariableId>,
    /// They have been declared without a value.
    pub(crate) unset: BTreeSet<VariableId>,
}

impl Facts {
    /// What holds whichever way was taken.
    pub(crate) fn meet(&mut self, other: &Facts) {
        self.moved = &self.moved & &other.moved;
        self.unset = &self.unset & &other.unset;
    }
}

pub(crate) fn meet(one: Option<Facts>, other: Option<Facts>) -> Option<Facts> {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            one.meet(&other);
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

/// A walk through one block.
pub(crate) struct Walk<'a> {
    graph: &'a Graph,
    /// The variables in scope; no two have one name.
    names: HashMap<String, VariableId>,
    /// Names that the code itself binds.
    shadows: Vec<Vec<String>>,
    /// `None` where nothing is reached.
    pub(crate) facts: Option<Facts>,
    /// The first mention of each variable, in the step at hand.
    pub(crate) mentions: BTreeMap<VariableId, Span>,
    /// The variables that the step at hand declares, or gives a value whatever happens.
    pub(crate) given: Vec<VariableId>,
    /// All that it may give one.
    pub(crate) assigned: BTreeSet<VariableId>,
    /// The jumps in the step at hand, and what holds there.
    pub(crate) jumps: Vec<(BlockId, Facts)>,
    /// For each of the code's own loops: what holds where it is left.
    breaks: Vec<(Option<String>, bool, Option<Facts>)>,
}

/// Whether an expression's value is moved out of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum As {
    Value,
    Place,
}

/// By their names: clippy holds that `into_…` takes `self`, and `unwrap` and `expect` are std's.
pub(super) fn takes_self(method: &Ident) -> bool {
    let name = method.to_string();
    name.starts_with("into_") || name.starts_with("unwrap") || name.starts_with("expect")
}

impl<'a> Walk<'a> {
    pub(crate) fn new(graph: &'a Graph, block: BlockId, facts: Facts) -> Walk<'a> {
        let block = &graph.blocks[block];
        let mut walk = Walk {
            graph,
            names: HashMap::new(),
            shadows: Vec::new(),
            facts: Some(facts),
            mentions: BTreeMap::new(),
            given: Vec::new(),
            assigned: BTreeSet::new(),
            jumps: Vec::new(),
            breaks: Vec::new(),
        };
        block.variables.iter().for_each(|id| walk.name(*id));
        if let Some(id) = block.value {
            walk.give(id);
            walk.name(id);
        }
        walk
    }

    pub(super) fn declare(&mut self, id: VariableId) {
        self.given.push(id);
        self.give(id);
        self.name(id);
    }

    pub(super) fn begin(&mut self) {
        self.mentions.clear();
        self.assigned.clear();
        self.jumps.clear();
        self.given.clear();
    }

    pub(super) fn name(&mut self, id: VariableId) {
        let name = self.graph.variables[id].name.to_string();
        self.names.insert(name, id);
    }

    /// One step. What it mentions and where it jumps is in the fields then.
    pub(crate) fn step(&mut self, step: &Step) {
        self.begin();
        match step {
            Step::Run(statement, declares) => {
                self.statement(statement);
                if let Stmt::Expr(Expr::Assign(it), _) = &**statement {
                    self.given.extend(self.whole_variable(&it.left));
                }
                declares.iter().for_each(|id| self.declare(*id));
            }
            Step::Bind(bound) => {
                bound.iter().for_each(|id| self.declare(*id));
            }
            Step::Declare(id) => {
                self.name(*id);
                self.given.push(*id);
                if let Some(facts) = &mut self.facts {
                    facts.moved.remove(id);
                    facts.unset.insert(*id);
                }
            }
            Step::Drop(id) => self.take(*id),
            Step::Open(_) | Step::Close(_) => {}
        }
    }

    /// The end of the block. Returns what holds at each target.
    pub(crate) fn end(&mut self, end: &End) -> Vec<(BlockId, Facts)> {
        self.begin();
        let mut targets: Vec<(BlockId, Option<Facts>)> = Vec::new();
        match end {
            End::Diverge => {}
            End::Goto(target, _) => targets.push((*target, self.facts.take())),
            End::Return(value) => {
                self.value(value);
                self.facts = None;
            }
            End::Wait { child, resume, .. } => {
                self.value(child);
                targets.push((*resume, self.facts.take()));
            }
            End::If {
                condition,
                then,
                otherwise,
                ..
            } => {
                let failed = self.condition(condition);
                targets.push((*then, self.facts.take()));
                targets.push((*otherwise, failed));
            }
            End::Match {
                scrutinee, arms, ..
            } => {
                self.scrutinee(scrutinee);
                let before = self.facts.take();
                for (pattern, target) in arms {
                    self.facts.clone_from(&before);
                    self.guard(pattern);
                    self.matched(scrutinee, pattern::effect(pattern));
                    targets.push((*target, self.facts.take()));
                }
            }
        }
        let reached = targets
            .into_iter()
            .filter_map(|(id, facts)| Some((id, facts?)));
        reached.chain(self.jumps.clone()).collect()
    }

    // --------------------------------------------------------------------------------- variables

    pub(super) fn lookup(&self, name: &str) -> Option<VariableId> {
        let is_shadowed = self.shadows.iter().flatten().any(|it| it == name);
        self.names.get(name).copied().filter(|_| !is_shadowed)
    }

    pub(super) fn mention(&mut self, name: &str, span: Span) -> Option<VariableId> {
        let id = self.lookup(name)?;
        self.mentions.entry(id).or_insert(span);
        Some(id)
    }

    pub(super) fn take(&mut self, id: VariableId) {
        if let Some(facts) = &mut self.facts {
            facts.moved.insert(id);
        }
    }

    pub(super) fn give(&mut self, id: VariableId) {
        if let Some(facts) = &mut self.facts {
            facts.moved.remove(&id);
            facts.unset.remove(&id);
        }
    }

    pub(super) fn shadow(&mut self, pattern: &Pat) {
        let names = pattern::bindings(pattern)
            .into_iter()
            .map(|it| it.ident.to_string());
        if let Some(frame) = self.shadows.last_mut() {
            frame.extend(names);
        }
    }

    pub(super) fn scope(&mut self, walk: impl FnOnce(&mut Self)) {
        self.shadows.push(Vec::new());
        walk(self);
        self.shadows.pop();
    }
}
