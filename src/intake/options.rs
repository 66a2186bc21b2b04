//! What is asked of an import.

use super::days::Order;
use super::mapping::Mapping;

/// What is asked of an import, besides the mapping.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the reader said of the file.
    pub mapping: Mapping,
    /// Only rows with these values, by column.
    pub only: Vec<(String, String)>,
    /// The order of day and month in dates of people's rows, where a column does not show it.
    pub order: Option<Order>,
    /// The fewest people of a figure that is told of a list of people; 8 if left out.
    pub least: Option<u64>,
}
