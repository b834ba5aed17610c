//! Combinators: what each gives, and when. Their parts are letters that are ready after some time.

use std::task::{Context, Poll, ready};
use std::time::Duration;

use ch01_concurrency::demo::{Failure, Output, columns};
use ch01_concurrency::timeline::{Kind, Lane, Recording, Timeline, text};
use ch06_futures::{
    Delay, Either, Future, FutureExt, LocalBoxFuture, block_on_counted, join, join_all, select,
};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    output: Output,
}

/// A combinator at work: the code, and what makes the same future, whose value is put into words.
struct Example {
    name: &'static str,
    code: &'static str,
    make: fn(Timeline) -> LocalBoxFuture<'static, String>,
}

const EXAMPLES: [Example; 5] = [
    Example {
        name: "map",
        code: "after(200, 'a').map(|a| a.to_ascii_uppercase())",
        make: |timeline| {
            let upper = after(&timeline, 200, 'a').map(|a| a.to_ascii_uppercase());
            upper.map(|value| format!("{value:?}")).boxed_local()
        },
    },
    Example {
        name: "then",
        code: "after(200, 'a').then(|a| after(300, 'b').map(move |b| (a, b)))",
        make: |timeline| {
            let [first, second] = [(200, 'a'), (300, 'b')].map(|(ms, c)| after(&timeline, ms, c));
            let both = first.then(|a| second.map(move |b| (a, b)));
            both.map(|value| format!("{value:?}")).boxed_local()
        },
    },
    Example {
        name: "join",
        code: "join(after(200, 'a'), after(300, 'b'))",
        make: |timeline| {
            let both = join(after(&timeline, 200, 'a'), after(&timeline, 300, 'b'));
            both.map(|value| format!("{value:?}")).boxed_local()
        },
    },
    Example {
        name: "join_all",
        code: "join_all([(300, 'a'), (100, 'b'), (200, 'c')].map(|(ms, c)| after(ms, c)))",
        make: |timeline| {
            let parts = [(300, 'a'), (100, 'b'), (200, 'c')];
            let all = join_all(parts.map(|(ms, c)| after(&timeline, ms, c)));
            all.map(|value| format!("{value:?}")).boxed_local()
        },
    },
    Example {
        name: "select",
        code: "select(after(300, 'a'), after(200, 'b'))",
        make: |timeline| {
            let either = select(after(&timeline, 300, 'a'), after(&timeline, 200, 'b'));
            either.map(|value| first(&value)).boxed_local()
        },
    },
];

fn first<T>(value: &Either<(char, T), (char, T)>) -> String {
    match value {
        Either::Left((value, _)) => format!("Left(({value:?}, the other future))"),
        Either::Right((value, _)) => format!("Right(({value:?}, the other future))"),
    }
}

/// A letter that is ready so long after its first poll.
fn after(timeline: &Timeline, ms: u64, letter: char) -> After {
    let lane = timeline.lane(format!("after({ms}, {letter:?})"));
    lane.enter_with(Kind::Ready, "not started");
    After {
        lane,
        time: Duration::from_millis(ms),
        letter,
        delay: None,
    }
}

struct After {
    lane: Lane,
    time: Duration,
    letter: char,
    /// From the first poll on.
    delay: Option<Delay>,
}

impl Future for After {
    type Output = char;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<char> {
        let (lane, time) = (&self.lane, self.time);
        let delay = self.delay.get_or_insert_with(|| {
            lane.enter(Kind::Sleeping);
            Delay::new(time)
        });
        ready!(delay.poll(cx));
        self.lane.leave();
        Poll::Ready(self.letter)
    }
}

/// Dropped by `select`, it does nothing any more.
impl Drop for After {
    fn drop(&mut self) {
        self.lane.leave();
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let output = &arguments.output;
    output.check_files()?;
    output.print(format_args!(
        "after(ms, letter) is a future that gives the letter so long after its first poll\n"
    ))?;
    let mut all = Recording::default();
    for example in &EXAMPLES {
        let timeline = Timeline::new();
        let future = (example.make)(timeline.clone());
        let (value, polls) = block_on_counted(future);
        let recording = timeline.recording();

        let drawing = text::draw(&recording, columns(), output.look());
        let ms = recording.duration.as_millis();
        output.print(format_args!(
            "\n{}\n{drawing}gave {value} after {ms} ms and {polls} polls\n",
            example.code
        ))?;
        all.append(example.name, recording);
    }
    for file in output.write_files(&all, "futures of futures")? {
        output.print(format_args!("wrote {file}\n"))?;
    }
    Ok(())
}
