//! Current: the executor whose tasks this thread runs.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use ch06_futures::Future;

use super::{JoinHandle, Local};
use crate::reactor;

thread_local! {
    /// Without a destructor, so it is there as long as its thread: executors may be thread-locals, too, and be dropped
    /// when the thread ends. By then it is `None`.
    static CURRENT: RefCell<ManuallyDrop<Option<Rc<Local>>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
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
    CURRENT.with_borrow(|current| Option::clone(current))
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
        before: exchange(Some(Rc::clone(local))),
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let entered = exchange(self.before.take());
        drop(entered);
    }
}

fn exchange(next: Option<Rc<Local>>) -> Option<Rc<Local>> {
    ManuallyDrop::into_inner(CURRENT.replace(ManuallyDrop::new(next)))
}
