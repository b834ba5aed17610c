//! Starve: whoever computes in a poll keeps the thread to itself. Three requests are under way beside a future that
//! has a sum to compute: all at once, and by three cures.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::task::{Poll, ready};
use std::time::Duration;

use ch01_concurrency::demo::{Failure, PeerAndOutput, columns, complain, process};
use ch01_concurrency::job::{Answer, Job};
use ch01_concurrency::models::parallel::Work;
use ch01_concurrency::timeline::{Kind, Lane, Recording, Timeline, text};
use ch06_futures::demo::{Polls, Watched};
use ch06_futures::{
    Future, FutureExt, LocalBoxFuture, block_on, join, join_all, on_thread, poll_fn, yield_now,
};

const REQUESTS: usize = 3;

/// So many that each is short beside what a request waits for.
const PIECES: u64 = 500;

/// A way to compute beside others.
struct Plan {
    name: &'static str,
    about: &'static str,
    sum: fn(Work, Lane) -> io::Result<LocalBoxFuture<'static, ()>>,
}

const PLANS: [Plan; 4] = [
    Plan {
        name: "starve",
        about: "the whole sum in one poll",
        sum: |work, lane| Ok(at_once(work, lane).boxed_local()),
    },
    Plan {
        name: "yield",
        about: "a piece, then a pause in which others are polled",
        sum: |work, lane| Ok(with_pauses(work, lane).boxed_local()),
    },
    Plan {
        name: "split",
        about: "a machine whose state is what is left; each poll does a piece",
        sum: |work, lane| Ok(in_pieces(work, lane).boxed_local()),
    },
    Plan {
        name: "thread",
        about: "a thread computes, and a future waits for it",
        sum: |work, lane| Ok(on_thread(move || work.run(&lane))?.boxed_local()),
    },
];

fn at_once(work: Work, lane: Lane) -> impl Future<Output = ()> {
    poll_fn(move |_| {
        work.run(&lane);
        Poll::Ready(())
    })
}

fn with_pauses(work: Work, lane: Lane) -> impl Future<Output = ()> {
    let mut pieces = work.pieces(PIECES);
    let mut pause = yield_now();
    poll_fn(move |cx| {
        loop {
            ready!(pause.poll(cx));
            let Some(piece) = pieces.next() else {
                return Poll::Ready(());
            };
            piece.run(&lane);
            pause = yield_now();
        }
    })
}

fn in_pieces(work: Work, lane: Lane) -> impl Future<Output = ()> {
    let mut left = work.pieces(PIECES);
    poll_fn(move |cx| match left.next() {
        Some(piece) => {
            piece.run(&lane);
            cx.waker().wake_by_ref();
            Poll::Pending
        }
        None => Poll::Ready(()),
    })
}

/// What became of a plan.
struct Outcome {
    recording: Recording,
    answers: Vec<Answer>,
    /// Of the requests, while there was a sum to compute.
    polls_meanwhile: u64,
    longest_pause: Duration,
    processor_time: String,
}

pub(crate) fn run(arguments: &PeerAndOutput) -> Result<(), Failure> {
    let PeerAndOutput { peer, output } = arguments;
    output.check_files()?;
    let server = peer.server(REQUESTS)?;
    let job = peer.job(&server, REQUESTS);
    let work = Work::lasting(peer.delay());
    let ms = peer.delay().as_millis();
    output.print(format_args!(
        "{REQUESTS} requests, and a sum that takes about {ms} ms to compute\n"
    ))?;

    let (mut all, mut rows, mut failed) = (Recording::default(), Vec::new(), 0);
    for plan in &PLANS {
        output.print(format_args!("\n{}: {}\n", plan.name, plan.about))?;
        let outcome = plan.run(&job, work)?;
        let drawing = text::draw(&outcome.recording, columns(), output.look());
        output.print(format_args!("{drawing}"))?;
        for answer in &outcome.answers {
            if let Err(error) = &answer.result {
                complain(format_args!(
                    "{}: {} failed: {error}",
                    plan.name, answer.name
                ));
                failed += 1;
            }
        }
        rows.push(outcome.row(plan));
        all.append(plan.name, outcome.recording);
    }

    let head = [
        "",
        "polls meanwhile",
        "first answer",
        "longest pause",
        "wall time",
        "processor time",
    ];
    output.print(format_args!("\n"))?;
    for [name, polls, first, pause, wall, processor] in
        [head.map(str::to_owned)].into_iter().chain(rows)
    {
        output.print(format_args!(
            "{name:<8}{polls:>16}{first:>14}{pause:>15}{wall:>11}{processor:>16}\n"
        ))?;
    }
    output.print(format_args!(
        "(polls of the requests while the sum was computed; how long one of them was not polled)\n"
    ))?;
    for file in output.write_files(&all, "a sum beside three requests")? {
        output.print(format_args!("wrote {file}\n"))?;
    }
    Failure::unless_answered(failed, REQUESTS * PLANS.len())
}

impl Plan {
    fn run(&self, job: &Job, work: Work) -> io::Result<Outcome> {
        let timeline = Timeline::new();
        let lane = timeline.lane("the sum");
        lane.enter_with(Kind::Ready, "not started");
        let before = process::processor_time();
        let (answers, polls) = (RefCell::new(Vec::new()), Rc::<Polls>::default());

        let meanwhile = Cell::new(0);
        let sum = (self.sum)(work, lane)?.map(|()| meanwhile.set(polls.count()));
        let requests = job
            .asks
            .iter()
            .zip(job.lanes(&timeline))
            .map(|(ask, lane)| {
                Watched::new(ask, lane, &polls).map(|result| {
                    let answer = ask.answered(timeline.elapsed(), result);
                    answers.borrow_mut().push(answer);
                })
            });
        // The requests first, so that all are on their way before there is a sum.
        block_on(join(join_all(requests), sum));

        Ok(Outcome {
            recording: timeline.recording(),
            processor_time: process::processor_time_since(before),
            polls_meanwhile: meanwhile.get(),
            longest_pause: polls.longest_pause(),
            answers: answers.take(),
        })
    }
}

impl Outcome {
    fn row(&self, plan: &Plan) -> [String; 6] {
        let first = self.answers.iter().map(|answer| answer.at).min();
        let ms = |time: Duration| format!("{} ms", time.as_millis());
        [
            plan.name.to_owned(),
            self.polls_meanwhile.to_string(),
            first.map_or_else(|| "none".to_owned(), ms),
            ms(self.longest_pause),
            ms(self.recording.duration),
            self.processor_time.clone(),
        ]
    }
}
