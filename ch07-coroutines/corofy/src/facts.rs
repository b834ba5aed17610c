//! What is known of the variables at a point of the code, as far as tokens tell.
//!
//! A walk through the user's statements in the order in which they are evaluated. It notes which variables
//! are mentioned, which have certainly been moved, and which certainly have no value yet; where two ways
//! meet, only what holds on both is certain.
//!
//! A bare name is a move where a value is wanted: an argument, an operand, a field's value. It is not where
//! Rust takes a reference or a part: `&x`, `x.method()`, `x.field`, `x[…]`, `x == y`, a macro's argument. Methods
//! called `into_…`, `unwrap…` and `expect…` take all of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Ident, Span};
use syn::{BinOp, Block, Expr, Macro, Pat, Stmt, UnOp};

use crate::adapt::jump_target;
use crate::graph::{BlockId, End, Graph, Step, VariableId};
use crate::macros::{self, Mention};
use crate::pattern::{self, Effect};

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

fn meet(one: Option<Facts>, other: Option<Facts>) -> Option<Facts> {
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
enum As {
    Value,
    Place,
}

/// By their names: clippy holds that `into_…` takes `self`, and `unwrap` and `expect` are std's.
fn takes_self(method: &Ident) -> bool {
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

    fn declare(&mut self, id: VariableId) {
        self.given.push(id);
        self.give(id);
        self.name(id);
    }

    fn begin(&mut self) {
        self.mentions.clear();
        self.assigned.clear();
        self.jumps.clear();
        self.given.clear();
    }

    fn name(&mut self, id: VariableId) {
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

    fn lookup(&self, name: &str) -> Option<VariableId> {
        let is_shadowed = self.shadows.iter().flatten().any(|it| it == name);
        self.names.get(name).copied().filter(|_| !is_shadowed)
    }

    fn mention(&mut self, name: &str, span: Span) -> Option<VariableId> {
        let id = self.lookup(name)?;
        self.mentions.entry(id).or_insert(span);
        Some(id)
    }

    fn take(&mut self, id: VariableId) {
        if let Some(facts) = &mut self.facts {
            facts.moved.insert(id);
        }
    }

    fn give(&mut self, id: VariableId) {
        if let Some(facts) = &mut self.facts {
            facts.moved.remove(&id);
            facts.unset.remove(&id);
        }
    }

    fn shadow(&mut self, pattern: &Pat) {
        let names = pattern::bindings(pattern)
            .into_iter()
            .map(|it| it.ident.to_string());
        if let Some(frame) = self.shadows.last_mut() {
            frame.extend(names);
        }
    }

    fn scope(&mut self, walk: impl FnOnce(&mut Self)) {
        self.shadows.push(Vec::new());
        walk(self);
        self.shadows.pop();
    }

    // -------------------------------------------------------------------------------- statements

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Local(local) => {
                if let Some(init) = &local.init {
                    match local.pat {
                        // `let _ = x;` leaves `x` where it is.
                        Pat::Wild(_) => self.place(&init.expr),
                        _ => self.scrutinee(&init.expr),
                    }
                    self.matched(&init.expr, pattern::effect(&local.pat));
                    if let Some((_, otherwise)) = &init.diverge {
                        let matched = self.facts.clone();
                        self.value(otherwise);
                        self.facts = matched;
                    }
                }
                if !self.shadows.is_empty() {
                    self.shadow(&local.pat);
                }
            }
            Stmt::Expr(expr, _) => self.value(expr),
            Stmt::Macro(it) => self.macro_(&it.mac),
            Stmt::Item(_) => {}
        }
    }

    fn block(&mut self, block: &Block) {
        self.scope(|walk| {
            block.stmts.iter().for_each(|it| walk.statement(it));
        });
    }

    // ------------------------------------------------------------------------------- expressions

    fn value(&mut self, expr: &Expr) {
        self.expr(expr, As::Value);
    }

    fn place(&mut self, expr: &Expr) {
        self.expr(expr, As::Place);
    }

    fn values<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|it| self.value(it));
    }

    fn expr(&mut self, expr: &Expr, used: As) {
        match expr {
            Expr::Path(it) => {
                let name = it.path.get_ident();
                let id = name.and_then(|name| self.mention(&name.to_string(), name.span()));
                if let (Some(id), As::Value) = (id, used) {
                    self.take(id);
                }
            }
            Expr::Assign(it) => self.assign(&it.left, &it.right),
            Expr::Binary(it) => self.binary(it),
            Expr::MethodCall(it) => {
                match takes_self(&it.method) {
                    true => self.value(&it.receiver),
                    false => self.place(&it.receiver),
                }
                self.values(&it.args);
            }
            Expr::Call(it) => {
                self.place(&it.func);
                self.values(&it.args);
            }
            Expr::Field(it) => self.place(&it.base),
            Expr::Index(it) => {
                self.place(&it.expr);
                self.value(&it.index);
            }
            Expr::Reference(it) => self.place(&it.expr),
            Expr::RawAddr(it) => self.place(&it.expr),
            Expr::Unary(it) => match it.op {
                UnOp::Deref(_) => self.place(&it.expr),
                _ => self.value(&it.expr),
            },
            Expr::Paren(it) => self.expr(&it.expr, used),
            Expr::Group(it) => self.expr(&it.expr, used),
            Expr::Cast(it) => self.value(&it.expr),
            Expr::Try(it) => self.value(&it.expr),
            Expr::Await(it) => self.value(&it.base),
            Expr::Repeat(it) => self.value(&it.expr),
            Expr::Array(it) => self.values(&it.elems),
            Expr::Tuple(it) => self.values(&it.elems),
            Expr::Struct(it) => {
                self.values(it.fields.iter().map(|field| &field.expr));
                it.rest.iter().for_each(|rest| self.place(rest));
            }
            Expr::Range(it) => {
                it.start.iter().chain(&it.end).for_each(|it| self.value(it));
            }
            Expr::Let(it) => self.scrutinee(&it.expr),
            Expr::Macro(it) => self.macro_(&it.mac),
            Expr::Return(it) => {
                it.expr.iter().for_each(|it| self.value(it));
                self.facts = None;
            }
            Expr::Break(it) => {
                it.expr.iter().for_each(|it| self.value(it));
                self.leave(it.label.as_ref().map(ToString::to_string));
            }
            Expr::Continue(_) => self.facts = None,
            Expr::Block(it) if it.label.is_some() => {
                let label = it.label.as_ref().map(|it| it.name.to_string());
                let broken = self.breakable(label, false, |walk| walk.block(&it.block));
                self.facts = meet(self.facts.take(), broken);
            }
            Expr::Block(it) => self.block(&it.block),
            Expr::Unsafe(it) => self.block(&it.block),
            Expr::TryBlock(it) => self.block(&it.block),
            Expr::If(it) => self.if_(it),
            Expr::Match(it) => self.match_(it),
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => self.loop_(expr),
            Expr::Closure(it) => self.closure(it.capture.is_some(), &it.inputs, &it.body),
            Expr::Async(it) => self.capture(it.capture.is_some(), |walk| walk.block(&it.block)),
            _ => {}
        }
    }

    fn assign(&mut self, left: &Expr, right: &Expr) {
        self.value(right);
        let name = match left {
            Expr::Path(it) => it.path.get_ident(),
            _ => None,
        };
        match name.and_then(|name| self.lookup(&name.to_string())) {
            Some(id) => {
                self.assigned.insert(id);
                self.give(id);
            }
            None => self.place(left),
        }
    }

    fn binary(&mut self, it: &syn::ExprBinary) {
        use BinOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
        match it.op {
            Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_) => {
                self.place(&it.left);
                self.place(&it.right);
            }
            And(_) | Or(_) => {
                self.value(&it.left);
                let before = self.facts.clone();
                self.value(&it.right);
                self.facts = meet(before, self.facts.take());
            }
            BinOp::Add(_)
            | BinOp::Sub(_)
            | BinOp::Mul(_)
            | BinOp::Div(_)
            | BinOp::Rem(_)
            | BinOp::BitXor(_)
            | BinOp::BitAnd(_)
            | BinOp::BitOr(_)
            | BinOp::Shl(_)
            | BinOp::Shr(_) => {
                self.value(&it.left);
                self.value(&it.right);
            }
            _ => {
                self.value(&it.right);
                self.place(&it.left);
            }
        }
    }

    // ---------------------------------------------------------------------------------- branches

    /// Goes on where the condition holds; returns what holds where it does not.
    fn condition(&mut self, condition: &Expr) -> Option<Facts> {
        match condition {
            Expr::Let(it) => {
                self.scrutinee(&it.expr);
                let before = self.facts.clone();
                self.matched(&it.expr, pattern::effect_of_failure(&it.pat));
                let failed = std::mem::replace(&mut self.facts, before);
                self.matched(&it.expr, pattern::effect(&it.pat));
                if !self.shadows.is_empty() {
                    self.shadow(&it.pat);
                }
                failed
            }
            Expr::Binary(it) if matches!(it.op, BinOp::And(_)) => {
                let first = self.condition(&it.left);
                let second = self.condition(&it.right);
                meet(first, second)
            }
            Expr::Paren(it) => self.condition(&it.expr),
            other => {
                self.value(other);
                self.facts.clone()
            }
        }
    }

    fn if_(&mut self, it: &syn::ExprIf) {
        let mut failed = None;
        self.scope(|walk| {
            failed = walk.condition(&it.cond);
            walk.block(&it.then_branch);
        });
        let then = std::mem::replace(&mut self.facts, failed);
        if let Some((_, otherwise)) = &it.else_branch {
            self.value(otherwise);
        }
        self.facts = meet(then, self.facts.take());
    }

    fn match_(&mut self, it: &syn::ExprMatch) {
        self.scrutinee(&it.expr);
        let before = self.facts.take();
        let mut after = None;
        for arm in &it.arms {
            self.facts.clone_from(&before);
            self.scope(|walk| {
                walk.shadow(&arm.pat);
                walk.guard(&arm.pat);
                walk.matched(&it.expr, pattern::effect(&arm.pat));
                walk.value(&arm.body);
            });
            after = meet(after, self.facts.take());
        }
        self.facts = after;
    }

    fn guard(&mut self, pattern: &Pat) {
        if let Pat::Guard(it) = pattern {
            self.scope(|walk| {
                walk.shadow(&it.pat);
                walk.value(&it.guard);
            });
        }
    }

    /// A value that is matched: a variable is moved only if the pattern takes it.
    fn scrutinee(&mut self, expr: &Expr) {
        match self.whole_variable(expr) {
            Some(_) => self.place(expr),
            None => self.value(expr),
        }
    }

    fn matched(&mut self, scrutinee: &Expr, effect: Effect) {
        if let (Some(id), Effect::Moves | Effect::Empty) = (self.whole_variable(scrutinee), effect)
        {
            self.take(id);
        }
    }

    fn whole_variable(&self, expr: &Expr) -> Option<VariableId> {
        match expr {
            Expr::Path(it) => self.lookup(&it.path.get_ident()?.to_string()),
            Expr::Paren(it) => self.whole_variable(&it.expr),
            _ => None,
        }
    }

    // ------------------------------------------------------------------------------------- loops

    fn breakable(
        &mut self,
        label: Option<String>,
        is_loop: bool,
        walk: impl FnOnce(&mut Self),
    ) -> Option<Facts> {
        self.breaks.push((label, is_loop, None));
        walk(self);
        self.breaks.pop().and_then(|(.., facts)| facts)
    }

    fn leave(&mut self, label: Option<String>) {
        let facts = self.facts.take();
        let found = self
            .breaks
            .iter_mut()
            .rev()
            .find(|(name, is_loop, _)| match &label {
                Some(_) => *name == label,
                None => *is_loop,
            });
        if let Some((.., broken)) = found {
            *broken = meet(broken.take(), facts);
        }
    }

    fn loop_(&mut self, expr: &Expr) {
        let label = |it: &Option<syn::Label>| it.as_ref().map(|it| it.name.to_string());
        match expr {
            Expr::Loop(it) => {
                self.facts = self.breakable(label(&it.label), true, |walk| walk.block(&it.body));
            }
            Expr::While(it) => {
                let mut failed = None;
                let broken = self.breakable(label(&it.label), true, |walk| {
                    walk.scope(|walk| {
                        failed = walk.condition(&it.cond);
                        walk.block(&it.body);
                    });
                });
                self.facts = meet(failed, broken);
            }
            Expr::ForLoop(it) => {
                self.value(&it.expr);
                let before = self.facts.clone();
                let broken = self.breakable(label(&it.label), true, |walk| {
                    walk.scope(|walk| {
                        walk.shadow(&it.pat);
                        walk.block(&it.body);
                    });
                });
                self.facts = meet(before, broken);
            }
            _ => unreachable!("only loops come here"),
        }
    }

    // ---------------------------------------------------------------------- closures and macros

    fn closure<'p>(&mut self, moves: bool, inputs: impl IntoIterator<Item = &'p Pat>, body: &Expr) {
        self.capture(moves, |walk| {
            walk.scope(|walk| {
                inputs.into_iter().for_each(|it| walk.shadow(it));
                walk.value(body);
            });
        });
    }

    /// What a closure moves is moved where it is made; with `move`, that is all that it mentions.
    fn capture(&mut self, moves: bool, walk: impl FnOnce(&mut Self)) {
        let mentioned = std::mem::take(&mut self.mentions);
        let before = self.facts.clone();
        walk(self);
        if self.facts.is_none() {
            self.facts = before;
        }
        let captured = std::mem::replace(&mut self.mentions, mentioned);
        for (id, span) in captured {
            self.mentions.entry(id).or_insert(span);
            if moves {
                self.take(id);
            }
        }
    }

    fn macro_(&mut self, it: &Macro) {
        if let Some((target, ..)) = jump_target(it) {
            let facts = self.facts.take();
            return self.jumps.extend(facts.map(|facts| (target, facts)));
        }
        if let Some(arguments) = macros::moved_arguments(it) {
            return self.values(&arguments);
        }
        for mention in macros::mentions(it.tokens.clone()) {
            match mention {
                Mention::Used(name) => drop(self.mention(&name.to_string(), name.span())),
                Mention::Captured(name, span) => drop(self.mention(&name, span)),
                Mention::Moved(name) => self.moved_in_macro(&name),
            }
        }
        if macros::diverges(it) {
            self.facts = None;
        }
    }

    fn moved_in_macro(&mut self, name: &Ident) {
        if let Some(id) = self.mention(&name.to_string(), name.span()) {
            self.take(id);
        }
    }
}
