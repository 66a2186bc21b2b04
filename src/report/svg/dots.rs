//! Rows of dots with intervals: one dot a row, or a dumbbell of two groups.

use super::canvas::{Anchor, Canvas, Style};
use super::colour::{AXIS, Colour, GREY, GRID, INK, MUTED, SERIES};
use super::marks::{RADIUS, Shape};
use super::scale::Scale;
use super::text::{Weight, width, wrap};
use super::{Range, Rect};

/// A dot.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Which of the series it belongs to.
    pub series: usize,
    /// Where it stands.
    pub range: Range,
    /// What is written beside it.
    pub text: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DotRow {
    /// Its name.
    pub name: String,
    /// Whether it is the one that others are compared with.
    pub strong: bool,
    /// Its dots.
    pub dots: Vec<Dot>,
    /// What stands at its end.
    pub aside: String,
}

/// All rows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Dots {
    /// In the order in which they are drawn.
    pub rows: Vec<DotRow>,
    /// Names of the series.
    pub series: Vec<String>,
    /// What the axis says.
    pub axis: String,
    /// Head of what stands at the ends of rows.
    pub aside: String,
    /// Whether the axis begins at zero, or holds it.
    pub zero: bool,
    /// Whether dots are joined.
    pub joined: bool,
}

const SHAPES: [Shape; 2] = [Shape::Disc, Shape::Diamond];

fn look(series: usize, of: usize) -> (Shape, Colour) {
    // The first group is dark blue and filled, the second orange and hollow.
    if of <= 1 { (Shape::Disc, SERIES[1]) } else { (SHAPES[series % 2], SERIES[(series + 1) % 2]) }
}

/// Draws them at a width; below 500 the names stand above their rows.
#[must_use]
pub fn dots(chart: &Dots, wide: f64) -> Canvas {
    let narrow = wide < 500.0;
    let size = 14.0;
    let aside = if chart.aside.is_empty() {
        0.0
    } else if narrow {
        84.0
    } else {
        110.0
    };
    let longest = chart.rows.iter().map(|r| width(&r.name, size, Weight::Bold)).fold(60.0, f64::max);
    let names = if narrow { 0.0 } else { (longest + 16.0).min(wide * 0.34) };
    let (left, right) = if narrow { (6.0, wide - 6.0) } else { (names, wide - aside) };
    let label =
        chart.rows.iter().flat_map(|r| &r.dots).map(|d| width(&d.text, 13.0, Weight::Regular)).fold(0.0, f64::max);
    let inner = (left + label + 14.0, right - label - 14.0);
    let numbers = chart.rows.iter().flat_map(|r| &r.dots).flat_map(|d| d.range.numbers());
    let scale = Scale::around(numbers, chart.zero, 0.02, inner);
    // Heights first.
    let names_at = |row: &DotRow| {
        let most = if narrow { wide - aside - 8.0 } else { names - 14.0 };
        wrap(&row.name, size, Weight::Bold, most, 4)
    };
    let tall = |row: &DotRow| {
        #[allow(clippy::cast_precision_loss)]
        let lines = names_at(row).len().max(1) as f64;
        if narrow { lines * 17.0 + 34.0 } else { (lines * 17.0 + 14.0).max(40.0) }
    };
    let key = chart.series.len() > 1;
    let first = chart.rows.first();
    let direct = first.filter(|_| key && !narrow).and_then(|row| direct(chart, row, &scale, (left, right)));
    let keyed = if key && direct.is_none() { keys(chart, wide) } else { Vec::new() };
    #[allow(clippy::cast_precision_loss)]
    let head = if key { if direct.is_some() { 44.0 } else { 26.0 * keyed.len() as f64 + 8.0 } } else { 10.0 };
    let head = if chart.aside.is_empty() || !keyed.is_empty() { head } else { head.max(26.0) };
    let head = if !chart.aside.is_empty() && !keyed.is_empty() { head + 20.0 } else { head };
    let rows: f64 = chart.rows.iter().map(tall).sum();
    let said = wrap(&scale.said(&chart.axis), 13.0, Weight::Regular, if narrow { wide - 8.0 } else { right - left }, 3);
    #[allow(clippy::cast_precision_loss)]
    let height = head + rows + 30.0 + 17.0 * said.len() as f64 + 4.0;
    let mut canvas = Canvas::new(wide, height);
    let bottom = head + rows;
    let about = if narrow { 3 } else { 6 };
    let mut last = f64::NEG_INFINITY;
    for (x, text) in scale.ticks(about) {
        let at = scale.at(x);
        let half = width(&text, 13.0, Weight::Regular) / 2.0;
        canvas.rule((at, head), (at, bottom), if x == 0.0 { AXIS } else { GRID }, if x == 0.0 { 1.5 } else { 1.0 }, "");
        if at - half > last + 4.0 && at - half > 0.0 && at + half < wide {
            canvas.text(at, bottom + 18.0, Anchor::Middle, &text, Style::new(13.0, MUTED));
            last = at + half;
        }
    }
    canvas.lines(if narrow { 4.0 } else { left }, bottom + 38.0, Anchor::Start, &said, Style::new(13.0, MUTED));
    if !chart.aside.is_empty() {
        let y = if keyed.is_empty() { 14.0 } else { head - 6.0 };
        canvas.text(wide - 2.0, y, Anchor::End, &chart.aside, Style::new(13.0, MUTED).bold());
    }
    for (anchor, x, i) in direct.iter().flatten() {
        let (_, colour) = look(*i, chart.series.len());
        canvas.text(*x, head - 6.0, *anchor, &chart.series[*i], Style::new(13.0, colour).bold());
    }
    for (line, items) in keyed.iter().enumerate() {
        let mut x = 4.0;
        #[allow(clippy::cast_precision_loss)]
        let y = 16.0 + 26.0 * line as f64;
        for (i, name) in items {
            let (shape, colour) = look(*i, chart.series.len());
            canvas.mark((x + RADIUS, y - 4.0), shape, colour);
            canvas.text(x + 18.0, y, Anchor::Start, name, Style::new(13.0, colour).bold());
            x += width(name, 13.0, Weight::Bold) + 40.0;
        }
    }
    let mut y = head;
    for row in &chart.rows {
        let lines = names_at(row);
        #[allow(clippy::cast_precision_loss)]
        let many = lines.len().max(1) as f64;
        let style = Style::new(size, INK);
        let style = if row.strong { style.bold() } else { style };
        let middle = if narrow { y + many * 17.0 + 16.0 } else { y + tall(row) / 2.0 };
        let top = if narrow { y + 15.0 } else { middle - (many - 1.0) * size * 0.6 + 5.0 };
        canvas.lines(0.0, top, Anchor::Start, &lines, style);
        if !row.aside.is_empty() {
            let at = if narrow { y + 15.0 } else { middle + 5.0 };
            canvas.text(wide - 2.0, at, Anchor::End, &row.aside, Style::new(size, INK).bold());
        }
        draw(&mut canvas, chart, row, &scale, middle);
        y += tall(row);
    }
    canvas
}

