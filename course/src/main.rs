//! `cargo course`; all of it is in the library.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_course::run(env::args_os())
}
