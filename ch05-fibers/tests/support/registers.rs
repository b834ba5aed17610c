//! The registers that a function must give back, filled and looked at.

#[cfg_attr(target_arch = "x86_64", path = "registers/x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "registers/aarch64.rs")]
mod arch;

pub(crate) use arch::*;
