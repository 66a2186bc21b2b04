//! What makes the whole of a table unfit.

use super::pass::Pass;
use super::phrases::lines;
use super::refused::Refused;
use super::role::Role;

impl Pass<'_> {
    /// What makes the whole file unfit.
    pub(super) fn faults(&self) -> Result<(), Refused> {
        let seen = &self.seen;
        if let Some((line, column)) = seen.other.first() {
            let all: Vec<u64> = seen.other.iter().map(|o| o.0).collect();
            let message =
                format!("`{}` holds a text where a count should be ({})", self.shape.names[*column], lines(&all));
            let help = "mend the cells, or say in the mapping that the column is aside";
            return Err(Refused { line: Some(*line), ..Refused::new(message) }.help(help));
        }
        if !seen.held.is_empty() {
            let message = format!(
                "{} counts are held back because they are small, such as <5 ({})",
                seen.held.len(),
                lines(&seen.held)
            );
            return Err(Refused::new(message).help("say what stands for them in the mapping: held_back = 2"));
        }
        if !seen.fractions.is_empty() {
            let message = format!("counts that are no whole numbers of 0 or more ({})", lines(&seen.fractions));
            return Err(Refused::new(message)
                .help("is this a table of percentages? say in the mapping which columns are aside"));
        }
        if !seen.unsure.is_empty() {
            let message = format!("counts such as 1.000, which may be one or a thousand ({})", lines(&seen.unsure));
            return Err(Refused::new(message).help("write them without the point, as 1000 or as 1"));
        }
        if !seen.huge.is_empty() {
            let message = format!("counts that are too large for people ({})", lines(&seen.huge));
            return Err(Refused::new(message).help("is the column a count, or does it identify people?"));
        }
        if !seen.unknown_labels.is_empty() {
            let message = format!("bands that follow on no other ({})", lines(&seen.unknown_labels));
            return Err(Refused::new(message)
                .help("bands must follow on one another, such as 0-3 months, 3-6 months, 6 months +"));
        }
        if let Some((_, column)) = self.above.unlike.first() {
            let all: Vec<u64> = self.above.unlike.iter().filter(|u| u.1 == *column).map(|u| u.0).collect();
            let message = format!(
                "blank cells of `{}` stand for the value above in the first rows, but cannot do so everywhere ({})",
                self.shape.names[*column],
                lines(&all)
            );
            return Err(Refused::new(message).help("write the value in each row"));
        }
        let (ragged, all) = (seen.ragged.len() as u64, seen.rows + seen.ragged.len() as u64);
        if ragged * 20 > all && (ragged > 1 || ragged * 4 > all) {
            let message = format!(
                "{} rows have more or fewer fields than the header ({})",
                seen.ragged.len(),
                lines(&seen.ragged)
            );
            return Err(Refused::new(message).help("are commas in texts without quotes, or is the delimiter another?"));
        }
        if seen.rows == 0 {
            let help = match (
                seen.filtered > 0,
                self.shape.roles.contains(&Role::Count) || !self.shape.bands.is_empty(),
            ) {
                (true, _) => "no row has the values of --where",
                (_, true) => "",
                (_, false) => {
                    "no column of counts stands beside the bands: say which is \"count\" in a mapping; of a list of people say which day is the \"start\" of the clock"
                }
            };
            return Err(Refused::new("there are no rows with counts below the header").help(help));
        }
        self.watch.faults(&self.shape.names)
    }
}
