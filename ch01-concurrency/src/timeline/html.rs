//! A timeline in a browser: one page, which asks for nothing from elsewhere.
//!
//! Without JavaScript it is the drawing of [`svg`] and a table of what each lane did. With it,
//! `page.js` draws the same recording again, for a pointer and a keyboard to move about in.

use std::time::Duration;

use serde_json::{Value, json};

use super::axis::{counted, written};
use super::look::{DARK, LIGHT, TILE, Theme, legend};
use super::name::markup;
use super::{Kind, RecordedLane, Recording, Span, svg};

/// The page on which `recording` is drawn.
///
/// Its size grows with the number of spans: about 30 bytes each, and their details.
pub fn page(recording: &Recording, title: &str) -> String {
    let title = if title.is_empty() { "Timeline" } else { title };
    format!(
        include_str!("page.html"),
        title = markup(title),
        lanes = counted(recording.lanes.len(), "lane"),
        duration = written(recording.duration),
        style = include_str!("page.css"),
        light = colours(&LIGHT),
        dark = colours(&DARK),
        drawing = svg::draw(recording, title),
        head = table_head(recording),
        rows = table_rows(recording),
        data = data(recording),
        script = include_str!("page.js"),
    )
}

/// The theme as CSS variables.
fn colours(theme: &Theme) -> String {
    let Theme {
        paper,
        ink,
        rule,
        of,
    } = theme;
    let kind = |kind: Kind| format!(" --{}: {};", kind.style().class, of(kind));
    format!("--paper: {paper}; --ink: {ink}; --rule: {rule};") + &Kind::ALL.map(kind).concat()
}

fn table_head(recording: &Recording) -> String {
    let cell = |kind: Kind| format!("<th scope=\"col\">{}</th>", kind.name());
    legend(recording).into_iter().map(cell).collect()
}

/// A row a lane: its name, and how long it did what.
fn table_rows(recording: &Recording) -> String {
    let kinds = legend(recording);
    let row = |lane: &RecordedLane| {
        let cell = |kind: &Kind| format!("<td>{}</td>", written(total(lane, *kind)));
        let cells: String = kinds.iter().map(cell).collect();
        format!(
            "<tr><th scope=\"row\">{}</th>{cells}</tr>\n",
            markup(&lane.name)
        )
    };
    recording.lanes.iter().map(row).collect()
}

fn total(lane: &RecordedLane, kind: Kind) -> Duration {
    let spans = lane.spans.iter().filter(|span| span.kind == kind);
    let lengths = spans.map(|span| span.end.saturating_sub(span.start));
    lengths.fold(Duration::ZERO, Duration::saturating_add)
}

/// The recording for `page.js`, all times in nanoseconds: JSON that cannot end the element it is
/// in.
fn data(recording: &Recording) -> String {
    let kind = |kind: Kind| {
        let style = kind.style();
        json!({
            "name": kind.name(),
            "class": style.class,
            "height": style.height,
            "hatch": style.hatch,
        })
    };
    let lane = |lane: &RecordedLane| {
        let spans: Vec<Value> = lane.spans.iter().map(span).collect();
        json!({ "name": lane.name, "spans": spans })
    };
    let data = json!({
        "duration": nanos(recording.duration),
        "tile": TILE,
        "kinds": Kind::ALL.map(kind),
        "lanes": recording.lanes.iter().map(lane).collect::<Vec<_>>(),
    });
    data.to_string().replace('<', "\\u003c")
}

/// `[kind, start, end, detail]`, where a kind is its place in [`Kind::ALL`].
fn span(span: &Span) -> Value {
    let times = (nanos(span.start), nanos(span.end));
    json!([span.kind as usize, times.0, times.1, span.detail])
}

/// 584 years at most.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
