//! Live fibers: how much memory one holds that has begun and waits, and how many there can be.
//!
//! A child process makes fibers with stacks of 64 KiB, lets each run to its first yield, and asks the
//! kernel before and after: `Rss` of `/proc/self/smaps_rollup`, and `VmPTE` of `/proc/self/status`. It
//! stops at the first that it cannot make; what a fiber holds is then counted with those it has made.
//! Kernel stacks of threads are in neither.

use std::env;
use std::fmt;
use std::fs;
use std::hint::black_box;
use std::panic::{self, AssertUnwindSafe};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use corosensei::stack::DefaultStack;
use serde::{Deserialize, Serialize};

use super::floor;
use crate::sample::LIMIT_S;

/// Of each stack, in bytes.
const STACK_SIZE: usize = 64 * 1024;

/// The most bytes of memory, and of page tables, that one of ours may hold.
const LIMITS: (u64, u64) = (4_200, 140);

/// How a contender makes so many fibers, or as many as it can; calls `after` with their number.
type Make = fn(count: u64, after: &mut dyn FnMut(u64) -> Result<()>) -> Result<()>;

const CONTENDERS: [(&str, Make); 7] = [
    ("ours", ours),
    ("ours, spawned", spawned),
    ("corosensei", corosensei),
    ("generator", generator),
    ("may", may),
    ("threads", threads),
    ("floor", by_hand),
];

/// The top of the JSON.
#[derive(Debug, Serialize)]
pub(crate) struct LiveReport {
    /// How many fibers each was asked for.
    asked: u64,
    contenders: Vec<ContenderLive>,
}

#[derive(Debug, Serialize)]
struct ContenderLive {
    name: String,
    /// Nothing if the process did not live to tell.
    live: Option<Live>,
}

/// What a child process tells.
#[derive(Debug, Serialize, Deserialize)]
struct Live {
    /// How many were alive at once.
    count: u64,
    /// Bytes a fiber, to the nearest whole one.
    resident: u64,
    page_tables: u64,
    /// Why there are no more.
    error: Option<String>,
}

/// Asks all contenders, or the one of that name, for so many fibers.
pub(crate) fn run(asked: u64, only: Option<&str>) -> Result<LiveReport> {
    let selected = CONTENDERS
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| only == *name));
    let mut contenders = Vec::new();
    for (name, _) in selected {
        eprintln!("{asked} live fibers: {name}");
        contenders.push(ContenderLive {
            name: (*name).into(),
            live: take(name, asked)?,
        });
    }
    ensure!(!contenders.is_empty(), "no contender of that name");
    Ok(LiveReport { asked, contenders })
}

fn take(name: &str, asked: u64) -> Result<Option<Live>> {
    let output = Command::new(env::current_exe().context("cannot find this executable")?)
        .args(["live-sample", name, &asked.to_string()])
        // may and generator say much when there is no stack.
        .stderr(Stdio::null())
        .output()
        .context("cannot start a sample")?;
    if !output.status.success() {
        return Ok(None);
    }
    let live = serde_json::from_slice(&output.stdout);
    live.context("a sample prints what it found").map(Some)
}

/// The child's side: makes the fibers, prints what they hold, and ends without dropping them.
pub(crate) fn sample(name: &str, asked: u64) -> Result<()> {
    // SAFETY: `alarm` only sets a timer; no handler is installed, so the signal ends the process.
    unsafe { libc::alarm(LIMIT_S) };
    let make = CONTENDERS.iter().find(|(other, _)| *other == name);
    let (_, make) = make.with_context(|| format!("no contender `{name}`"))?;
    let before = Memory::now()?;
    let mut most = (0, before);
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        make(asked, &mut |count| {
            most = (count, Memory::now()?);
            Ok(())
        })
    }));
    let error = match result {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(format!("{error:#}")),
        Err(_) => Some("it panicked".to_owned()),
    };
    let (count, after) = most;
    let each = |before, after: u64| (after.saturating_sub(before) + count / 2) / count.max(1);
    let live = Live {
        count,
        resident: each(before.resident, after.resident),
        page_tables: each(before.page_tables, after.page_tables),
        error,
    };
    println!("{}", serde_json::to_string(&live)?);
    // Hundreds of thousands of stacks need not be unwound.
    std::process::exit(0);
}

/// What the kernel says this process holds, in bytes.
#[derive(Clone, Copy, Debug)]
struct Memory {
    resident: u64,
    page_tables: u64,
}

impl Memory {
    fn now() -> Result<Memory> {
        Ok(Memory {
            resident: kibibytes("/proc/self/smaps_rollup", "Rss:")? * 1024,
            page_tables: kibibytes("/proc/self/status", "VmPTE:")? * 1024,
        })
    }
}

/// From a line such as `Rss:                1234 kB`.
fn kibibytes(file: &str, field: &str) -> Result<u64> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(field));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.with_context(|| format!("{file} has no {field}"))
}

/// Collects fibers until there are so many, or no more; looks at memory then, while all are alive.
fn collect<F>(
    count: u64,
    after: &mut dyn FnMut(u64) -> Result<()>,
    mut fiber: impl FnMut() -> Result<F>,
) -> Result<()> {
    let mut all = Vec::with_capacity(count as usize);
    let mut made = Ok(());
    while made.is_ok() && (all.len() as u64) < count {
        // may and generator panic when there is no stack.
        made = match panic::catch_unwind(AssertUnwindSafe(&mut fiber)) {
            Ok(fiber) => fiber.map(|fiber| all.push(fiber)),
            Err(_) => Err(anyhow::anyhow!("it panicked")),
        };
    }
    after(all.len() as u64)?;
    std::mem::forget(black_box(all));
    made
}

