//! XmR charts in the style of Making Data Count: one panel for each series below each other, all on one axis, with mean and limits, points
//! that are special by shape and colour, and the icon of the last point.

use super::canvas::{Anchor, Canvas, Style, n};
use super::colour::{AXIS, Colour, GREY, GRID, INK, MUTED, SERIES, WHITE};
use super::dates::dates;
use super::scale::{Scale, margin};
use super::text::{Weight, width, wrap};

/// What a point, or the last of them, says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sign {
    /// Usual variation.
    #[default]
    Usual,
    /// Special, to the better.
    Better,
    /// Special, to the worse.
    Worse,
    /// Special; neither side is better.
    Other,
}

/// A series with its chart.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Panel {
    /// What it is; may be empty.
    pub name: String,
    /// Time, value and what the point says.
    pub points: Vec<(f64, f64, Sign)>,
    /// The middle line.
    pub mean: f64,
    /// The limits.
    pub limits: (f64, f64),
    /// Mean and limits in words: upper limit, mean, lower limit.
    pub said: [String; 3],
    /// What the last point says, and whether that is upwards.
    pub last: (Sign, bool),
    /// The same in words.
    pub verdict: String,
}

/// All panels.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct XmrChart {
    /// From top to bottom.
    pub panels: Vec<Panel>,
    /// What the upright axis says.
    pub axis: String,
    /// Times, with the words for them.
    pub times: Vec<(f64, String)>,
    /// Whether zero is on the axis.
    pub zero: bool,
}

/// How far the icon reaches from its middle.
const ICON: f64 = 13.0;

impl Sign {
    const fn colour(self) -> Colour {
        match self {
            Sign::Usual => GREY,
            Sign::Better => SERIES[1],
            Sign::Worse => SERIES[0],
            Sign::Other => SERIES[2],
        }
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Sign::Usual => "usual variation",
            Sign::Better => "special, better",
            Sign::Worse => "special, worse",
            Sign::Other => "special, neither better nor worse",
        }
    }
}

/// Draws them.
#[must_use]
pub fn xmr(chart: &XmrChart, wide: f64) -> Canvas {
    let narrow = wide < 500.0;
    let size = if narrow { 12.0 } else { 13.0 };
    let numbers = || {
        chart.panels.iter().flat_map(|p| {
            let ends = [p.mean, p.limits.0, p.limits.1];
            p.points.iter().map(|(_, v, _)| *v).chain(ends)
        })
    };
    let shape = Scale::around(numbers(), chart.zero, 0.06, (0.0, 1.0));
    let asides = chart.panels.iter().flat_map(|p| &p.said).map(|s| width(s, size, Weight::Regular));
    let aside = if narrow { 8.0 } else { asides.fold(60.0, f64::max).min(190.0) + 14.0 };
    let (left, right) = (margin(&shape.ticks(4), size).max(if narrow { 30.0 } else { 56.0 }), wide - aside);
    let head = wrap(&shape.said(&chart.axis), 13.0, Weight::Regular, wide - 4.0, 3);
    let tall = match (chart.panels.len(), narrow) {
        (1, false) => 220.0,
        (1, true) => 180.0,
        _ => 150.0,
    };
    let keys = keys(chart, wide, size);
    let top = 10.0 + 17.0 * lines_of(&head);
    let panels: Vec<Words> = chart.panels.iter().map(|p| Words::of(p, wide, size, narrow)).collect();
    let height = top + panels.iter().map(|w| w.above + tall + 26.0 + w.below).sum::<f64>() + 22.0 * keys.len() as f64;
    let mut canvas = Canvas::new(wide, height + 4.0);
    canvas.lines(2.0, 14.0, Anchor::Start, &head, Style::new(13.0, MUTED));
    let all = || chart.panels.iter().flat_map(|p| &p.points);
    let first = all().map(|(t, ..)| *t).fold(f64::INFINITY, f64::min);
    let last = all().map(|(t, ..)| *t).fold(f64::NEG_INFINITY, f64::max);
    let x = Scale::new((first, last), (left + 4.0, right - 6.0));
    let mut y = top;
    for (panel, words) in chart.panels.iter().zip(&panels) {
        icon(&mut canvas, (ICON + 2.0, y + ICON + 5.0), panel.last);
        let at = (2.0 * ICON + 14.0, y + 16.0);
        let base = canvas.lines(at.0, at.1, Anchor::Start, &words.name, Style::new(14.0, INK).bold());
        let next = if words.name.is_empty() { at.1 + 4.0 } else { base + 18.0 };
        canvas.lines(at.0, next, Anchor::Start, &words.verdict, Style::new(size, panel.last.0.ink()));
        y += words.above;
        let frame = Bounds { left, right, top: y, bottom: y + tall };
        let scale = Scale::around(numbers(), chart.zero, 0.06, (frame.bottom, frame.top));
        draw(&mut canvas, panel, (&x, &scale), &frame, size);
        dates(&mut canvas, &chart.times, &x, frame.bottom, (wide, size));
        if narrow {
            canvas.lines(4.0, frame.bottom + 38.0, Anchor::Start, &words.said, Style::new(size, MUTED));
        } else {
            ends(&mut canvas, panel, &scale, &frame, size);
        }
        y += tall + 26.0 + words.below;
    }
    for line in keys {
        let mut at = 4.0;
        for sign in line {
            dot(&mut canvas, (at + 5.0, y + 10.0), sign);
            canvas.text(at + 16.0, y + 14.0, Anchor::Start, sign.words(), Style::new(size, MUTED));
            at += 16.0 + width(sign.words(), size, Weight::Regular) + 20.0;
        }
        y += 22.0;
    }
    canvas
}

