//! Exchange: one request on a socket that never blocks, as a state machine.
//!
//! ```text
//! Connecting ── connected ──> Sending ── all sent ──> Receiving ── complete ──> over
//! ```
//!
//! Each step does what can be done now and stops at `WouldBlock`; the queue says when to go on.
//! An event only says *look*: the socket itself says what is the case.

use std::io::{self, ErrorKind, Read, Write};

use ch01_concurrency::http::{Error, ResponseDecoder};
use ch01_concurrency::job::Ask;
use ch01_concurrency::signal::uninterrupted;
use ch01_concurrency::timeline::{Kind, Lane};
use ch04_event_queue::net::TcpStream;
use ch04_event_queue::{Interest, Registry, Token};

/// Where a step has led.
#[must_use]
pub(crate) enum Progress {
    /// Nothing more can be done now.
    Waiting,
    /// The request has come to its end.
    Over(Result<String, Error>),
}

enum State {
    Connecting,
    /// What is left to send.
    Sending(Vec<u8>),
    Receiving(ResponseDecoder),
}

pub(crate) struct Exchange {
    stream: TcpStream,
    state: State,
    request: Vec<u8>,
    lane: Lane,
}

impl Exchange {
    /// Starts to connect, and asks the queue for everything that will happen to the socket.
    pub(crate) fn start(ask: &Ask, registry: &Registry, lane: Lane) -> io::Result<Exchange> {
        lane.enter_with(Kind::Running, "connect");
        let mut stream = uninterrupted(|| TcpStream::connect(ask.server))?;
        let interests = Interest::READABLE | Interest::WRITABLE;
        registry.register(&mut stream, Token(ask.index), interests)?;
        lane.enter_with(Kind::Waiting, "connect");
        Ok(Exchange {
            stream,
            state: State::Connecting,
            request: ask.encode(),
            lane,
        })
    }

    /// Whether the connection stands.
    pub(crate) fn is_connected(&self) -> io::Result<bool> {
        if let Some(error) = self.stream.take_error()? {
            return Err(error);
        }
        match self.stream.peer_addr() {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotConnected => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Goes on as far as it can.
    pub(crate) fn advance(&mut self) -> Progress {
        self.lane.enter(Kind::Running);
        match self.run() {
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                self.lane.enter_with(Kind::Waiting, self.state.awaits());
                Progress::Waiting
            }
            result => Progress::Over(result),
        }
    }

    /// Takes step after step; [`ErrorKind::WouldBlock`] where the next one has to wait.
    fn run(&mut self) -> Result<String, Error> {
        loop {
            match &mut self.state {
                State::Connecting => {
                    if !self.is_connected()? {
                        return Err(Error::Io(ErrorKind::WouldBlock.into()));
                    }
                    self.state = State::Sending(std::mem::take(&mut self.request));
                }
                State::Sending(left) if left.is_empty() => {
                    self.state = State::Receiving(ResponseDecoder::default());
                }
                State::Sending(left) => {
                    let sent = uninterrupted(|| self.stream.write(left))?;
                    left.drain(..sent);
                }
                State::Receiving(decoder) => return receive(&mut self.stream, decoder),
            }
        }
    }
}

impl Drop for Exchange {
    /// The socket closes, and so the queue forgets it.
    fn drop(&mut self) {
        self.lane.leave();
    }
}

impl State {
    fn awaits(&self) -> &'static str {
        match self {
            State::Connecting => "connect",
            State::Sending(_) => "send",
            State::Receiving(_) => "answer",
        }
    }
}

/// Reads until the answer is complete, or until there is nothing more to read now.
fn receive(stream: &mut TcpStream, decoder: &mut ResponseDecoder) -> Result<String, Error> {
    let mut chunk = [0; 4096];
    let response = loop {
        match uninterrupted(|| stream.read(&mut chunk)) {
            Ok(0) => break decoder.close()?,
            Ok(length) => {
                if let Some(response) = decoder.feed(&chunk[..length])? {
                    break response;
                }
            }
            Err(error) => return Err(Error::while_reading(error, decoder.received())),
        }
    };
    response.success()?.text()
}
