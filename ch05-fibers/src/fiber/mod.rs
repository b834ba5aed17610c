//! Fiber: a function that stops in the middle, and goes on where it has stopped.

mod base;
#[cfg_attr(not(debug_assertions), path = "no_control.rs")]
mod control;
mod link;
#[cfg_attr(not(feature = "sanitizer"), path = "no_sanitizer.rs")]
mod sanitizer;
mod scoped;
mod suspender;
mod unwind;

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe, Location};
use std::ptr::NonNull;
use std::thread;

use crate::overflow;
use crate::stack::{PooledStack, Stack, StackPool};
use crate::switch::{self, NOTHING, Parcel, StackPointer, Word, open};
use base::Outcome;

pub(crate) use link::Link;
pub use scoped::{ScopedFiber, scoped, scoped_on};
pub use suspender::Suspender;
pub use unwind::ForcedUnwind;

/// What a fiber has come to when [`Fiber::resume`] returns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FiberResult<Yield, Return> {
    /// It has suspended, and can be resumed.
    Yield(Yield),
    /// It has finished.
    Return(Return),
}

impl<Yield, Return> FiberResult<Yield, Return> {
    /// What it has suspended with.
    pub fn as_yield(self) -> Option<Yield> {
        match self {
            FiberResult::Yield(value) => Some(value),
            FiberResult::Return(_) => None,
        }
    }

    /// What it has finished with.
    pub fn as_return(self) -> Option<Return> {
        match self {
            FiberResult::Yield(_) => None,
            FiberResult::Return(value) => Some(value),
        }
    }
}

/// A function on a stack of its own, which stops where it likes and goes on from there.
///
/// It runs when it is [resumed](Self::resume), on the thread of whoever resumes it, until it
/// [suspends](Suspender::suspend) or ends. A value goes in with every `resume`, and one comes out.
///
/// ```
/// use ch05_fibers::{Fiber, FiberResult};
///
/// let mut average = Fiber::<f64, f64, ()>::new(|suspender, first| {
///     let (mut sum, mut count) = (first, 1.0);
///     loop {
///         sum += suspender.suspend(sum / count);
///         count += 1.0;
///     }
/// });
/// assert_eq!(average.resume(2.0), FiberResult::Yield(2.0));
/// assert_eq!(average.resume(4.0), FiberResult::Yield(3.0));
/// assert_eq!(average.resume(9.0), FiberResult::Yield(5.0));
/// ```
///
/// A panic in the fiber goes on in whoever has resumed it, and the fiber is done.
///
/// # Dropping
///
/// A fiber that has not begun drops its closure. One that is suspended is [unwound](Self::force_unwind): it
/// drops what its frames hold, like a panic. Where panics abort, nothing can be unwound: then dropping a
/// suspended fiber says so on stderr, and leaks its stack with all that is on it.
///
/// # Threads
///
/// A fiber stays on the thread that made it: the compiler may have put the address of a thread-local
/// variable into a register or a frame before the switch, and uses it afterwards.
///
/// ```compile_fail,E0277
/// let fiber = ch05_fibers::Fiber::<(), (), ()>::new(|_, ()| ());
/// std::thread::spawn(move || drop(fiber)); // `*mut ()` cannot be sent between threads safely
/// ```
///
/// Nor may it borrow: it could be leaked, and never end. [`scoped`] makes one that may.
///
/// ```compile_fail,E0373
/// let name = String::from("Ferris");
/// let fiber = ch05_fibers::Fiber::<(), (), ()>::new(|_, ()| println!("{name}"));
/// ```
pub struct Fiber<Input, Yield, Return, S: Stack = PooledStack> {
    /// Where it goes on; `None` when it is done.
    suspended: Option<StackPointer>,
    /// Where it has begun, or will.
    initial: StackPointer,
    /// Drops the closure, if it has not begun.
    drop_body: unsafe fn(NonNull<Link>),
    /// Not in use once the fiber is done.
    stack: ManuallyDrop<S>,
    values: PhantomData<fn(Input) -> (Yield, Return)>,
    not_send: PhantomData<*mut ()>,
}

