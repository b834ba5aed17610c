//! The tool as its users meet it: the program itself, on a course of one tiny chapter.

mod embedded;
#[cfg(target_os = "linux")]
mod hangs;
#[cfg(target_os = "linux")]
mod kills;
mod learner;
#[cfg(target_os = "linux")]
mod members;
#[cfg(unix)]
mod mutants;
#[cfg(target_os = "linux")]
mod plain;
#[cfg(target_os = "linux")]
mod refusals;
mod robust;
mod support;
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(target_os = "linux")]
mod watch;
