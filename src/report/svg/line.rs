//! Values over time with bands; the names stand at the ends of the lines.

use super::Range;
use super::canvas::{Anchor, Canvas, Style};
use super::colour::{AXIS, Colour, GREY, GRID, MUTED, SERIES};
use super::dates::dates;
use super::scale::{Scale, margin};
use super::text::{Weight, wrap};

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// What is written at its end.
    pub last: String,
    /// Its place in the palette; grey and without a band where there is none.
    pub colour: Option<usize>,
    /// Time and value.
    pub points: Vec<(f64, Range)>,
}

/// All lines.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Lines {
    /// The lines.
    pub curves: Vec<Curve>,
    /// What the upright axis says.
    pub axis: String,
    /// Times, with the words for them.
    pub times: Vec<(f64, String)>,
    /// Whether zero is on the axis.
    pub zero: bool,
}

const DASHES: [&str; 4] = ["7 4", "", "2 3", "10 3 2 3"];

/// A line with its colour and dashes.
type Bright<'a> = (&'a Curve, Colour, &'static str);

/// Draws them. On a desk the names stand at the ends of the lines, on a telephone below the chart.
#[must_use]
pub fn lines(chart: &Lines, wide: f64) -> Canvas {
    let narrow = wide < 500.0;
    let size = if narrow { 12.0 } else { 13.0 };
    let bright: Vec<Bright<'_>> = chart
        .curves
        .iter()
        .filter_map(|c| c.colour.map(|i| (c, SERIES[i % SERIES.len()], DASHES[i % DASHES.len()])))
        .collect();
    let numbers = || {
        chart.curves.iter().flat_map(|c| {
            c.points.iter().flat_map(move |(_, r)| if c.colour.is_some() { r.numbers() } else { [r.value; 3] })
        })
    };
    let shape = Scale::around(numbers(), chart.zero, 0.05, (0.0, 1.0));
    let aside = if narrow { 8.0 } else { 190.0 };
    let (left, right) = (margin(&shape.ticks(5), size).max(if narrow { 30.0 } else { 56.0 }), wide - aside);
    let head = wrap(&shape.said(&chart.axis), 13.0, Weight::Regular, wide - 4.0, 3);
    #[allow(clippy::cast_precision_loss)]
    let top = 16.0 + 17.0 * head.len() as f64;
    let most = if narrow { wide - 44.0 } else { aside - 18.0 };
    let ends: Vec<Vec<String>> = bright.iter().map(|(c, ..)| end_words(c, size, most)).collect();
    #[allow(clippy::cast_precision_loss)]
    let room = |lines: &Vec<String>| lines.len() as f64 * size * 1.2 + 6.0;
    let needed: f64 = ends.iter().map(room).sum();
    let tall = if narrow { 210.0_f64 } else { 250.0_f64.max(needed) };
    let bottom = top + tall;
    let height = bottom + 34.0 + if narrow { needed + 8.0 } else { 0.0 };
    let mut canvas = Canvas::new(wide, height);
    let y = Scale::around(numbers(), chart.zero, 0.05, (bottom, top + 6.0));
    let all = || chart.curves.iter().flat_map(|c| &c.points);
    let first = all().map(|(t, _)| *t).fold(f64::INFINITY, f64::min);
    let last = all().map(|(t, _)| *t).fold(f64::NEG_INFINITY, f64::max);
    let x = Scale::new((first, last), (left, right));
    canvas.lines(2.0, 14.0, Anchor::Start, &head, Style::new(13.0, MUTED));
    for (v, text) in y.ticks(5) {
        let at = y.at(v);
        canvas.rule((left, at), (right, at), if v == 0.0 { AXIS } else { GRID }, 1.0, "");
        canvas.text(left - 7.0, at + 4.5, Anchor::End, &text, Style::new(size, MUTED));
    }
    dates(&mut canvas, &chart.times, &x, bottom, (wide, size));
    draw(&mut canvas, chart, &bright, (&x, &y));
    if narrow {
        let mut at = bottom + 38.0;
        for (lines, (_, colour, dash)) in ends.iter().zip(&bright) {
            canvas.line((4.0, at + size * 0.6), (32.0, at + size * 0.6), *colour, 2.5, dash);
            canvas.lines(40.0, at + size, Anchor::Start, lines, Style::new(size, *colour).bold());
            at += room(lines);
        }
        return canvas;
    }
    // Names at the ends, pushed apart.
    let mut order: Vec<(usize, f64)> =
        bright.iter().enumerate().filter_map(|(i, (c, ..))| c.points.last().map(|(_, r)| (i, y.at(r.value)))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut tops: Vec<f64> = Vec::new();
    let mut free = top;
    for (i, at) in &order {
        let from = (at - room(&ends[*i]) / 2.0).max(free);
        tops.push(from);
        free = from + room(&ends[*i]);
    }
    let mut end = bottom + 6.0;
    for ((i, _), from) in order.iter().zip(tops.iter_mut()).rev() {
        *from = from.min(end - room(&ends[*i]));
        end = *from;
    }
    for ((i, at), from) in order.iter().zip(tops) {
        let (_, colour, _) = bright[*i];
        let middle = from + room(&ends[*i]) / 2.0;
        canvas.rule((right + 2.0, *at), (right + 13.0, middle), colour, 1.0, "");
        canvas.lines(right + 16.0, from + size, Anchor::Start, &ends[*i], Style::new(size, colour).bold());
    }
    canvas
}

/// The name of a line and its last value.
fn end_words(curve: &Curve, size: f64, most: f64) -> Vec<String> {
    let mut lines = wrap(&curve.name, size, Weight::Bold, most, 3);
    lines.extend(wrap(&curve.last, size, Weight::Bold, most, 2));
    lines
}

/// Grey lines lie behind, bands below the lines.
fn draw(canvas: &mut Canvas, chart: &Lines, bright: &[Bright<'_>], (x, y): (&Scale, &Scale)) {
    let place = |(t, v): (f64, f64)| (x.at(t), y.at(v));
    for curve in chart.curves.iter().filter(|c| c.colour.is_none()) {
        let path: Vec<(f64, f64)> = curve.points.iter().map(|(t, r)| place((*t, r.value))).collect();
        canvas.path(&path, GREY, 1.0, "");
    }
    for (curve, colour, _) in bright {
        let up = curve.points.iter().map(|(t, r)| place((*t, r.high)));
        let down = curve.points.iter().rev().map(|(t, r)| place((*t, r.low)));
        let area: Vec<(f64, f64)> = up.chain(down).collect();
        canvas.area(&area, *colour, 0.13);
    }
    for (curve, colour, dash) in bright {
        let path: Vec<(f64, f64)> = curve.points.iter().map(|(t, r)| place((*t, r.value))).collect();
        canvas.path(&path, *colour, 2.5, dash);
    }
}
