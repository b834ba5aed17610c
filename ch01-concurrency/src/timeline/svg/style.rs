//! The colours and hatchings of an SVG, as style sheets and patterns.

use super::super::Kind;
use super::super::look::{DARK, LIGHT, TILE, Theme};

/// All that stands before the drawing: a style sheet for light and dark, and for each kind a
/// pattern, and a class that fills with it.
pub(super) fn head() -> String {
    format!(
        "{SHAPES}{}@media (prefers-color-scheme: dark) {{\n{}}}\n{}</style>\n<defs>\n{}</defs>\n",
        colours(&LIGHT),
        colours(&DARK),
        Kind::ALL.map(class).concat(),
        Kind::ALL.map(pattern).concat(),
    )
}

/// What holds in every colour.
const SHAPES: &str = "<style>
.timeline { font: 12px system-ui, sans-serif }
.timeline .title { font-size: 17px; font-weight: 600 }
.timeline .middle { text-anchor: middle }
.timeline .end { text-anchor: end }
.timeline line, .timeline rect { shape-rendering: crispEdges }
.timeline .hatch { fill: none; stroke-opacity: 0.6 }
";

fn colours(theme: &Theme) -> String {
    let Theme {
        paper,
        ink,
        rule,
        of,
    } = theme;
    let kind = |kind: Kind| {
        let class = kind.style().class;
        format!(".timeline .{class} {{ fill: {} }}\n", of(kind))
    };
    format!(
        ".timeline .paper {{ fill: {paper} }}\n\
         .timeline .hatch {{ stroke: {paper} }}\n\
         .timeline text {{ fill: {ink} }}\n\
         .timeline line {{ stroke: {rule} }}\n"
    ) + &Kind::ALL.map(kind).concat()
}

fn class(kind: Kind) -> String {
    let class = kind.style().class;
    format!(".timeline .{class}-bar {{ fill: url(#timeline-{class}) }}\n")
}

fn pattern(kind: Kind) -> String {
    let style = kind.style();
    format!(
        "<pattern id=\"timeline-{0}\" width=\"{TILE}\" height=\"{TILE}\" \
         patternUnits=\"userSpaceOnUse\"><rect class=\"{0}\" width=\"{TILE}\" \
         height=\"{TILE}\"/><path class=\"hatch\" d=\"{1}\"/></pattern>\n",
        style.class, style.hatch,
    )
}
