//! What comes and goes in a week, as a workbook made to be filled in says it.

/// The sheet of those who wait.
pub(super) const WAITING: &str = "Waiting";
/// The sheet of what comes and goes.
pub(super) const WEEK: &str = "A week";

/// The columns of a week.
pub(super) const COLUMNS: [&str; 5] =
    ["List", "Referrals a week", "Slots a week", "Missed of 100 appointments", "Removed untreated a week"];
/// What older workbooks call the fourth of them.
pub(super) const OLDER_MISSED: &str = "Missed appointments (%)";

/// What comes and goes in a week, as a filled workbook says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Week {
    /// People referred.
    pub referrals: Option<f64>,
    /// Slots.
    pub slots: Option<f64>,
    /// Share of appointments that are missed.
    pub missed: Option<f64>,
    /// People who leave untreated.
    pub removed: Option<f64>,
}
