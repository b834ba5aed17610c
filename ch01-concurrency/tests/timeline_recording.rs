//! What a timeline records.
#![cfg(feature = "demo")]

use std::thread;
use std::time::Duration;

use ch01_concurrency::timeline::{Kind, Lane, RecordedLane, Recording, Timeline};

/// Waits until the clock has moved, so that no span is empty.
fn tick(timeline: &Timeline) {
    let now = timeline.elapsed();
    while timeline.elapsed() == now {}
}

fn kinds(lane: &RecordedLane) -> Vec<(Kind, &str)> {
    let spans = lane.spans.iter();
    spans
        .map(|span| (span.kind, span.detail.as_str()))
        .collect()
}

fn has_no_gap(lane: &RecordedLane) -> bool {
    lane.spans
        .windows(2)
        .all(|pair| pair[0].end == pair[1].start)
}

#[test]
fn a_timeline_without_lanes_gives_a_recording_without_lanes() {
    assert_eq!(Timeline::new().recording().lanes, []);
}

#[test]
fn a_lane_that_was_never_entered_has_a_name_and_no_spans() {
    let timeline = Timeline::new();
    timeline.lane("idle");

    let lane = &timeline.recording().lanes[0];
    assert_eq!((lane.name.as_str(), lane.spans.len()), ("idle", 0));
}

#[test]
fn a_mark_ends_one_span_and_begins_the_next() {
    let timeline = Timeline::new();
    let lane = timeline.lane("request");
    lane.enter_with(Kind::Running, "connect");
    tick(&timeline);
    lane.enter_with(Kind::Waiting, "answer".to_owned());
    tick(&timeline);
    lane.enter(Kind::Ready);
    tick(&timeline);
    lane.leave();

    let lane = &timeline.recording().lanes[0];
    assert_eq!(
        kinds(lane),
        [
            (Kind::Running, "connect"),
            (Kind::Waiting, "answer"),
            (Kind::Ready, "")
        ]
    );
    assert!(has_no_gap(lane));
}

#[test]
fn nothing_is_recorded_between_leave_and_the_next_enter() {
    let timeline = Timeline::new();
    let lane = timeline.lane("task");
    for _ in 0..2 {
        lane.enter(Kind::Running);
        tick(&timeline);
        lane.leave();
        tick(&timeline);
    }

    let recording = timeline.recording();
    let spans = &recording.lanes[0].spans;
    assert_eq!(spans.len(), 2);
    assert!(spans[0].end < spans[1].start);
    assert!(spans[1].end < recording.duration);
}

#[test]
fn an_open_span_ends_with_the_recording_and_goes_on_in_the_next() {
    let timeline = Timeline::new();
    let lane = timeline.lane("sleeper");
    lane.enter(Kind::Sleeping);
    tick(&timeline);

    let (first, second) = (timeline.recording(), timeline.recording());
    assert_eq!(first.lanes[0].spans[0].end, first.duration);
    assert_eq!(second.lanes[0].spans[0].end, second.duration);
    assert_eq!(
        first.lanes[0].spans[0].start,
        second.lanes[0].spans[0].start
    );
}

#[test]
fn lanes_are_in_the_order_they_were_added() {
    let timeline = Timeline::new();
    for name in ["c", "a", "b", "a"] {
        timeline.clone().lane(name);
    }

    let recording = timeline.recording();
    let names: Vec<_> = recording.lanes.iter().map(|lane| &lane.name).collect();
    assert_eq!(names, ["c", "a", "b", "a"]);
}

#[test]
fn marks_from_many_threads_lose_nothing_while_recordings_are_taken() {
    const THREADS: usize = 8;
    const MARKS: usize = 1_000;
    let timeline = Timeline::new();
    let mark_all = |lane: Lane| {
        for i in 0..MARKS {
            lane.enter_with(Kind::ALL[i % 4], i.to_string());
            tick(&timeline);
        }
    };

    thread::scope(|scope| {
        for thread in 0..THREADS {
            let lane = timeline.lane(format!("thread {thread}"));
            scope.spawn(|| mark_all(lane));
        }
        for _ in 0..20 {
            assert!(is_in_order(&timeline.recording()));
        }
    });

    let recording = timeline.recording();
    assert_eq!(recording.lanes.len(), THREADS);
    assert!(is_in_order(&recording));
    for lane in &recording.lanes {
        let details: Vec<_> = lane.spans.iter().map(|span| span.detail.clone()).collect();
        assert_eq!(
            details,
            (0..MARKS).map(|i| i.to_string()).collect::<Vec<_>>()
        );
        assert!(has_no_gap(lane));
    }
}

/// No span is empty, none overlaps the next, and none ends after the recording.
fn is_in_order(recording: &Recording) -> bool {
    let in_order = |lane: &RecordedLane| {
        let times = lane.spans.iter().flat_map(|span| [span.start, span.end]);
        let times: Vec<Duration> = times.collect();
        times.is_sorted()
            && lane.spans.iter().all(|span| span.start < span.end)
            && times.last().is_none_or(|end| *end <= recording.duration)
    };
    recording.lanes.iter().all(in_order)
}
