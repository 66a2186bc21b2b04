//! Problems as messages that point into the file.

use std::io::IsTerminal;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};
use serde_json::json;

use super::arguments::Output;
use super::exit::Failure;
use super::table;
use crate::error::{Problem, is_mark, visible};
use crate::scenario;

/// More problems than this are only counted.
const MOST_PROBLEMS: usize = 50;

/// A text with its problems.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rendered<'a> {
    /// What to call the file.
    pub(crate) name: &'a str,
    /// What it holds.
    pub(crate) text: &'a str,
    /// How results are shown.
    pub(crate) output: &'a Output,
}

impl Rendered<'_> {
    /// All problems of a scenario as one failure: exit 5 where only a resource guard refuses, else 3.
    pub(crate) fn failure(&self, problems: &[Problem]) -> Failure {
        let errors: Vec<&Problem> = problems.iter().filter(|p| !p.is_warning()).collect();
        let text = self.all(problems);
        if !errors.is_empty() && errors.iter().all(|p| p.is_resource()) {
            Failure::Refused(text)
        } else {
            Failure::Invalid(text)
        }
    }

    /// All problems, one below the other, and their count.
    pub(crate) fn all(&self, problems: &[Problem]) -> String {
        if self.output.json {
            let rows: Vec<_> = problems.iter().map(|p| self.as_json(p)).collect();
            return format!("{:#}", json!({ "problems": rows }));
        }
        let mut text = String::new();
        for problem in problems.iter().take(MOST_PROBLEMS) {
            text.push_str(&self.one(problem));
            text.push_str("\n\n");
        }
        if problems.len() > MOST_PROBLEMS {
            text.push_str(&format!("and {} more\n", problems.len() - MOST_PROBLEMS));
        }
        let warnings = problems.iter().filter(|p| p.is_warning()).count();
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        text.push_str(&format!("{}, {}.", count(problems.len() - warnings, "error"), count(warnings, "warning")));
        if problems.len() > warnings {
            text.push_str(" Nothing was run.");
        }
        text
    }

    /// One problem, with the place in the file where there is one.
    pub(crate) fn one(&self, problem: &Problem) -> String {
        let level = if problem.is_warning() { Level::WARNING } else { Level::ERROR };
        let message = visible(&problem.headline());
        let shown = plain(&scenario::normal(self.text));
        let title = level.primary_title(message).id(problem.code);
        let mut group = match self.place(problem) {
            Some(span) => {
                let also = self.also(problem).map(|other| AnnotationKind::Context.span(other).label("and here"));
                let primary = AnnotationKind::Primary.span(span).label("");
                title.element(Snippet::source(shown.as_str()).path(self.name).annotation(primary).annotations(also))
            }
            None => title.element(annotate_snippets::Origin::path(self.name)),
        };
        if !problem.help.is_empty() {
            group = group.element(Level::HELP.message(visible(&problem.help)));
        }
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).term_width(table::width()).render(&[group])
    }

    fn place(&self, problem: &Problem) -> Option<Range<usize>> {
        scenario::locate(self.text, &problem.path, problem.at_key).filter(|r| r.end <= self.text.len())
    }

    /// The other place of a problem.
    fn also(&self, problem: &Problem) -> Option<Range<usize>> {
        let other = problem.also.as_ref()?;
        scenario::locate(self.text, other, problem.at_key).filter(|r| r.end <= self.text.len())
    }

    fn as_json(&self, problem: &Problem) -> serde_json::Value {
        let place = self.place(problem).map(|r| scenario::line_and_column(self.text, r.start));
        json!({
            "code": problem.code,
            "severity": if problem.is_warning() { "warning" } else { "error" },
            "path": if problem.path.starts_with("bytes ") { "" } else { &problem.path },
            "line": place.map(|(line, _)| line),
            "column": place.map(|(_, column)| column),
            "also_line": self.also(problem).map(|r| scenario::line_and_column(self.text, r.start).0),
            "message": problem.message,
            "help": problem.help,
        })
    }
}

/// A text with other signs of as many bytes in place of its marks, so that no terminal obeys them and every place stays where it is.
fn plain(text: &str) -> String {
    let sign = |c: char| match c.len_utf8() {
        _ if !is_mark(c) || matches!(c, '\n' | '\r' | '\t') => c.to_string(),
        1 => "?".to_string(),
        2 => "\u{b7}".to_string(),
        3 => "\u{fffd}".to_string(),
        _ => "\u{fffd}?".to_string(),
    };
    text.chars().map(sign).collect()
}
