//! What a state must hold.
//!
//! Two questions of each variable that is in scope where a state begins. Is it mentioned later? Then it is saved.
//! Has it certainly been moved? If not, and it may have a destructor, it is saved too, to be dropped
//! where its scope ends.
//!
//! Both are answered by going round the graph until nothing changes: what has been moved, forwards;
//! what is mentioned, backwards.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Span;

use crate::facts::{self, Facts, Walk};
use crate::graph::{BlockId, Graph, Step, VariableId};

/// What is known of a block.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    /// What holds where it begins; `None` if it is never reached.
    pub(crate) facts: Option<Facts>,
    /// What is needed from there on, before it is given another value; and what for first.
    pub(crate) later: BTreeMap<VariableId, Reason>,
    /// Where it may go: by its end, and by jumps within its steps.
    pub(crate) targets: Vec<BlockId>,
    /// The targets that a step's jump leads to.
    pub(crate) jumps: BTreeSet<BlockId>,
    /// Whether a step leaves for good, so that its end is not reached.
    pub(crate) diverges: bool,
    moments: Vec<Moment>,
    /// What the state that begins there holds to drop it.
    held: BTreeSet<VariableId>,
}

impl Knowledge {
    /// Whether the first thing that is done there is done with this variable.
    pub(crate) fn begins_with(&self, graph: &Graph, block: BlockId, id: VariableId) -> bool {
        let runs = |step: &Step| !matches!(step, Step::Open(_) | Step::Declare(_));
        let steps = &graph.blocks[block].steps;
        let first = steps.iter().position(runs).unwrap_or(steps.len());
        // Before the first step's is the moment of the beginning.
        let moment = self.moments.get(first + 1);
        moment.is_some_and(|it| it.mentions.contains_key(&id))
    }
}

/// A step, for the way back.
#[derive(Debug, Default)]
struct Moment {
    mentions: BTreeMap<VariableId, Span>,
    gives: Vec<VariableId>,
    assigns: BTreeSet<VariableId>,
    jumps: Vec<BlockId>,
}

/// Why a variable is saved.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reason {
    /// It is mentioned there.
    #[cfg_attr(
        not(feature = "command"),
        expect(dead_code, reason = "only the command explains it")
    )]
    Mentioned(Span),
    /// It has not been moved: its scope's end drops it.
    NotMoved,
}

/// All that is known of each block.
pub(crate) fn know(graph: &Graph) -> Vec<Knowledge> {
    let mut known: Vec<Knowledge> = Vec::new();
    known.resize_with(graph.blocks.len(), Knowledge::default);
    forwards(graph, &mut known);
    for (block, knowledge) in known.iter_mut().enumerate() {
        if let Some(facts) = knowledge.facts.clone() {
            describe(graph, block, facts, knowledge);
        }
    }
    backwards(&mut known);
    known
}

/// What one state holds, those before it must hold too: where ways meet, a variable may have been moved on
/// one only. If it is `Copy`, it is still there; if not, rustc says so.
pub(crate) fn settle(graph: &Graph, known: &mut [Knowledge], states: &[BlockId]) {
    loop {
        let mut changed = false;
        for &block in states {
            let saved = saved(graph, block, &known[block]);
            let held = saved.into_iter().map(|(id, _)| id).collect();
            changed |= known[block].held != held;
            known[block].held = held;
        }
        if !changed {
            return;
        }
        backwards(known);
    }
}

fn forwards(graph: &Graph, known: &mut [Knowledge]) {
    known[0].facts = Some(Facts::default());
    let mut waiting = vec![0];
    while let Some(block) = waiting.pop() {
        let facts = known[block].facts.clone().unwrap_or_default();
        for (target, facts) in leave(graph, block, facts) {
            let before = known[target].facts.clone();
            let now = facts::meet(before.clone(), Some(facts));
            if before != now {
                known[target].facts = now;
                waiting.push(target);
            }
        }
    }
}