fn draw(canvas: &mut Canvas, chart: &Dots, row: &DotRow, scale: &Scale, y: f64) {
    let at = |d: &Dot| scale.at(d.range.value);
    let low = row.dots.iter().map(at).fold(f64::INFINITY, f64::min);
    let high = row.dots.iter().map(at).fold(f64::NEG_INFINITY, f64::max);
    // Two ranges in one row stand a little apart, so that both can be seen.
    let off = |d: &Dot| if row.dots.len() > 1 { y + if d.series == 0 { -4.0 } else { 4.0 } } else { y };
    if let (true, [a, b]) = (chart.joined, row.dots.as_slice()) {
        canvas.line((at(a), y), (at(b), y), GREY, 5.0, "");
    }
    let reach = |pick: fn(&Range) -> f64, best: fn(f64, f64) -> f64, from: f64| {
        row.dots.iter().map(|d| scale.at(pick(&d.range))).fold(from, best)
    };
    let left = reach(|r| r.low, f64::min, low - RADIUS).min(low - RADIUS);
    let right = reach(|r| r.high, f64::max, high + RADIUS).max(high + RADIUS);
    for dot in &row.dots {
        let (_, colour) = look(dot.series, chart.series.len());
        canvas.across(scale.at(dot.range.low), scale.at(dot.range.high), off(dot), colour);
    }
    for dot in &row.dots {
        let (shape, colour) = look(dot.series, chart.series.len());
        canvas.mark((at(dot), off(dot)), shape, colour);
    }
    let mut order: Vec<&Dot> = row.dots.iter().collect();
    order.sort_by(|a, b| a.range.value.total_cmp(&b.range.value).then(a.series.cmp(&b.series)));
    let word = |dot: &Dot| Style::new(13.0, look(dot.series, chart.series.len()).1).halo();
    match order.as_slice() {
        [] => {}
        [only] => canvas.text(right + 7.0, y + 4.5, Anchor::Start, &only.text, word(only)),
        [first, .., last] => {
            canvas.text(left - 7.0, y + 4.5, Anchor::End, &first.text, word(first));
            canvas.text(right + 7.0, y + 4.5, Anchor::Start, &last.text, word(last));
        }
    }
}

/// The names of two series above the dots of the first row, where there is room for them.
fn direct(chart: &Dots, row: &DotRow, scale: &Scale, (left, right): (f64, f64)) -> Option<[(Anchor, f64, usize); 2]> {
    let [a, b] = row.dots.as_slice() else { return None };
    let (a, b) = if a.range.value <= b.range.value { (a, b) } else { (b, a) };
    let (mut x, mut z) = (scale.at(a.range.value) + 12.0, scale.at(b.range.value) - 12.0);
    if z - x < 12.0 {
        let middle = f64::midpoint(x, z);
        (x, z) = (middle - 6.0, middle + 6.0);
    }
    let style = Style::new(13.0, INK).bold();
    let all = Rect { x: left, y: 0.0, w: right - left, h: 100.0 };
    let fits = all.holds(&Canvas::room(x, 50.0, Anchor::End, &chart.series[a.series], &style))
        && all.holds(&Canvas::room(z, 50.0, Anchor::Start, &chart.series[b.series], &style));
    fits.then_some([(Anchor::End, x, a.series), (Anchor::Start, z, b.series)])
}

/// The names of the series beside their marks, in lines that fit.
fn keys(chart: &Dots, wide: f64) -> Vec<Vec<(usize, String)>> {
    let mut lines: Vec<Vec<(usize, String)>> = Vec::new();
    let mut x = f64::INFINITY;
    for (i, name) in chart.series.iter().enumerate() {
        let name = wrap(name, 13.0, Weight::Bold, wide - 30.0, 1).concat();
        let w = width(&name, 13.0, Weight::Bold) + 40.0;
        if x + w - 16.0 > wide {
            lines.push(Vec::new());
            x = 4.0;
        }
        x += w;
        if let Some(line) = lines.last_mut() {
            line.push((i, name));
        }
    }
    lines
}
