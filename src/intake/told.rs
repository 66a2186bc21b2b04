//! What was understood and what was set aside, in plain words.

use super::counted::Counted;
use super::counts::Counts;
use super::delimited_text;
use super::found::Found;
use super::limits::{Limits, words};
use super::pass::Seen;
use super::phrases::number_of;
use super::role::Role;

/// Most totals that are told; the mapping has all.
const MOST: usize = 20;

/// Remarks as they come.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) understood: Vec<String>,
    pub(super) aside: Vec<String>,
}

fn end(shape: &super::shape::Shape) -> String {
    let last = shape.edges.last().copied().unwrap_or(0.0);
    if shape.open { format!("and over {last}") } else { "no open band".to_string() }
}

impl Told {
    /// What one file said.
    pub(super) fn file(&mut self, found: &Found, seen: &Seen, met: delimited_text::Told, other_dates: usize) {
        let shape = &found.shape;
        let file = &found.file;
        let mut say = |text: String| self.understood.push(format!("{file}: {text}"));
        if let Some(layout) = shape.layout {
            say(format!("{} ({})", layout.name, layout.note));
        }
        if let Some(sheet) = &found.sheet {
            say(format!("sheet {sheet}"));
        }
        let unit = shape.unit.word();
        let how =
            if shape.unit_said { String::new() } else { format!(", taken to be {unit} (the table does not say)") };
        let bands = shape.edges.len() - 1 + usize::from(shape.open);
        let first = shape.edges.first().copied().unwrap_or(0.0);
        say(format!("header in line {}; {bands} bands of {unit} from {first} on, {}{how}", shape.line, end(shape)));
        for remark in &shape.remarks {
            say(remark.clone());
        }
        for (role, word) in [
            (Role::Service, "lists are told apart by"),
            (Role::Group, "people are told apart by"),
            (Role::Part, "what is counted stands in"),
            (Role::Total, "all people of a row stand in"),
            (Role::Count, "counts stand in"),
            (Role::Place, "added up over"),
        ] {
            let names: Vec<&str> =
                shape.names.iter().zip(&shape.roles).filter(|(_, r)| **r == role).map(|(n, _)| n.as_str()).collect();
            if !names.is_empty() {
                say(format!("{word} {}", names.join(", ")));
            }
        }
        for part in [Counted::List, Counted::Treated, Counted::Referred] {
            let names: Vec<&str> = found.parts.iter().filter(|(_, p)| *p == part).map(|(n, _)| n.as_str()).collect();
            if !names.is_empty() {
                say(format!("{}: {}", part.name(), names.join(", ")));
            } else if found.parts.is_empty() && found.tables.contains_key(&part) {
                let what = match part {
                    Counted::List => "people who wait",
                    Counted::Treated => "people who were treated",
                    _ => "people who were referred",
                };
                say(format!("the rows count {what}"));
            }
        }
        let rows = number_of(seen.rows, "row was", "rows were");
        let mut dates: Vec<_> = found.dates.iter().map(|d| d.last()).collect();
        dates.sort_unstable();
        dates.dedup();
        let latest = match dates.len() {
            many if many > 1 && dates.last() == Some(&found.date.last()) => {
                format!(", the latest of {many} dates (--date takes another)")
            }
            _ => String::new(),
        };
        say(format!("the counts are of {}{latest}; {rows} added up", found.date.shown()));
        if met.windows > 0 {
            let fields = number_of(met.windows, "field is not UTF-8 and was", "fields are not UTF-8 and were");
            say(format!("{fields} read as Windows-1252"));
        }
        let mut aside = |text: String| self.aside.push(format!("{file}: {text}"));
        let marks: Vec<&str> = shape.marks.iter().map(|&c| shape.names[c].as_str()).collect();
        if !marks.is_empty() {
            aside(format!(
                "{} {} people: nothing of {} is kept",
                marks.join(", "),
                "may identify",
                if marks.len() == 1 { "it" } else { "them" }
            ));
        }
        let unused: Vec<String> = (shape.names.iter().enumerate())
            .filter(|(c, _)| shape.roles[*c] == Role::Aside && !shape.marks.contains(c) && !shape.beside.contains(c))
            .map(|(c, name)| match shape.sums.iter().find(|s| s.0 == c) {
                Some((_, words)) => format!("{name} ({words})"),
                None => name.clone(),
            })
            .collect();
        if !unused.is_empty() {
            let columns = if unused.len() == 1 { "the column" } else { "the columns" };
            aside(format!("{columns} {}", unused.join(", ")));
        }
        for (name, values) in found.totals.iter().filter(|t| !t.1.is_empty()) {
            let more = values.len().saturating_sub(MOST);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            aside(format!("totals in {name}: {}{more}", values[..values.len().min(MOST)].join(", ")));
        }
        let parts: Vec<&str> =
            found.parts.iter().filter(|(_, p)| *p == Counted::Aside).map(|(n, _)| n.as_str()).collect();
        if !parts.is_empty() {
            aside(format!("parts of others, or people who do not wait: {}", parts.join(", ")));
        }
        if let Some(c) = shape.measure.filter(|_| seen.shares > 0) {
            let rows = number_of(seen.shares, "row is", "rows are");
            aside(format!(
                "{rows} of shares, means, plans or earlier counts, as {} says: nobody is counted there",
                shape.names[c]
            ));
        }
        if seen.feet > 0 {
            let rows =
                number_of(seen.feet, "row is called like a share or a mean", "rows are called like shares or means");
            aside(format!("{rows} (such as Percentage, Average or Target): nobody is counted there"));
        }
        for (count, one, many) in [
            (seen.filtered, "row that --where leaves out", "rows that --where leaves out"),
            (
                seen.without_counts,
                "row without counts (a note, the header again, a total of bands)",
                "rows without counts (notes, the header again, totals of bands)",
            ),
            (
                seen.ragged.len() as u64,
                "row with more or fewer fields than the header",
                "rows with more or fewer fields than the header",
            ),
            (met.zeros, "row with a zero byte", "rows with a zero byte"),
            (other_dates as u64, "sum of another date", "sums of other dates"),
            (
                seen.missing,
                "count that is missing (blank or a mark): it counts as nobody, and that is not known",
                "counts that are missing (blank or a mark): they count as nobody, and that is not known",
            ),
            (
                seen.stood_in,
                "count held back, for which the mapping's number stands",
                "counts held back, for which the mapping's number stands",
            ),
        ] {
            if count > 0 {
                aside(number_of(count, one, many));
            }
        }
    }

