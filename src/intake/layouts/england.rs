//! England, consultant-led referral to treatment: the full extract of a month.

use super::layout::Layout;
use crate::intake::role::Role;
use crate::intake::unit::Unit;

/// Thirteen keys and weekly bands. Part_2A is inside Part_2, C_999 is the sum of all treatment functions, and the column `Total` leaves out those
/// whose clock start is not known.
pub(super) const CSV: Layout = Layout {
    name: "England, consultant-led referral to treatment, full CSV",
    marks: &["rtt part type", "treatment function code"],
    title: "",
    columns: &[
        ("total", Role::Aside),
        ("total all", Role::Total),
        ("rtt part description", Role::Aside),
        ("rtt part name", Role::Aside),
    ],
    unit: Unit::Weeks,
    sheet: "",
    limits: &[],
    note: "pathways, not people; only returns that were submitted; Part_2A is inside Part_2",
};
