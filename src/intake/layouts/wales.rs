//! Wales: StatsWales, referral to treatment by weeks waited.

use super::layout::Layout;
use crate::intake::unit::Unit;

/// Dates down, three rows of header, subtotals under a dot.
pub(super) const STATSWALES: Layout = Layout {
    name: "Wales, referral to treatment by weeks waited (StatsWales)",
    marks: &["over 0 weeks and up to 1 week"],
    title: "",
    columns: &[],
    unit: Unit::Weeks,
    sheet: "",
    limits: &[182, 252],
    note: "bands of four weeks from 41 weeks on",
};
