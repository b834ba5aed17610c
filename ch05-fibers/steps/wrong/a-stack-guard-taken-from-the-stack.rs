//! The guard is the lowest page of the bytes that were asked for, so the stack is a page shorter
//! than it says.
//!
//! caught by: all_of_a_stack_can_be_written_and_read
//! says: page 0 of the stack, counted from its bottom, cannot be touched
//! hint: How many pages are mapped for a stack of 16 KiB, with its guard?
// in stack/mapped.rs
impl MappedStack {
    pub fn new(size: usize) -> io::Result<MappedStack> {
        let (size, guard) = (checked_size(size)?, guard::size());
        let length = size.checked_add(guard).ok_or_else(|| too_large(size))?;
        let pages = Pages::reserve(length)?;
        // SAFETY: the pages are new, and the first one is nobody's stack.
        let bottom = unsafe { pages.start().add(guard) };
        // SAFETY: as above.
        unsafe { guard::install(bottom, guard)? };
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
