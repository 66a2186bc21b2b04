//! Marks of values and their intervals: told apart by shape, not by colour alone.

use super::Range;
use super::canvas::{Canvas, n};
use super::colour::{Colour, WHITE};

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A filled circle.
    Disc,
    /// A hollow circle.
    Ring,
    /// A hollow diamond.
    Diamond,
    /// A short upright line.
    Tick,
}

/// How far marks reach from their middle.
pub(super) const RADIUS: f64 = 6.0;

impl Canvas {
    /// A mark.
    pub fn mark(&mut self, (x, y): (f64, f64), shape: Shape, colour: Colour) {
        let (cx, cy) = (n(x), n(y));
        let text = match shape {
            Shape::Disc => format!(
                "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"6\" fill=\"{colour}\" stroke=\"{WHITE}\" stroke-width=\"1\"/>"
            ),
            Shape::Ring => {
                format!(
                    "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"5\" fill=\"{WHITE}\" stroke=\"{colour}\" stroke-width=\"2.5\"/>"
                )
            }
            Shape::Diamond => format!(
                "<path d=\"M{} {cy}L{cx} {}L{} {cy}L{cx} {}Z\" fill=\"{WHITE}\" stroke=\"{colour}\" stroke-width=\"2.5\"/>",
                n(x - RADIUS),
                n(y - RADIUS),
                n(x + RADIUS),
                n(y + RADIUS)
            ),
            Shape::Tick => format!(
                "<line x1=\"{cx}\" y1=\"{}\" x2=\"{cx}\" y2=\"{}\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                n(y - 5.0),
                n(y + 5.0)
            ),
        };
        self.raw(&text, colour);
    }

    /// An interval from left to right, with ends.
    pub fn across(&mut self, from: f64, to: f64, y: f64, colour: Colour) {
        if to - from < 0.5 {
            return;
        }
        self.line((from, y), (to, y), colour, 2.0, "");
        for x in [from, to] {
            self.line((x, y - 4.0), (x, y + 4.0), colour, 2.0, "");
        }
    }

    /// An interval from top to bottom, with ends.
    pub fn upright(&mut self, from: f64, to: f64, x: f64, colour: Colour) {
        let (from, to) = (from.min(to), from.max(to));
        if to - from < 0.5 {
            return;
        }
        self.line((x, from), (x, to), colour, 2.0, "");
        for y in [from, to] {
            self.line((x - 4.0, y), (x + 4.0, y), colour, 2.0, "");
        }
    }
}

impl Range {
    /// All numbers that it needs room for.
    pub(super) fn numbers(&self) -> [f64; 3] {
        [self.value, self.low, self.high]
    }
}