/// Where a panel lies.
struct Bounds {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// The words of a panel, broken into lines, and the room that they need.
struct Words {
    name: Vec<String>,
    verdict: Vec<String>,
    said: Vec<String>,
    above: f64,
    below: f64,
}

impl Words {
    fn of(panel: &Panel, wide: f64, size: f64, narrow: bool) -> Self {
        let room = wide - 2.0 * ICON - 20.0;
        let name = wrap(&panel.name, 14.0, Weight::Bold, room, 3);
        let verdict = wrap(&panel.verdict, size, Weight::Regular, room, 6);
        let said = if narrow { wrap(&panel.said.join(", "), size, Weight::Regular, wide - 8.0, 3) } else { Vec::new() };
        let lines = lines_of(&name) * 14.0 * 1.2 + lines_of(&verdict) * size * 1.2;
        let above = (lines + 18.0).max(2.0 * ICON + 14.0);
        let below = if narrow { lines_of(&said) * size * 1.2 + 14.0 } else { 10.0 };
        Self { name, verdict, said, above, below }
    }
}

fn lines_of(lines: &[String]) -> f64 {
    lines.len() as f64
}

impl Sign {
    /// Words in its colour; the grey of usual points is too pale for words.
    const fn ink(self) -> Colour {
        match self {
            Sign::Usual => MUTED,
            other => other.colour(),
        }
    }
}

/// The signs that occur, in lines that fit.
fn keys(chart: &XmrChart, wide: f64, size: f64) -> Vec<Vec<Sign>> {
    let occurs = |s: &Sign| chart.panels.iter().flat_map(|p| &p.points).any(|(.., sign)| sign == s);
    let mut lines: Vec<Vec<Sign>> = Vec::new();
    let mut x = f64::INFINITY;
    for sign in [Sign::Usual, Sign::Better, Sign::Worse, Sign::Other].into_iter().filter(occurs) {
        let w = 16.0 + width(sign.words(), size, Weight::Regular);
        if x + w > wide {
            lines.push(Vec::new());
            x = 4.0;
        }
        x += w + 20.0;
        if let Some(line) = lines.last_mut() {
            line.push(sign);
        }
    }
    lines
}

fn draw(canvas: &mut Canvas, panel: &Panel, (x, y): (&Scale, &Scale), frame: &Bounds, size: f64) {
    for (v, text) in y.ticks(4) {
        let at = y.at(v);
        canvas.rule((frame.left, at), (frame.right, at), if v == 0.0 { AXIS } else { GRID }, 1.0, "");
        canvas.text(frame.left - 7.0, at + 4.5, Anchor::End, &text, Style::new(size, MUTED));
    }
    for (v, dash, thick) in [(panel.limits.1, "6 4", 1.5), (panel.mean, "", 1.5), (panel.limits.0, "6 4", 1.5)] {
        canvas.line((frame.left, y.at(v)), (frame.right, y.at(v)), AXIS, thick, dash);
    }
    let path: Vec<(f64, f64)> = panel.points.iter().map(|(t, v, _)| (x.at(*t), y.at(*v))).collect();
    canvas.path(&path, GREY, 1.2, "");
    for (at, (.., sign)) in path.iter().zip(&panel.points) {
        dot(canvas, *at, *sign);
    }
}

/// A point, small enough for many: told apart by shape, not by colour alone.
fn dot(canvas: &mut Canvas, (x, y): (f64, f64), sign: Sign) {
    let colour = sign.colour();
    let text = match sign {
        Sign::Usual => format!("<circle cx=\"{}\" cy=\"{}\" r=\"2\" fill=\"{colour}\"/>", n(x), n(y)),
        Sign::Better => format!("<circle cx=\"{}\" cy=\"{}\" r=\"3.5\" fill=\"{colour}\"/>", n(x), n(y)),
        Sign::Worse => format!(
            "<path d=\"M{} {y}L{x} {}L{} {y}L{x} {}Z\" fill=\"{WHITE}\" stroke=\"{colour}\" stroke-width=\"1.8\"/>",
            n(x - 4.0),
            n(y - 4.0),
            n(x + 4.0),
            n(y + 4.0),
            x = n(x),
            y = n(y)
        ),
        Sign::Other => format!(
            "<rect x=\"{}\" y=\"{}\" width=\"6\" height=\"6\" fill=\"{WHITE}\" stroke=\"{colour}\" stroke-width=\"1.8\"/>",
            n(x - 3.0),
            n(y - 3.0)
        ),
    };
    canvas.raw(&text, colour);
}

/// The icon of the last point: H or L in a ring for a special one, a wave in a ring for usual variation.
fn icon(canvas: &mut Canvas, (x, y): (f64, f64), (sign, high): (Sign, bool)) {
    let colour = sign.colour();
    let ring = format!(
        "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{WHITE}\" stroke=\"{colour}\" stroke-width=\"2.5\"/>",
        n(x),
        n(y),
        n(ICON)
    );
    canvas.raw(&ring, colour);
    if sign == Sign::Usual {
        let wave = format!(
            "<path d=\"M{} {y}q3.5 -9 7 0t7 0\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            n(x - 7.0),
            y = n(y)
        );
        canvas.raw(&wave, colour);
    } else {
        let letter = if high { "H" } else { "L" };
        canvas.text(x, y + 5.0, Anchor::Middle, letter, Style::new(14.0, sign.ink()).bold());
    }
}

/// Mean and limits at the ends of their lines, pushed apart.
fn ends(canvas: &mut Canvas, panel: &Panel, y: &Scale, frame: &Bounds, size: f64) {
    let high = size * 1.2;
    let mut tops: Vec<f64> = [panel.limits.1, panel.mean, panel.limits.0].map(|v| y.at(v) - high / 2.0).to_vec();
    for i in 1..tops.len() {
        tops[i] = tops[i].max(tops[i - 1] + high);
    }
    let mut end = frame.bottom + high / 2.0;
    for top in tops.iter_mut().rev() {
        *top = top.min(end - high);
        end = *top;
    }
    for (text, top) in panel.said.iter().zip(tops) {
        let text = wrap(text, size, Weight::Regular, 190.0, 1).concat();
        canvas.text(frame.right + 8.0, top + size, Anchor::Start, &text, Style::new(size, MUTED));
    }
}
