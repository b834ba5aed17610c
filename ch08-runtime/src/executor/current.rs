//! Current: the executor whose tasks this thread runs.

use std::cell::RefCell;
use std::rc::Rc;

use ch06_futures::Future;

use super::{JoinHandle, Local};
use crate::reactor;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Local>>> = const { RefCell::new(None) };
}

/// Hands a task to the executor that runs the caller. It never leaves this thread, so it need not be [`Send`].
///
/// # Panics
/// If no executor does: outside of [`block_on`](crate::Executor::block_on) there is nobody to run it.
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
{
    let Some(local) = current() else {
        panic!("`spawn` called outside of a runtime: need `Runtime::block_on` around it");
    };
    local.spawn(future)
}

/// The reactor of the executor that runs the caller.
///
/// # Panics
/// If no executor does, or if it has none; `caller` is who is named.
pub(crate) fn reactor(caller: &str) -> reactor::Handle {
    let Some(local) = current() else {
        panic!("`{caller}` called outside of a runtime: need `Runtime::block_on` around it");
    };
    match &local.shared.reactor {
        Some(reactor) => reactor.clone(),
        None => panic!("`{caller}` called in an executor without a reactor: need a `Runtime`"),
    }
}

fn current() -> Option<Rc<Local>> {
    CURRENT.with_borrow(Option::clone)
}

/// Until it is dropped, this executor is the thread's.
pub(super) struct Entered {
    before: Option<Rc<Local>>,
}

/// Makes it the thread's.
///
/// # Panics
/// If the thread runs one.
pub(super) fn enter(local: &Rc<Local>) -> Entered {
    assert!(
        current().is_none(),
        "`block_on` called inside of `block_on`: every task of the thread would stand still"
    );
    replace(local)
}

/// Runs code that may spawn.
pub(super) fn during<T>(local: &Rc<Local>, code: impl FnOnce() -> T) -> T {
    let _entered = replace(local);
    code()
}

fn replace(local: &Rc<Local>) -> Entered {
    Entered {
        before: CURRENT.replace(Some(Rc::clone(local))),
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let entered = CURRENT.replace(self.before.take());
        drop(entered);
    }
}
