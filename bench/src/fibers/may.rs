//! may, with one worker: its fibers may move between threads, but here there is no other.

use std::sync::Once;

use anyhow::Result;
use may::coroutine;

use super::{STACK_SIZE, Scheduler};

#[derive(Debug)]
pub(super) struct May;

impl Scheduler for May {
    fn enter<T: Send + 'static>(main: impl FnOnce() -> T + Send + 'static) -> T {
        static CONFIGURED: Once = Once::new();
        CONFIGURED.call_once(|| {
            // may counts a stack in words.
            let words = STACK_SIZE / size_of::<usize>();
            may::config().set_workers(1).set_stack_size(words);
        });
        let main = may::go!(main);
        main.join().expect("the measuring fiber does not panic")
    }

    fn spawn_and_join(value: u64) -> Result<u64> {
        let fiber = may::go!(move || value + 1);
        Ok(fiber.join().expect("the fiber does not panic"))
    }

    fn spawn(body: impl FnOnce() + Send + 'static) {
        drop(may::go!(body));
    }

    fn yield_now() {
        coroutine::yield_now();
    }
}
