//! `queuity why`: one person in one cell, or one of each group, in words.

use serde_json::json;

use super::arguments::{Limits, Why};
use super::exit::Failure;
use super::guard;
use super::print::print;
use super::registries::Door;
use super::table::{self, Table};
use super::{input, load};
use crate::scenario::Overrides;
use crate::why::words::{self, Section};
use crate::why::{Question, WhyError, story};

/// Longer labels stand on a line of their own.
const LONGEST_LABEL: usize = 30;

/// Runs the cell again and says what happened to somebody, and why.
pub(crate) fn why(arguments: &Why, door: Door<'_>) -> Result<(), Failure> {
    let input = input::read(&arguments.file)?;
    let overrides = Overrides { seed: arguments.seed, ..Overrides::default() };
    let study = load::load_with(&input, &overrides, door)?;
    let output = door.output;
    load::warn(&input, &study.scenario().warnings, load::Detail::Full, output);
    let limits = Limits { max_memory: arguments.max_memory, max_time: None };
    guard::admit_one(&study, &limits, (&input, output))?;
    let question = Question {
        service: arguments.service.as_deref(),
        variant: arguments.variant.as_deref(),
        replication: arguments.replication,
    };
    let width = table::width();
    let (answer, sections, table) = match &arguments.patient {
        Some(name) => {
            let answer = study.patient(&question, name).map_err(failed)?;
            (json!(answer), words::patient(&answer), Vec::new())
        }
        None => {
            let lives = study.lives(&question, arguments.by.as_deref()).map_err(failed)?;
            (json!(lives), story::lives(&lives), story::side_by_side(&lives))
        }
    };
    if output.json {
        let value = json!({ "answer": answer, "in_words": in_words(&sections) });
        return print(format!("{value:#}\n").as_bytes());
    }
    let mut text = text(&sections, width);
    if let Some((head, rows)) = table.split_first() {
        let mut table = Table::new(head);
        rows.iter().for_each(|row| table.row(row));
        text.push_str(&format!("\nThe same people under each policy: time until treatment\n{}", table.render(width)));
    }
    print(text.as_bytes())
}

/// A guard makes a result partial; everything else is a name that is not there.
fn failed(error: WhyError) -> Failure {
    match error {
        WhyError::Stopped { .. } => Failure::Partial(format!("PARTIAL: {error}")),
        other => Failure::Usage(format!("error: {other}")),
    }
}

fn in_words(sections: &[Section]) -> Vec<String> {
    let line = |l: &words::Line| if l.label.is_empty() { l.text.clone() } else { format!("{}: {}", l.label, l.text) };
    let section = |s: &Section| {
        let lines: Vec<String> = s.lines.iter().map(line).collect();
        format!("{}: {}", s.title, lines.join(" "))
    };
    sections.iter().map(section).collect()
}

/// Sections for a terminal: titles, labels on the left, texts wrapped beside them.
fn text(sections: &[Section], width: usize) -> String {
    let mut out = String::new();
    for (i, section) in sections.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out.push_str(&table::wrap(&section.title, width));
        out.push('\n');
        let size = |l: &words::Line| l.label.chars().count();
        let widest = section.lines.iter().map(size).filter(|&n| n <= LONGEST_LABEL).max().unwrap_or(0);
        let indent = if widest == 0 { 2 } else { widest + 4 };
        for line in &section.lines {
            let mut label = format!("  {}", line.label);
            if size(line) > LONGEST_LABEL {
                out.push_str(&format!("{label}\n"));
                label.clear();
            }
            for text in table::wrap(&line.text, width.saturating_sub(indent).max(20)).lines() {
                let row = format!("{label:indent$}{text}");
                out.push_str(row.trim_end());
                out.push('\n');
                label.clear();
            }
        }
    }
    out
}
