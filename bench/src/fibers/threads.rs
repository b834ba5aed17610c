//! Threads of the system: what a fiber is instead of.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use super::expect;
use crate::sample::{WARM_UP, measure};

pub(super) fn run(workload: &str, iterations: u64) -> Result<Duration> {
    match workload {
        "resume-value" => hand_over(iterations),
        "spawn" => spawn_and_join(iterations),
        other => bail!("no workload `{other}`"),
    }
}

/// Whose turn it is, and the value on its way.
#[derive(Default)]
struct Desk {
    is_partners: AtomicBool,
    value: AtomicU64,
}

impl Desk {
    fn wait_until(&self, is_partners: bool) {
        // Acquire: pairs with the Release in `hand`, so that its value is seen.
        while self.is_partners.load(Acquire) != is_partners {
            thread::park();
        }
    }

    fn hand(&self, value: u64, to: &thread::Thread, is_partners: bool) {
        self.value.store(value, Relaxed);
        // Release: pairs with the Acquire in `wait_until`.
        self.is_partners.store(is_partners, Release);
        to.unpark();
    }
}

/// Two threads take turns: one asks, the other adds one.
fn hand_over(iterations: u64) -> Result<Duration> {
    let (desk, this) = (&Desk::default(), thread::current());

    thread::scope(|scope| {
        let partner = scope.spawn(move || {
            for _ in 0..WARM_UP + iterations {
                desk.wait_until(true);
                desk.hand(desk.value.load(Relaxed) + 1, &this, false);
            }
        });
        let mut value = 0;
        let time = measure(iterations, || {
            desk.hand(value, partner.thread(), true);
            desk.wait_until(false);
            value = desk.value.load(Relaxed);
            Ok(())
        })?;
        expect(value, WARM_UP + iterations)?;
        Ok(time)
    })
}

fn spawn_and_join(iterations: u64) -> Result<Duration> {
    let mut value = 0;

    let time = measure(iterations, || {
        let thread = thread::spawn(move || value + 1);
        value = thread.join().expect("the thread does not panic");
        Ok(())
    })?;
    expect(value, WARM_UP + iterations)?;
    Ok(time)
}
