//! Chapter 5: fibers by hand, and its scheduler.

use anyhow::Result;
use ch05_fibers::{Fiber, FiberResult, PooledStack, StackPool};

use super::{Coroutine, STACK_SIZE, Scheduler};

#[derive(Debug)]
pub(super) struct Ours;

impl Coroutine for Ours {
    type Idle = Fiber<(), (), ()>;
    type Adder = Fiber<u64, u64, ()>;
    type Stack = PooledStack;
    type Pool = StackPool;

    fn idle() -> Result<Self::Idle> {
        let stack = StackPool::of_thread().take()?;
        Ok(Fiber::with_stack(stack, |suspender, ()| {
            loop {
                suspender.suspend(());
            }
        }))
    }

    #[inline(always)]
    fn resume(fiber: &mut Self::Idle) {
        fiber.resume(());
    }

    fn adder() -> Result<Self::Adder> {
        let stack = StackPool::of_thread().take()?;
        Ok(Fiber::with_stack(stack, |suspender, mut value| {
            loop {
                value = suspender.suspend(value + 1);
            }
        }))
    }

    #[inline(always)]
    fn send(fiber: &mut Self::Adder, value: u64) -> u64 {
        match fiber.resume(value) {
            FiberResult::Yield(sum) => sum,
            FiberResult::Return(()) => unreachable!("the fiber yields for ever"),
        }
    }

    fn pool() -> Result<StackPool> {
        Ok(StackPool::new(STACK_SIZE)?)
    }

    #[inline(always)]
    fn take(pool: &mut StackPool) -> Result<PooledStack> {
        Ok(pool.take()?)
    }

    /// It goes back by itself.
    #[inline(always)]
    fn give(_: &mut StackPool, stack: PooledStack) {
        drop(stack);
    }

    #[inline(always)]
    fn run(stack: PooledStack, value: u64) -> (u64, PooledStack) {
        let mut fiber = Fiber::<u64, (), u64, _>::with_stack(stack, |_, value| value + 1);
        match fiber.resume(value) {
            FiberResult::Return(sum) => (sum, fiber.into_stack()),
            FiberResult::Yield(()) => unreachable!("the fiber does not yield"),
        }
    }
}

#[derive(Debug)]
pub(super) struct Scheduled;

impl Scheduler for Scheduled {
    fn enter<T: Send + 'static>(main: impl FnOnce() -> T + Send + 'static) -> T {
        let main = ch05_fibers::spawn(main);
        main.join().expect("the measuring fiber does not panic")
    }

    #[inline(always)]
    fn spawn_and_join(value: u64) -> Result<u64> {
        let fiber = ch05_fibers::spawn(move || value + 1);
        Ok(fiber.join().expect("the fiber does not panic"))
    }

    fn spawn(body: impl FnOnce() + Send + 'static) {
        drop(ch05_fibers::spawn(body));
    }

    #[inline(always)]
    fn yield_now() {
        ch05_fibers::yield_now();
    }
}
