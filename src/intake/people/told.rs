//! What is said of a list of people: names of columns, and counts that are safe.

use super::asked::Asked;
use super::between::Between;
use super::count::RECENT;
use super::lives::Seen;
use super::rows::{Chosen, NAME};
use crate::intake::days::Form;
use crate::intake::delimited_text;
use crate::intake::enough_people::ROUND;
use crate::intake::told::Told;

/// Says what was understood and what was set aside.
pub(super) fn say(
    asked: &Asked<'_>,
    chosen: &Chosen,
    (seen, between): (&Seen, Option<&Between>),
    weeks: usize,
    (forms, met): (&[Form], delimited_text::Told),
    told: &mut Told,
) {
    let (columns, rule) = (asked.columns, asked.rule);
    let own = |all: &[usize]| all.iter().copied().filter(|c| *c < columns.own).collect::<Vec<usize>>();
    let named = |all: &[usize]| own(all).iter().map(|&c| columns.names[c].as_str()).collect::<Vec<_>>().join(", ");
    let mut say = |text: String| told.understood.push(format!("{NAME}: {text}"));
    say(format!(
        "one row for each person; derived from real people, so counts of fewer than {} are held back and the rest is to the nearest {ROUND}",
        rule.least
    ));
    let header = if columns.line > 0 { format!("header in line {}; ", columns.line) } else { String::new() };
    say(format!("{header}the clock starts at {}", named(&[columns.start])));
    if !own(&columns.treated).is_empty() {
        say(format!("people are treated at {}", named(&columns.treated)));
    }
    if !own(&columns.removed).is_empty() {
        say(format!(
            "people leave untreated at {}; if they were treated then, say `treated` in the mapping",
            named(&columns.removed)
        ));
    }
    if let Some(status) = columns.status {
        say(format!("what has become of people stands in {}", named(&[status])));
    }
    if seen.treated + seen.removed == 0 {
        say("nobody has left: a list of those who wait today over-represents long waits, so referrals and removals cannot be told from it".to_string());
    } else {
        say(format!(
            "treated and gone: {}; gone untreated: {}",
            rule.roughly(seen.treated, "people"),
            rule.roughly(seen.removed, "people")
        ));
        if let Some(between) = between {
            let [after, last] = between.shown();
            say(format!(
                "nobody's day of leaving is known, only the lists between which it was: referrals and treatments are those of the {} days after {after} to {last}. People who came and left between two lists are on none, so both are minimum figures: a file of the people who left would tell",
                between.days()
            ));
        } else if weeks < RECENT {
            say(format!(
                "nobody left before the last {}: referrals and treatments are those of that time",
                if weeks == 1 { "week".to_string() } else { format!("{weeks} weeks") }
            ));
        }
    }
    if let Some(missed) = columns.missed {
        say(format!("how many appointments people have missed stands in {}; a fit reads it", named(&[missed])));
    }
    if let Some(urgency) = chosen.urgency {
        say(format!("how urgent people are stands in {}; a fit reads it", named(&[urgency])));
    }
    if let Some(c) = chosen.service {
        say(format!("lists are told apart by {}", named(&[c])));
    }
    if !chosen.groups.is_empty() {
        say(format!("people are told apart by {}", named(&chosen.groups)));
    }
    if forms.iter().any(|f| f.serials > 0) {
        say("dates that are a spreadsheet's numbers were read as days".to_string());
    }
    if forms.iter().any(|f| f.zones > 0) {
        say("times with a zone are times of another place or of UTC: the day is the one in London then, which may be the day after or before the one that is written".to_string());
    }
    if met.windows > 0 {
        say("some fields are not UTF-8 and were read as Windows-1252".to_string());
    }
    say(format!(
        "{} wait on {}; each count of the table is rounded by itself, so their sums may be others",
        rule.roughly(seen.waiting, "people"),
        asked.date.last_shown()
    ));
    let mut aside = |text: String| told.aside.push(format!("{NAME}: {text}"));
    let used = |c: usize| {
        c == columns.start
            || columns.treated.contains(&c)
            || columns.removed.contains(&c)
            || columns.status == Some(c)
            || columns.missed == Some(c)
            || chosen.urgency == Some(c)
            || chosen.service == Some(c)
            || chosen.groups.contains(&c)
    };
    if !columns.marks.is_empty() {
        aside(format!(
            "{} {} people: nothing of them is kept; leave such columns out of a file that goes round",
            named(&columns.marks),
            if columns.marks.len() == 1 { "identifies" } else { "identify" }
        ));
    }
    let unused: Vec<usize> = (0..columns.own).filter(|&c| !used(c) && !columns.marks.contains(&c)).collect();
    let perhaps: Vec<usize> = unused.iter().copied().filter(|&c| columns.doubtful.contains(&c)).collect();
    if !perhaps.is_empty() {
        aside(format!(
            "{} may identify people: nothing of {} is kept",
            named(&perhaps),
            if perhaps.len() == 1 { "it" } else { "them" }
        ));
    }
    let rest: Vec<usize> = unused.into_iter().filter(|c| !perhaps.contains(c)).collect();
    if !rest.is_empty() {
        aside(format!(
            "{}: nothing of {} is kept",
            named(&rest),
            if rest.len() == 1 { "this column" } else { "these columns" }
        ));
    }
    if !columns.identified {
        aside("nothing identifies people, so rows that are alike are different people".to_string());
    }
    for (n, what) in [
        (seen.copies, "rows are exact copies of others with the same marks of a person, and were left out"),
        (seen.ragged, "rows have more or fewer fields than the header, and were left out"),
        (seen.no_start, "rows have no clock start, and were left out"),
        (seen.sentinel, "dates stand for none, such as 01/01/1900"),
        (seen.bad_date, "rows have an impossible date, and were left out"),
        (seen.later, "rows begin after the day of the list, and were left out"),
        (seen.backwards, "rows end before they begin, and were left out"),
        (seen.undated, "rows are of people who have left, without the day, and were left out"),
        (seen.planned, "rows are of people with a planned date, who do not wait, and were left out"),
        (seen.off_clock, "rows have a status that is not on the clock (90 to 98), and were left out"),
        (seen.nobody, "rows are void, duplicates or errors by their status, and were left out"),
        (seen.long, "people have waited for more than ten years; they were kept"),
        (met.zeros, "rows have a zero byte, and were left out"),
    ] {
        if n > 0 {
            aside(format!("{} {what}", rule.shown(n)));
        }
    }
    if seen.still > 0 {
        aside(format!(
            "{} say that people wait, beside a day on which they were seen or admitted: they count as waiting. If that day ended the wait, say so in a mapping, under [columns]: \"...\" = \"treated\"",
            rule.shown_of(seen.still, "rows")
        ));
    }
    if seen.unknown_status > 0 {
        // What stands there may be anything, a name as well: no value of it is told.
        aside(format!(
            "{} have a status that is not known. Only their dates say what has become of them, so people without an end date count as waiting: leave such rows out if they do not",
            rule.shown_of(seen.unknown_status, "rows")
        ));
    }
}
