//! How a recording looks in a terminal.
#![cfg(feature = "demo")]

use std::time::Duration;

use ch01_concurrency::timeline::Kind::{Ready, Running, Sleeping, Waiting};
use ch01_concurrency::timeline::text::{self, Look, MOST_LANES};
use ch01_concurrency::timeline::{Kind, RecordedLane, Recording, Span};
use insta::assert_snapshot;

fn micros(micros: u64) -> Duration {
    Duration::from_micros(micros)
}

/// A lane whose spans have these lengths in microseconds, one after the other.
fn lane(name: &str, lengths: &[(Kind, u64)]) -> RecordedLane {
    let mut end = Duration::ZERO;
    let span = |&(kind, length): &(Kind, u64)| {
        let start = end;
        end += micros(length);
        let detail = String::new();
        Span {
            kind,
            detail,
            start,
            end,
        }
    };
    RecordedLane {
        name: name.into(),
        spans: lengths.iter().map(span).collect(),
    }
}

fn requests() -> Recording {
    let lanes = vec![
        lane(
            "main",
            &[
                (Running, 900),
                (Waiting, 399_100),
                (Running, 200),
                (Waiting, 199_800),
                (Running, 200),
            ],
        ),
        lane(
            "slow",
            &[(Running, 300), (Waiting, 599_700), (Running, 200)],
        ),
        lane(
            "quick",
            &[
                (Running, 300),
                (Waiting, 299_700),
                (Ready, 100_000),
                (Running, 200),
            ],
        ),
        lane("timer", &[(Sleeping, 450_000)]),
        lane("empty", &[]),
    ];
    Recording {
        duration: micros(600_200),
        lanes,
    }
}

#[test]
fn a_drawing_in_plain_characters() {
    assert_snapshot!(text::draw(&requests(), 72, Look::Plain));
}

#[test]
fn a_drawing_in_colour() {
    let drawing = text::draw(&requests(), 72, Look::Colour);

    assert_snapshot!(drawing.replace('\x1b', "ESC"));
}

#[test]
fn a_drawing_in_few_columns() {
    assert_snapshot!(text::draw(&requests(), 0, Look::Plain));
}

#[test]
fn names_that_are_long_or_steer_the_terminal() {
    let names = [
        "a name that goes on and on and on",
        "clear\x1b[2Jscreen",
        "日本語の名前はとても長いです",
        "grüße 👋",
    ];
    let recording = Recording {
        duration: micros(10),
        lanes: names.map(|name| lane(name, &[(Running, 10)])).into(),
    };

    let drawings = [Look::Colour, Look::Plain].map(|look| text::draw(&recording, 60, look));
    assert_snapshot!(drawings.concat().replace('\x1b', "ESC"));
}

#[test]
fn of_many_lanes_some_are_drawn_and_the_rest_counted() {
    let lanes = (1..=1000).map(|i| lane(&format!("request {i}"), &[(Waiting, i)]));
    let recording = Recording {
        duration: micros(1000),
        lanes: lanes.collect(),
    };

    let drawing = text::draw(&recording, 80, Look::Plain);
    assert_eq!(drawing.matches("\nrequest ").count() + 1, MOST_LANES);
    assert!(drawing.starts_with("request 1 "));
    assert!(drawing.contains("\nrequest 1000 "));
    assert!(drawing.ends_with("\nleft out: 976 lanes\n"));
}

#[test]
fn a_recording_without_lanes_says_so() {
    let drawing = text::draw(&Recording::default(), 80, Look::Colour);

    assert_eq!(drawing, "no lanes were recorded\n");
}

#[test]
fn a_nanosecond_of_running_is_seen_in_a_second_of_waiting() {
    let lane = RecordedLane {
        name: "task".into(),
        spans: vec![
            Span {
                kind: Waiting,
                detail: String::new(),
                start: micros(0),
                end: micros(500_000),
            },
            Span {
                kind: Running,
                detail: String::new(),
                start: micros(500_000),
                end: micros(500_000) + Duration::from_nanos(1),
            },
            Span {
                kind: Waiting,
                detail: String::new(),
                start: micros(500_000) + Duration::from_nanos(1),
                end: micros(1_000_000),
            },
        ],
    };
    let recording = Recording {
        duration: micros(1_000_000),
        lanes: vec![lane],
    };

    let drawing = text::draw(&recording, 80, Look::Plain);
    let strip = drawing.lines().next().expect("there is a lane");
    assert_eq!(strip.matches('#').count(), 1);
}
