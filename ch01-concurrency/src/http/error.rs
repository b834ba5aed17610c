//! What can go wrong between two HTTP peers, each with a name of its own.

use std::io;
use std::time::Duration;

/// Why there is no message, or not the one that was hoped for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are not HTTP.
    #[error("malformed {message}: {reason}")]
    Malformed {
        /// Which message: `request` or `answer`.
        message: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The start line and the headers take more room than they are given.
    #[error("head of more than {limit} bytes is too large")]
    HeadTooLarge {
        /// The most that is taken, in bytes.
        limit: usize,
    },
    /// There are more header fields than are taken.
    #[error("head of more than {limit} fields is too large")]
    TooManyHeaders {
        /// The most that are taken.
        limit: usize,
    },
    /// The body takes more room than it is given.
    #[error("body of {length} bytes is too large: at most {limit} are taken")]
    BodyTooLarge {
        /// What has been announced, or has come already, in bytes.
        length: u64,
        /// The most that is taken, in bytes.
        limit: usize,
    },
    /// The body comes in an encoding that this chapter leaves out.
    #[error("transfer encoding `{0}` is not supported: need a `Content-Length`")]
    TransferEncoding(String),
    /// The peer closed the connection in the middle of a message.
    #[error("connection closed after {received} bytes, before the {message} was complete")]
    Truncated {
        /// Which message: `request` or `answer`.
        message: &'static str,
        /// How many bytes of it had come.
        received: usize,
    },
    /// The peer broke the connection off in the middle of a message.
    #[error("connection reset after {received} bytes, before the answer was complete")]
    Reset {
        /// How many bytes of the answer had come.
        received: usize,
    },
    /// The answer did not come in time.
    #[error("no complete answer within {} ms", .0.as_millis())]
    TimedOut(Duration),
    /// The answer is complete, and it is a refusal.
    #[error("status {code} {reason}")]
    Status {
        /// The status code, which is not 200.
        code: u16,
        /// The server's own words, or the code's usual ones.
        reason: String,
    },
    /// The answer is complete, and it is not text.
    #[error("body is not UTF-8 from byte {valid_up_to} on")]
    NotUtf8 {
        /// How many bytes of the body are good.
        valid_up_to: usize,
    },
    /// The kernel said no.
    #[error(transparent)]
    Io(#[from] io::Error),
}
