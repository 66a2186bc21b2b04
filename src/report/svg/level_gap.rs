//! How long all wait against how far groups are apart: one point for each policy, with the line of those that no other beats on both.

use super::Range;
use super::canvas::{Anchor, Canvas, Rect, Style};
use super::colour::{AXIS, GREY, GRID, INK, MUTED, SERIES};
use super::marks::{RADIUS, Shape};
use super::place::{Line, Wish, place};
use super::scale::{Scale, margin};
use super::text::{Weight, width, wrap};

/// A policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its name.
    pub name: String,
    /// What the others are compared with.
    pub reference: bool,
    /// How long all wait.
    pub level: Range,
    /// How far groups are apart.
    pub gap: Range,
}

/// The chart.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct LevelGap {
    /// Policies.
    pub points: Vec<Point>,
    /// What the level is.
    pub level: String,
    /// What the gap is.
    pub gap: String,
    /// What lies above zero.
    pub above: String,
}

impl LevelGap {
    /// Those that no other beats on both: less or equal wait and a gap nearer to zero, one of them strictly; by level.
    #[must_use]
    pub fn frontier(&self) -> Vec<usize> {
        let beats = |a: &Point, b: &Point| {
            let (ga, gb) = (a.gap.value.abs(), b.gap.value.abs());
            a.level.value <= b.level.value && ga <= gb && (a.level.value < b.level.value || ga < gb)
        };
        let mut front: Vec<usize> =
            (0..self.points.len()).filter(|i| !self.points.iter().any(|p| beats(p, &self.points[*i]))).collect();
        front.sort_by(|a, b| self.points[*a].level.value.total_cmp(&self.points[*b].level.value).then(a.cmp(b)));
        front
    }
}

