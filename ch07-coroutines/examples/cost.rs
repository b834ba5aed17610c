//! What a coroutine costs beside rustc's `async` for the same function.
//!
//! `cost sizes` prints the bytes of each. `cost PAIR WHO TURNS` runs one so many times, for
//! `valgrind --tool=callgrind` to count its instructions; the tests compare them.

use std::env;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use ch06_futures::Future;

#[path = "cost/suite.rs"]
mod suite;

use suite::{ours, theirs};

/// A leaf that is pending once, then gives its number.
#[derive(Debug)]
pub(crate) struct Leaf {
    is_ready: bool,
    number: u64,
}

#[inline(never)]
pub(crate) fn leaf(number: u64) -> Leaf {
    Leaf {
        is_ready: black_box(false),
        number,
    }
}

impl Leaf {
    #[inline(never)]
    fn poll_it(&mut self) -> Poll<u64> {
        match std::mem::replace(&mut self.is_ready, true) {
            true => Poll::Ready(self.number),
            false => Poll::Pending,
        }
    }
}

impl Future for Leaf {
    type Output = u64;
    fn poll(&mut self, _: &mut Context<'_>) -> Poll<u64> {
        self.poll_it()
    }
}

impl std::future::Future for Leaf {
    type Output = u64;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        self.get_mut().poll_it()
    }
}

fn run_ours<F: Future<Output = u64>>(mut future: F) -> u64 {
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = black_box(&mut future).poll(&mut cx) {
            return value;
        }
    }
}

fn run_theirs<F: std::future::Future<Output = u64>>(future: F) -> u64 {
    let mut cx = Context::from_waker(Waker::noop());
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = black_box(&mut future).as_mut().poll(&mut cx) {
            return value;
        }
    }
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = |turns: &str, once: &dyn Fn() -> u64| {
        let turns: u64 = turns.parse().expect("TURNS is a number");
        let sum = (0..turns).fold(0, |sum: u64, _| sum.wrapping_add(once()));
        println!("{sum}");
    };
    match words[..] {
        ["sizes"] => {
            println!("{:10} {:>9} {:>6}", "", "coroutine", "async");
            for (name, ours, theirs) in suite::sizes() {
                println!("{name:10} {ours:9} {theirs:6}");
            }
        }
        ["straight", "ours", turns] => run(turns, &|| run_ours(ours::straight(black_box(1)))),
        ["straight", "theirs", turns] => run(turns, &|| run_theirs(theirs::straight(black_box(1)))),
        ["looping", "ours", turns] => run(turns, &|| run_ours(ours::looping(black_box(20)))),
        ["looping", "theirs", turns] => run(turns, &|| run_theirs(theirs::looping(black_box(20)))),
        _ => println!("cost sizes | cost (straight|looping) (ours|theirs) TURNS"),
    }
}
