//! Ireland: National Treatment Purchase Fund, waiting lists by group and time band.

use super::layout::Layout;
use crate::intake::role::Role;
use crate::intake::unit::Unit;

/// Bands of months down, by hospital, specialty, age and whether adult or child.
pub(super) const NTPF: Layout = Layout {
    name: "Ireland, National Treatment Purchase Fund",
    marks: &["time bands", "archive date"],
    title: "",
    columns: &[
        ("group", Role::Place),
        ("adult/child", Role::Group),
        ("age profile", Role::Group),
        ("total", Role::Count),
    ],
    unit: Unit::Months,
    sheet: "",
    limits: &[182, 273, 365, 547],
    note: "bands of three months, the last one open at 18",
};