/// Draws it.
#[must_use]
pub fn level_gap(chart: &LevelGap, wide: f64) -> Canvas {
    let narrow = wide < 500.0;
    let size = if narrow { 12.0 } else { 13.0 };
    let gap_words = wrap(&chart.gap, 13.0, Weight::Regular, wide - 8.0, 3);
    #[allow(clippy::cast_precision_loss)]
    let top = 24.0 + 17.0 * gap_words.len() as f64;
    #[allow(clippy::cast_precision_loss)]
    let tall = if narrow { 300.0 } else { 340.0 } + 9.0 * chart.points.len().saturating_sub(6) as f64;
    let gaps = || chart.points.iter().flat_map(|p| p.gap.numbers());
    let ticks = Scale::around(gaps(), true, 0.06, (0.0, 1.0)).ticks(5);
    let (left, right) = (margin(&ticks, size).max(52.0), wide - 12.0);
    let pad = 22.0;
    let levels = || chart.points.iter().flat_map(|p| p.level.numbers());
    let x = Scale::around(levels(), false, 0.03, (left + pad, right - pad));
    let level_words = wrap(&x.said(&chart.level), 13.0, Weight::Regular, right - left, 3);
    #[allow(clippy::cast_precision_loss)]
    let height = top + tall + 28.0 + 17.0 * level_words.len() as f64;
    let mut canvas = Canvas::new(wide, height);
    let bottom = top + tall;
    let y = Scale::around(gaps(), true, 0.06, (bottom - pad, top + pad));
    canvas.lines(2.0, 16.0, Anchor::Start, &gap_words, Style::new(13.0, MUTED));
    for (v, text) in y.ticks(5) {
        let at = y.at(v);
        canvas.rule((left, at), (right, at), if v == 0.0 { AXIS } else { GRID }, if v == 0.0 { 1.5 } else { 1.0 }, "");
        canvas.text(left - 8.0, at + 4.5, Anchor::End, &text, Style::new(size, MUTED));
    }
    let mut last = f64::NEG_INFINITY;
    for (v, text) in x.ticks(if narrow { 3 } else { 6 }) {
        let at = x.at(v);
        let half = width(&text, size, Weight::Regular) / 2.0;
        canvas.rule((at, top), (at, bottom), GRID, 1.0, "");
        if at - half > last + 6.0 && at + half < wide {
            canvas.text(at, bottom + 18.0, Anchor::Middle, &text, Style::new(size, MUTED));
            last = at + half;
        }
    }
    canvas.lines(left, bottom + 38.0, Anchor::Start, &level_words, Style::new(13.0, MUTED));
    let at = |p: &Point| (x.at(p.level.value), y.at(p.gap.value));
    let front = chart.frontier();
    let path: Vec<(f64, f64)> = front.iter().map(|i| at(&chart.points[*i])).collect();
    let mut lines: Vec<Line> = path.windows(2).map(|w| (w[0], w[1])).collect();
    if path.len() > 1 {
        canvas.path(&path, GREY, 2.0, "5 4");
    }
    let mut boxes = Vec::new();
    for p in &chart.points {
        let (px, py) = at(p);
        let colour = if p.reference { SERIES[0] } else { SERIES[1] };
        canvas.across(x.at(p.level.low), x.at(p.level.high), py, colour);
        canvas.upright(y.at(p.gap.low), y.at(p.gap.high), px, colour);
        lines.push(((x.at(p.level.low), py), (x.at(p.level.high), py)));
        lines.push(((px, y.at(p.gap.low)), (px, y.at(p.gap.high))));
        boxes.push(Rect { x: px - RADIUS, y: py - RADIUS, w: 2.0 * RADIUS, h: 2.0 * RADIUS });
    }
    for (i, p) in chart.points.iter().enumerate() {
        let shape = if p.reference {
            Shape::Diamond
        } else if front.contains(&i) {
            Shape::Disc
        } else {
            Shape::Ring
        };
        canvas.mark(at(p), shape, if p.reference { SERIES[0] } else { SERIES[1] });
    }
    // The sentence at the zero line stands where the fewest points are.
    let within = Rect { x: left + 2.0, y: top, w: right - left - 4.0, h: tall };
    let most = if narrow { 110.0 } else { 170.0 };
    let named: Vec<Vec<String>> = chart.points.iter().map(|p| wrap(&p.name, size, Weight::Bold, most, 3)).collect();
    let room = |lines: &Vec<String>| {
        let w = lines.iter().map(|l| width(l, size, Weight::Bold)).fold(0.0, f64::max);
        #[allow(clippy::cast_precision_loss)]
        let h = size + lines.len().saturating_sub(1) as f64 * size * 1.2;
        (w, h)
    };
    let zero = y.at(0.0);
    let mut order: Vec<usize> = (0..chart.points.len()).collect();
    // The reference and the frontier have the first choice.
    order.sort_by_key(|i| (!chart.points[*i].reference, !front.contains(i), *i));
    let said = width(&chart.above, 12.0, Weight::Regular);
    let zero_box = Rect { x: right - said - 4.0, y: zero - 17.0, w: said + 4.0, h: 13.0 };
    let free = !chart.above.is_empty()
        && zero - 20.0 > top
        && zero_box.x > left
        && !boxes.iter().any(|b| b.overlaps(&zero_box))
        && !lines.iter().any(|l| super::place::crosses(*l, &zero_box));
    if free {
        boxes.push(zero_box);
    }
    lines.push(((left, zero), (right, zero)));
    let wishes: Vec<Wish> = order
        .iter()
        .map(|i| {
            let (w, h) = room(&named[*i]);
            Wish { at: at(&chart.points[*i]), w, h }
        })
        .collect();
    let places = place(&wishes, &boxes, &lines, within);
    if free {
        canvas.text(right - 2.0, zero - 6.0, Anchor::End, &chart.above, Style::new(12.0, MUTED).halo());
    }
    for (i, found) in order.iter().zip(places) {
        let Some(r) = found else { continue };
        let p = &chart.points[*i];
        let (px, py) = at(p);
        let edge = (px.clamp(r.x, r.x + r.w), py.clamp(r.y, r.y + r.h));
        if (edge.0 - px).hypot(edge.1 - py) > 22.0 {
            canvas.rule((px, py), edge, GREY, 0.8, "");
            canvas.mark(
                (px, py),
                if p.reference {
                    Shape::Diamond
                } else if front.contains(i) {
                    Shape::Disc
                } else {
                    Shape::Ring
                },
                if p.reference { SERIES[0] } else { SERIES[1] },
            );
        }
        let style = Style::new(size, if p.reference { SERIES[0] } else { INK }).halo();
        let style = if p.reference { style.bold() } else { style };
        let right_of = r.x >= px - 1.0;
        let (anchor, x) = if right_of {
            (Anchor::Start, r.x)
        } else if r.x + r.w <= px + 1.0 {
            (Anchor::End, r.x + r.w)
        } else {
            (Anchor::Middle, r.x + r.w / 2.0)
        };
        canvas.lines(x, r.y + size * 0.8, anchor, &named[*i], style);
    }
    canvas
}
