//! The second level: the C library's function.
//!
//! The library has the assembly, for every processor its system runs on, and on systems without
//! stable numbers it is the only door. An error is the answer -1, and its number waits in
//! `errno`, a variable of the thread's own, until the next call overwrites it.

#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub use elsewhere::write;
#[cfg(unix)]
pub use unix::write;
