//! A timeline on a page: an SVG that stands alone, in the colours of the reader's light or dark
//! screen.
//!
//! With many lanes each is lower and only some are named; below a pixel, neighbouring spans are
//! one bar.

mod style;

use std::fmt;
use std::time::Duration;

use super::axis::{counted, ticks, written};
use super::look::legend;
use super::name::{columns, markup, printable, shortened};
use super::thin::{Bar, bars, evenly};
use super::{Kind, RecordedLane, Recording};

/// More lanes than this are not drawn: they would be less than a pixel each.
pub const MOST_LANES: usize = 2_000;

/// With more bars than this, more of the short spans are drawn as one.
const MOST_BARS: usize = 20_000;

const WIDTH: usize = 960;
const MARGIN: usize = 16;
/// From the top to the first lane: title, legend, axis.
const HEAD: usize = 92;
/// Below the last lane: the axis again, and what is left out.
const FOOT: usize = 48;
/// A column of a name, in pixels: more than a letter of 12 pixels needs on average.
const COLUMN: usize = 7;
/// The most columns of a name.
const NAME: usize = 28;
/// From one name to the next, at least.
const LINE: usize = 14;
/// All lanes together are no higher than this, unless they are a pixel each.
const LANES: usize = 2_000;
/// A lane, if there is room.
const ROW: usize = 22;
/// A lower lane is all bar: no hatching, and no space to the next.
const LEGIBLE: usize = 8;

/// Draws `recording` as an SVG document; of more than [`MOST_LANES`] lanes, as many are chosen
/// evenly.
pub fn draw(recording: &Recording, title: &str) -> String {
    Drawing::new(recording, title).to_string()
}

struct Drawing<'a> {
    recording: &'a Recording,
    title: &'a str,
    lanes: Vec<Row<'a>>,
    /// From one lane to the next.
    row: usize,
    /// Where time zero is.
    left: usize,
}

struct Row<'a> {
    lane: &'a RecordedLane,
    bars: Vec<Bar<'a>>,
}