/// What holds at each target of a block.
fn leave(graph: &Graph, block: BlockId, facts: Facts) -> Vec<(BlockId, Facts)> {
    let mut walk = Walk::new(graph, block, facts);
    let mut reached = Vec::new();
    for step in &graph.blocks[block].steps {
        walk.step(step);
        reached.append(&mut walk.jumps);
    }
    reached.extend(walk.end(&graph.blocks[block].end));
    reached
}

fn describe(graph: &Graph, block: BlockId, facts: Facts, knowledge: &mut Knowledge) {
    let mut walk = Walk::new(graph, block, facts);
    knowledge.moments.push(Moment {
        gives: graph.blocks[block].value.into_iter().collect(),
        ..Moment::default()
    });
    for step in &graph.blocks[block].steps {
        walk.step(step);
        knowledge.moments.push(Moment {
            mentions: walk.mentions.clone(),
            gives: walk.given.clone(),
            assigns: walk.assigned.clone(),
            jumps: walk.jumps.iter().map(|(target, _)| *target).collect(),
        });
        knowledge
            .jumps
            .extend(walk.jumps.iter().map(|(target, _)| *target));
    }
    knowledge.diverges = walk.facts.is_none();
    let reached = walk.end(&graph.blocks[block].end);
    let direct = graph.blocks[block].end.targets();
    let jumps: Vec<BlockId> = reached
        .iter()
        .map(|(target, _)| *target)
        .filter(|target| !direct.contains(target))
        .collect();
    knowledge.jumps.extend(&jumps);
    knowledge.targets = reached.iter().map(|(target, _)| *target).collect();
    knowledge.targets.extend(&knowledge.jumps);
    knowledge.targets.dedup();
    knowledge.moments.push(Moment {
        mentions: walk.mentions.clone(),
        gives: Vec::new(),
        assigns: walk.assigned.clone(),
        jumps: knowledge.targets.clone(),
    });
}

fn backwards(known: &mut [Knowledge]) {
    loop {
        let mut changed = false;
        for block in (0..known.len()).rev() {
            let later = needed_from(block, known);
            changed |= later.len() != known[block].later.len();
            known[block].later = later;
        }
        if !changed {
            return;
        }
    }
}

fn needed_from(block: BlockId, known: &[Knowledge]) -> BTreeMap<VariableId, Reason> {
    let mut later: BTreeMap<VariableId, Reason> = BTreeMap::new();
    for moment in known[block].moments.iter().rev() {
        for id in &moment.gives {
            later.remove(id);
        }
        for target in &moment.jumps {
            for (id, reason) in &known[*target].later {
                later.entry(*id).or_insert(*reason);
            }
        }
        let mentions = moment.mentions.iter();
        later.extend(mentions.map(|(id, span)| (*id, Reason::Mentioned(*span))));
    }
    for id in &known[block].held {
        later.entry(*id).or_insert(Reason::NotMoved);
    }
    later
}

/// What a state that begins with this block holds, in the order of declaration.
pub(crate) fn saved(
    graph: &Graph,
    block: BlockId,
    knowledge: &Knowledge,
) -> Vec<(VariableId, Reason)> {
    let facts = knowledge.facts.clone().unwrap_or_default();
    let in_scope = graph.blocks[block].variables.iter();
    let reason = |id: &VariableId| match knowledge.later.get(id) {
        _ if facts.unset.contains(id) => None,
        Some(reason) => Some(*reason),
        None if graph.variables[*id].is_plain || facts.moved.contains(id) => None,
        None => Some(Reason::NotMoved),
    };
    in_scope.filter_map(|id| Some((*id, reason(id)?))).collect()
}

/// The variables that the code of these blocks mentions or gives a value.
pub(crate) fn touched(blocks: &[BlockId], known: &[Knowledge]) -> BTreeSet<VariableId> {
    let moments = blocks.iter().flat_map(|block| &known[*block].moments);
    let mut touched: BTreeSet<VariableId> = BTreeSet::new();
    for moment in moments {
        touched.extend(moment.mentions.keys());
        touched.extend(&moment.assigns);
    }
    touched
}
