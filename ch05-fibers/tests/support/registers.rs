//! The registers that a function must give back, filled and looked at.

#[cfg_attr(target_arch = "x86_64", path = "registers/x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "registers/aarch64.rs")]
mod arch;

#[allow(unused_imports, reason = "one test needs all of it, another some")]
pub(crate) use arch::{
    Marks, call_with_marks, control_words, is_aligned_on_entry, round_towards_zero,
};
