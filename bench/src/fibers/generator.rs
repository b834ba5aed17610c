//! generator, whose fibers map a stack each and keep none.

use anyhow::Result;
use generator::{Generator as Fiber, Gn};

use super::{Coroutine, STACK_SIZE};

/// generator counts a stack in words.
const WORDS: usize = STACK_SIZE / size_of::<usize>();

#[derive(Debug)]
pub(super) struct Generator;

impl Coroutine for Generator {
    type Idle = Fiber<'static, (), ()>;
    type Adder = Fiber<'static, u64, u64>;
    /// A generator's stack goes with it.
    type Stack = ();
    type Pool = ();

    fn idle() -> Result<Self::Idle> {
        Ok(Gn::new_scoped_opt(WORDS, |mut scope| {
            loop {
                scope.yield_(());
            }
        }))
    }

    #[inline(always)]
    fn resume(fiber: &mut Self::Idle) {
        fiber.resume();
    }

    fn adder() -> Result<Self::Adder> {
        let mut fiber = Gn::new_scoped_opt(WORDS, |mut scope| {
            // What it is first resumed with is given apart.
            let mut value = scope.get_yield().unwrap_or(0);
            loop {
                value = scope.yield_(value + 1).unwrap_or(0);
            }
        });
        // The first `send` must find it at its yield.
        fiber.raw_send(Some(0));
        Ok(fiber)
    }

    #[inline(always)]
    fn send(fiber: &mut Self::Adder, value: u64) -> u64 {
        fiber.send(value)
    }

    fn pool() -> Result<()> {
        Ok(())
    }

    fn take((): &mut ()) -> Result<()> {
        Ok(())
    }

    fn give((): &mut (), (): ()) {}

    /// Maps a stack, and unmaps it.
    fn run((): (), value: u64) -> (u64, ()) {
        let mut fiber: Fiber<'_, (), u64> = Gn::new_scoped_opt(WORDS, move |_| value + 1);
        (fiber.resume().expect("the fiber returns a value"), ())
    }
}
