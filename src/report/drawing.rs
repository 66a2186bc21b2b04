//! A chart of the page as it was made, for all that draw it again: Vega-Lite files and workbooks.

use super::svg::{Dots, Fates, LevelGap, Lines, Tornado, XmrChart};

/// A chart with what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawing {
    /// Unique on the page; names its file and sheet.
    pub(super) id: String,
    /// The first title.
    pub(super) message: String,
    /// The second title.
    pub(super) measure: String,
    /// For readers who do not see it.
    pub(super) description: String,
    pub(super) shape: Shape,
}

/// The kinds of charts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Lines(Lines),
    LevelGap(LevelGap),
    Dots(Dots),
    Fates(Fates),
    Xmr(XmrChart),
    Tornado(Tornado),
}

impl Drawing {
    /// Of a chart: its id, message, measure and description.
    pub(super) fn of(id: &str, [message, measure, description]: [&str; 3], chart: impl Into<Shape>) -> Self {
        let [message, measure, description] = [message, measure, description].map(String::from);
        Self { id: id.into(), message, measure, description, shape: chart.into() }
    }
}

impl From<&Lines> for Shape {
    fn from(chart: &Lines) -> Self {
        Shape::Lines(chart.clone())
    }
}

impl From<&LevelGap> for Shape {
    fn from(chart: &LevelGap) -> Self {
        Shape::LevelGap(chart.clone())
    }
}

impl From<&Dots> for Shape {
    fn from(chart: &Dots) -> Self {
        Shape::Dots(chart.clone())
    }
}

impl From<&Fates> for Shape {
    fn from(chart: &Fates) -> Self {
        Shape::Fates(chart.clone())
    }
}

impl From<&XmrChart> for Shape {
    fn from(chart: &XmrChart) -> Self {
        Shape::Xmr(chart.clone())
    }
}

impl From<&Tornado> for Shape {
    fn from(chart: &Tornado) -> Self {
        Shape::Tornado(chart.clone())
    }
}
