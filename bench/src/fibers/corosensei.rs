//! corosensei, on stacks of its own making: a mapping each, kept for the next fiber.

use anyhow::{Context, Result};
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine as Fiber, CoroutineResult};

use super::{Coroutine, STACK_SIZE};

#[derive(Debug)]
pub(super) struct Corosensei;

impl Coroutine for Corosensei {
    type Idle = Fiber<(), (), ()>;
    type Adder = Fiber<u64, u64, ()>;
    type Stack = DefaultStack;
    /// It has none: this is what its user would write.
    type Pool = Vec<DefaultStack>;

    fn idle() -> Result<Self::Idle> {
        let stack = DefaultStack::new(STACK_SIZE)?;
        Ok(Fiber::with_stack(stack, |yielder, ()| {
            loop {
                yielder.suspend(());
            }
        }))
    }

    #[inline(always)]
    fn resume(fiber: &mut Self::Idle) {
        fiber.resume(());
    }

    fn adder() -> Result<Self::Adder> {
        let stack = DefaultStack::new(STACK_SIZE)?;
        Ok(Fiber::with_stack(stack, |yielder, mut value| {
            loop {
                value = yielder.suspend(value + 1);
            }
        }))
    }

    #[inline(always)]
    fn send(fiber: &mut Self::Adder, value: u64) -> u64 {
        match fiber.resume(value) {
            CoroutineResult::Yield(sum) => sum,
            CoroutineResult::Return(()) => unreachable!("the fiber yields for ever"),
        }
    }

    fn pool() -> Result<Vec<DefaultStack>> {
        Ok(vec![DefaultStack::new(STACK_SIZE)?])
    }

    #[inline(always)]
    fn take(pool: &mut Vec<DefaultStack>) -> Result<DefaultStack> {
        pool.pop().context("the last fiber left its stack")
    }

    #[inline(always)]
    fn give(pool: &mut Vec<DefaultStack>, stack: DefaultStack) {
        pool.push(stack);
    }

    #[inline(always)]
    fn run(stack: DefaultStack, value: u64) -> (u64, DefaultStack) {
        let mut fiber = Fiber::<u64, (), u64, _>::with_stack(stack, |_, value| value + 1);
        match fiber.resume(value) {
            CoroutineResult::Return(sum) => (sum, fiber.into_stack()),
            CoroutineResult::Yield(()) => unreachable!("the fiber does not yield"),
        }
    }
}
