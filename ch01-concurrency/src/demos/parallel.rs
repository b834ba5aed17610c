//! Parallel: two pieces of work at once, on one thread and on two.

use std::num::NonZero;
use std::thread;

use ch01_concurrency::demo::{Failure, PeerAndOutput, columns, complain, counted};
use ch01_concurrency::models::parallel::{Plan, Work};
use ch01_concurrency::timeline::{Recording, Timeline, text};

pub(crate) fn run(arguments: &PeerAndOutput) -> Result<(), Failure> {
    let PeerAndOutput { peer, output } = arguments;
    output.check_files()?;
    let server = peer.server(1)?;
    let job = peer.job(&server, 1);
    let work = Work::lasting(peer.delay());
    let ms = peer.delay().as_millis();
    let processors = thread::available_parallelism().map_or(1, NonZero::get);

    let processors = counted(processors, "processor");
    output.print(format_args!(
        "to fetch takes {ms} ms of waiting; to compute, about as long of work\n\
         this machine has {processors}\n"
    ))?;

    let mut rows = Vec::new();
    let mut all = Recording::default();
    let mut failed = 0;
    for plan in Plan::ALL {
        let threads = plan.threads();
        let title = plan.title();
        output.print(format_args!("\n{title}; threads: {threads}\n"))?;
        let timeline = Timeline::new();
        if let Err(error) = plan.run(&job.asks[0], work, &timeline) {
            complain(format_args!("{title} failed: {error}"));
            failed += 1;
        }
        let recording = timeline.recording();
        let drawing = text::draw(&recording, columns(), output.look());
        output.print(format_args!("{drawing}"))?;
        rows.push((title, threads, recording.duration.as_millis()));
        all.append(title, recording);
    }

    let [threads, wall] = ["threads", "wall time"];
    output.print(format_args!("\n{:<26}{threads:>8}{wall:>14}\n", ""))?;
    for (title, threads, wall) in rows {
        let wall = format!("{wall} ms");
        output.print(format_args!("{title:<26}{threads:>8}{wall:>14}\n"))?;
    }
    for file in output.write_files(&all, "waiting and working")? {
        output.print(format_args!("wrote {file}\n"))?;
    }
    Failure::unless_answered(failed, Plan::ALL.len())
}