    /// The limits that figures are told by, and those at which no band ends.
    fn limits(&mut self, counts: &Counts) {
        let listed = |days: &[u32]| days.iter().map(|d| words(*d, counts.unit)).collect::<Vec<_>>().join(", ");
        if counts.limits != Limits::default() {
            self.understood
                .push(format!("figures are told by these limits on waiting: {}", listed(counts.limits.days())));
        }
        let without = counts.without_edge();
        if !without.is_empty() {
            let ends: Vec<String> = counts.edges.iter().filter(|e| **e > 0.0).map(f64::to_string).collect();
            self.aside.push(format!(
                "no band ends at {}: how many wait within that limit is not known. Bands end at {} {}; --limits takes your own limits",
                listed(&without),
                ends.join(", "),
                counts.unit.word()
            ));
        }
    }

    /// All of it.
    pub(super) fn done(mut self, counts: &Counts) -> (Vec<String>, Vec<String>) {
        let without: u64 = counts.services.iter().map(|s| s.without_band).sum();
        if without > 0 {
            let people = number_of(without, "person on the list is", "people on the list are");
            self.aside.push(format!("{people} in no band (the clock start is not known)"));
        }
        self.limits(counts);
        let flows = counts.services.iter().any(|s| s.treated.is_some() || s.referred.is_some());
        let of = if flows { format!("; treated and referred are of {}", counts.flows.words) } else { String::new() };
        self.understood.push(format!("the list is of {}{of}", counts.date.last_shown()));
        (self.understood, self.aside)
    }
}
