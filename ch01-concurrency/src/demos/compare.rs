//! Compare: the one job, done by each model in a process of its own.

use std::env;
use std::io;
use std::process::{Command, Stdio};

use ch01_concurrency::demo::{Failure, Options, columns, complain, counted};
use ch01_concurrency::job::Job;
use ch01_concurrency::timeline::{Recording, text};

use super::model::{Measured, mebibytes};

/// Each model, and what it is about in a few words.
const MODELS: [(&str, &str); 4] = [
    ("sequential", "one request after the other"),
    ("threads", "a thread a request"),
    ("callbacks", "what is to happen next is handed over"),
    ("promises", "what is to happen next is a value"),
];

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let Options { peer, output, .. } = options;
    output.check_files()?;
    let server = peer.server(options.requests())?;
    let job = peer.job(&server, options.requests());
    let sum = format!("{} ms", job.sum_of_delays().as_millis());

    let requests = counted(job.asks.len(), "request");
    let address = server.address();
    output.print(format_args!("{requests} to {address}, by four models\n"))?;

    let mut rows = Vec::new();
    let mut all = Recording::default();
    let mut failed = 0;
    for (name, about) in MODELS {
        output.print(format_args!("\n{name}: {about}\n"))?;
        let measured = measure(name, options, &job)?;
        let drawing = text::draw(&measured.recording, columns(), output.look());
        output.print(format_args!("{drawing}"))?;
        for failure in &measured.failed {
            complain(format_args!("{name}: {failure}"));
        }
        failed += measured.failed.len();
        rows.push(row(name, &measured, &sum));
        all.append(name, measured.recording);
    }

    let head = ["", "wall time", "sum of delays", "threads", "memory"].map(str::to_owned);
    output.print(format_args!("\n"))?;
    for [name, wall, sum, threads, memory] in [head].into_iter().chain(rows) {
        output.print(format_args!(
            "{name:<12}{wall:>12}{sum:>16}{threads:>10}{memory:>12}\n"
        ))?;
    }
    output.print(format_args!(
        "(threads at the first answer; the most memory that was resident at once)\n"
    ))?;
    for file in output.write_files(&all, "four models, one job")? {
        output.print(format_args!("wrote {file}\n"))?;
    }
    Failure::unless_answered(failed, job.asks.len() * MODELS.len())
}

/// Starts this program again, to do the job by one model and say how it went.
fn measure(name: &str, options: &Options, job: &Job) -> io::Result<Measured> {
    let mut command = Command::new(env::current_exe()?);
    command.args([name, "--measured"]);
    command.args(["--requests", &options.requests().to_string()]);
    command.args(["--delay", &options.peer.delay().as_millis().to_string()]);
    command.args(["--server", &job.asks[0].server.to_string()]);
    if let Some(timeout) = options.peer.timeout() {
        command.args(["--timeout", &timeout.as_millis().to_string()]);
    }
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!(
            "the process of `{name}` ended: {}",
            output.status
        )));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn row(name: &str, measured: &Measured, sum: &str) -> [String; 5] {
    let unknown = || "unknown".to_owned();
    let threads = measured
        .threads
        .map_or_else(unknown, |threads| threads.to_string());
    let memory = measured.memory.map_or_else(unknown, mebibytes);
    let wall = format!("{} ms", measured.wall.as_millis());
    [name.to_owned(), wall, sum.to_owned(), threads, memory]
}
