//! What is dropped when.

use crate::trace::Trace;

/// Says when it is dropped.
pub(crate) struct Noisy(pub(crate) Trace, pub(crate) &'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        self.0.add(format!("drop {}", self.1));
    }
}
