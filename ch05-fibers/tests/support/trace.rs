//! What happens, in order.

use std::cell::RefCell;
use std::rc::Rc;

/// Clones are the same trace.
#[derive(Clone, Default)]
pub(crate) struct Trace(Rc<RefCell<Vec<String>>>);

impl Trace {
    pub(crate) fn add(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    /// What has been added since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// Says when it is dropped.
pub(crate) struct Noisy(pub(crate) Trace, pub(crate) &'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        self.0.add(format!("drop {}", self.1));
    }
}
