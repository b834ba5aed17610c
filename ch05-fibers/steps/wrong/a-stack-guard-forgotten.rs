//! There is no guard: a fiber that overflows writes into what lies below its stack.
//!
//! caught by: what_is_below_a_stack_cannot_be_touched
//! says: the page below the stack can be touched
//! hint: What is on the first page of the mapping, and who has said that nobody may touch it?
// in stack/mapped.rs
impl MappedStack {
    pub fn new(size: usize) -> io::Result<MappedStack> {
        let (size, guard) = (checked_size(size)?, guard::size());
        let length = size.checked_add(guard).ok_or_else(|| too_large(size))?;
        let pages = Pages::reserve(length)?;
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
