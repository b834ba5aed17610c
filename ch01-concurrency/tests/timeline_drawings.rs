//! What holds of every drawing, whatever was recorded.
#![cfg(feature = "demo")]

use std::time::Duration;
use std::{fs, io};

use ch01_concurrency::timeline::text::{self, LEAST_WIDTH, Look};
use ch01_concurrency::timeline::{Kind, RecordedLane, Recording, Span, html, svg, trace};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

/// Names that someone might choose to break what they are put into.
const EVIL: [&str; 8] = [
    "</script><evil>",
    "<!--<script>",
    "\"'><evil>&amp;",
    "]]></title><evil>",
    "\x1b[2J\x1b]0;evil\x07",
    "\u{202e}live\u{2066}\u{feff}",
    "日本語 👨‍👩‍👧 ❤\u{fe0f}",
    "{title}\\u003c\0\r\n\t\u{fffe}",
];

fn name() -> impl Strategy<Value = String> {
    let letters = vec(any::<char>(), 0..40).prop_map(String::from_iter);
    let evil = vec(select(&EVIL[..]), 1..4).prop_map(|parts| parts.concat());
    prop_oneof![letters, evil]
}

/// Lengths from nothing much to hours.
fn length() -> impl Strategy<Value = Duration> {
    (0..44_u32, any::<u64>()).prop_map(|(bits, n)| Duration::from_nanos((n >> (63 - bits)).max(1)))
}

fn lane() -> impl Strategy<Value = RecordedLane> {
    let gap = prop_oneof![Just(Duration::ZERO), length()];
    let part = (select(&Kind::ALL[..]), name(), gap, length());
    (name(), vec(part, 0..16)).prop_map(|(name, parts)| {
        let mut now = Duration::ZERO;
        let span = |(kind, detail, gap, length)| {
            let start = now + gap;
            now = start + length;
            Span {
                kind,
                detail,
                start,
                end: now,
            }
        };
        RecordedLane {
            name,
            spans: parts.into_iter().map(span).collect(),
        }
    })
}

fn recording() -> impl Strategy<Value = Recording> {
    (vec(lane(), 0..12), length()).prop_map(|(lanes, more)| {
        let ends = lanes.iter().filter_map(|lane| Some(lane.spans.last()?.end));
        let duration = ends.max().unwrap_or_default() + more;
        Recording { duration, lanes }
    })
}

/// What a terminal shows of `line`: without its colours.
fn without_colour(line: &str) -> String {
    let mut parts = line.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    let after = |part: &str| part.split_once('m').map(|(_, text)| text.to_owned());
    first + &parts.filter_map(after).collect::<String>()
}

/// Kind, start, end in nanoseconds, detail; by lane, with its name.
type Plain = Vec<(String, Vec<(String, u64, u64, String)>)>;

fn plain(recording: &Recording) -> Plain {
    let nanos = |time: Duration| time.as_nanos() as u64;
    let span = |span: &Span| {
        let kind = span.kind.name().to_owned();
        (
            kind,
            nanos(span.start),
            nanos(span.end),
            span.detail.clone(),
        )
    };
    let lane = |lane: &RecordedLane| (lane.name.clone(), lane.spans.iter().map(span).collect());
    recording.lanes.iter().map(lane).collect()
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("it is a string").to_owned()
}

fn from_trace(json: &str) -> Plain {
    let trace: Value = serde_json::from_str(json).expect("the trace is JSON");
    let mut lanes = Plain::new();
    for event in trace["traceEvents"].as_array().expect("it has events") {
        let nanos = |key| (event[key].as_f64().expect("times are numbers") * 1e3).round() as u64;
        match (&event["ph"], &event["name"]) {
            (phase, kind) if phase == "X" => {
                let thread = event["tid"].as_u64().expect("threads are numbered") as usize;
                let (start, detail) = (nanos("ts"), text_of(&event["args"]["detail"]));
                let span = (text_of(kind), start, start + nanos("dur"), detail);
                lanes[thread - 1].1.push(span);
            }
            (_, name) if name == "thread_name" => {
                lanes.push((text_of(&event["args"]["name"]), Vec::new()));
            }
            _ => {}
        }
    }
    lanes
}

