//! The fiber yields until its socket has something. Others run, but the thread never sleeps: a
//! thousand silent connections are a thousand calls of the kernel a round.
//!
//! caught by: waits::who_waits_for_a_socket_has_no_turn_until_it_is_ready
//! says: it asked again and again
//! hint: Who knows without asking when the socket is ready, and how does the fiber hear of it?
// in scheduler/reactor.rs
impl<S: Source> Registered<S> {
    fn wait(
        &self,
        _core: &Rc<Core>,
        _direction: Direction,
        _what: &'static str,
        deadline: Option<Instant>,
    ) -> io::Result<()> {
        Core::yield_now();
        match deadline {
            Some(deadline) if Instant::now() >= deadline => Err(ErrorKind::TimedOut.into()),
            _ => Ok(()),
        }
    }
}
