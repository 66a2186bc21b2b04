//! What was understood and what was set aside, in plain words.

use super::counts::{Counts, Found};
use super::layouts::{Part, Role};
use super::read::Seen;
use super::text;
use super::values::Period;

/// Remarks as they come.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) understood: Vec<String>,
    pub(super) aside: Vec<String>,
}

fn end(shape: &super::guess::Shape) -> String {
    let last = shape.edges.last().copied().unwrap_or(0.0);
    if shape.open { format!("and over {last}") } else { "no open band".to_string() }
}

impl Told {
    /// What one file said.
    pub(super) fn file(&mut self, found: &Found, seen: &Seen, met: text::Told, other_dates: usize) {
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
        for part in [Part::List, Part::Treated, Part::Referred] {
            let names: Vec<&str> = found.parts.iter().filter(|(_, p)| *p == part).map(|(n, _)| n.as_str()).collect();
            if !names.is_empty() {
                say(format!("{}: {}", part.name(), names.join(", ")));
            } else if found.parts.is_empty() && found.tables.contains_key(&part) {
                say(format!("the counts are: {}", part.name()));
            }
        }
        say(format!("the counts are of {}; {} rows were added up", found.date.shown(), seen.rows));
        if met.windows > 0 {
            say(format!("{} fields are not UTF-8 and were read as Windows-1252", met.windows));
        }
        let mut aside = |text: String| self.aside.push(format!("{file}: {text}"));
        let unused: Vec<String> = (shape.names.iter().enumerate())
            .filter(|(c, _)| shape.roles[*c] == Role::Aside)
            .map(|(c, name)| match shape.sums.iter().find(|s| s.0 == c) {
                Some((_, words)) => format!("{name} ({words})"),
                None => name.clone(),
            })
            .collect();
        if !unused.is_empty() {
            aside(format!("columns {}", unused.join(", ")));
        }
        for (name, values) in &found.totals {
            aside(format!("totals in {name}: {}", values.join(", ")));
        }
        let parts: Vec<&str> = found.parts.iter().filter(|(_, p)| *p == Part::Aside).map(|(n, _)| n.as_str()).collect();
        if !parts.is_empty() {
            aside(format!("parts of others: {}", parts.join(", ")));
        }
        for (count, what) in [
            (seen.filtered, "rows that --where leaves out"),
            (seen.without_counts, "rows without counts (notes, blank rows, the header again, totals of bands)"),
            (seen.ragged.len() as u64, "rows with more or fewer fields than the header"),
            (met.zeros, "rows with a zero byte"),
            (other_dates as u64, "sums of other dates"),
            (seen.missing, "counts that are missing (blank or a mark): they count as nobody, and that is not known"),
            (seen.stood_in, "counts held back, for which the mapping's number stands"),
        ] {
            if count > 0 {
                aside(format!("{count} {what}"));
            }
        }
    }

    /// All of it.
    pub(super) fn done(mut self, counts: &Counts) -> (Vec<String>, Vec<String>) {
        let without: u64 = counts.services.iter().map(|s| s.without_band).sum();
        if without > 0 {
            self.aside.push(format!("{without} people on the list are in no band (their clock start is not known)"));
        }
        let days = |p: Period| if p.day.is_some() { "day" } else { "month" };
        self.understood.push(format!(
            "the list is of {}; treated and referred are of the {} {}",
            counts.date.last_shown(),
            days(counts.period),
            counts.period.shown()
        ));
        (self.understood, self.aside)
    }
}
