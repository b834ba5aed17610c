//! The control words of floating-point numbers; and whether a stack is aligned.

#[cfg_attr(target_arch = "x86_64", path = "control/x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "control/aarch64.rs")]
mod arch;

pub(crate) use arch::{control_words, is_aligned_on_entry, round_towards_zero};
