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
        let more = self.variants.len().saturating_sub(MOST_POLICIES);
        if more > 0 {
            text.push_str(&format!(" {more} more policies are left out here."));
        }
        if !self.seconds.is_empty() {
            text.push_str(" What stands for the second reading of how people are seen today is not in the last tables: it is no rival of policies under the first.");
        }
        let others = gaps::line(self.comparison, &self.summary, &self.contrasts);
        let others = if others.is_empty() { others } else { format!("{}\n", table::wrap(&others, width)) };
        format!("{}\n{others}", table::wrap(&text, width))
    }

    fn left_out(&self, a: &Attribute, shown: usize, text: &mut String) {
        if a.levels.len() > shown {
            text.push_str(&format!(" {} more levels of {} are left out here.", a.levels.len() - shown, a.name));
        }
    }
}
