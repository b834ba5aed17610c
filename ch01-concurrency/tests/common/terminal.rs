//! A terminal that a test reads: openpty(3).

use std::fs::File;
use std::os::fd::{FromRawFd, OwnedFd};
use std::process::Stdio;
use std::ptr;

use super::program::{Program, Ran};

/// Runs it with a terminal of so many columns as its stdout.
pub(crate) fn run_on_terminal(program: Program, columns: u16) -> Ran {
    let (mut master, mut slave) = (-1, -1);
    let mut size = libc::winsize {
        ws_row: 24,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: the first two are live integers to write to, the size is a whole winsize, and the
    // others may be null.
    let answer = unsafe {
        libc::openpty(
            &mut master,
            &mut slave,
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut size,
        )
    };
    assert_eq!(answer, 0, "openpty: {}", std::io::Error::last_os_error());
    // SAFETY: openpty has just opened it, and this is its only owner.
    let master = unsafe { OwnedFd::from_raw_fd(master) };
    // SAFETY: as above.
    let slave = unsafe { OwnedFd::from_raw_fd(slave) };

    let running = program.start_with(Stdio::from(slave), Some(File::from(master)));
    let ran = running.finish();
    // A terminal begins a line by returning to the first column, too.
    let stdout = ran.stdout.replace("\r\n", "\n");
    Ran { stdout, ..ran }
}

/// A line without what colours it.
pub(crate) fn uncoloured(line: &str) -> String {
    let mut parts = line.split("\x1b[");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once('m').expect("colours end so").1);
    [first].into_iter().chain(rest).collect()
}
