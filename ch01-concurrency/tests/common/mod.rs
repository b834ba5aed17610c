//! What the tests of every chapter's demos need: the program as a process, and peers for it.

pub(crate) mod peer;
pub(crate) mod program;
pub(crate) mod runs;
#[cfg(target_os = "linux")]
pub(crate) mod stopping;
#[cfg(unix)]
pub(crate) mod terminal;