fn from_page(page: &str) -> Plain {
    let (_, data) = page
        .split_once("<script type=\"application/json\" id=\"recording\">")
        .expect("the page has its data");
    // As a browser does: the first end tag ends the element.
    let (data, _) = data.split_once("</script").expect("the data end");
    let data: Value = serde_json::from_str(data).expect("the data are JSON");
    let span = |span: &Value| {
        let kind = span[0].as_u64().expect("kinds are numbers") as usize;
        let nanos = |i: usize| span[i].as_u64().expect("times are numbers");
        (
            text_of(&data["kinds"][kind]["name"]),
            nanos(1),
            nanos(2),
            text_of(&span[3]),
        )
    };
    let array = |value: &Value| value.as_array().expect("it is an array").clone();
    let lane = |lane: &Value| {
        let spans = array(&lane["spans"]).iter().map(span).collect();
        (text_of(&lane["name"]), spans)
    };
    array(&data["lanes"]).iter().map(lane).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn text_fits_and_steers_no_terminal(recording in recording(), width in 0..200_usize) {
        let most = width.max(LEAST_WIDTH);

        let plain = text::draw(&recording, width, Look::Plain);
        prop_assert!(plain.bytes().all(|b| b == b'\n' || b == b' ' || b.is_ascii_graphic()));
        prop_assert!(plain.lines().all(|line| line.len() <= most), "{plain}");

        for line in text::draw(&recording, width, Look::Colour).lines() {
            let shown = without_colour(line);
            prop_assert!(shown.width() <= most, "{shown:?}");
            let steers = |c: char| c.is_control() || c == '\u{202e}';
            prop_assert!(!shown.contains(steers), "{shown:?}");
        }
    }

    #[test]
    fn svg_is_well_formed_and_has_all_lanes(recording in recording(), title in name()) {
        let drawing = svg::draw(&recording, &title);

        let document = roxmltree::Document::parse(&drawing).expect("the drawing is XML");
        let groups = document.descendants().filter(|node| node.tag_name().name() == "g");
        prop_assert_eq!(groups.count(), recording.lanes.len());
        prop_assert!(!drawing.contains("<evil") && !drawing.contains("NaN"));
    }

    #[test]
    fn a_trace_tells_every_span(recording in recording()) {
        prop_assert_eq!(from_trace(&trace::json(&recording)), plain(&recording));
    }

    #[test]
    fn a_page_has_every_span_and_no_name_breaks_out(recording in recording(), title in name()) {
        let page = html::page(&recording, &title);

        prop_assert_eq!(from_page(&page), plain(&recording));
        prop_assert!(!page.contains("<evil"));
        prop_assert_eq!(page.matches("</script").count(), 2);
        prop_assert_eq!(page.matches("<!--").count(), 0);
    }
}

#[test]
fn a_recording_of_no_time_is_drawn() {
    let span = |start, end| Span {
        kind: Kind::Ready,
        detail: String::new(),
        start,
        end,
    };
    let spans = vec![
        span(Duration::ZERO, Duration::ZERO),
        span(Duration::MAX, Duration::ZERO),
        span(Duration::ZERO, Duration::MAX),
    ];
    let lanes = vec![RecordedLane {
        name: "impossible".into(),
        spans,
    }];
    for duration in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        let recording = Recording {
            duration,
            lanes: lanes.clone(),
        };

        for width in 0..200 {
            text::draw(&recording, width, Look::Plain);
        }
        trace::json(&recording);
        html::page(&recording, "");
        roxmltree::Document::parse(&svg::draw(&recording, "")).expect("the drawing is XML");
    }
}

#[test]
fn a_million_short_spans_make_no_large_drawing() {
    let nanos = Duration::from_nanos;
    let spans = |lane: u64| {
        // Scattered, so that neighbours often differ, and never running, which prevails.
        let kind = move |i: u64| (i * 1000 + lane).wrapping_mul(0x9e37_79b9_7f4a_7c15) % 3;
        let span = move |i: u64| Span {
            kind: Kind::ALL[1 + kind(i) as usize],
            detail: String::new(),
            start: nanos(i * 1000),
            end: nanos(i * 1000 + 500),
        };
        (0..1000).map(span).collect()
    };
    let lane = |i: u64| RecordedLane {
        name: format!("lane {i}"),
        spans: spans(i),
    };
    let recording = Recording {
        duration: nanos(1_000_000),
        lanes: (0..1000).map(lane).collect(),
    };

    assert!(svg::draw(&recording, "many").len() < 5_000_000);
}

#[test]
fn files_are_written_and_an_error_names_the_file() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let (recording, path) = (Recording::default(), directory.path().join("timeline.svg"));

    recording.write_svg(&path, "nothing")?;
    assert_eq!(fs::read_to_string(&path)?, svg::draw(&recording, "nothing"));

    let missing = directory.path().join("missing").join("timeline.html");
    let error = recording
        .write_html(&missing, "nothing")
        .expect_err("it has no directory");
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().contains(&missing.display().to_string()));
    Ok(())
}
