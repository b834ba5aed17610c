//! What is left out when there is more than can be seen: lanes, and spans too short to draw.

use std::time::Duration;

use super::{Kind, Span};

/// At most `most` of `count` places, evenly chosen, the first and the last among them.
pub(super) fn evenly(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let chosen = count.min(most);
    let (gaps, last) = (chosen.saturating_sub(1).max(1), count.saturating_sub(1));
    (0..chosen).map(move |i| (i * last + gaps / 2) / gaps)
}

/// Neighbouring spans that are drawn as one: a single span of any length, or several short ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bar<'a> {
    /// Running, if any of the spans is; else the kind that lasts longest in all.
    pub(super) kind: Kind,
    /// Never empty.
    pub(super) spans: &'a [Span],
}

/// One lane's `spans`, where neighbours shorter than `least` have become bars about as long.
pub(super) fn bars(spans: &[Span], least: Duration) -> Vec<Bar<'_>> {
    let mut bars = Vec::new();
    let mut rest = spans;
    while !rest.is_empty() {
        let (bar, after) = rest.split_at(together(rest, least));
        match bars.last_mut() {
            Some(Bar { kind, spans: last }) if joins(last, *kind, bar, least) => {
                let begin = spans.len() - rest.len() - last.len();
                *last = &spans[begin..spans.len() - after.len()];
            }
            _ => bars.push(Bar {
                kind: prevailing(bar),
                spans: bar,
            }),
        }
        rest = after;
    }
    bars
}

impl Bar<'_> {
    pub(super) fn start(&self) -> Duration {
        self.spans[0].start
    }

    pub(super) fn end(&self) -> Duration {
        self.spans[self.spans.len() - 1].end
    }
}

/// How many of the first `spans` are drawn as one: more than one only if all are shorter than
/// `least`, with gaps shorter than that, and those before the last are in all still too short.
fn together(spans: &[Span], least: Duration) -> usize {
    let short = |span: &Span| length(span) < least;
    if !short(&spans[0]) {
        return 1;
    }
    let more = spans.windows(2).take_while(|pair| {
        let so_far = pair[0].end.saturating_sub(spans[0].start);
        so_far < least && short(&pair[1]) && close(&pair[0], &pair[1], least)
    });
    1 + more.count()
}

/// Two heaps of short spans that touch and look the same are one.
fn joins(last: &[Span], kind: Kind, bar: &[Span], least: Duration) -> bool {
    let short = |spans: &[Span]| length(&spans[0]) < least;
    short(last)
        && short(bar)
        && kind == prevailing(bar)
        && close(&last[last.len() - 1], &bar[0], least)
}

fn close(a: &Span, b: &Span, least: Duration) -> bool {
    b.start.saturating_sub(a.end) < least
}

fn prevailing(spans: &[Span]) -> Kind {
    let total = |kind: Kind| -> Duration {
        let same = spans.iter().filter(|span| span.kind == kind);
        same.map(length)
            .fold(Duration::ZERO, Duration::saturating_add)
    };
    if total(Kind::Running) > Duration::ZERO {
        return Kind::Running;
    }
    let longest = Kind::ALL.into_iter().max_by_key(|kind| total(*kind));
    longest.expect("there are kinds")
}

fn length(span: &Span) -> Duration {
    span.end.saturating_sub(span.start)
}

#[cfg(test)]
mod tests {
    use super::Kind::{Ready, Running, Waiting};
    use super::*;

    const LEAST: Duration = Duration::from_nanos(10);

    /// Spans one after the other, from zero on.
    fn spans(lengths: &[(Kind, u64)]) -> Vec<Span> {
        let mut end = 0;
        let span = |&(kind, length): &(Kind, u64)| {
            let start = end;
            end += length;
            Span {
                kind,
                detail: String::new(),
                start: Duration::from_nanos(start),
                end: Duration::from_nanos(end),
            }
        };
        lengths.iter().map(span).collect()
    }

    fn shape(spans: &[Span]) -> Vec<(Kind, usize)> {
        let bars = bars(spans, LEAST);
        bars.iter().map(|bar| (bar.kind, bar.spans.len())).collect()
    }

    #[test]
    fn the_first_and_the_last_are_chosen_and_none_twice() {
        assert_eq!(evenly(5, 24).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!(
            evenly(1001, 5).collect::<Vec<_>>(),
            [0, 250, 500, 750, 1000]
        );
        assert_eq!(evenly(10, 1).collect::<Vec<_>>(), [0]);
        assert_eq!(evenly(0, 5).count(), 0);
        let chosen: Vec<_> = evenly(25, 24).collect();
        assert_eq!((chosen[0], chosen[23]), (0, 24));
        assert!(chosen.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn long_spans_are_left_alone() {
        let spans = spans(&[(Running, 20), (Waiting, 300), (Running, 10)]);

        assert_eq!(shape(&spans), [(Running, 1), (Waiting, 1), (Running, 1)]);
    }

    #[test]
    fn short_spans_become_one_bar_and_running_shows() {
        let spans = spans(&[(Waiting, 300), (Ready, 6), (Running, 1), (Waiting, 300)]);

        assert_eq!(shape(&spans), [(Waiting, 1), (Running, 2), (Waiting, 1)]);
    }

    #[test]
    fn a_bar_of_short_spans_is_about_as_long_as_the_least_unless_its_neighbour_looks_the_same() {
        let short = [(Waiting, 3); 8];
        assert_eq!(shape(&spans(&short)), [(Waiting, 8)]);

        let mixed = spans(&[(Waiting, 9), (Waiting, 9), (Ready, 9), (Ready, 9)]);
        assert_eq!(shape(&mixed), [(Waiting, 2), (Ready, 2)]);
    }

    #[test]
    fn every_span_is_in_one_bar_in_order() {
        let spans = spans(&[
            (Running, 1),
            (Waiting, 30),
            (Ready, 3),
            (Ready, 90),
            (Running, 2),
        ]);

        let in_bars: Vec<Span> = bars(&spans, LEAST)
            .iter()
            .flat_map(|bar| bar.spans.to_vec())
            .collect();
        assert_eq!(in_bars, spans);
    }
}
