//! Million: what a fiber costs that does nothing but wait.
//!
//! All are made, and each runs until it suspends; then all are alive at once; then each is finished. A stack of
//! 64 KiB is only reserved: a fiber takes the page that it has touched, its part of the page tables, and a place in a
//! list.

use std::io::{self, ErrorKind, Write};
use std::time::{Duration, Instant};

use ch01_concurrency::demo::{fact, number, process};
use ch01_concurrency::timeline::counted;
use ch05_fibers::{Fiber, FiberResult, GuardKind, PooledStack, StackPool};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

/// Of each fiber, in bytes.
const STACK_SIZE: usize = 64 * 1024;

/// What a fiber takes, in bytes: a page of its stack, and a little.
const NEED: u64 = 4096 + 256;

/// The bar moves once for so many fibers, so that they are not slower for it.
const BATCH: usize = 4096;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many fibers are to be alive at once.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    #[arg(value_parser = number(1..=10_000_000_u32))]
    fibers: u32,
}

/// It suspends with its number, and returns it.
type Waiting = Fiber<(), u32, u32, PooledStack>;

pub(crate) fn run(out: &mut dyn Write, arguments: &Arguments) -> io::Result<()> {
    let count = arguments.fibers as usize;
    check_memory(count)?;
    let fibers_at_once = counted(count, "fiber");
    writeln!(
        out,
        "{fibers_at_once} at once, on stacks of {} KiB",
        STACK_SIZE / 1024
    )?;
    out.flush()?;
    let before = Taken::now();

    let start = Instant::now();
    let pool = StackPool::new(STACK_SIZE)?;
    let (fibers, complete) = make(count, &pool);
    let (made, taken) = (start.elapsed(), Taken::now().since(&before));

    // Those that could be made are finished in any case.
    let start = Instant::now();
    let sum = finish(fibers);
    let finished = start.elapsed();
    complete?;
    let expected: u64 = (1..=u64::from(arguments.fibers)).sum();
    if sum != expected {
        let wrong = format!("sum of the fibers' numbers is {sum}: need {expected}");
        return Err(io::Error::other(wrong));
    }

    let (ms, each) = (
        |time: Duration| format!("{} ms", time.as_millis()),
        count as u64,
    );
    let a_fiber = |bytes: u64| format!("{} bytes", bytes / each);
    let memory = taken.resident.zip(taken.page_tables);
    let facts = [
        Some(fact("made in", ms(made))),
        Some(fact("finished in", ms(finished))),
        memory.map(|(pages, tables)| fact("memory", mebibytes(pages + tables))),
        taken
            .resident
            .map(|bytes| fact("resident, a fiber", a_fiber(bytes))),
        taken
            .page_tables
            .map(|bytes| fact("page tables, a fiber", a_fiber(bytes))),
        taken.mappings.map(|mappings| fact("mappings", mappings)),
        Some(fact("guards", guards())),
    ];
    writeln!(out)?;
    for (name, value) in facts.into_iter().flatten() {
        writeln!(out, "{name:<24}{value:>10}")?;
    }
    Ok(())
}

/// Makes the fibers, and lets each run until it suspends; what keeps it from making more is the error.
fn make(count: usize, pool: &StackPool) -> (Vec<Waiting>, io::Result<()>) {
    let mut fibers = Vec::new();
    let bar = bar("made", count);
    for number in 1..=count {
        match make_one(&mut fibers, number, count, pool) {
            Ok(()) => step(&bar, number),
            Err(error) => {
                bar.finish_and_clear();
                let message = format!("no room for fiber {number} of {count}: {error}");
                return (fibers, Err(io::Error::new(error.kind(), message)));
            }
        }
    }
    bar.finish_and_clear();
    (fibers, Ok(()))
}

fn make_one(
    fibers: &mut Vec<Waiting>,
    number: usize,
    count: usize,
    pool: &StackPool,
) -> io::Result<()> {
    if fibers.is_empty() {
        fibers.try_reserve_exact(count)?;
    }
    let number = u32::try_from(number).map_err(io::Error::other)?;
    let mut fiber = Fiber::with_stack(pool.take()?, move |suspender, ()| {
        suspender.suspend(number);
        number
    });
    fiber.resume(());
    fibers.push(fiber);
    Ok(())
}

/// Lets each go on, and adds up what they return.
fn finish(fibers: Vec<Waiting>) -> u64 {
    let bar = bar("finished", fibers.len());
    let mut sum = 0;
    for (index, mut fiber) in fibers.into_iter().enumerate() {
        if let FiberResult::Return(number) = fiber.resume(()) {
            sum += u64::from(number);
        }
        step(&bar, index + 1);
    }
    bar.finish_and_clear();
    sum
}

// ------------------------------------------------------------------------------------------ what is shown

/// On stderr, if that is a terminal.
fn bar(what: &'static str, count: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:8} {wide_bar} {pos}/{len}")
        .expect("the template names what there is")
        .progress_chars("#-");
    ProgressBar::new(count as u64)
        .with_style(style)
        .with_message(what)
}

fn step(bar: &ProgressBar, done: usize) {
    if done.is_multiple_of(BATCH) {
        bar.set_position(done as u64);
    }
}

fn guards() -> &'static str {
    match GuardKind::of_system() {
        GuardKind::Marker => "page-table marks",
        _ => "mappings",
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

// ------------------------------------------------------------------------------------------ what is taken

/// What the process has of the system; nothing where the system does not tell.
struct Taken {
    /// In bytes.
    resident: Option<u64>,
    /// In bytes.
    page_tables: Option<u64>,
    mappings: Option<usize>,
}

impl Taken {
    fn now() -> Taken {
        Taken {
            resident: process::resident_memory(),
            page_tables: process::page_tables(),
            mappings: process::mappings(),
        }
    }

    fn since(self, before: &Taken) -> Taken {
        let more = |now: Option<u64>, before: Option<u64>| Some(now?.saturating_sub(before?));
        Taken {
            resident: more(self.resident, before.resident),
            page_tables: more(self.page_tables, before.page_tables),
            mappings: self.mappings,
        }
    }
}

/// Who takes more memory than there is gets no error, but is killed.
fn check_memory(count: usize) -> io::Result<()> {
    let need = count as u64 * NEED;
    match process::available_memory() {
        Some(available) if available < need => {
            let (need, available) = (mebibytes(need), mebibytes(available));
            let message = format!(
                "{} take {need} of memory, and {available} are left: need a smaller --fibers",
                counted(count, "fiber")
            );
            Err(io::Error::new(ErrorKind::OutOfMemory, message))
        }
        _ => Ok(()),
    }
}
