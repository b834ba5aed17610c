//! Net: chapter 6's sockets, which wait in the reactor.
//!
//! A reactor's [`Handle`] is a [`Driver`], and so is [`Current`]: whatever of chapter 6 takes one, such as
//! [`HttpGet`](ch06_futures::net::HttpGet), sleeps here where it has spun there.

mod driver;
mod tcp_listener;
mod tcp_stream;

#[cfg(doc)]
use crate::reactor::Handle;
#[cfg(doc)]
use ch06_futures::net::Driver;

pub use self::driver::Current;
pub use self::tcp_listener::{Accept, TcpListener};
pub use self::tcp_stream::{Read, TcpStream, Write};
