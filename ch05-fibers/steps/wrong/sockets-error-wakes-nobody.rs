//! Only bytes wake who reads. A socket that has failed has none, and whoever waits for some waits for
//! ever.
//!
//! caught by: events::an_error_wakes_who_reads
//! says: who reads was not woken by it
//! hint: What does an event of an error say about reading, and about writing?
// in scheduler/reactor.rs
impl Waiters {
    fn woken_by(&mut self, event: &Event) -> Vec<Ticket> {
        let mut woken = Vec::new();
        if event.is_readable() {
            woken.append(&mut self.read);
        }
        if event.is_writable() {
            woken.append(&mut self.write);
        }
        woken
    }
}
