//! Read response: a leaf that is ready when a whole answer has come.

use std::fmt;
use std::task::{Context, Poll, ready};

use ch01_concurrency::http::{Error, Response, ResponseDecoder};

use super::Stream;
use crate::Future;
use crate::future::polled_after_ready;

/// An answer that is coming in. Made by [`read_response`].
pub struct ReadResponse<S> {
    /// None when it is done.
    stream: Option<S>,
    decoder: ResponseDecoder,
}

/// Reads one answer, and closes the connection.
///
/// The output is the answer, whatever its status, or an [`Error`]: all but [`Status`](Error::Status),
/// [`NotUtf8`](Error::NotUtf8) and [`TimedOut`](Error::TimedOut).
pub fn read_response<S: Stream>(stream: S) -> ReadResponse<S> {
    ReadResponse {
        stream: Some(stream),
        decoder: ResponseDecoder::default(),
    }
}

impl<S: Stream> Future for ReadResponse<S> {
    type Output = Result<Response, Error>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response, Error>> {
        let Some(stream) = &mut self.stream else {
            polled_after_ready("ReadResponse");
        };
        let result = ready!(poll_response(stream, cx, &mut self.decoder));
        self.stream = None;
        Poll::Ready(result)
    }
}

/// Feeds the decoder with what has come.
pub(super) fn poll_response(
    stream: &mut impl Stream,
    cx: &mut Context<'_>,
    decoder: &mut ResponseDecoder,
) -> Poll<Result<Response, Error>> {
    let mut chunk = [0; 4096];
    loop {
        match ready!(stream.poll_read(cx, &mut chunk)) {
            Ok(0) => return Poll::Ready(decoder.close()),
            Ok(length) => {
                if let Some(response) = decoder.feed(&chunk[..length])? {
                    return Poll::Ready(Ok(response));
                }
            }
            Err(error) => {
                return Poll::Ready(Err(Error::while_reading(error, decoder.received())));
            }
        }
    }
}

impl<S> fmt::Debug for ReadResponse<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadResponse")
            .field("received", &self.decoder.received())
            .finish_non_exhaustive()
    }
}
