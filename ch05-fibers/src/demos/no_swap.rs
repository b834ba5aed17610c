//! Windows: the first switch is for the calling convention of all other systems.

use std::io::{self, ErrorKind, Write};

pub(crate) fn run(_out: &mut dyn Write) -> io::Result<()> {
    let message =
        "this demo is of another calling convention than Windows has: need Linux, macOS or FreeBSD";
    Err(io::Error::new(ErrorKind::Unsupported, message))
}
