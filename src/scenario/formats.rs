//! The formats of texts that a scenario knows, beside those of numbers.

use super::calendar::{self, parse_clock, parse_date};
use super::raw::{Shift, Span};

/// What is wrong with a text of a format and how to write it, if anything.
pub(crate) fn check(format: &str, text: &str) -> Result<(), (String, String)> {
    match format {
        "span" => Span::parse(text).map(|_| ()),
        "signed span" => Shift::parse(text).map(|_| ()),
        "span or none" if text.trim() == "none" => Ok(()),
        "span or none" => Span::parse(text).map(|_| ()),
        "date" => parse_date(text).map(|_| ()),
        "clock" => parse_clock(text).map(|_| ()),
        "date or span" if calendar::meant_as_date(text) => parse_date(text).map(|_| ()),
        "date or span" => Span::parse(text).map(|_| ()),
        _ => Ok(()),
    }
}
