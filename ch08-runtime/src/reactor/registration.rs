//! Registration: a source, and its place in the reactor.

use std::fmt;
use std::io::{self, ErrorKind};
use std::ops::Deref;
use std::sync::Arc;
use std::task::{Context, Poll};

use ch04_event_queue::event;
use ch04_event_queue::{Interest, Token};

use super::source::{Direction, Source};
use super::{Handle, OVER};

/// A source that is registered for both directions, once and for all. Dropped, it is deregistered and closed, and who
/// waited for it is not woken.
///
/// A direction is for one future at a time: the waker of its last poll is the one that is called.
pub struct Registration<S: event::Source> {
    inner: S,
    source: Arc<Source>,
    token: usize,
    reactor: Handle,
}

impl<S: event::Source> Registration<S> {
    /// Registers it.
    ///
    /// # Errors
    /// The kernel's; or that the reactor is over.
    pub fn new(reactor: &Handle, mut inner: S) -> io::Result<Registration<S>> {
        if reactor.is_over() {
            return Err(over());
        }
        let source = Arc::new(Source::default());
        // First its place, and then the kernel: the first event may come at once.
        let token = reactor.shared.sources().insert(Arc::clone(&source));
        let interests = Interest::READABLE | Interest::WRITABLE;
        let registered = reactor
            .shared
            .registry
            .register(&mut inner, Token(token), interests);
        if let Err(error) = registered {
            reactor.shared.sources().remove(token);
            return Err(error);
        }
        Ok(Registration {
            inner,
            source,
            token,
            reactor: reactor.clone(),
        })
    }

    /// Tries what reads. Where it would block, it is pending, and is to be polled again when there is something to
    /// read, or to accept.
    pub fn poll_read<T>(
        &mut self,
        cx: &mut Context<'_>,
        call: impl FnMut(&mut S) -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        self.poll(Direction::Read, cx, call)
    }

    /// The same for what writes, or has connected.
    pub fn poll_write<T>(
        &mut self,
        cx: &mut Context<'_>,
        call: impl FnMut(&mut S) -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        self.poll(Direction::Write, cx, call)
    }

    /// Who waits to read does not any more.
    pub(crate) fn forget_read(&mut self) {
        self.source.forget(Direction::Read);
    }

    /// Who waits to write does not any more.
    pub(crate) fn forget_write(&mut self) {
        self.source.forget(Direction::Write);
    }

    fn poll<T>(
        &mut self,
        direction: Direction,
        cx: &mut Context<'_>,
        mut call: impl FnMut(&mut S) -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        loop {
            let seen = match self.source.poll_ready(direction, cx) {
                Poll::Ready(seen) => seen,
                Poll::Pending if self.reactor.is_over() => return Poll::Ready(Err(over())),
                Poll::Pending => return Poll::Pending,
            };
            match call(&mut self.inner) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.source.clear(direction, seen);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return Poll::Ready(result),
            }
        }
    }
}

fn over() -> io::Error {
    io::Error::other(OVER)
}

impl<S: event::Source> Deref for Registration<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.inner
    }
}

impl<S: event::Source> Drop for Registration<S> {
    fn drop(&mut self) {
        // It fails only if the source is not registered, and then there is nothing to do.
        let _ = self.reactor.shared.registry.deregister(&mut self.inner);
        self.reactor.shared.sources().remove(self.token);
    }
}

impl<S: event::Source + fmt::Debug> fmt::Debug for Registration<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Registration").field(&self.inner).finish()
    }
}
