//! Why a demo ends with a status other than zero.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

/// What is said on stderr when a demo has failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The demo ran, but not every request was answered. Each was reported.
    #[error("{failed} of {total} requests failed")]
    Requests {
        /// How many have no answer.
        failed: usize,
        /// How many there were.
        total: usize,
    },
    /// The server that was named does not answer.
    #[error("server {address} cannot be reached: {error}")]
    Unreachable {
        /// Where it was looked for last.
        address: SocketAddr,
        /// The kernel's reason.
        error: io::Error,
    },
    /// The delay server could not be started in a process of its own.
    #[error("the delay server cannot be started: {0}")]
    Server(io::Error),
    /// Something else that the kernel said no to.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Failure {
    /// What a demo ends with of whose `total` requests so many have failed.
    ///
    /// # Errors
    ///
    /// [`Failure::Requests`], if any has.
    pub fn unless_answered(failed: usize, total: usize) -> Result<(), Failure> {
        match failed {
            0 => Ok(()),
            failed => Err(Failure::Requests { failed, total }),
        }
    }

    /// Whether all that is wrong is that the reader of the output has left, as `head` does.
    pub(super) fn is_closed_output(&self) -> bool {
        matches!(self, Failure::Io(error) if error.kind() == ErrorKind::BrokenPipe)
    }
}
