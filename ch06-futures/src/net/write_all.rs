//! Write all: a leaf that is ready when the kernel has taken all bytes.

use std::fmt;
use std::io::{self, ErrorKind};
use std::task::{Context, Poll, ready};

use super::Stream;
use crate::Future;
use crate::future::polled_after_ready;

/// Bytes on their way out. Made by [`write_all`].
pub struct WriteAll<S> {
    /// None when it is done.
    stream: Option<S>,
    bytes: Vec<u8>,
    /// How many of them the kernel has taken.
    written: usize,
}

/// Writes all bytes, and gives the connection back, or the kernel's error; [`WriteZero`](ErrorKind::WriteZero) if it
/// takes no more.
pub fn write_all<S: Stream>(stream: S, bytes: Vec<u8>) -> WriteAll<S> {
    WriteAll {
        stream: Some(stream),
        bytes,
        written: 0,
    }
}

impl<S: Stream> Future for WriteAll<S> {
    type Output = io::Result<S>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<S>> {
        let Some(stream) = &mut self.stream else {
            polled_after_ready("WriteAll");
        };
        let result = ready!(poll_write_all(stream, cx, &self.bytes, &mut self.written));
        let stream = self.stream.take().expect("it has just been written to");
        Poll::Ready(result.map(|()| stream))
    }
}

/// Writes what is left behind the first `written` bytes.
pub(super) fn poll_write_all(
    stream: &mut impl Stream,
    cx: &mut Context<'_>,
    bytes: &[u8],
    written: &mut usize,
) -> Poll<io::Result<()>> {
    while *written < bytes.len() {
        match ready!(stream.poll_write(cx, &bytes[*written..]))? {
            0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
            length => *written += length,
        }
    }
    Poll::Ready(Ok(()))
}

impl<S> fmt::Debug for WriteAll<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteAll")
            .field("length", &self.bytes.len())
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}
