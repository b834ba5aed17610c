//! Where the coroutines of a file wait: what the first pass finds, without those after it.

use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::file::{Fault, coroutines, faults};
use crate::waits::in_block;

/// A wait of a coroutine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// Of the word `wait`, from 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What it waits for, as it is written.
    pub future: String,
}

/// Every wait of a file's coroutines, in the order of the words `wait`.
///
/// ```
/// let waits = corofy::waits("#[coroutine] fn f() { sleep(first().wait).wait }")?;
///
/// let futures: Vec<&str> = waits.iter().map(|wait| wait.future.as_str()).collect();
/// assert_eq!(futures, ["first()", "sleep(first().wait)"]);
/// # Ok::<(), Vec<corofy::Fault>>(())
/// ```
///
/// # Errors
/// All that is wrong with the file, and each wait that is where a coroutine cannot wait.
pub fn waits(source: &str) -> Result<Vec<Wait>, Vec<Fault>> {
    let (mut found, mut errors) = (Vec::new(), Errors::default());
    for it in coroutines(source)? {
        match it.function.check() {
            Ok(()) => found.extend(in_block(it.function.block()).iter().map(|wait| {
                let place = wait.member.span().start();
                Wait {
                    line: place.line,
                    column: place.column + 1,
                    future: source[wait.base.span().byte_range()].to_owned(),
                }
            })),
            Err(error) => errors.extend(error),
        }
    }
    errors.check().map_err(|error| faults(&error))?;
    Ok(found)
}
