//! What each wait saves, and why.
//!
//! How large that is only rustc knows: a test compares it with `async`'s.

use std::fmt::Write;

use crate::file::{Fault, machines};
use crate::machine::Machine;
use crate::save::Reason;

/// An explanation of each coroutine in the file; `None` if there is none.
///
/// # Errors
/// All that is wrong with the file, or with its coroutines.
pub fn explain(source: &str) -> Result<Option<String>, Vec<Fault>> {
    let machines = machines(source)?;
    let mut text = String::new();
    for (name, machine) in &machines {
        coroutine(name, machine, &mut text);
    }
    Ok((!machines.is_empty()).then_some(text))
}

fn coroutine(name: &str, machine: &Machine, text: &mut String) {
    let graph = machine.graph();
    let waits = machine.states.iter().filter(|state| state.child.is_some());
    let waits = waits.count();
    let _ = writeln!(
        text,
        "{name}: {} states, {waits} waits",
        machine.states.len() + 1
    );
    for state in machine.states.iter().filter(|state| state.child.is_some()) {
        let line = graph.blocks[state.block].span.start().line;
        let _ = writeln!(text, "  line {line}, while it waits in {}:", state.name);
        if state.saved.is_empty() {
            text.push_str("    nothing is saved\n");
        }
        for (id, reason) in &state.saved {
            let variable = &graph.variables[*id];
            let name = variable.user_name.as_deref();
            let name = name.map_or(
                format!("{} (of the compiler)", variable.name),
                str::to_owned,
            );
            let _ = match reason {
                Reason::Mentioned(span) => {
                    writeln!(text, "    {name}: needed on line {}", span.start().line)
                }
                Reason::NotMoved => {
                    writeln!(text, "    {name}: not moved before, so its scope drops it")
                }
            };
        }
    }
}
