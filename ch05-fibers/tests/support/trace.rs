//! What happens, in order.

use std::cell::RefCell;
use std::rc::Rc;

/// Clones are the same trace.
#[derive(Debug, Clone, Default)]
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
