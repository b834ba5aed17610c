// What random programs are made of: everything that they do leaves a line in the trace. It is included in
// what is generated, so it begins without the words of a module.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static RANDOM: Cell<u64> = const { Cell::new(0) };
    static FUEL: Cell<u32> = const { Cell::new(0) };
}

fn note(line: impl std::fmt::Display) {
    TRACE.with_borrow_mut(|trace| trace.push(line.to_string()));
}

fn random(below: u64) -> u64 {
    let next = RANDOM.get().wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    RANDOM.set(next);
    (next >> 33) % below
}

/// A value whose drop is seen.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct D(i64);

impl Drop for D {
    fn drop(&mut self) {
        note(format_args!("drop {}", self.0));
    }
}

impl D {
    fn new(id: i64) -> D {
        note(format_args!("new {id}"));
        D(id)
    }
    fn touch(&self) {
        note(format_args!("touch {}", self.0));
    }
    fn add(&self, n: i64) -> i64 {
        note(format_args!("add {n} to {}", self.0));
        self.0.wrapping_add(n)
    }
    fn set(&mut self, n: i64) {
        note(format_args!("set {} to {n}", self.0));
        self.0 = n;
    }
    fn take(self) -> i64 {
        note(format_args!("take {}", self.0));
        self.0
    }
    fn with(self, n: i64) -> D {
        note(format_args!("{} with {n}", self.0));
        D::new(n)
    }
}

struct Two {
    one: D,
    two: i64,
}

fn unpack(it: Two) -> D {
    note(format_args!("unpack {} {}", it.one.0, it.two));
    it.one
}

fn pair(one: D, two: D) -> D {
    note(format_args!("pair {} {}", one.0, two.0));
    two
}

fn sum(one: i64, two: i64) -> i64 {
    note(format_args!("sum {one} {two}"));
    one.wrapping_add(two) % 1000
}

fn number(id: i64) -> i64 {
    note(format_args!("number {id}"));
    id
}

fn flag(id: i64) -> bool {
    let answer = random(2) == 0;
    note(format_args!("flag {id} {answer}"));
    answer
}

fn tick(id: i64) -> bool {
    let left = FUEL.get();
    FUEL.set(left.saturating_sub(1));
    note(format_args!("tick {id} {left}"));
    left > 0
}

fn boom(id: i64) {
    note(format_args!("boom {id}"));
    assert!(random(24) != 0, "boom");
}

fn some(id: i64) -> Option<D> {
    flag(id).then(|| D::new(id))
}

fn fail(id: i64) -> Result<D, D> {
    match flag(id) {
        true => Ok(D::new(id)),
        false => Err(D::new(-id)),
    }
}

fn three(id: i64) -> Three {
    match random(3) {
        0 => Three::One(D::new(id)),
        1 => Three::Both(D::new(id), id),
        _ => Three::Empty,
    }
}

enum Three {
    One(D),
    Both(D, i64),
    Empty,
}

/// Values whose iterator is dropped visibly.
struct Items(i64, i64);

impl Iterator for Items {
    type Item = D;
    fn next(&mut self) -> Option<D> {
        note(format_args!("next {}", self.0));
        (self.1 > 0 && tick(self.0)).then(|| {
            self.1 -= 1;
            D::new(self.0 * 10 + self.1)
        })
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        note(format_args!("drop items {}", self.0));
    }
}

/// A leaf: pending a few times, then the answer.
struct Leaf<F> {
    id: i64,
    pending: u64,
    answer: F,
}

fn leaf<T, F: FnMut(i64) -> T + Unpin>(id: i64, answer: F) -> Leaf<F> {
    note(format_args!("leaf {id}"));
    Leaf {
        id,
        pending: random(3),
        answer,
    }
}

impl<T, F: FnMut(i64) -> T + Unpin> Leaf<F> {
    fn poll_it(&mut self) -> Poll<T> {
        note(format_args!("poll {} {}", self.id, self.pending));
        if self.pending == 0 {
            return Poll::Ready((self.answer)(self.id));
        }
        self.pending -= 1;
        Poll::Pending
    }
}

impl<T, F: FnMut(i64) -> T + Unpin> ch06_futures::Future for Leaf<F> {
    type Output = T;
    fn poll(&mut self, _: &mut Context<'_>) -> Poll<T> {
        self.poll_it()
    }
}

impl<T, F: FnMut(i64) -> T + Unpin> std::future::Future for Leaf<F> {
    type Output = T;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> {
        self.get_mut().poll_it()
    }
}

impl<F> Drop for Leaf<F> {
    fn drop(&mut self) {
        note(format_args!("drop leaf {}", self.id));
    }
}

/// Something to hold a future of either kind until it is polled.
trait Polled {
    fn poll_once(&mut self) -> Option<String>;
}

struct Ours<F>(F);
impl<F: ch06_futures::Future<Output: std::fmt::Debug>> Polled for Ours<F> {
    fn poll_once(&mut self) -> Option<String> {
        match self.0.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(format!("{value:?}")),
            Poll::Pending => None,
        }
    }
}

struct Theirs<F>(Pin<Box<F>>);
impl<F: Future<Output: std::fmt::Debug>> Polled for Theirs<F> {
    fn poll_once(&mut self) -> Option<String> {
        match self.0.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(format!("{value:?}")),
            Poll::Pending => None,
        }
    }
}

/// The trace of a run that is dropped after so many polls. The second is whether it went on to its end.
fn run(make: &dyn Fn() -> Box<dyn Polled>, seed: u64, polls: usize) -> (Vec<String>, bool) {
    RANDOM.set(seed.wrapping_mul(7919));
    FUEL.set(5);
    TRACE.with_borrow_mut(Vec::clear);
    let mut future = make();
    note("made");
    let mut is_over = false;
    for _ in 0..polls {
        let polled = catch_unwind(AssertUnwindSafe(|| future.poll_once()));
        match polled {
            Ok(None) => note("pending"),
            Ok(Some(value)) => {
                note(format_args!("ready {value}"));
                is_over = true;
            }
            Err(_) => {
                note("panicked");
                is_over = true;
            }
        }
        if is_over {
            break;
        }
    }
    note("dropping");
    drop(future);
    (TRACE.take(), is_over)
}

/// Compares the two for several seeds, dropped after every number of polls.
fn compare(name: &str, ours: &dyn Fn() -> Box<dyn Polled>, theirs: &dyn Fn() -> Box<dyn Polled>) -> bool {
    for seed in 0..6 {
        for polls in 0..200 {
            let (expected, is_over) = run(theirs, seed, polls);
            let (got, _) = run(ours, seed, polls);
            if got != expected {
                println!("{name}: seed {seed}, {polls} polls");
                let at = got.iter().zip(&expected).take_while(|(one, other)| one == other).count();
                println!("  both: {:?}", &expected[..at]);
                println!("  async: {:?}", &expected[at..]);
                println!("  coroutine: {:?}", &got[at..]);
                return false;
            }
            if is_over {
                break;
            }
        }
    }
    true
}
