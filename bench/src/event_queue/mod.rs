//! The event queue: chapter 4, mio and polling beside a loop on `epoll_wait` itself.
//!
//! Every contender registers for reading, edge-triggered, and waits without a time limit for up
//! to [`CAPACITY`] events. Sources are eventfds, the cheapest there are, so that as little as
//! possible of the time is not the queue's: duplicates of one eventfd are sources of their own to
//! epoll, and one write makes them all ready. No descriptor needs draining, because on an
//! edge-triggered queue the next write is the next event.
//!
//! Not the same in all: polling waits by reading and re-arming its own notifier each time, and
//! returns from a wake without an event where the others report the waker's.

mod bare;
mod eventfd;
mod mio_api;
mod polling;

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use self::eventfd::EventFd;
use crate::sample::{WARM_UP, measure};
use crate::suite::{Contender, Counts, Suite, Workload};

/// Events that one wait can report.
const CAPACITY: usize = 1024;

/// The key under which a queue registers its waker, where it registers it.
const WAKER_KEY: usize = usize::MAX;

const NO_MORE_THAN_MIO: Counts = Counts::NoMoreThan("mio");

pub(crate) static SUITE: Suite = Suite {
    name: "event-queue",
    // A difference of 2 % must stay visible.
    scale: (0.8, 1.3),
    workloads: &[
        workload("wait-1-1", "wait, 1 registered, 1 ready", NO_MORE_THAN_MIO),
        workload(
            "wait-100-1",
            "wait, 100 registered, 1 ready",
            NO_MORE_THAN_MIO,
        ),
        workload(
            "wait-100-64",
            "wait, 100 registered, 64 ready",
            NO_MORE_THAN_MIO,
        ),
        workload(
            "wait-10000-1",
            "wait, 10,000 registered, 1 ready",
            NO_MORE_THAN_MIO,
        ),
        workload(
            "wait-10000-64",
            "wait, 10,000 registered, 64 ready",
            NO_MORE_THAN_MIO,
        ),
        workload("round-trip", "eventfd round trip", NO_MORE_THAN_MIO),
        workload("wake-self", "wake self", Counts::Repeat),
        workload("wake-thread", "wake another thread", Counts::Vary),
        workload("add-remove", "add + remove", NO_MORE_THAN_MIO),
    ],
    base: contender::<bare::Epoll>("bare epoll"),
    ours: contender::<mio_api::Ours>("ours"),
    others: &[
        contender::<mio_api::Mio>("mio"),
        contender::<polling::Polling>("polling"),
    ],
};

const fn contender<Q: Queue>(name: &'static str) -> Contender {
    Contender {
        name,
        lacks: &[],
        threads: false,
        run: run::<Q>,
    }
}

const fn workload(name: &'static str, title: &'static str, counts: Counts) -> Workload {
    Workload {
        name,
        title,
        target: Some(1.02),
        counts,
    }
}

/// What an event queue does, so that one workload runs on any.
trait Queue: Sized + Send {
    type Waker: Sync;

