//! A call that must fail.

use std::fmt::Debug;
use std::io;

/// The error of `call`, which cannot succeed, because of `although`.
#[track_caller]
pub(crate) fn error_of<T: Debug>(result: io::Result<T>, call: &str, although: &str) -> io::Error {
    match result {
        Ok(value) => panic!("`{call}` returned Ok({value:?}), although {although}"),
        Err(error) => error,
    }
}
