//! How far a figure moves with each input at the ends of its range: two bars a row, from the figure as given.

use super::Range;
use super::canvas::{Anchor, Canvas, Rect, Style};
use super::colour::{AXIS, Colour, GRID, INK, MUTED, SERIES};
use super::scale::Scale;
use super::text::{Weight, width, wrap};

/// The figure with an input at one end.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Where it stands.
    pub range: Range,
    /// What is written at its end.
    pub text: String,
}

/// An input.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Input {
    /// Its name, with its range.
    pub name: String,
    /// Where it stands in the scenario.
    pub path: String,
    /// At the low end, where there is one.
    pub low: Option<Bar>,
    /// At the high end.
    pub high: Option<Bar>,
}

/// All inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// In the order in which they are drawn: the widest first.
    pub rows: Vec<Input>,
    /// The figure as given.
    pub given: f64,
    /// What is written above it.
    pub said: String,
    /// What the axis says.
    pub axis: String,
}

/// Height of a bar with the room around it.
const LANE: f64 = 21.0;
/// Size of the words at bars.
const SMALL: f64 = 12.5;

impl Input {
    /// Low and high, with what makes each of them known without colour: low stands above high.
    pub(crate) fn bars(&self) -> [(Option<&Bar>, Colour); 2] {
        [(self.low.as_ref(), SERIES[1]), (self.high.as_ref(), SERIES[0])]
    }
}

/// Draws them at a width; below 500 the names stand above their rows.
#[must_use]
pub fn tornado(chart: &Tornado, wide: f64) -> Canvas {
    let narrow = wide < 500.0;
    let size = 14.0;
    let bars = || chart.rows.iter().flat_map(Input::bars).filter_map(|(bar, _)| bar);
    let longest = chart.rows.iter().map(|r| width(&r.name, size, Weight::Bold)).fold(60.0, f64::max);
    let names = if narrow { 0.0 } else { (longest + 16.0).min(wide * 0.36) };
    // Words stand to the side on which a bar ends.
    let room = |left: bool| {
        let here = bars().filter(|b| (b.range.value < chart.given) == left);
        here.map(|b| width(&b.text, SMALL, Weight::Regular)).fold(0.0, f64::max) + 12.0
    };
    let (left, right) = (names + 4.0 + room(true), wide - 4.0 - room(false));
    let numbers = bars().flat_map(|b| b.range.numbers()).chain([chart.given]);
    let scale = Scale::around(numbers, true, 0.02, (left, right.max(left + 40.0)));
    let lines_of = |row: &Input| {
        let most = if narrow { wide - 8.0 } else { names - 12.0 };
        wrap(&row.name, size, Weight::Regular, most, 4)
    };
    #[allow(clippy::cast_precision_loss)]
    let tall = |row: &Input| {
        let lines = lines_of(row).len().max(1) as f64 * 17.0;
        if narrow { lines + 2.0 * LANE + 14.0 } else { lines.max(2.0 * LANE) + 12.0 }
    };
    let said = wrap(&chart.said, 13.0, Weight::Bold, (wide - names - 8.0).max(120.0), 2);
    let axis = wrap(&scale.said(&chart.axis), 13.0, Weight::Regular, wide - names - 8.0, 4);
    #[allow(clippy::cast_precision_loss)]
    let (head, foot) = (said.len() as f64 * 16.0 + 6.0, axis.len() as f64 * 16.0 + 34.0);
    let rows: f64 = chart.rows.iter().map(tall).sum();
    let mut canvas = Canvas::new(wide, head + rows + foot);
    let bottom = head + rows;
    let mut last = f64::NEG_INFINITY;
    for (x, text) in scale.ticks(if narrow { 3 } else { 6 }) {
        let (at, half) = (scale.at(x), width(&text, 13.0, Weight::Regular) / 2.0);
        canvas.rule((at, head), (at, bottom), if x == 0.0 { AXIS } else { GRID }, if x == 0.0 { 1.5 } else { 1.0 }, "");
        if at - half > last + 4.0 && at - half > 0.0 && at + half < wide {
            canvas.text(at, bottom + 17.0, Anchor::Middle, &text, Style::new(13.0, MUTED));
            last = at + half;
        }
    }
    canvas.lines(names.max(4.0), bottom + 36.0, Anchor::Start, &axis, Style::new(13.0, MUTED));
    let given = scale.at(chart.given);
    canvas.rule((given, head), (given, bottom), INK, 1.5, "5 3");
    // Beside the line, and no further than the canvas.
    let longest = said.iter().map(|l| width(l, 13.0, Weight::Bold)).fold(0.0, f64::max);
    let x = given.clamp((names + longest / 2.0).min(wide / 2.0), (wide - longest / 2.0 - 2.0).max(wide / 2.0));
    canvas.lines(x, 13.0, Anchor::Middle, &said, Style::new(13.0, INK).bold());
    let mut y = head;
    for row in &chart.rows {
        let lines = lines_of(row);
        #[allow(clippy::cast_precision_loss)]
        let many = lines.len().max(1) as f64;
        let top = if narrow { y + 15.0 } else { y + tall(row) / 2.0 - (many - 1.0) * size * 0.6 + 5.0 };
        canvas.lines(0.0, top, Anchor::Start, &lines, Style::new(size, INK).halo());
        let first = if narrow { y + many * 17.0 + 6.0 } else { y + (tall(row) - 2.0 * LANE) / 2.0 };
        for (lane, (bar, colour)) in row.bars().into_iter().enumerate() {
            #[allow(clippy::cast_precision_loss)]
            let middle = first + (lane as f64 + 0.5) * LANE;
            if let Some(bar) = bar {
                draw(&mut canvas, bar, (given, middle), colour, &scale);
            }
        }
        y += tall(row);
    }
    canvas
}

fn draw(canvas: &mut Canvas, bar: &Bar, (given, y): (f64, f64), colour: Colour, scale: &Scale) {
    let at = scale.at(bar.range.value);
    if (at - given).abs() >= 0.5 {
        canvas.bar(Rect { x: at.min(given), y: y - 6.0, w: (at - given).abs(), h: 12.0 }, colour);
    }
    canvas.across(scale.at(bar.range.low), scale.at(bar.range.high), y, INK);
    let style = Style::new(SMALL, colour).halo();
    if at < given {
        let x = scale.at(bar.range.low).min(at) - 6.0;
        canvas.text(x, y + 4.5, Anchor::End, &bar.text, style);
    } else {
        let x = scale.at(bar.range.high).max(given) + 6.0;
        canvas.text(x, y + 4.5, Anchor::Start, &bar.text, style);
    }
}
