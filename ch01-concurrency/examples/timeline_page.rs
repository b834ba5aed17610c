//! Timelines of requests that never were, to look at: `timeline_page REQUESTS DIRECTORY`.
//!
//! One thread, `main`, sends all requests and reads each answer when it comes. Writes
//! `timeline-REQUESTS.html`, `.svg` and `.json` to the directory, and prints the timeline as text.

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use ch01_concurrency::timeline::text::{self, Look};
use ch01_concurrency::timeline::{Kind, RecordedLane, Recording, Span};

const CONNECT: Duration = Duration::from_micros(300);
const READ: Duration = Duration::from_micros(200);

fn main() -> Result<(), Box<dyn Error>> {
    let [requests, directory] = env::args()
        .skip(1)
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| "usage: timeline_page REQUESTS DIRECTORY")?;
    let path = PathBuf::from(directory).join(format!("timeline-{requests}"));
    let title = format!("{requests} requests on one thread");
    let recording = recording(requests.parse()?);

    recording.write_html(path.with_extension("html"), &title)?;
    recording.write_svg(path.with_extension("svg"), &title)?;
    recording.write_trace(path.with_extension("json"))?;
    print!("{}", text::draw(&recording, 80, Look::Colour));
    print!("\n{}", text::draw(&recording, 80, Look::Plain));
    Ok(())
}

/// Requests whose answers take from a second, the first, to a fifth of one, the last.
fn recording(requests: u32) -> Recording {
    let mut main = RecordedLane {
        name: "main".into(),
        spans: Vec::new(),
    };
    let mut lanes: Vec<RecordedLane> = Vec::new();
    for i in 0..requests {
        let mut lane = RecordedLane {
            name: format!("request {}", i + 1),
            spans: Vec::new(),
        };
        let start = CONNECT * i;
        push(&mut lane, Kind::Running, "connect", start, CONNECT);
        push(&mut main, Kind::Running, "connect", start, CONNECT);
        lanes.push(lane);
    }
    // The shortest delay is answered first. While one answer is read, the next ones wait.
    let mut now = CONNECT * requests;
    for i in (0..requests).rev() {
        let sent = CONNECT * (i + 1);
        let earlier = Duration::from_millis(800) * i / (requests - 1).max(1);
        let answered = sent + Duration::from_secs(1) - earlier;
        let lane = &mut lanes[i as usize];
        push(lane, Kind::Waiting, "answer", sent, answered - sent);
        push(
            &mut main,
            Kind::Waiting,
            "epoll_wait",
            now,
            answered.saturating_sub(now),
        );
        push(
            lane,
            Kind::Ready,
            "answer is there",
            answered,
            now.saturating_sub(answered),
        );
        now = now.max(answered);
        push(lane, Kind::Running, "read", now, READ);
        push(&mut main, Kind::Running, "read", now, READ);
        now += READ;
    }
    lanes.insert(0, main);
    Recording {
        duration: now,
        lanes,
    }
}

/// Adds a span, if it has any length.
fn push(lane: &mut RecordedLane, kind: Kind, detail: &str, start: Duration, length: Duration) {
    if !length.is_zero() {
        lane.spans.push(Span {
            kind,
            detail: detail.into(),
            start,
            end: start + length,
        });
    }
}
