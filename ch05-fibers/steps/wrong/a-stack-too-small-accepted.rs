//! Any size is rounded up, so a stack of 100 bytes is made without a word, and whoever asked for it
//! by mistake never learns.
//!
//! caught by: a_stack_too_small_is_refused_with_the_least_there_is
//! says: which is too small to run anything
//! hint: What is to happen below `MIN_STACK_SIZE`?
// in stack/mod.rs
fn checked_size(size: usize) -> io::Result<usize> {
    let rounded = size.checked_next_multiple_of(pages::size());
    rounded
        .filter(|&size| isize::try_from(size).is_ok())
        .ok_or_else(|| too_large(size))
}
