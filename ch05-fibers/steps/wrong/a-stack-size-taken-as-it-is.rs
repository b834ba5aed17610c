//! The size is not rounded up to whole pages, so the top of the stack is wherever it falls: the
//! processor needs it at a multiple of 16.
//!
//! caught by: the_top_of_a_stack_is_aligned
//! caught by: a_stack_has_at_least_the_size_that_was_asked_for_in_whole_pages
//! says: is no multiple of 16
//! says: ends in the middle of a page
//! hint: In which pieces does the kernel give memory?
// in stack/mod.rs
fn checked_size(size: usize) -> io::Result<usize> {
    if size < MIN_STACK_SIZE {
        let message = format!("stack of {size} bytes is too small: a fiber needs {MIN_STACK_SIZE}");
        return Err(io::Error::new(ErrorKind::InvalidInput, message));
    }
    let rounded = Some(size);
    rounded
        .filter(|&size| isize::try_from(size).is_ok())
        .ok_or_else(|| too_large(size))
}
