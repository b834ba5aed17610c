//! corofy: a function that waits, rewritten as a state machine that can be read.
//!
//! In the function, `future.wait` waits for the future. What comes out is the same function, which returns a
//! future: an enum of states, each of which holds what is needed when it goes on, and one closure
//! that goes from state to state.
//!
//! ```
//! let source = "fn f(url: String) -> String { let one = get(url).wait; let two = get(&one).wait; one + two }";
//! let function: corofy::Function = syn::parse_str(source)?;
//! let rewritten = corofy::rewrite(&function)?.to_string();
//! assert!(rewritten.contains("enum State < Url , One , Get , Get2 >"));
//! # Ok::<(), syn::Error>(())
//! ```
//!
//! The passes, in reading order: `function` (what may be a coroutine), `waits` (finding them), `lower` (into the
//! blocks of `graph`), `facts` and `save` (what a state must hold), `shape` (which blocks are states),
//! `machine` and `emit`. `adapt`, `macros`, `pattern`, `operators` and `names` are what they share.
//!
//! # What is saved
//! The macro sees tokens, not types. A variable is saved across a wait if it is mentioned later, or if it has not
//! been moved as far as tokens tell, to be dropped where its scope ends. These are moves:
//! - a bare name where a value is wanted: `f(x)`, `x + 1`, `y = x`, `S { x }`, `return x`, `x.wait`, `x?`, `x;`
//! - `{ x }`, also in a macro: `{ x }.close()`, `assert!({ x }.is_ok())`
//! - a `match`, `if let` or `let` whose pattern binds all there is: `Some(y)`, `(a, b)`
//! - `x.into_…()`, `x.unwrap…()`, `x.expect…()`, `vec![x]`, `dbg!(x)`, any mention in a `move` closure
//!
//! These are not: `&x`, `x.method()`, `x.field`, `x[…]`, `x == y`, a mention in any other macro or in a format
//! string, a pattern with `_`, `..` or `ref`. If Rust moves there, it rejects the state that still saves `x`,
//! "use of moved value" at the wait, and `{ x }` is what to write. On one branch alone, a value that
//! is not `Copy` cannot be moved before a wait: move it on the other too, `drop(x)`.
//!
//! A variable is not saved to be dropped if it visibly has no destructor: a number, a comparison, a reference.
//!
//! # What differs from `async`
//! - A temporary is dropped at the end of its statement, or at the next wait in it. Name it, and it lives on.
//! - A future that panics while it is polled stays, with what is saved beside it, until the coroutine is dropped.
//! - Types flow forwards: where rustc says "type annotations needed", write the type in the `let`.
//! - No reference to a variable lives across a wait; one that is visible gets an error, others rustc's: "cannot move
//!   out of `x` because it is borrowed", at the wait. So it is with `f(&x).wait`, if the future keeps the reference.
//!   Parameters may be references, and so may what comes from them.
//!
//! Left out: references across a wait (chapter 9).

mod adapt;
#[cfg(feature = "command")]
mod blocks;
mod emit;
mod errors;
#[cfg(feature = "command")]
mod explain;
mod facts;
#[cfg(feature = "command")]
mod file;
mod function;
pub mod graph;
mod lower;
mod machine;
mod macros;
mod names;
mod operators;
mod pattern;
#[cfg(feature = "command")]
mod picture;
#[cfg(feature = "command")]
mod places;
mod save;
mod shape;
#[cfg(feature = "command")]
mod svg;
mod waits;

use proc_macro2::TokenStream;
use quote::quote;

use machine::Machine;

#[cfg(feature = "command")]
pub use blocks::{blocks, listing};
#[cfg(feature = "command")]
pub use explain::explain;
#[cfg(feature = "command")]
pub use file::{Fault, Found, coroutines, pretty, rewrite_file};
pub use function::{Function, no_arguments};
#[cfg(feature = "command")]
pub use picture::{Picture, dot, graphs, pictures};
#[cfg(feature = "command")]
pub use places::{Wait, waits};
#[cfg(feature = "command")]
pub use svg::{escaped, svg};

/// Rewrites one function. The result needs the crate `ch06-futures`.
///
/// # Errors
/// What it does not handle, at its place, with what to write instead.
pub fn rewrite(function: &Function) -> syn::Result<TokenStream> {
    let machine = machine(function)?;
    let futures = quote!(::ch06_futures);
    Ok(emit::emit(function, &machine, &futures, emit::Lints::Few))
}

fn machine(function: &Function) -> syn::Result<Machine> {
    function.check()?;
    let lowered = lower::lower(function)?;
    let mut known = save::know(&lowered.graph);
    let shape = shape::shape(&lowered.graph, &known);
    save::settle(&lowered.graph, &mut known, &shape.states);
    let machine = Machine::new(lowered, known, shape);
    machine.check_borrows()?;
    Ok(machine)
}
