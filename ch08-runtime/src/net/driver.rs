//! Driver: how chapter 6's leaves wait here.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use ch06_futures::net::Driver;

use super::TcpStream;
use crate::Delay;
use crate::executor::current_reactor;
use crate::reactor::Handle;

/// The reactor of who polls. Outside of a runtime, its futures panic when they are polled.
#[derive(Debug, Clone, Copy, Default)]
pub struct Current;

impl Driver for Current {
    type Stream = TcpStream;
    type Delay = Delay;

    fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        current_reactor("connect").connect(address)
    }

    fn delay(&self, duration: Duration) -> Delay {
        Delay::new(duration)
    }
}

impl Driver for Handle {
    type Stream = TcpStream;
    type Delay = Delay;

    fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        TcpStream::begin(self, address)
    }

    fn delay(&self, duration: Duration) -> Delay {
        Delay::by(self, duration)
    }
}
