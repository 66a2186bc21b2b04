//! The kinds of fault: one file and one line each.

use super::kind::Fault;
use super::{
    default_code, duplicate, formats, free_text, late, miscoded, missing, near_duplicate, order, serial, stale,
    suppressed, swapped,
};

/// The kinds, in the order of the list.
pub const KINDS: [&dyn Fault; 13] = [
    &missing::Missing,
    &miscoded::Miscoded,
    &default_code::DefaultCode,
    &free_text::FreeText,
    &swapped::SWAPPED,
    &serial::SERIAL,
    &formats::MIXED_FORMATS,
    &order::ImpossibleOrder,
    &stale::Stale,
    &suppressed::Suppressed,
    &late::LateArrival,
    &duplicate::Duplicate,
    &near_duplicate::NearDuplicate,
];
