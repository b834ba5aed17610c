//! Which blocks are states, and which are written where they are reached.
//!
//! A state is: the start, what comes after a wait, a loop's head, and a join that is reached
//! from more than one state. All else is nested in the state that leads there.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{BlockId, End, Graph, Way};
use crate::save::Knowledge;

/// The blocks that are reached, sorted into states.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Each state's first block, in the order of the source.
    pub(crate) states: Vec<BlockId>,
    /// For each block that is reached: its state.
    pub(crate) state_of: BTreeMap<BlockId, BlockId>,
}

impl Shape {
    /// The blocks that are written in a state.
    pub(crate) fn blocks_of(&self, state: BlockId) -> Vec<BlockId> {
        let blocks = self.state_of.iter().filter(|(_, it)| **it == state);
        blocks.map(|(block, _)| *block).collect()
    }

    pub(crate) fn is_state(&self, block: BlockId) -> bool {
        self.state_of.get(&block) == Some(&block)
    }
}

/// Sorts the blocks.
pub(crate) fn shape(graph: &Graph, known: &[Knowledge]) -> Shape {
    let order = order(graph, known);
    let mut shape = Shape {
        states: Vec::new(),
        state_of: BTreeMap::new(),
    };
    for &block in &order {
        let state = state_around(graph, known, &order, &shape, block).unwrap_or(block);
        shape.state_of.insert(block, state);
        if state == block {
            shape.states.push(block);
        }
    }
    shape
}

/// The state in which a block can be written where it is reached, if there is one.
fn state_around(
    graph: &Graph,
    known: &[Knowledge],
    order: &[BlockId],
    shape: &Shape,
    block: BlockId,
) -> Option<BlockId> {
    let it = &graph.blocks[block];
    if block == 0 || it.is_loop_head || it.value.is_some() {
        return None;
    }
    let mut from = BTreeSet::new();
    let mut branches = 0;
    for &other in order {
        if known[other].jumps.contains(&block) {
            return None;
        }
        match &graph.blocks[other].end {
            End::Goto(target, Way::Jump) if *target == block => return None,
            End::Goto(target, Way::Fall) if *target == block => {
                from.insert(*shape.state_of.get(&other)?);
            }
            end if end.targets().contains(&block) => {
                branches += end.targets().iter().filter(|it| **it == block).count();
                from.insert(*shape.state_of.get(&other)?);
            }
            _ => {}
        }
    }
    let meets = order
        .iter()
        .find(|other| joins(&graph.blocks[**other].end, block));
    match meets {
        // Where branches meet, control goes on by itself after them.
        Some(branch) => from.insert(*shape.state_of.get(branch)?),
        None if branches > 1 => return None,
        None => false,
    };
    match from.len() {
        1 => from.first().copied(),
        _ => None,
    }
}

fn joins(end: &End, block: BlockId) -> bool {
    match end {
        End::If { join, .. } | End::Match { join, .. } => *join == block,
        _ => false,
    }
}

/// Every block that is reached: as in the source, but after those that lead there, so that each type is known
/// before it is needed, as far as rustc reads.
fn order(graph: &Graph, known: &[Knowledge]) -> Vec<BlockId> {
    let mut left: Vec<BlockId> = (0..graph.blocks.len())
        .filter(|block| known[*block].facts.is_some())
        .collect();
    left.sort_by_key(|block| graph.blocks[*block].place);
    let mut order = Vec::new();
    while !left.is_empty() {
        let is_free = |block: &BlockId| !left.iter().any(|from| leads(graph, known, *from, *block));
        let next = left.iter().position(is_free);
        // Only loops go back, and they do not count.
        order.push(left.remove(next.unwrap_or(0)));
    }
    order
}

/// Whether one block goes to another, other than back to a loop's head.
fn leads(graph: &Graph, known: &[Knowledge], from: BlockId, to: BlockId) -> bool {
    let (one, other) = (&graph.blocks[from], &graph.blocks[to]);
    let is_back = other.is_loop_head && one.place >= other.place;
    !is_back && known[from].targets.contains(&to)
}
