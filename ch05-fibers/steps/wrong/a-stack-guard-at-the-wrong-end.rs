//! The guard is at the upper end, where a stack begins: the first frame faults, and an overflow
//! does not.
//!
//! caught by: all_of_a_stack_can_be_written_and_read
//! caught by: what_is_below_a_stack_cannot_be_touched
//! says: cannot be touched
//! says: the page below the stack can be touched
//! hint: Which end of a stack do frames grow towards?
// in stack/mapped.rs
impl MappedStack {
    pub fn new(size: usize) -> io::Result<MappedStack> {
        let (size, guard) = (checked_size(size)?, guard::size());
        let length = size.checked_add(guard).ok_or_else(|| too_large(size))?;
        let pages = Pages::reserve(length)?;
        // SAFETY: the mapping is longer than `size`.
        let last = unsafe { pages.start().add(size) };
        // SAFETY: the pages are new, and the last one is nobody's stack.
        unsafe { guard::install(last, guard)? };
        let region = Region {
            start: pages.start().addr(),
            guard,
            size,
            count: 1,
        };
        // SAFETY: the mapping is longer than the guard.
        let bottom = unsafe { pages.start().add(guard) };
        // SAFETY: one past the end of the mapping.
        let top = unsafe { pages.start().add(length) };
        let mapping = Mapping {
            _watched: region.watch(),
            _registered: Registered::new([(bottom, size)].into_iter()),
            _pages: pages,
            size,
        };
        Ok(MappedStack {
            top,
            mapping: Box::new(mapping),
        })
    }
}
