//! A driver whose connections do what a script says, one line a call, and tell what was called.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use ch06_futures::Future;
use ch06_futures::net::{Driver, Stream};

/// What the next call comes to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Line {
    Pending,
    Connected,
    /// So many bytes are taken, or as many as there are.
    Takes(usize),
    Gives(&'static str),
    Fails(ErrorKind),
}

/// As `Rc`s: the test looks on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    lines: Rc<RefCell<VecDeque<Line>>>,
    calls: Rc<RefCell<Vec<&'static str>>>,
    sent: Rc<RefCell<Vec<u8>>>,
    delays: Rc<RefCell<Vec<Duration>>>,
    is_time_up: Rc<Cell<bool>>,
    is_open: Rc<Cell<bool>>,
}

impl Script {
    pub(crate) fn new(lines: impl IntoIterator<Item = Line>) -> Script {
        Script {
            lines: Rc::new(RefCell::new(lines.into_iter().collect())),
            ..Script::default()
        }
    }

    /// The calls since the last time.
    pub(crate) fn calls(&self) -> Vec<&'static str> {
        self.calls.take()
    }

    /// What has been written.
    pub(crate) fn sent(&self) -> String {
        String::from_utf8(self.sent.borrow().clone()).expect("it is text")
    }

    /// Whether there is a connection.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open.get()
    }

    /// The delays that were asked for.
    pub(crate) fn delays(&self) -> Vec<Duration> {
        self.delays.borrow().clone()
    }

    /// Has all delays end.
    pub(crate) fn let_time_pass(&self) {
        self.is_time_up.set(true);
    }

    fn next(&self, call: &'static str) -> Line {
        self.calls.borrow_mut().push(call);
        let line = self.lines.borrow_mut().pop_front();
        line.unwrap_or_else(|| panic!("`{call}` was called once more than the script has lines"))
    }
}

impl Driver for Script {
    type Stream = Scripted;
    type Delay = Time;

    fn connect(&self, _: SocketAddr) -> io::Result<Scripted> {
        match self.next("connect") {
            Line::Connected => {
                assert!(!self.is_open.replace(true), "a second connection");
                Ok(Scripted(self.clone()))
            }
            Line::Fails(kind) => Err(kind.into()),
            other => panic!("`connect`, where the script has {other:?}"),
        }
    }

    fn delay(&self, duration: Duration) -> Time {
        self.delays.borrow_mut().push(duration);
        Time(Rc::clone(&self.is_time_up))
    }
}

#[derive(Debug)]
pub(crate) struct Scripted(Script);

impl Drop for Scripted {
    fn drop(&mut self) {
        self.0.is_open.set(false);
    }
}

impl Stream for Scripted {
    fn poll_connected(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.0.next("connected?") {
            Line::Pending => Poll::Pending,
            Line::Connected => Poll::Ready(Ok(())),
            Line::Fails(kind) => Poll::Ready(Err(kind.into())),
            other => panic!("`poll_connected`, where the script has {other:?}"),
        }
    }

    fn poll_read(&mut self, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        match self.0.next("read") {
            Line::Pending => Poll::Pending,
            Line::Gives(text) => {
                buffer[..text.len()].copy_from_slice(text.as_bytes());
                Poll::Ready(Ok(text.len()))
            }
            Line::Fails(kind) => Poll::Ready(Err(kind.into())),
            other => panic!("`poll_read`, where the script has {other:?}"),
        }
    }

    fn poll_write(&mut self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.0.next("write") {
            Line::Pending => Poll::Pending,
            Line::Takes(most) => {
                let length = most.min(bytes.len());
                self.0.sent.borrow_mut().extend(&bytes[..length]);
                Poll::Ready(Ok(length))
            }
            Line::Fails(kind) => Poll::Ready(Err(kind.into())),
            other => panic!("`poll_write`, where the script has {other:?}"),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Time(Rc<Cell<bool>>);

impl Future for Time {
    type Output = ();

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<()> {
        match self.0.get() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}
