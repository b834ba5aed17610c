//! The picture: a lane a contender and workload, its place the ratio to the base.
//!
//! A dot is the paired median, a thick line the quartiles, a thin one the range. A contender has
//! a colour (of Okabe and Ito's set, which the colour-blind can tell apart), a shape and its name.

use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::report::{ContenderReport, SuiteReport, WorkloadReport};

const WIDTH: u32 = 1000;
const LANE_HEIGHT: f64 = 19.0;
/// Room for the title above the lanes, the axis below them, and text on both sides, in pixels.
const HEAD: u32 = 66;
const FOOT: u32 = 52;
const LEFT: u32 = 250;
const RIGHT: u32 = 260;

/// Between workloads, in lanes.
const GAP: f64 = 0.7;

/// The ratios that are shown at least.
const NEAREST: (f64, f64) = (0.95, 1.05);

const INK: RGBColor = RGBColor(34, 34, 34);
const GREY: RGBColor = RGBColor(105, 105, 105);
const GRID: RGBColor = RGBColor(226, 226, 226);
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];

type Drawn<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

const LEGEND: &str = "Mark: median of the ratios, each to the floor in the same round. \
                      Thick line: quartiles. Thin line: range. Arrow: off the scale.";

/// Draws the report.
pub(crate) fn svg(report: &SuiteReport) -> Result<String> {
    let mut text = String::new();
    draw(report, &mut text).map_err(|error| anyhow!("cannot draw: {error}"))?;
    Ok(text)
}

fn draw(report: &SuiteReport, text: &mut String) -> Drawn {
    let lanes = report.workloads.iter().map(height).sum();
    let size = (WIDTH, HEAD + FOOT + (lanes * LANE_HEIGHT) as u32);
    let area = SVGBackend::with_string(text, size).into_drawing_area();
    area.fill(&WHITE)?;
    let title = format!(
        "{}: what each costs beside {}, {} rounds",
        report.suite, report.base, report.rounds
    );
    write(&area, (20, 24), HPos::Left, font(20, INK), &title)?;
    write(&area, (20, 48), HPos::Left, font(13, GREY), LEGEND)?;

    let bounds = bounds(report);
    let mut chart = axes(&area, report, bounds, lanes)?;
    let names = names(report);
    let mut top = 0.0;
    for workload in &report.workloads {
        let middle = chart
            .backend_coord(&(bounds.0, top + height(workload) / 2.0))
            .1;
        let end = (LEFT as i32 - 14, middle);
        write(&area, end, HPos::Right, font(14, INK), &workload.title)?;
        for (place, contender) in workload.lanes().enumerate() {
            let y = top + GAP / 2.0 + place as f64 + 0.5;
            let index = names.iter().position(|name| *name == contender.name);
            let index = index.expect("every lane's name is among the names");
            let middle = lane(&area, &mut chart, bounds, y, (index, contender))?;
            caption(&area, middle, (index, contender))?;
        }
        top += height(workload);
    }
    drop(chart);
    area.present()?;
    Ok(())
}

/// Of all contenders, in an order that gives each its colour and shape in every workload.
fn names(report: &SuiteReport) -> Vec<&str> {
    let mut names = Vec::new();
    for lane in report.workloads.iter().flat_map(WorkloadReport::lanes) {
        if !names.contains(&&*lane.name) {
            names.push(&*lane.name);
        }
    }
    names
}

/// In lanes.
fn height(workload: &WorkloadReport) -> f64 {
    workload.lanes().count() as f64 + GAP
}

/// The ratios to show: all quartiles, within reason.
fn bounds(report: &SuiteReport) -> (f64, f64) {
    let lanes = || report.workloads.iter().flat_map(WorkloadReport::lanes);
    let lowest = lanes().map(|lane| lane.paired.lower_quartile);
    let highest = lanes().map(|lane| lane.paired.upper_quartile);
    let from = lowest.fold(NEAREST.0, f64::min).max(report.scale.0);
    let to = highest.fold(NEAREST.1, f64::max).min(report.scale.1);
    (from - 0.01, to + 0.01)
}

