//! Where the coroutines of a file wait: what the first pass finds, without those after it.

use syn::ExprField;
use syn::spanned::Spanned;

use crate::file::{Fault, of_each};
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
    let wait = |it: &ExprField| {
        let place = it.member.span().start();
        Wait {
            line: place.line,
            column: place.column + 1,
            future: source[it.base.span().byte_range()].to_owned(),
        }
    };
    let of_each = of_each(source, |it| {
        it.check()?;
        let waits = in_block(it.block()).into_iter().map(wait);
        Ok(waits.collect::<Vec<Wait>>())
    });
    Ok(of_each?.into_iter().flatten().collect())
}
