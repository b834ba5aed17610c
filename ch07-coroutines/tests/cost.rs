//! A coroutine is no larger than twice rustc's `async` for the same function.

use std::process::Command;

#[path = "../examples/cost/suite.rs"]
mod suite;

use std::pin::Pin;
use std::task::{Context, Poll};

/// As large as the example's, and never polled.
#[derive(Debug)]
struct Leaf {
    _is_ready: bool,
    _number: u64,
}

fn leaf(number: u64) -> Leaf {
    Leaf {
        _is_ready: false,
        _number: number,
    }
}

impl ch06_futures::Future for Leaf {
    type Output = u64;
    fn poll(&mut self, _: &mut Context<'_>) -> Poll<u64> {
        Poll::Pending
    }
}

impl std::future::Future for Leaf {
    type Output = u64;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        Poll::Pending
    }
}

#[test]
fn a_coroutine_is_at_most_twice_as_large_as_rustcs() {
    for (name, ours, theirs) in suite::sizes() {
        println!("{name:10} {ours:6} {theirs:6}");
        assert!(
            ours <= 2 * theirs,
            "{name}: {ours} bytes, {theirs} by rustc"
        );
    }
}

/// Instructions a run, counted by valgrind; `None` without valgrind.
fn instructions(example: &str, pair: &str, who: &str) -> Option<f64> {
    let count = |turns: &str| {
        let run = Command::new("valgrind")
            .args([
                "--tool=callgrind",
                "--callgrind-out-file=/dev/null",
                example,
                pair,
                who,
                turns,
            ])
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        let count = said
            .split("Collected : ")
            .nth(1)?
            .split_whitespace()
            .next()?;
        count.parse::<f64>().ok()
    };
    Some((count("2000")? - count("1000")?) / 1000.0)
}

/// Only what is built for release says something: `COROFY_COST` is the example's path.
#[test]
fn a_poll_costs_at_most_a_quarter_more_than_rustcs() {
    let Ok(example) = std::env::var("COROFY_COST") else {
        println!("SKIPPED: COROFY_COST does not say where the example is");
        return;
    };
    for pair in ["straight", "looping"] {
        let ours = instructions(&example, pair, "ours").expect("valgrind counts");
        let theirs = instructions(&example, pair, "theirs").expect("valgrind counts");
        println!("{pair}: {ours} instructions, {theirs} by rustc");
        assert!(
            ours <= 1.25 * theirs,
            "{pair}: {ours} instructions, {theirs} by rustc"
        );
    }
}
