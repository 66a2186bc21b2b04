//! What a layout is.

use crate::intake::role::Role;
use crate::intake::unit::Unit;

/// A layout that is known.
#[derive(Debug)]
pub(in crate::intake) struct Layout {
    /// What it is called.
    pub(in crate::intake) name: &'static str,
    /// Names of columns that only this layout has, in lower case.
    pub(in crate::intake) marks: &'static [&'static str],
    /// Words that stand above its header, in lower case; none where the header is enough.
    pub(in crate::intake) title: &'static str,
    /// What some of its columns are, where their names do not say so.
    pub(in crate::intake) columns: &'static [(&'static str, Role)],
    /// The unit of its bands where they have none.
    pub(in crate::intake) unit: Unit,
    /// The sheet to read where a workbook has several that hold the same people.
    pub(in crate::intake) sheet: &'static str,
    /// The limits on waiting that the country tells its figures by, in days; none where they are 18, 52 and 65 weeks.
    pub(in crate::intake) limits: &'static [u32],
    /// What a reader of it should know.
    pub(in crate::intake) note: &'static str,
}