impl<'a> Drawing<'a> {
    fn new(recording: &'a Recording, title: &'a str) -> Drawing<'a> {
        let widths = recording
            .lanes
            .iter()
            .map(|lane| columns(&printable(&lane.name)));
        let widest = widths.max().unwrap_or(0).min(NAME);
        let left = MARGIN + COLUMN * widest + 8;
        let pixel = recording.duration / (WIDTH - MARGIN - left) as u32;
        let lanes = rows(recording, pixel);
        Drawing {
            recording,
            title,
            row: (LANES / lanes.len().max(1)).clamp(1, ROW),
            lanes,
            left,
        }
    }

    fn x(&self, at: Duration) -> f64 {
        let width = (WIDTH - MARGIN - self.left) as f64;
        let part = at.as_secs_f64() / self.recording.duration.as_secs_f64();
        // Of no time at all, zero is the only moment.
        self.left as f64 + width * if part.is_nan() { 0.0 } else { part.min(1.0) }
    }

    fn bottom(&self) -> usize {
        HEAD + self.row * self.lanes.len()
    }

    fn legend(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SWATCH: f64 = 14.0;
        let mut x = self.left;
        for kind in legend(self.recording) {
            let height = SWATCH * kind.style().height;
            write!(
                f,
                "<rect class=\"{0}-bar\" x=\"{x}\" y=\"{1:.1}\" width=\"24\" \
                 height=\"{height:.1}\"/><text x=\"{2}\" y=\"55\">{3}</text>",
                kind.style().class,
                51.0 - height / 2.0,
                x + 30,
                kind.name(),
            )?;
            x += 30 + COLUMN * kind.name().len() + 20;
        }
        writeln!(f)
    }

    /// Lines through all lanes, and the times above and below.
    fn axis(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const TICK: usize = 90;
        let (top, bottom) = (HEAD - 4, self.bottom() + 4);
        let most = (WIDTH - self.left) / TICK;
        for (at, label) in ticks(self.recording.duration, most) {
            let x = self.x(at);
            write!(
                f,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top}\" y2=\"{bottom}\"/>"
            )?;
            // The middle of a label is at its tick, unless the label would reach over the edge.
            let (anchor, x) = match x {
                x if x > (WIDTH - 2 * MARGIN) as f64 => ("end", (WIDTH - 4) as f64),
                x => ("middle", x),
            };
            for y in [top - 6, bottom + 14] {
                write!(
                    f,
                    "<text class=\"{anchor}\" x=\"{x:.1}\" y=\"{y}\">{label}</text>"
                )?;
            }
            writeln!(f)?;
        }
        Ok(())
    }

    fn names(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let every = LINE.div_ceil(self.row);
        let most = self.lanes.len().saturating_sub(1) / every + 1;
        for i in evenly(self.lanes.len(), most) {
            let name = printable(&self.lanes[i].lane.name);
            writeln!(
                f,
                "<text class=\"end\" x=\"{}\" y=\"{}\">{}</text>",
                self.left - 8,
                HEAD + self.row * i + self.row / 2 + 4,
                markup(&shortened(&name, NAME, "…")),
            )?;
        }
        Ok(())
    }

    fn row(&self, f: &mut fmt::Formatter<'_>, i: usize, row: &Row<'_>) -> fmt::Result {
        writeln!(f, "<g transform=\"translate(0 {})\">", HEAD + self.row * i)?;
        // Running comes last, and so lies above what it would be hidden by.
        let is_running = |bar: &&Bar<'_>| bar.kind == Kind::Running;
        let (running, others): (Vec<_>, Vec<_>) = row.bars.iter().partition(is_running);
        for bar in others.into_iter().chain(running) {
            self.bar(f, bar, row.lane)?;
        }
        writeln!(f, "</g>")
    }

    fn bar(&self, f: &mut fmt::Formatter<'_>, bar: &Bar<'_>, lane: &RecordedLane) -> fmt::Result {
        let style = bar.kind.style();
        let row = self.row as f64;
        let (hatched, height) = match self.row {
            0..LEGIBLE => ("", row),
            _ => ("-bar", (row * 0.8 * style.height).round()),
        };
        let least = if bar.kind == Kind::Running { 2.0 } else { 1.0 };
        let x = self.x(bar.start());
        writeln!(
            f,
            "<rect class=\"{}{hatched}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" \
             height=\"{height}\"><title>{}</title></rect>",
            style.class,
            (row - height) / 2.0,
            (self.x(bar.end()) - x).max(least),
            told(bar, &lane.name),
        )
    }

    fn left_out(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.recording.lanes.len() - self.lanes.len() {
            0 => Ok(()),
            left_out => writeln!(
                f,
                "<text x=\"{MARGIN}\" y=\"{}\">left out: {}</text>",
                self.bottom() + FOOT - 10,
                counted(left_out, "lane"),
            ),
        }
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let height = self.bottom() + FOOT;
        let lanes = counted(self.recording.lanes.len(), "lane");
        let duration = written(self.recording.duration);
        writeln!(
            f,
            "<svg class=\"timeline\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" \
             height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-labelledby=\"timeline-title timeline-desc\">\n\
             <title id=\"timeline-title\">{0}</title>\n\
             <desc id=\"timeline-desc\">{lanes} in {duration}: a row a lane, time from left \
             to right.</desc>\n\
             {1}<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n\
             <text class=\"title\" x=\"{MARGIN}\" y=\"28\">{2}</text>",
            markup(self.title),
            style::head(),
            markup(&shortened(&printable(self.title), 100, "…")),
        )?;
        self.legend(f)?;
        self.axis(f)?;
        self.names(f)?;
        for (i, row) in self.lanes.iter().enumerate() {
            self.row(f, i, row)?;
        }
        self.left_out(f)?;
        f.write_str("</svg>\n")
    }
}

/// The lanes to draw, in bars no shorter than a pixel, or longer, if they were too many.
fn rows(recording: &Recording, pixel: Duration) -> Vec<Row<'_>> {
    let chosen = || evenly(recording.lanes.len(), MOST_LANES).map(|i| &recording.lanes[i]);
    let mut least = pixel.max(Duration::from_nanos(1));
    loop {
        let row = |lane: &'_ RecordedLane| bars(&lane.spans, least).len();
        if chosen().map(row).sum::<usize>() <= MOST_BARS || least >= recording.duration {
            break;
        }
        least = least.saturating_mul(2);
    }
    let row = |lane| Row {
        lane,
        bars: bars(&lane.spans, least),
    };
    chosen().map(row).collect()
}

/// What a bar says of itself, in lines of markup.
fn told(bar: &Bar<'_>, lane: &str) -> String {
    let (start, end) = (bar.start(), bar.end());
    let kind = bar.kind.name();
    let what = match bar.spans {
        [span] if span.detail.is_empty() => kind.to_owned(),
        [span] => format!("{kind}: {}", span.detail),
        spans => format!("{} spans, {kind} among them", spans.len()),
    };
    let when = format!(
        "{} to {} ({})",
        written(start),
        written(end),
        written(end.saturating_sub(start)),
    );
    [lane, &what, &when].map(markup).join("\n")
}