impl<Input: 'static, Yield: 'static, Return: 'static> Fiber<Input, Yield, Return> {
    /// A fiber on a stack of [`DEFAULT_STACK_SIZE`](crate::DEFAULT_STACK_SIZE), from the thread's
    /// [pool](StackPool::of_thread).
    ///
    /// # Panics
    /// If the system has no memory for a stack. [`with_stack`](Self::with_stack) lets you ask for one first.
    #[track_caller]
    pub fn new<Body>(body: Body) -> Fiber<Input, Yield, Return>
    where
        Body: FnOnce(&Suspender<Input, Yield>, Input) -> Return + 'static,
    {
        match StackPool::of_thread().take() {
            Ok(stack) => Fiber::with_stack(stack, body),
            Err(error) => panic!("`Fiber::new` has no stack for another fiber: {error}"),
        }
    }
}

impl<Input: 'static, Yield: 'static, Return: 'static, S: Stack> Fiber<Input, Yield, Return, S> {
    /// A fiber on a stack of the caller's.
    ///
    /// # Panics
    /// If the closure's own values leave less than 1 KiB of the stack.
    #[inline]
    #[track_caller]
    pub fn with_stack<Body>(stack: S, body: Body) -> Fiber<Input, Yield, Return, S>
    where
        Body: FnOnce(&Suspender<Input, Yield>, Input) -> Return + 'static,
    {
        Fiber::borrowing(stack, body)
    }
}

impl<Input, Yield, Return, S: Stack> Fiber<Input, Yield, Return, S> {
    /// A fiber that may borrow: it must not be leaked while it is suspended, nor outlive what it borrows.
    #[inline]
    #[track_caller]
    pub(crate) fn borrowing<Body>(stack: S, body: Body) -> Fiber<Input, Yield, Return, S>
    where
        Body: FnOnce(&Suspender<Input, Yield>, Input) -> Return,
    {
        overflow::arm_thread();
        let initial = base::lay(&stack, body, Location::caller());
        Fiber {
            suspended: Some(initial),
            initial,
            drop_body: base::drop_body::<Body>,
            stack: ManuallyDrop::new(stack),
            values: PhantomData,
            not_send: PhantomData,
        }
    }

    /// Runs the fiber until it suspends or ends. `value` is what its closure is called with, at first, and
    /// then what [`Suspender::suspend`] gives.
    ///
    /// # Panics
    /// With the fiber's panic, if it panics; and if it is [`done`](Self::done).
    #[inline]
    #[track_caller]
    pub fn resume(&mut self, value: Input) -> FiberResult<Yield, Return> {
        match self.run(value) {
            FiberResult::Yield(value) => FiberResult::Yield(value),
            FiberResult::Return(outcome) => FiberResult::Return(propagate(outcome)),
        }
    }

