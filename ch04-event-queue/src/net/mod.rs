//! Sockets that never block: a call that would have to wait fails with
//! [`WouldBlock`](std::io::ErrorKind::WouldBlock), and the queue says when to try again.
//!
//! Each is its std twin with a place in the queue, see `io_source`. What std cannot do without
//! blocking is in `socket`: to connect, and to accept.

mod address;
mod socket;

mod tcp_listener;
mod tcp_stream;
mod udp_socket;
mod unix_datagram;
mod unix_listener;
mod unix_stream;

pub use tcp_listener::TcpListener;
pub use tcp_stream::TcpStream;
pub use udp_socket::UdpSocket;
pub use unix_datagram::UnixDatagram;
pub use unix_listener::UnixListener;
pub use unix_stream::UnixStream;
