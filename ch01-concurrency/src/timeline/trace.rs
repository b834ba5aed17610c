//! A timeline for [Perfetto](https://ui.perfetto.dev) and `chrome://tracing`.
//!
//! The form is "Trace Event Format" (Google, 2016): a complete event, `"X"`, for each span, a
//! thread for each lane. Times are microseconds, with as many decimals as nanoseconds need.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Recording, Span};

/// `recording` as one JSON object. Lane `i` is thread `i + 1`.
pub fn json(recording: &Recording) -> String {
    let threads = || (1_usize..).zip(&recording.lanes);
    let names = threads().flat_map(|(thread, lane)| {
        [
            metadata(thread, "thread_name", json!({ "name": lane.name })),
            metadata(thread, "thread_sort_index", json!({ "sort_index": thread })),
        ]
    });
    let spans = threads().flat_map(|(thread, lane)| {
        let spans = lane.spans.iter();
        spans.map(move |span| complete(thread, span))
    });
    let events: Vec<Value> = names.chain(spans).collect();
    json!({ "displayTimeUnit": "ns", "traceEvents": events }).to_string()
}

fn metadata(thread: usize, name: &str, args: Value) -> Value {
    json!({ "ph": "M", "pid": 1, "tid": thread, "name": name, "args": args })
}

fn complete(thread: usize, span: &Span) -> Value {
    json!({
        "ph": "X",
        "pid": 1,
        "tid": thread,
        "name": span.kind.name(),
        "cat": span.kind.style().class,
        "ts": micros(span.start),
        "dur": micros(span.end.saturating_sub(span.start)),
        "args": { "detail": span.detail },
    })
}

fn micros(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1_000.0
}
