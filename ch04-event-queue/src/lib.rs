//! Chapter 4: one thread that waits for many sources at once.
//!
//! Blocking on a socket puts the thread to sleep until *that* socket answers. A [`Poll`] puts it
//! to sleep until *any* of them does: register each source under a [`Token`], wait, and the
//! [`Events`] say whose turn it is.
//!
//! ```
//! use std::io::{self, Read, Write};
//!
//! use ch04_event_queue::net::{TcpListener, TcpStream};
//! use ch04_event_queue::{Events, Interest, Poll, Token};
//!
//! let mut listener = TcpListener::bind("127.0.0.1:0".parse().unwrap())?;
//! let mut client = TcpStream::connect(listener.local_addr()?)?;
//!
//! let mut poll = Poll::new()?;
//! poll.registry().register(&mut listener, Token(0), Interest::READABLE)?;
//! poll.registry().register(&mut client, Token(1), Interest::READABLE)?;
//!
//! let mut events = Events::with_capacity(64);
//! let (mut answer, mut complete) = (Vec::new(), false);
//! while !complete {
//!     poll.poll(&mut events, None)?;
//!     for event in &events {
//!         match event.token() {
//!             Token(0) => listener.accept()?.0.write_all(b"hello")?,
//!             _ => match client.read_to_end(&mut answer) {
//!                 // Drained: more is more news, and will be another event.
//!                 Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
//!                 result => complete = result.map(|_| true)?,
//!             },
//!         }
//!     }
//! }
//! assert_eq!(answer, b"hello");
//! # io::Result::Ok(())
//! ```
//!
//! Names and meanings are mio's: a program written for mio 1 runs on this crate when its `use`
//! lines change, and the other way round. On Linux and Android the queue is our own, on epoll, and
//! the modules below are in reading order; `epoll` and `net::socket` are where the C is. On other
//! systems, and with the feature `mio`, the crate is mio.
//!
//! Left out: timers (chapter 10), and what only other systems have.

#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "mio")))]
#[path = ""]
mod backend {
    // What to ask for, and under which name.
    mod interest;
    mod token;

    // The kernel's queue.
    mod epoll;

    // The same queue, as its user sees it.
    mod poll;

    // What a wait reports.
    pub mod event;
    mod events;

    // What can be waited for: anything, and another thread.
    mod source;
    mod waker;

    // How std's sockets become sources; `io_source` first.
    #[cfg_attr(not(debug_assertions), path = "no_checks.rs")]
    mod checks;
    mod delegate;
    mod io_source;
    pub mod net;
    pub mod unix;

    pub use events::Events;
    pub use interest::Interest;
    pub use poll::{Poll, Registry};
    pub use token::Token;
    pub use waker::Waker;
}

#[cfg(not(all(any(target_os = "linux", target_os = "android"), not(feature = "mio"))))]
#[path = "backend_mio.rs"]
mod backend;

#[cfg(unix)]
pub use backend::unix;
pub use backend::{Events, Interest, Poll, Registry, Token, Waker, event, net};
