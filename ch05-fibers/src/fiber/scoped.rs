//! Scoped: a fiber that may borrow, as it cannot outlive a call.

use super::{Fiber, FiberResult, Suspender};
use crate::stack::{PooledStack, Stack, StackPool};

/// Makes a fiber that may borrow, and hands it to `run`; when that has ended, so has the fiber.
///
/// A [`Fiber`] may be leaked, with all that its frames hold; so it may hold no borrow. This one
/// cannot: if it is not done after `run`, it is [unwound](Fiber::force_unwind), also where `run` panics.
///
/// ```
/// use ch05_fibers::{FiberResult, Suspender, scoped};
///
/// let words = ["one", "two"];
/// let body = |suspender: &Suspender<(), usize>, ()| {
///     for word in &words {
///         suspender.suspend(word.len());
///     }
/// };
/// let sum = scoped(body, |mut fiber| {
///     let mut sum = 0;
///     while let FiberResult::Yield(length) = fiber.resume(()) {
///         sum += length;
///     }
///     sum
/// });
/// assert_eq!(sum, 6);
/// ```
///
/// # Panics
/// As [`Fiber::new`].
///
/// # Aborts
/// Where panics abort, if the fiber has begun and is not done after `run`.
#[track_caller]
pub fn scoped<Input, Yield, Return, Body, T>(
    body: Body,
    run: impl FnOnce(ScopedFiber<'_, Input, Yield, Return>) -> T,
) -> T
where
    Body: FnOnce(&Suspender<Input, Yield>, Input) -> Return,
{
    match StackPool::of_thread().take() {
        Ok(stack) => scoped_on(stack, body, run),
        Err(error) => panic!("`scoped` has no stack for another fiber: {error}"),
    }
}

/// As [`scoped`], on a stack of the caller's.
///
/// # Panics
/// As [`Fiber::with_stack`].
///
/// # Aborts
/// As [`scoped`].
#[track_caller]
pub fn scoped_on<S: Stack, Input, Yield, Return, Body, T>(
    stack: S,
    body: Body,
    run: impl FnOnce(ScopedFiber<'_, Input, Yield, Return, S>) -> T,
) -> T
where
    Body: FnOnce(&Suspender<Input, Yield>, Input) -> Return,
{
    let mut ended = Ended(Fiber::borrowing(stack, body));
    run(ScopedFiber {
        fiber: &mut ended.0,
    })
}

/// Ends its fiber on drop, or the process.
struct Ended<Input, Yield, Return, S: Stack>(Fiber<Input, Yield, Return, S>);

impl<Input, Yield, Return, S: Stack> Drop for Ended<Input, Yield, Return, S> {
    fn drop(&mut self) {
        self.0.force_unwind();
    }
}

/// A fiber of [`scoped`].
#[derive(Debug)]
pub struct ScopedFiber<'scope, Input, Yield, Return, S: Stack = PooledStack> {
    /// Not given away: who had two of them could exchange them, and keep one too long.
    fiber: &'scope mut Fiber<Input, Yield, Return, S>,
}

impl<Input, Yield, Return, S: Stack> ScopedFiber<'_, Input, Yield, Return, S> {
    /// As [`Fiber::resume`].
    ///
    /// # Panics
    /// As [`Fiber::resume`].
    #[inline]
    #[track_caller]
    pub fn resume(&mut self, value: Input) -> FiberResult<Yield, Return> {
        self.fiber.resume(value)
    }

    /// Whether it has been resumed.
    pub fn started(&self) -> bool {
        self.fiber.started()
    }

    /// Whether it has ended, by returning, by a panic, or by force.
    pub fn done(&self) -> bool {
        self.fiber.done()
    }

    /// As [`Fiber::force_unwind`].
    ///
    /// # Panics
    /// As [`Fiber::force_unwind`].
    pub fn force_unwind(&mut self) {
        self.fiber.force_unwind();
    }
}
