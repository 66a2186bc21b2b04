//! Charts as text: scalable pictures with real words in them, drawn without a dependency.
//!
//! A chart is a function from numbers to a [`Canvas`]; the canvas keeps where every word stands and which colours meet, so that a test
//! can say that no word lies outside, no two overlap and all can be read ([`Canvas::faults`]). The same numbers give the same bytes:
//! coordinates have one decimal, widths of words come from a table and not from a font of the machine.

mod canvas;
mod colour;
mod dates;
mod dots;
mod fates;
mod level_gap;
mod line;
mod marks;
mod place;
mod range;
mod scale;
mod text;
mod tornado;
mod xmr;

pub use canvas::{Anchor, Canvas, Rect, Style};
pub use colour::{AXIS, Colour, GREY, GRID, INK, MUTED, SERIES, WHITE, contrast};
pub use dots::{Dot, DotRow, Dots, dots};
pub use fates::{Fates, Segment, fates};
pub use level_gap::{LevelGap, Point, level_gap};
pub use line::{Curve, Lines, lines};
pub use marks::Shape;
pub use place::{Line, Wish, place};
pub use range::Range;
pub use scale::{Scale, ticks};
pub use text::{Weight, width, wrap};
pub use tornado::{Bar, Input, Tornado, tornado};
pub use xmr::{Panel, Sign, XmrChart, xmr};
