//! What the system is asked for.

#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
mod other_unix;
#[cfg(windows)]
mod windows;

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) use linux::*;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(super) use other_unix::*;
#[cfg(windows)]
pub(crate) use windows::GUARD;
#[cfg(windows)]
pub(super) use windows::*;
