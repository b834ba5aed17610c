//! The same queue by mio: kqueue, IOCP and the rest, or epoll again where the feature asks for it.

#[cfg(unix)]
pub use mio::unix;
pub use mio::{Events, Interest, Poll, Registry, Token, Waker, event, net};
