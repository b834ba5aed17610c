//! The cases of `abort.rs`.

use ch05_fibers::{Fiber, PooledStack, StackPool, Suspender, park, scoped, spawn, yield_now};

/// Says when it is dropped.
struct Noisy(&'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        println!("dropped: {}", self.0);
    }
}

fn suspending(pool: &StackPool) -> Fiber<(), (), (), PooledStack> {
    let captured = Noisy("captured");
    let stack = pool.take().expect("there is memory");
    Fiber::with_stack(stack, move |suspender, ()| {
        let _captured = captured;
        suspender.suspend(());
    })
}

fn say_what_is_missing(pool: &StackPool) {
    println!("{} stacks missing", pool.capacity() - pool.idle());
}

fn main() {
    let pool = StackPool::new(64 * 1024).expect("the size is large enough");
    match &*std::env::args().nth(1).expect("a case") {
        "fresh" => {
            drop(suspending(&pool));
            let held = pool.take().expect("there is memory");
            say_what_is_missing(&pool);
            drop(held);
            say_what_is_missing(&pool);
        }
        "finished" => {
            let mut fiber = suspending(&pool);
            fiber.resume(());
            fiber.resume(());
            drop(fiber);
            say_what_is_missing(&pool);
        }
        "suspended" => {
            let mut fiber = suspending(&pool);
            fiber.resume(());
            drop(fiber);
            say_what_is_missing(&pool);
        }
        "end_of_thread" => {
            let thread = std::thread::spawn(|| {
                spawn(|| {
                    let _noisy = Noisy("local");
                    park();
                });
                yield_now();
            });
            thread.join().expect("it does not panic");
            println!("the thread has ended");
        }
        "forced" => {
            let mut fiber = suspending(&pool);
            fiber.resume(());
            fiber.force_unwind();
        }
        "scoped" => {
            let noisy = Noisy("borrowed");
            let body = |suspender: &Suspender<(), ()>, ()| {
                let _ = &noisy;
                suspender.suspend(());
            };
            scoped(body, |mut fiber| fiber.resume(()));
        }
        case => panic!("no case `{case}`"),
    }
}
