//! Core file: there is none here.

use std::io;

/// Does nothing.
pub(super) fn forbid() -> io::Result<()> {
    Ok(())
}