fn ours(count: u64, after: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    let pool = ch05_fibers::StackPool::new(STACK_SIZE)?;
    collect(count, after, || {
        let mut fiber =
            ch05_fibers::Fiber::<(), (), (), _>::with_stack(pool.take()?, |fiber, ()| {
                fiber.suspend(());
            });
        fiber.resume(());
        Ok(fiber)
    })
}

fn spawned(count: u64, after: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    collect(count, after, || {
        let builder = ch05_fibers::Builder::new().stack_size(STACK_SIZE);
        let fiber = builder.spawn(ch05_fibers::park)?;
        ch05_fibers::yield_now();
        Ok(fiber)
    })
}

fn corosensei(count: u64, after: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    collect(count, after, || {
        let stack = DefaultStack::new(STACK_SIZE)?;
        let mut fiber = corosensei::Coroutine::<(), (), (), _>::with_stack(stack, |fiber, ()| {
            fiber.suspend(());
        });
        fiber.resume(());
        Ok(fiber)
    })
}

fn generator(count: u64, after: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    collect(count, after, || {
        let words = STACK_SIZE / size_of::<usize>();
        let mut fiber =
            generator::Gn::<()>::new_scoped_opt(words, |mut scope| scope.yield_with(()));
        fiber.resume();
        Ok(fiber)
    })
}

fn may(count: u64, after: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    let words = STACK_SIZE / size_of::<usize>();
    may::config().set_workers(1).set_stack_size(words);
    let (begun, begins) = mpsc::channel();
    collect(count, after, || {
        let begun = begun.clone();
        let fiber = may::go!(move || {
            let _ = begun.send(());
            may::coroutine::park();
        });
        begins.recv_timeout(Duration::from_secs(10))?;
        Ok(fiber)
    })
}

fn threads(count: u64, after: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    let (begun, begins) = mpsc::channel();
    collect(count, after, || {
        let begun = begun.clone();
        let builder = thread::Builder::new().stack_size(STACK_SIZE);
        let thread = builder.spawn(move || {
            let _ = begun.send(());
            loop {
                thread::park();
            }
        })?;
        begins.recv_timeout(Duration::from_secs(10))?;
        Ok(thread)
    })
}

fn by_hand(count: u64, after: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
    let mut fibers = floor::Slab::new(count as usize, STACK_SIZE)?.fibers();
    collect(count, after, || {
        fibers.next().context("the slab is used up")
    })
}

impl LiveReport {
    /// Where ours holds more than it may, a line each.
    pub(crate) fn excesses(&self) -> Vec<String> {
        let mut ours = self
            .contenders
            .iter()
            .filter(|contender| contender.name == "ours");
        let Some(ours) = ours.next() else {
            return Vec::new();
        };
        let Some(live) = &ours.live else {
            return vec!["ours: the process did not live".into()];
        };
        let held = [
            (live.resident, LIMITS.0, "resident bytes"),
            (live.page_tables, LIMITS.1, "bytes of page tables"),
        ];
        let missing = (live.count < self.asked)
            .then(|| format!("ours: {} live fibers of {}", live.count, self.asked));
        held.into_iter()
            .filter(|(bytes, limit, _)| bytes > limit)
            .map(|(bytes, limit, what)| format!("ours: {bytes} {what} a fiber, at most {limit}"))
            .chain(missing)
            .collect()
    }
}

impl fmt::Display for LiveReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "live fibers with stacks of 64 KiB, {} asked for",
            self.asked
        )?;
        writeln!(
            f,
            "{:16}{:>10}{:>12}{:>14}",
            "", "alive", "resident", "page tables"
        )?;
        for ContenderLive { name, live } in &self.contenders {
            let Some(live) = live else {
                writeln!(f, "{name:16}the process did not live to tell")?;
                continue;
            };
            write!(
                f,
                "{name:16}{:>10}{:>12}{:>14}",
                live.count, live.resident, live.page_tables
            )?;
            writeln!(f, "   {}", live.error.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(live: Option<Live>) -> LiveReport {
        let name = "ours".to_owned();
        LiveReport {
            asked: 100,
            contenders: vec![ContenderLive { name, live }],
        }
    }

    fn live(count: u64, resident: u64, page_tables: u64) -> Option<Live> {
        Some(Live {
            count,
            resident,
            page_tables,
            error: None,
        })
    }

    #[test]
    fn the_gate_lets_pass_what_is_at_the_limits() {
        assert_eq!(report(live(100, 4_200, 140)).excesses(), [""; 0]);
    }

    #[test]
    fn the_gate_names_each_limit_that_is_passed_and_fibers_that_are_missing() {
        let expected = [
            "ours: 4201 resident bytes a fiber, at most 4200",
            "ours: 141 bytes of page tables a fiber, at most 140",
            "ours: 99 live fibers of 100",
        ];
        assert_eq!(report(live(99, 4_201, 141)).excesses(), expected);
        assert_eq!(report(None).excesses().len(), 1);
    }

    #[test]
    fn each_contender_makes_fibers() {
        for (name, make) in CONTENDERS {
            let mut alive = 0;
            let result = make(10, &mut |count| {
                alive = count;
                Ok(())
            });
            result.unwrap_or_else(|error| panic!("{name}: {error:#}"));
            assert_eq!(alive, 10, "{name}");
        }
    }
}
