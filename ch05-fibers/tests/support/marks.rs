//! The registers that a function must give back, filled and looked at.

#[cfg_attr(target_arch = "x86_64", path = "marks/x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "marks/aarch64.rs")]
mod arch;

pub(crate) use arch::{Marks, call_with_marks};