    fn new() -> io::Result<Self>;
    /// Registers for reading, edge-triggered. The source stays open while it is registered.
    fn add(&mut self, source: BorrowedFd<'_>, key: usize) -> io::Result<()>;
    fn remove(&mut self, source: BorrowedFd<'_>) -> io::Result<()>;
    /// Sleeps until a source is ready or the waker is used; gives the key of each readable source.
    fn wait(&mut self, readable: impl FnMut(usize)) -> io::Result<()>;
    /// The queue's waker. Called once.
    fn waker(&self) -> io::Result<Self::Waker>;
    fn wake(waker: &Self::Waker) -> io::Result<()>;
}

fn run<Q: Queue>(workload: &str, iterations: u64) -> Result<Duration> {
    match workload {
        "wait-1-1" => wait::<Q>(1, 1, iterations),
        "wait-100-1" => wait::<Q>(100, 1, iterations),
        "wait-100-64" => wait::<Q>(100, 64, iterations),
        "wait-10000-1" => wait::<Q>(10_000, 1, iterations),
        "wait-10000-64" => wait::<Q>(10_000, 64, iterations),
        "round-trip" => round_trip::<Q>(iterations),
        "wake-self" => wake_self::<Q>(iterations),
        "wake-thread" => wake_thread::<Q>(iterations),
        "add-remove" => add_remove::<Q>(iterations),
        other => bail!("no workload `{other}`"),
    }
}

/// One write makes `ready` of `registered` sources ready, and one wait reports them all.
fn wait<Q: Queue>(registered: usize, ready: usize, iterations: u64) -> Result<Duration> {
    eventfd::allow_descriptors(registered)?;
    let (bell, silent) = (EventFd::new()?, EventFd::new()?);
    let duplicate = |key| if key < ready { &bell } else { &silent }.duplicate();
    let sources: Vec<OwnedFd> = (0..registered).map(duplicate).collect::<io::Result<_>>()?;
    let mut queue = Q::new()?;
    for (key, source) in sources.iter().enumerate() {
        queue.add(source.as_fd(), key)?;
    }

    measure(iterations, || {
        bell.signal()?;
        expect(&mut queue, ready)
    })
}

/// Write, be told, read.
fn round_trip<Q: Queue>(iterations: u64) -> Result<Duration> {
    let source = EventFd::new()?;
    let mut queue = Q::new()?;
    queue.add(source.as_fd(), 0)?;

    measure(iterations, || {
        source.signal()?;
        expect(&mut queue, 1)?;
        Ok(source.clear()?)
    })
}

fn wake_self<Q: Queue>(iterations: u64) -> Result<Duration> {
    let mut queue = Q::new()?;
    let waker = queue.waker()?;

    measure(iterations, || {
        Q::wake(&waker)?;
        Ok(until_woken(&mut queue)?)
    })
}

/// Two threads with a queue each wake each other in turn.
fn wake_thread<Q: Queue>(iterations: u64) -> Result<Duration> {
    let (mut here, mut there) = (Q::new()?, Q::new()?);
    // Only lent to the partner: a waker closed by a thread that ends takes its last wake with it.
    let (wake_here, wake_there) = (&here.waker()?, &there.waker()?);

    thread::scope(|scope| {
        let partner = scope.spawn(move || -> io::Result<()> {
            for _ in 0..WARM_UP + iterations {
                until_woken(&mut there)?;
                Q::wake(wake_here)?;
            }
            Ok(())
        });
        let time = measure(iterations, || {
            Q::wake(wake_there)?;
            Ok(until_woken(&mut here)?)
        })?;
        partner.join().expect("the partner does not panic")?;
        Ok(time)
    })
}

fn add_remove<Q: Queue>(iterations: u64) -> Result<Duration> {
    let source = EventFd::new()?;
    let mut queue = Q::new()?;

    measure(iterations, || {
        queue.add(source.as_fd(), 0)?;
        Ok(queue.remove(source.as_fd())?)
    })
}

/// One wait, which must report the keys below `ready`, each once.
fn expect<Q: Queue>(queue: &mut Q, ready: usize) -> Result<()> {
    let (mut events, mut keys) = (0, 0);
    uninterrupted(|| {
        queue.wait(|key| {
            events += 1;
            keys += key;
        })
    })
    .context("wait")?;
    ensure!(
        (events, keys) == (ready, ready * (ready - 1) / 2),
        "a wait reported {events} events with keys that add up to {keys}, not the {ready} ready"
    );
    Ok(())
}

fn until_woken<Q: Queue>(queue: &mut Q) -> io::Result<()> {
    uninterrupted(|| queue.wait(|_| ()))
}

/// A stopped and continued process must not lose its sample to EINTR.
///
/// Inlined in any case: left to the optimiser, it would cost some contenders a call and some not.
#[inline(always)]
fn uninterrupted(mut wait: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    loop {
        match wait() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contender_runs_every_workload() {
        SUITE.assert_runs();
    }

    /// A queue that keeps the first event of each wait to itself.
    struct Lossy(bare::Epoll);

    impl Queue for Lossy {
        type Waker = <bare::Epoll as Queue>::Waker;

        fn new() -> io::Result<Self> {
            bare::Epoll::new().map(Self)
        }
        fn add(&mut self, source: BorrowedFd<'_>, key: usize) -> io::Result<()> {
            self.0.add(source, key)
        }
        fn remove(&mut self, source: BorrowedFd<'_>) -> io::Result<()> {
            self.0.remove(source)
        }
        fn wait(&mut self, mut readable: impl FnMut(usize)) -> io::Result<()> {
            let mut kept = None;
            self.0.wait(|key| match kept {
                None => kept = Some(key),
                Some(_) => readable(key),
            })
        }
        fn waker(&self) -> io::Result<Self::Waker> {
            self.0.waker()
        }
        fn wake(waker: &Self::Waker) -> io::Result<()> {
            bare::Epoll::wake(waker)
        }
    }

    #[test]
    fn a_queue_that_loses_an_event_is_not_measured() {
        let error = wait::<Lossy>(100, 64, 1).expect_err("one event of 64 is missing");

        assert!(error.to_string().contains("63 events"), "{error}");
    }
}
