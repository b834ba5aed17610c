//! Scope: fibers that may borrow, as a call waits for them.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::thread;

use slab::Slab;

use super::core::Core;
use super::handle::FiberHandle;
use super::join::{JoinHandle, Packet};
use super::observer::Why;
use super::spawn::Builder;
use super::ticket::Ticket;
use crate::ForcedUnwind;

/// Makes a scope for fibers that may borrow; it returns when all of them have ended.
///
/// As [`std::thread::scope`]:
///
/// ```
/// let (mut sum, words) = (0, ["one", "three"]);
/// ch05_fibers::scope(|scope| {
///     scope.spawn(|| sum = words.iter().map(|word| word.len()).sum());
///     scope.spawn(|| assert_eq!(words.len(), 2));
/// });
/// assert_eq!(sum, 8);
/// ```
///
/// # Panics
/// With the panic of `run`; with one of its own, if a fiber has panicked that nobody has joined. If nothing can
/// wake its fibers any more, it drops them and panics with their names.
///
/// Inside a [`Fiber`](crate::Fiber), as a fiber of the scope could get hold of the
/// [`Suspender`](crate::Suspender) there, and call it while that fiber does not run. Under the thread itself
/// and under what [`spawn`](crate::spawn) has made it may be called.
#[track_caller]
pub fn scope<'env, T>(run: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T) -> T {
    assert!(
        Core::of_thread().is_on_own_stack(),
        "`scope` called inside a `Fiber`: need it called by the thread itself or by what `spawn` has made"
    );
    let scope = Scope {
        members: Rc::default(),
        scope: PhantomData,
        env: PhantomData,
    };
    let members = Rc::clone(&scope.members);
    // In whatever way this ends, no fiber is left.
    let cancel = CancelAll(&members);
    let result = panic::catch_unwind(AssertUnwindSafe(|| run(&scope)));
    match &result {
        // Who is being dropped cannot wait.
        Err(payload) if payload.is::<ForcedUnwind>() => {}
        _ => members.wait_for_all(),
    }
    drop(cancel);
    match result {
        Err(payload) => panic::resume_unwind(payload),
        Ok(_) if members.has_unseen_panic.get() => panic!("a fiber of the scope panicked"),
        Ok(value) => value,
    }
}

/// Where [`scope`] lets fibers be made.
pub struct Scope<'scope, 'env: 'scope> {
    members: Rc<Members>,
    /// Neither lifetime may be made longer or shorter, as for [`std::thread::Scope`].
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

impl<'scope> Scope<'scope, '_> {
    /// As [`spawn`](crate::spawn); the closure may borrow what lives as long as the scope.
    ///
    /// # Panics
    /// If the system has no memory for a stack; [`Builder::spawn_scoped`] gives an error instead.
    #[track_caller]
    pub fn spawn<T, Body>(&'scope self, body: Body) -> ScopedJoinHandle<'scope, T>
    where
        Body: FnOnce() -> T + 'scope,
        T: 'scope,
    {
        match Builder::new().spawn_scoped(self, body) {
            Ok(handle) => handle,
            Err(error) => panic!("`Scope::spawn` has no stack for another fiber: {error}"),
        }
    }
}

impl Builder {
    /// As [`Scope::spawn`].
    ///
    /// # Errors
    /// As [`spawn`](Self::spawn).
    #[track_caller]
    pub fn spawn_scoped<'scope, T, Body>(
        self,
        scope: &'scope Scope<'scope, '_>,
        body: Body,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        Body: FnOnce() -> T + 'scope,
        T: 'scope,
    {
        let member = Member::new(&scope.members);
        let key = member.key;
        let packet = Packet::telling(Rc::clone(&scope.members.has_unseen_panic));
        // SAFETY: `scope` does not return before the member is gone. The fiber drops it last, after all
        // that it borrows; a fiber that is cancelled, too.
        let handle = unsafe { self.spawn_filling(packet, body, member)? };
        scope.members.fibers.borrow_mut()[key] = Some(handle.fiber.clone());
        handle.fiber.tell_spawned();
        Ok(ScopedJoinHandle {
            handle,
            scope: PhantomData,
        })
    }
}

/// A fiber of a [`scope`] that can be waited for.
#[derive(Debug)]
pub struct ScopedJoinHandle<'scope, T> {
    handle: JoinHandle<T>,
    scope: PhantomData<&'scope ()>,
}

impl<T> ScopedJoinHandle<'_, T> {
    /// As [`JoinHandle::join`].
    ///
    /// # Errors
    /// What the fiber has panicked with.
    ///
    /// # Panics
    /// As [`JoinHandle::join`].
    pub fn join(self) -> thread::Result<T> {
        self.handle.join()
    }

    /// As [`JoinHandle::is_finished`].
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// As [`JoinHandle::fiber`].
    pub fn fiber(&self) -> &FiberHandle {
        self.handle.fiber()
    }
}

/// The fibers of a scope that have not ended.
#[derive(Default)]
struct Members {
    /// Nothing while the fiber is being made.
    fibers: RefCell<Slab<Option<FiberHandle>>>,
    /// Who waits until there are none.
    waiter: Cell<Option<Ticket>>,
    has_unseen_panic: Rc<Cell<bool>>,
}

impl Members {
    fn wait_for_all(&self) {
        while !self.fibers.borrow().is_empty() {
            Core::of_thread().wait(Why::Scope, |ticket| self.waiter.set(Some(ticket)));
        }
    }
}

/// A fiber's place among the members of its scope; the fiber owns it, and drops it last.
struct Member {
    members: Rc<Members>,
    key: usize,
}

impl Member {
    fn new(members: &Rc<Members>) -> Member {
        let key = members.fibers.borrow_mut().insert(None);
        Member {
            members: Rc::clone(members),
            key,
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let mut fibers = self.members.fibers.borrow_mut();
        fibers.remove(self.key);
        if fibers.is_empty()
            && let Some(ticket) = self.members.waiter.take()
        {
            ticket.wake();
        }
    }
}

/// Ends all fibers that are left.
struct CancelAll<'a>(&'a Members);

impl Drop for CancelAll<'_> {
    fn drop(&mut self) {
        loop {
            let next = self
                .0
                .fibers
                .borrow()
                .iter()
                .find_map(|(_, fiber)| fiber.clone());
            let Some(fiber) = next else { break };
            fiber.cancel();
        }
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = self.members.fibers.borrow().len();
        f.debug_struct("Scope").field("open", &open).finish()
    }
}
