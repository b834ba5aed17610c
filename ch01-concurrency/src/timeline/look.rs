//! How each kind looks, everywhere: the one table that all drawings cite.
//!
//! Colour is never the only signal: a kind also has a character, a height and a hatching. The
//! colours are from Okabe and Ito, "Color Universal Design" (2008), the lighter ones for what
//! lasts long, so that the darkest and tallest, running, is what the eye finds.

use super::{Kind, Recording};

/// How one [`Kind`] is told from the others.
#[derive(Debug)]
pub(super) struct Style {
    /// A word for classes and identifiers.
    pub(super) class: &'static str,
    /// One column wide.
    pub(super) symbol: char,
    /// What stands for `symbol` where there is only ASCII.
    pub(super) ascii: char,
    /// In the table of 256 colours that terminals share.
    pub(super) ansi: u8,
    /// On white paper.
    pub(super) light: &'static str,
    /// On a dark screen.
    pub(super) dark: &'static str,
    /// Of the lane's height.
    pub(super) height: f64,
    /// What is drawn over the colour, in a tile of [`TILE`] pixels: SVG path data.
    pub(super) hatch: &'static str,
}

/// The side of a tile of hatching, in pixels.
pub(super) const TILE: u32 = 6;

impl Kind {
    pub(super) const fn style(self) -> Style {
        match self {
            Kind::Running => Style {
                class: "running",
                symbol: '█',
                ascii: '#',
                ansi: 166,
                light: "#d55e00",
                dark: "#f0742b",
                height: 1.0,
                hatch: "",
            },
            Kind::Ready => Style {
                class: "ready",
                symbol: '▒',
                ascii: '=',
                ansi: 178,
                light: "#e6b422",
                dark: "#d9a928",
                height: 0.75,
                hatch: "M1.5 0V6M4.5 0V6",
            },
            Kind::Waiting => Style {
                class: "waiting",
                symbol: '─',
                ascii: '-',
                ansi: 74,
                light: "#56b4e9",
                dark: "#3f8fc0",
                height: 0.5,
                hatch: "M-1 1L1 -1M-1 7L7 -1M5 7L7 5",
            },
            Kind::Sleeping => Style {
                class: "sleeping",
                symbol: '·',
                ascii: '.',
                ansi: 175,
                light: "#cc79a7",
                dark: "#b3648f",
                height: 0.3,
                hatch: "M1 1.5H3M4 4.5H6",
            },
        }
    }
}

/// The colours of a page.
#[derive(Debug)]
pub(super) struct Theme {
    /// What is drawn on.
    pub(super) paper: &'static str,
    /// Letters.
    pub(super) ink: &'static str,
    /// Thin lines.
    pub(super) rule: &'static str,
    /// A kind's colour.
    pub(super) of: fn(Kind) -> &'static str,
}

/// White paper.
pub(super) const LIGHT: Theme = Theme {
    paper: "#ffffff",
    ink: "#24292f",
    rule: "#e3e6ea",
    of: |kind| kind.style().light,
};

/// A dark screen.
pub(super) const DARK: Theme = Theme {
    paper: "#15181d",
    ink: "#d5dae1",
    rule: "#2c323a",
    of: |kind| kind.style().dark,
};

/// The kinds that `recording` has, in the order of [`Kind::ALL`].
pub(super) fn legend(recording: &Recording) -> Vec<Kind> {
    let spans = recording.lanes.iter().flat_map(|lane| &lane.spans);
    let has = |kind: &Kind| spans.clone().any(|span| span.kind == *kind);
    Kind::ALL.into_iter().filter(has).collect()
}