    /// As [`resume`](Self::resume), but gives the fiber's panic instead of passing it on.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn run(&mut self, value: Input) -> FiberResult<Yield, Outcome<Return>> {
        let Some(fiber) = self.suspended else {
            called_when_done();
        };
        // SAFETY: this fiber is on its stack.
        unsafe { control::note(&*self.stack) };
        let mut parcel = Parcel::new(value);
        // SAFETY: this fiber is on its stack.
        let left = unsafe { sanitizer::resume(&*self.stack) };
        // SAFETY: the fiber is suspended there. It is this thread's, as it cannot be sent.
        let (word, stopped) = unsafe { switch::resume(fiber, parcel.word()) };
        sanitizer::is_back(left);
        self.suspended = stopped;
        match stopped {
            // SAFETY: who suspends sends a `Yield`, and stands still until it is read.
            Some(_) => FiberResult::Yield(unsafe { open(word) }),
            // SAFETY: who finishes sends its outcome.
            None => FiberResult::Return(unsafe { outcome(word) }),
        }
    }

    /// Whether it has been resumed.
    pub fn started(&self) -> bool {
        self.suspended != Some(self.initial)
    }

    /// Whether it has ended, by returning, by a panic, or by force.
    pub fn done(&self) -> bool {
        self.suspended.is_none()
    }

    /// Ends the fiber where it stands: it goes on with a panic of [`ForcedUnwind`], so that all its values
    /// are dropped. One that has not begun drops its closure; to one that is done nothing happens.
    ///
    /// # Panics
    /// With the fiber's own panic, if it turns this one into another.
    ///
    /// # Aborts
    /// If the fiber catches the panic and suspends again; and where panics abort, as nothing can be unwound
    /// there.
    pub fn force_unwind(&mut self) {
        if self.is_midway() && !unwind::IS_POSSIBLE {
            unwind::impossible(self.link());
        }
        if let Some(payload) = self.end() {
            panic::resume_unwind(payload);
        }
    }

    /// Ends it; gives a panic that is not the one which ended it.
    fn end(&mut self) -> Option<Box<dyn Any + Send>> {
        let fiber = self.suspended.take()?;
        if fiber == self.initial {
            let link = Link::of(self.stack.top());
            // SAFETY: the closure is there, and it will not begin any more.
            let drop_body = || unsafe { (self.drop_body)(link) };
            return panic::catch_unwind(AssertUnwindSafe(drop_body)).err();
        }
        self.link().is_unwinding.set(true);
        // SAFETY: this fiber is on its stack.
        unsafe { control::note(&*self.stack) };
        // SAFETY: this fiber is on its stack.
        let left = unsafe { sanitizer::resume(&*self.stack) };
        // SAFETY: as in `resume`; `suspend` does not open the word when it unwinds.
        let (word, stopped) = unsafe { switch::resume(fiber, NOTHING) };
        sanitizer::is_back(left);
        if stopped.is_some() {
            unwind::caught_and_suspended(self.link());
        }
        // SAFETY: who finishes sends its outcome.
        let outcome: Outcome<Return> = unsafe { outcome(word) };
        outcome
            .err()
            .filter(|payload| !payload.is::<ForcedUnwind>())
    }

    /// Whether there are frames on its stack.
    fn is_midway(&self) -> bool {
        self.started() && !self.done()
    }

    /// The stack of a fiber that is done, for another one.
    ///
    /// # Panics
    /// If it is not done.
    #[inline]
    #[track_caller]
    pub fn into_stack(self) -> S {
        // First, so that the stack alone is moved out: a copy of all the fields is read in other pieces than they
        // have just been written in, and a processor waits for that.
        let mut fiber = ManuallyDrop::new(self);
        if !fiber.done() {
            called_when_not_done(ManuallyDrop::into_inner(fiber));
        }
        // SAFETY: the fiber is not dropped, so nobody else takes the stack.
        unsafe { ManuallyDrop::take(&mut fiber.stack) }
    }

    /// Says what to call the fiber when it overflows its stack.
    ///
    /// # Safety
    /// The name stays as long as the fiber does.
    pub(crate) unsafe fn set_name(&mut self, name: NonNull<str>) {
        // SAFETY: as the caller says.
        unsafe { self.link().set_name(name) };
    }

    /// What is given to the fiber's closure; there from the fiber's beginning to its end.
    pub(crate) fn suspender(&self) -> NonNull<Suspender<Input, Yield>> {
        // A suspender is a link.
        Link::of(self.stack.top()).cast()
    }

    #[inline]
    fn link(&self) -> &Link {
        // SAFETY: the link is on the stack from the fiber's beginning to its end, and is shared by
        // both sides through cells alone.
        unsafe { Link::of(self.stack.top()).as_ref() }
    }
}

impl<Input, Yield, Return, S: Stack> Drop for Fiber<Input, Yield, Return, S> {
    fn drop(&mut self) {
        if self.is_midway() && !unwind::IS_POSSIBLE {
            return unwind::leaked(self.link());
        }
        // What the fiber returns may panic when it is dropped; the stack goes back all the same.
        let panic = panic::catch_unwind(AssertUnwindSafe(|| self.end())).unwrap_or_else(Some);
        // SAFETY: the fiber is done, and being dropped.
        unsafe { ManuallyDrop::drop(&mut self.stack) };
        if let Some(payload) = panic
            && !thread::panicking()
        {
            panic::resume_unwind(payload);
        }
    }
}

/// # Safety
/// The word is from a fiber with this outcome that has just finished.
#[inline]
unsafe fn outcome<Return>(word: Word) -> Outcome<Return> {
    // SAFETY: a fiber that finishes sends the address of its outcome.
    let address = unsafe { word.assume_init() };
    // SAFETY: its stack is still there, and it does not go on.
    unsafe { address.cast::<Outcome<Return>>().read() }
}

#[inline]
fn propagate<Return>(outcome: Outcome<Return>) -> Return {
    outcome.unwrap_or_else(|payload| panic::resume_unwind(payload))
}

#[cold]
#[track_caller]
fn called_when_done() -> ! {
    panic!("`Fiber::resume` called on a finished fiber")
}

/// Drops the fiber with its panic.
#[cold]
#[track_caller]
fn called_when_not_done(_fiber: impl Sized) -> ! {
    panic!("`Fiber::into_stack` called on a fiber that is not done")
}

impl<Input, Yield, Return, S: Stack> fmt::Debug for Fiber<Input, Yield, Return, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fiber")
            .field("started", &self.started())
            .field("done", &self.done())
            .finish()
    }
}
