//! England, consultant-led referral to treatment: the workbooks, one for each part.

use super::layout::Layout;
use crate::intake::unit::Unit;

/// Sheets of the same people by place; bands without a unit below a title.
pub(super) const WORKBOOK: Layout = Layout {
    name: "England, consultant-led referral to treatment, workbook",
    marks: &["treatment function code", "treatment function"],
    title: "referral to treatment",
    columns: &[],
    unit: Unit::Weeks,
    sheet: "National",
    limits: &[],
    note: "pathways, not people; only returns that were submitted",
};
