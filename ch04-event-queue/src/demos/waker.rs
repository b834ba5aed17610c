//! Waker: a thread that waits for sockets can be woken by one that has something else for it.
//!
//! The answers come from sockets; the sums come from a thread that computes. The thread that
//! waits sees both, because the other one puts each sum into a channel *and then* wakes the
//! queue. In the other order a sum could lie there unseen.

use std::cell::RefCell;
use std::io;
use std::sync::mpsc::{self, Sender};
use std::thread;

use ch01_concurrency::demo::{self, Failure, Options, Stage, fact};
use ch01_concurrency::models::parallel::Work;
use ch01_concurrency::signal::uninterrupted;
use ch01_concurrency::timeline::Lane;
use ch04_event_queue::{Token, Waker};

use super::exchanges::Exchanges;
use super::queue::Queue;

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    // Measured before the clock starts. All of them together take half as long as the longest
    // delay.
    let sums = options.requests();
    let work = Work::lasting(options.peer.delay() / u32::try_from(2 * sums).unwrap_or(u32::MAX));
    let Stage {
        job,
        timeline,
        report,
    } = demo::start(options)?;
    let report = RefCell::new(report);
    let mut report_answer = |answer| report.borrow_mut().answer(&answer);

    let (sender, receiver) = mpsc::channel();
    let mut queue = Queue::new(&timeline)?;
    let waking = Token(job.asks.len());
    let waker = Waker::new(queue.registry(), waking)?;
    let computing = timeline.lane("the other thread");

    let mut exchanges = Exchanges::start(&job, &timeline, queue.registry(), &mut report_answer);
    let (mut wakes, mut received) = (0, 0);
    thread::scope(|scope| {
        let other = scope.spawn(|| compute(sums, work, &computing, &sender, &waker));
        while !exchanges.is_empty() || received < sums {
            for event in queue.wait(exchanges.deadline())? {
                if event.token() != waking {
                    exchanges.advance(event.token());
                    continue;
                }
                wakes += 1;
                // Several wakes may be one event: take all there is.
                for sum in receiver.try_iter() {
                    received += 1;
                    report
                        .borrow_mut()
                        .note(timeline.elapsed(), format_args!("sum {sum} is there"));
                }
            }
            exchanges.expire();
        }
        other
            .join()
            .expect("a wake that fails is an error, not a panic")
    })?;

    drop(exchanges);
    let [waits, events] = queue.facts();
    let facts = [waits, events, fact("events of the waker", wakes)];
    report.into_inner().finish(
        &timeline,
        "a thread that waits, and one that wakes it",
        &facts,
    )
}

/// Computes; after each sum, puts it into the channel, then wakes the thread that waits.
fn compute(
    sums: usize,
    work: Work,
    lane: &Lane,
    sender: &Sender<usize>,
    waker: &Waker,
) -> io::Result<()> {
    for sum in 1..=sums {
        work.run(lane);
        sender.send(sum).map_err(io::Error::other)?;
        uninterrupted(|| waker.wake())?;
    }
    Ok(())
}
