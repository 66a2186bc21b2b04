//! What stands below the tables of a screen.

use super::{MOST_POLICIES, Screen};
use crate::cli::{gaps, table};
use crate::compare::digits::number;
use crate::population::Attribute;

impl Screen<'_> {
    /// What the signs mean, how sure the figures are, and what is left out.
    pub(super) fn notes(&self, width: usize) -> String {
        let mut text = String::from("* the reference.");
        if self.variants.len() > 1 {
            text.push_str(" ~ not told apart from it.");
        }
        let (points, days) = (number(self.widest.0, 1), number(self.widest.1, 1));
        let of = match (self.widest.0 > 0.0, self.widest.1 > 0.0) {
            (true, true) => format!("{points} points (shares) and {days} days"),
            (true, false) => format!("{points} points (shares)"),
            (false, true) => format!("{days} days"),
            (false, false) => String::new(),
        };
        if !of.is_empty() {
            text.push_str(&format!(" 95% intervals reach at most {of} to either side."));
        }
        match &self.by {
            Some((a, levels)) if a.ordered => {
                let (most, least) = (&a.levels[0], &a.levels[a.levels.len() - 1]);
                text.push_str(&format!(" Gap: \"{most}\" minus \"{least}\"."));
                self.left_out(a, levels.len(), &mut text);
            }
            Some((a, levels)) => {
                text.push_str(
                    " Gap: the level that is worst off minus the one that is best off; chance alone gives some of it.",
                );
                self.left_out(a, levels.len(), &mut text);
            }
            None => {}
        }
        let rivals: Vec<&str> = self.rivals().collect();
        match rivals.len().saturating_sub(MOST_POLICIES) {
            0 => {}
            1 => text.push_str(" 1 more policy is left out here."),
            more => text.push_str(&format!(" {more} more policies are left out here.")),
        }
        if !self.seconds.is_empty() {
            let shown = self.shown();
            let tables = match self.seconds.iter().filter(|v| shown.contains(v)).count() {
                0 => "the tables",
                all if all == self.seconds.len() => "the last tables",
                _ => "the last tables, and some of them of the first table too",
            };
            text.push_str(&format!(
                " Policies under the second reading of how people are seen today are left out of {tables}: they cannot be compared with the reference of the first."
            ));
        }
        let others = gaps::line(self.comparison, &self.summary, &self.contrasts, &rivals);
        let others = if others.is_empty() { others } else { format!("{}\n", table::wrap(&others, width)) };
        format!("{}\n{others}", table::wrap(&text, width))
    }

    fn left_out(&self, a: &Attribute, shown: usize, text: &mut String) {
        if a.levels.len() > shown {
            let more = a.levels.len() - shown;
            let levels = if more == 1 { "level" } else { "levels" };
            let are = if more == 1 { "is" } else { "are" };
            text.push_str(&format!(" {more} more {levels} of {} {are} left out here.", a.name));
        }
    }
}
