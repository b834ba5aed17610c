//! States and transitions, to be drawn.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::file::{Fault, machines};
use crate::graph::End;
use crate::machine::Machine;

/// A coroutine's states and how they follow each other.
#[derive(Debug)]
pub struct Picture {
    /// The coroutine's name.
    pub name: String,
    /// Each state's name, in the order of the source; the last is that it has returned.
    pub states: Vec<String>,
    /// What each state holds.
    pub holds: Vec<String>,
    /// From a state to another.
    pub transitions: BTreeSet<(usize, usize)>,
    /// The states that wait.
    pub waits: BTreeSet<usize>,
}

/// What is drawn of each coroutine in the file; `None` if there is none.
///
/// # Errors
/// All that is wrong with the file, or with its coroutines.
pub fn graphs(source: &str, draw: fn(&[Picture]) -> String) -> Result<Option<String>, Vec<Fault>> {
    let pictures = pictures(source)?;
    Ok((!pictures.is_empty()).then(|| draw(&pictures)))
}

/// A picture of each coroutine in the file, in its order.
///
/// # Errors
/// All that is wrong with the file, or with its coroutines.
pub fn pictures(source: &str) -> Result<Vec<Picture>, Vec<Fault>> {
    let machines = machines(source)?;
    let pictures = machines
        .iter()
        .map(|(name, machine)| picture(name, machine));
    Ok(pictures.collect())
}

fn picture(name: &str, machine: &Machine) -> Picture {
    let graph = machine.graph();
    let place = |block| {
        let is_state = machine.shape.is_state(block);
        let goal = is_state.then(|| machine.state(block).block)?;
        machine.states.iter().position(|state| state.block == goal)
    };
    let returned = machine.states.len();
    let mut transitions = BTreeSet::new();
    for (from, state) in machine.states.iter().enumerate() {
        for block in machine.shape.blocks_of(state.block) {
            let targets = machine.known[block].targets.iter();
            transitions.extend(targets.filter_map(|target| Some((from, place(*target)?))));
            if matches!(graph.blocks[block].end, End::Return(_)) {
                transitions.insert((from, returned));
            }
        }
    }
    let holds = machine.states.iter().map(|state| {
        let names = state
            .saved
            .iter()
            .map(|(id, _)| graph.variables[*id].name.to_string());
        names.collect::<Vec<String>>().join(", ")
    });
    Picture {
        name: name.to_owned(),
        states: machine
            .states
            .iter()
            .map(|state| state.name.to_string())
            .chain([machine.returned.to_string()])
            .collect(),
        holds: holds.chain([String::new()]).collect(),
        transitions,
        waits: (0..returned)
            .filter(|at| machine.states[*at].child.is_some())
            .collect(),
    }
}

/// For Graphviz: a cluster for each coroutine.
pub fn dot(pictures: &[Picture]) -> String {
    let mut text = String::from("digraph coroutines {\n    node [shape=box, style=rounded];\n");
    for (number, picture) in pictures.iter().enumerate() {
        let _ = writeln!(
            text,
            "    subgraph cluster_{number} {{\n        label=\"{}\";",
            picture.name
        );
        for (at, state) in picture.states.iter().enumerate() {
            let holds = match picture.holds[at].as_str() {
                "" => String::new(),
                holds => format!("\\n{holds}"),
            };
            let style = match picture.waits.contains(&at) {
                true => ", peripheries=2",
                false => "",
            };
            let _ = writeln!(
                text,
                "        s{number}_{at} [label=\"{state}{holds}\"{style}];"
            );
        }
        for (from, to) in &picture.transitions {
            let _ = writeln!(text, "        s{number}_{from} -> s{number}_{to};");
        }
        text.push_str("    }\n");
    }
    text.push_str("}\n");
    text
}
