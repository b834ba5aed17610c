//! Without `/proc` no one finds the tests of a tool that was killed.

use std::ffi::OsString;

pub(super) fn begin() {}

/// The tool to be guarded, if these are the arguments of a guard.
pub(crate) fn asked_to_guard(_arguments: &[OsString]) -> Option<u32> {
    None
}

/// Waits for the end of the tool with this process id, and ends its tests.
pub(crate) fn guard_tests(_tool: u32) {}