/// The scale, a line between workloads, and the line of the base.
fn axes<'a, 'b>(
    area: &Area<'b>,
    report: &SuiteReport,
    (from, to): (f64, f64),
    lanes: f64,
) -> Drawn<Chart<'a, 'b>> {
    let mut chart = ChartBuilder::on(area)
        .margin_top(HEAD)
        .margin_left(LEFT)
        .margin_right(RIGHT)
        .set_label_area_size(LabelAreaPosition::Bottom, FOOT)
        .build_cartesian_2d(from..to, lanes..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(GREY)
        .x_labels(8)
        .x_label_formatter(&|ratio| format!("{ratio:.2}"))
        .x_label_style(font(13, INK))
        .x_desc(format!("{}, ratio to {}", report.measure, report.base))
        .axis_desc_style(font(14, INK))
        .draw()?;
    let ends = report.workloads.iter().scan(0.0, |end, workload| {
        *end += height(workload);
        Some(*end)
    });
    chart.draw_series(ends.map(|y| PathElement::new([(from, y), (to, y)], GRID)))?;
    let base = [(1.0, 0.0), (1.0, lanes)];
    chart.draw_series([PathElement::new(base, INK.stroke_width(2))])?;
    Ok(chart)
}

/// Draws one contender in one workload; the height in pixels at which it did.
fn lane(
    area: &Area<'_>,
    chart: &mut Chart<'_, '_>,
    (from, to): (f64, f64),
    y: f64,
    (index, contender): (usize, &ContenderReport),
) -> Drawn<i32> {
    let (colour, spread) = (COLOURS[index % COLOURS.len()], contender.paired);
    let within = |ratio: f64| ratio.clamp(from, to);
    let line = |start, end, width| {
        let ends = [(within(start), y), (within(end), y)];
        PathElement::new(ends, colour.stroke_width(width))
    };
    chart.draw_series([
        line(spread.min, spread.max, 1),
        line(spread.lower_quartile, spread.upper_quartile, 4),
    ])?;
    let at = chart.backend_coord(&(within(spread.median), y));
    if (from..=to).contains(&spread.median) {
        mark(area, at, index)?;
    } else {
        arrow(area, at, colour, spread.median > to)?;
    }
    Ok(at.1)
}

/// To the right of a lane: the mark again, the contender's name, its figures.
fn caption(area: &Area<'_>, y: i32, (index, contender): (usize, &ContenderReport)) -> Drawn {
    let (x, spread) = ((WIDTH - RIGHT) as i32, contender.paired);
    let figures = format!(
        "{:.3}  ({:.2}–{:.2})",
        spread.median, spread.lower_quartile, spread.upper_quartile
    );
    mark(area, (x + 18, y), index)?;
    write(
        area,
        (x + 32, y),
        HPos::Left,
        font(13, INK),
        &contender.name,
    )?;
    write(area, (x + 152, y), HPos::Left, font(13, INK), &figures)
}

/// A shape a contender, so that colour is not the only sign.
fn mark(area: &Area<'_>, at: (i32, i32), index: usize) -> Drawn {
    let ((x, y), index) = (at, index % COLOURS.len());
    let colour = COLOURS[index];
    match index {
        0 => area.draw(&Circle::new(at, 5, colour.filled()))?,
        1 => area.draw(&Rectangle::new(
            [(x - 5, y - 5), (x + 5, y + 5)],
            colour.filled(),
        ))?,
        2 => area.draw(&TriangleMarker::new(at, 7, colour.filled()))?,
        3 => area.draw(&Cross::new(at, 5, colour.stroke_width(2)))?,
        4 => area.draw(&Circle::new(at, 5, colour.stroke_width(2)))?,
        _ => area.draw(&TriangleMarker::new(at, -7, colour.filled()))?,
    }
    Ok(())
}

/// Points off the scale, to the right or to the left.
fn arrow(area: &Area<'_>, (x, y): (i32, i32), colour: RGBColor, right: bool) -> Drawn {
    let back = if right { -9 } else { 9 };
    let head = [(x, y), (x + back, y - 5), (x + back, y + 5)];
    Ok(area.draw(&Polygon::new(head, colour.filled()))?)
}

fn font(size: i32, colour: RGBColor) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&colour)
}

/// Writes text beside a point, centred on its height.
fn write(area: &Area<'_>, at: (i32, i32), side: HPos, style: TextStyle<'_>, text: &str) -> Drawn {
    let style = style.pos(Pos::new(side, VPos::Center));
    Ok(area.draw_text(text, &style, at)?)
}
