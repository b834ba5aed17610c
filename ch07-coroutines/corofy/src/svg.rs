//! A picture of the states, one below the other as they are in the source.
//!
//! A step to the next state is a line down; all others are arcs, forwards on the right, back on the left. The
//! further an arc goes, the wider it is, so none lies on another.

use std::fmt::Write;

use crate::picture::Picture;

const BOX_WIDTH: usize = 240;
const BOX_HEIGHT: usize = 44;
const ROW: usize = 76;
const TITLE: usize = 56;
/// Between an arc and the next wider one.
const LANE: usize = 18;
const MARGIN: usize = 24;

/// The coroutines beside each other.
pub fn svg(pictures: &[Picture]) -> String {
    let mut inside = String::new();
    let (mut x, mut height) = (0, 0);
    for picture in pictures {
        let (left, right) = (room(&lanes(picture, true)), room(&lanes(picture, false)));
        draw(picture, x + MARGIN + left, &mut inside);
        x += MARGIN + left + width(picture) + right;
        height = height.max(TITLE + picture.states.len() * ROW);
    }
    let width = x + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"14\">\n\
         <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\" fill=\"#444\"/></marker></defs>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{inside}</svg>\n"
    )
}

/// An arc: from, to, and how far out it goes, from 1.
type Lane = (usize, usize, usize);

/// The arcs of one side. Two that share a row are in different lanes.
fn lanes(picture: &Picture, is_back: bool) -> Vec<Lane> {
    let is_arc = |from: usize, to: usize| match is_back {
        true => to <= from,
        false => to > from + 1,
    };
    let mut arcs: Vec<(usize, usize)> = picture
        .transitions
        .iter()
        .copied()
        .filter(|(from, to)| is_arc(*from, *to))
        .collect();
    arcs.sort_by_key(|(from, to)| from.abs_diff(*to));
    let mut lanes: Vec<Lane> = Vec::new();
    for (from, to) in arcs {
        let (top, bottom) = (from.min(to), from.max(to));
        let overlaps = |lane: usize| {
            let mut others = lanes.iter().filter(|(.., it)| *it == lane);
            others.any(|(one, other, _)| (*one).min(*other) <= bottom && top <= (*one).max(*other))
        };
        let free = (1..).find(|lane| !overlaps(*lane));
        lanes.push((from, to, free.expect("there is always a wider one")));
    }
    lanes
}

fn room(lanes: &[Lane]) -> usize {
    let widest = lanes.iter().map(|(.., lane)| *lane).max();
    widest.map_or(0, |lane| (lane + 1) * LANE)
}

/// Letters are about as wide as this; a long line makes the boxes wider.
fn width(picture: &Picture) -> usize {
    let lines = picture.states.iter().chain(&picture.holds);
    let longest = lines.map(|it| it.chars().count()).max().unwrap_or(0);
    BOX_WIDTH.max(longest * 8 + 24)
}

fn draw(picture: &Picture, x: usize, out: &mut String) {
    let wide = width(picture);
    let middle = x + wide / 2;
    let y = |row: usize| TITLE + row * ROW;
    let _ = writeln!(
        out,
        "<text x=\"{middle}\" y=\"32\" text-anchor=\"middle\" font-weight=\"bold\">{}</text>",
        escaped(&picture.name)
    );
    for (from, to) in &picture.transitions {
        if *to == from + 1 {
            let (start, end) = (y(*from) + BOX_HEIGHT, y(*to) - 2);
            let _ = writeln!(
                out,
                "<path d=\"M{middle} {start} V{end}\" fill=\"none\" stroke=\"#444\" marker-end=\"url(#arrow)\"/>"
            );
        }
    }
    for is_back in [false, true] {
        for (from, to, lane) in lanes(picture, is_back) {
            let (edge, out_there) = match is_back {
                true => (x, x - lane * LANE),
                false => (x + wide, x + wide + lane * LANE),
            };
            // It leaves below the middle of its box and arrives above that of the other.
            let (start, end) = (y(from) + BOX_HEIGHT * 2 / 3, y(to) + BOX_HEIGHT / 3);
            let _ = writeln!(
                out,
                "<path d=\"M{edge} {start} H{out_there} V{end} H{edge}\" fill=\"none\" stroke=\"#444\" \
                 stroke-linejoin=\"round\" marker-end=\"url(#arrow)\"/>"
            );
        }
    }
    for (row, state) in picture.states.iter().enumerate() {
        let (top, fill) = match picture.waits.contains(&row) {
            true => (y(row), "#dbeafe"),
            false => (y(row), "#f3f4f6"),
        };
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{top}\" width=\"{wide}\" height=\"{BOX_HEIGHT}\" rx=\"8\" fill=\"{fill}\" \
             stroke=\"#444\"/>"
        );
        let holds = &picture.holds[row];
        let baseline = if holds.is_empty() { top + 27 } else { top + 19 };
        let _ = writeln!(
            out,
            "<text x=\"{middle}\" y=\"{baseline}\" text-anchor=\"middle\">{}</text>",
            escaped(state)
        );
        if !holds.is_empty() {
            let _ = writeln!(
                out,
                "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"12\" fill=\"#555\">{}</text>",
                top + 36,
                escaped(holds)
            );
        }
    }
}

/// A text as SVG and HTML have it between their tags.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
