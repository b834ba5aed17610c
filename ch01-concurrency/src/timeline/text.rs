//! A timeline for a terminal: a line a lane, a character a stretch of time.

use std::fmt;
use std::time::Duration;

use super::axis::{counted, ticks};
use super::look::legend;
use super::name::{ascii, columns, printable, shortened};
use super::thin::evenly;
use super::{Kind, RecordedLane, Recording};

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Unicode, in 256 colours.
    Colour,
    /// ASCII alone.
    Plain,
}

/// More lanes than this are not drawn: what is on a screen is seen at once.
pub const MOST_LANES: usize = 24;

/// A narrower drawing than this would say nothing.
pub const LEAST_WIDTH: usize = 32;

/// Draws `recording` in lines of at most `width` columns, and at least [`LEAST_WIDTH`].
///
/// Each character stands for the kind that filled most of its time, but running is always shown:
/// it is what people look for, and often short. Of more than [`MOST_LANES`] lanes, as many are
/// chosen evenly, and the last line says how many are missing.
pub fn draw(recording: &Recording, width: usize, look: Look) -> String {
    if recording.lanes.is_empty() {
        return "no lanes were recorded\n".to_owned();
    }
    Drawing::new(recording, width.max(LEAST_WIDTH), look).to_string()
}

struct Drawing<'a> {
    recording: &'a Recording,
    look: Look,
    /// Each with its name as shown, at most `gutter` wide.
    lanes: Vec<(String, &'a RecordedLane)>,
    /// The columns left of the strips, a space included.
    gutter: usize,
    /// The columns of a strip.
    strip: usize,
}

impl<'a> Drawing<'a> {
    fn new(recording: &'a Recording, width: usize, look: Look) -> Drawing<'a> {
        let chosen = evenly(recording.lanes.len(), MOST_LANES).map(|i| &recording.lanes[i]);
        let lanes: Vec<_> = chosen
            .map(|lane| (look.name(&lane.name, width / 3 - 1), lane))
            .collect();
        let widest = lanes.iter().map(|(name, _)| columns(name)).max();
        let gutter = widest.map_or(0, |columns| columns + 1);
        Drawing {
            recording,
            look,
            lanes,
            gutter,
            strip: width - gutter,
        }
    }

    /// A lane's strip: in each column a kind, or nothing.
    fn strip(&self, lane: &RecordedLane) -> Vec<Option<Kind>> {
        let mut filled = vec![[0; Kind::ALL.len()]; self.strip];
        // A column is `duration` wide and a time is multiplied by the number of columns: nothing
        // is rounded.
        let column = self.recording.duration.as_nanos().max(1);
        let times = self.strip as u128;
        for span in &lane.spans {
            let start = span.start.as_nanos() * times;
            let end = span.end.as_nanos() * times;
            let first = (start / column).min(times - 1);
            let after = end.div_ceil(column).clamp(first + 1, times);
            for i in first..after {
                let inside = end
                    .min((i + 1) * column)
                    .saturating_sub(start.max(i * column));
                // At least one, so that what is there is seen.
                filled[i as usize][span.kind as usize] += inside.max(1);
            }
        }
        filled.into_iter().map(shown).collect()
    }

    /// The ticks, a line of marks and a line of labels.
    fn axis(&self) -> (String, String) {
        const LABEL: usize = 10;
        let indent = " ".repeat(self.gutter);
        let (mut marks, mut labels) = (indent.clone(), indent);
        let duration = self.recording.duration;
        for (at, label) in ticks(duration, self.strip / LABEL) {
            let column = self.gutter + self.column(at);
            let label = self.look.text(&label);
            pad(&mut marks, column);
            marks.push(self.look.tick());
            // The last label may end at the strip's end, if it doesn't fit below its tick.
            let latest = (self.gutter + self.strip).saturating_sub(columns(&label));
            if latest > columns(&labels) {
                pad(&mut labels, column.min(latest));
                labels += &label;
            }
        }
        (marks, labels)
    }

    /// The column of a moment.
    fn column(&self, at: Duration) -> usize {
        let duration = self.recording.duration.as_nanos().max(1);
        let column = at.as_nanos() * self.strip as u128 / duration;
        (column as usize).min(self.strip - 1)
    }

    /// The kinds and their characters, in as many lines as they need.
    fn legend(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const GAP: usize = 3;
        let indent = self.gutter;
        let mut used = 0;
        for kind in legend(self.recording) {
            let needs = columns("# ") + columns(kind.name());
            match used {
                0 => write!(f, "{:indent$}", "")?,
                used if used + GAP + needs <= self.strip => write!(f, "{:GAP$}", "")?,
                _ => {
                    write!(f, "\n{:indent$}", "")?;
                    used = 0;
                }
            }
            used += needs + if used == 0 { 0 } else { GAP };
            self.look.run(f, kind, 1)?;
            write!(f, " {}", kind.name())?;
        }
        if used > 0 { writeln!(f) } else { Ok(()) }
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, lane) in &self.lanes {
            f.write_str(name)?;
            let mut before = self.gutter - columns(name);
            for run in self.strip(lane).chunk_by(|a, b| a == b) {
                match run[0] {
                    None => before += run.len(),
                    Some(kind) => {
                        write!(f, "{:before$}", "")?;
                        self.look.run(f, kind, run.len())?;
                        before = 0;
                    }
                }
            }
            writeln!(f)?;
        }
        let (marks, labels) = self.axis();
        writeln!(f, "{marks}\n{labels}")?;
        self.legend(f)?;
        match self.recording.lanes.len() - self.lanes.len() {
            0 => Ok(()),
            left_out => writeln!(f, "left out: {}", counted(left_out, "lane")),
        }
    }
}

impl Look {
    /// `text` in characters that the terminal can show, and that do not steer it.
    pub(crate) fn text(self, text: &str) -> String {
        match self {
            Look::Colour => printable(text).into_owned(),
            Look::Plain => ascii(&text.replace('µ', "u")).into_owned(),
        }
    }

    fn name(self, name: &str, most: usize) -> String {
        let (shown, ellipsis) = match self {
            Look::Colour => (printable(name), "…"),
            Look::Plain => (ascii(name), "..."),
        };
        shortened(&shown, most, ellipsis).into_owned()
    }

    const fn tick(self) -> char {
        match self {
            Look::Colour => '│',
            Look::Plain => '|',
        }
    }

    /// Writes `length` columns of one kind.
    fn run(self, f: &mut fmt::Formatter<'_>, kind: Kind, length: usize) -> fmt::Result {
        let style = kind.style();
        match self {
            Look::Colour => {
                let symbols = style.symbol.to_string().repeat(length);
                write!(f, "\x1b[38;5;{}m{symbols}\x1b[0m", style.ansi)
            }
            Look::Plain => f.write_str(&style.ascii.to_string().repeat(length)),
        }
    }
}

/// What a column shows of the times, one a kind, that fill it.
fn shown(filled: [u128; Kind::ALL.len()]) -> Option<Kind> {
    let time = |kind: &Kind| filled[*kind as usize];
    if time(&Kind::Running) > 0 {
        return Some(Kind::Running);
    }
    let most = Kind::ALL.into_iter().max_by_key(time);
    most.filter(|kind| time(kind) > 0)
}

/// Adds spaces to `line`, whose characters are a column each, up to `column`.
fn pad(line: &mut String, column: usize) {
    let missing = column.saturating_sub(line.chars().count());
    line.extend(std::iter::repeat_n(' ', missing));
}
