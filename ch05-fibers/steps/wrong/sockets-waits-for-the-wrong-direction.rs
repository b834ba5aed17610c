//! Everyone waits for writable, which a socket nearly always is, so that events come and all seems to
//! go well. When the peer does not read, nothing can be written, and bytes that come wake nobody.
//!
//! caught by: events::a_byte_wakes_who_reads_also_when_nothing_can_be_written
//! says: for which direction does it wait?
//! hint: To which of the two lists does a read's ticket go?
// in scheduler/reactor.rs
impl<S: Source> Registered<S> {
    fn wait(
        &self,
        core: &Rc<Core>,
        _direction: Direction,
        what: &'static str,
        deadline: Option<Instant>,
    ) -> io::Result<()> {
        core.wait_for_io(what, deadline, |ticket| {
            let mut sources = self.reactor.sources.borrow_mut();
            sources[self.token.0].add(Direction::Write, ticket);
        })
    }
}
