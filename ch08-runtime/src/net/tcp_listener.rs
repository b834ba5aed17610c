//! TCP listener: connections as they come.

use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll, ready};

use ch04_event_queue::net;
use ch06_futures::Future;

use super::TcpStream;
use crate::executor::current_reactor;
use crate::reactor::{Handle, Registration};

/// A socket that takes connections, registered with a reactor.
#[derive(Debug)]
pub struct TcpListener {
    registration: Registration<net::TcpListener>,
    /// For the connections.
    reactor: Handle,
}

impl TcpListener {
    /// Listens there.
    ///
    /// # Errors
    /// The kernel's.
    ///
    /// # Panics
    /// Outside of a runtime.
    pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
        TcpListener::registered(net::TcpListener::bind(address)?)
    }

    /// Takes over a socket that listens.
    ///
    /// # Errors
    /// The kernel's.
    ///
    /// # Panics
    /// Outside of a runtime.
    pub fn from_std(listener: std::net::TcpListener) -> io::Result<TcpListener> {
        listener.set_nonblocking(true)?;
        TcpListener::registered(net::TcpListener::from_std(listener))
    }

    fn registered(listener: net::TcpListener) -> io::Result<TcpListener> {
        let reactor = current_reactor("TcpListener");
        Ok(TcpListener {
            registration: Registration::new(&reactor, listener)?,
            reactor,
        })
    }

    /// The next connection, and who is at its other end; or the kernel's error. Dropped, it waits no longer, and nothing
    /// is lost.
    ///
    /// Where there is no descriptor for a connection, that is the error each time, at once: wait a moment before the next.
    /// One that the reactor cannot take is closed.
    pub fn accept(&mut self) -> Accept<'_> {
        Accept { listener: self }
    }

    /// The next connection, if one is there.
    pub fn poll_accept(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
        let (stream, peer) = ready!(
            self.registration
                .poll_read(cx, |listener| listener.accept())
        )?;
        Poll::Ready(Ok((TcpStream::registered(&self.reactor, stream)?, peer)))
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The kernel's.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.registration.local_addr()
    }
}

/// A connection that is to come. Made by [`TcpListener::accept`].
#[derive(Debug)]
pub struct Accept<'a> {
    listener: &'a mut TcpListener,
}

impl Future for Accept<'_> {
    type Output = io::Result<(TcpStream, SocketAddr)>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.listener.poll_accept(cx)
    }
}

impl Drop for Accept<'_> {
    fn drop(&mut self) {
        self.listener.registration.forget_read();
    }
}
