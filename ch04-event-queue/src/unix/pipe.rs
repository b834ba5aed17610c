//! Pipes: bytes one way, between threads, or to and from a child process.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::process::{ChildStderr, ChildStdin, ChildStdout};

use libc::c_int;

use crate::backend::delegate::{impl_read, impl_source, impl_write};
use crate::backend::epoll::check;
use crate::backend::io_source::IoSource;

/// A pipe's two ends, neither of which blocks.
///
/// # Errors
/// The kernel's, of pipe2(2), when no descriptor is left.
pub fn new() -> io::Result<(Sender, Receiver)> {
    let mut ends: [c_int; 2] = [-1; 2];
    let flags = libc::O_CLOEXEC | libc::O_NONBLOCK;
    // SAFETY: the kernel writes two descriptors, and `ends` has room for them.
    check(unsafe { libc::pipe2(ends.as_mut_ptr(), flags) })?;
    // SAFETY: the kernel has just opened them, and each gets one owner.
    let [receiver, sender] = ends.map(|end| unsafe { OwnedFd::from_raw_fd(end) });
    Ok((sender.into(), receiver.into()))
}

/// The end of a pipe that is written to.
///
/// A child's standard input becomes one, and should then be
/// [set not to block](Self::set_nonblocking).
#[derive(Debug)]
pub struct Sender {
    inner: IoSource<File>,
}

impl_source!(Sender, File);
impl_write!(Sender, File);
impl_write!(&Sender, File);

impl Sender {
    /// Sets whether a write waits for room, or fails with `WouldBlock`.
    ///
    /// # Errors
    /// The kernel's, of ioctl(2).
    pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        set_nonblocking(self, nonblocking)
    }

    /// Calls `f`, which is to do I/O on this pipe's descriptor, and returns what it does.
    ///
    /// # Errors
    /// Those of `f`.
    pub fn try_io<F, T>(&self, f: F) -> io::Result<T>
    where
        F: FnOnce() -> io::Result<T>,
    {
        f()
    }
}

impl From<ChildStdin> for Sender {
    fn from(stdin: ChildStdin) -> Sender {
        OwnedFd::from(stdin).into()
    }
}

/// The end of a pipe that is read from.
///
/// A child's standard output becomes one, and should then be
/// [set not to block](Self::set_nonblocking).
#[derive(Debug)]
pub struct Receiver {
    inner: IoSource<File>,
}

impl_source!(Receiver, File);
impl_read!(Receiver, File);
impl_read!(&Receiver, File);

impl Receiver {
    /// Sets whether a read waits for data, or fails with `WouldBlock`.
    ///
    /// # Errors
    /// The kernel's, of ioctl(2).
    pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        set_nonblocking(self, nonblocking)
    }

    /// Calls `f`, which is to do I/O on this pipe's descriptor, and returns what it does.
    ///
    /// # Errors
    /// Those of `f`.
    pub fn try_io<F, T>(&self, f: F) -> io::Result<T>
    where
        F: FnOnce() -> io::Result<T>,
    {
        f()
    }
}

impl From<ChildStdout> for Receiver {
    fn from(stdout: ChildStdout) -> Receiver {
        OwnedFd::from(stdout).into()
    }
}

impl From<ChildStderr> for Receiver {
    fn from(stderr: ChildStderr) -> Receiver {
        OwnedFd::from(stderr).into()
    }
}

fn set_nonblocking(end: &impl AsFd, nonblocking: bool) -> io::Result<()> {
    let fd = end.as_fd().as_raw_fd();
    let value = c_int::from(nonblocking);
    // SAFETY: the kernel reads one integer, and `value` outlives the call.
    check(unsafe { libc::ioctl(fd, libc::FIONBIO, &value) })?;
    Ok(())
}
