//! The tool as its users meet it: the program itself, on a course of one tiny chapter.

mod embedded;
#[cfg(target_os = "linux")]
mod hangs;
mod learner;
mod robust;
mod support;
