//! `report.html`: the page that a manager reads in two minutes, made from the result files alone.
//!
//! One file without script, network or font of its own; it prints on A4 and can be read without colour.

mod assumptions;
mod beside;
mod brief;
mod build;
mod cells;
mod closing;
mod drawn;
mod evidence;
mod facts;
mod fates;
mod first_run;
mod key;
mod left_out;
mod life;
mod lives;
mod one_run;
mod policies;
mod ranges;
mod read;
mod rows;
mod shelf;
mod stages;
mod today;
mod tornado;
mod trade_off;
pub(in crate::report) mod view;
mod weeks;
mod who;
mod worst_off;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

use super::document::{Document, DocumentError, Open, ResultFiles};
use super::vega;
use super::words::visible;
pub(in crate::report) use brief::{plain, table};
pub(in crate::report) use closing::flat;
use facts::Facts;
pub(in crate::report) use read::Tables;

/// The page, as a template that a user may replace.
pub const TEMPLATE: &str = include_str!("page.html");

/// The page as one of the documents of a result.
#[derive(Clone, Debug, Default)]
pub struct Html {
    template: Option<String>,
}

impl Html {
    /// The page by a template of the user's own, which finds the same names as [`TEMPLATE`].
    #[must_use]
    pub fn with_template(template: impl Into<String>) -> Self {
        Self { template: Some(template.into()) }
    }
}

/// How the names of charts for other programs begin: a file of another name is not one of them.
const IDS: [&str; 7] = ["chart-", "crossing-", "dumbbell-", "level-gap", "ranges-", "run-", "weeks-"];
/// How they end.
const CHART: &str = ".vl.json";

impl Html {
    fn filled(&self, page: &view::Page) -> Result<Vec<u8>, DocumentError> {
        fill(self.template.as_deref().unwrap_or(TEMPLATE), page).map(String::into_bytes)
    }
}

impl Document for Html {
    fn name(&self) -> &str {
        "report"
    }

    fn file(&self) -> &str {
        "report.html"
    }

    fn summary(&self) -> &str {
        "the page to read first: who gains, who pays, how sure; one file, no network"
    }

    fn make(&self, files: &ResultFiles<'_>) -> Result<Vec<u8>, DocumentError> {
        self.filled(&*files.shared(said)?)
    }

    fn make_all(&self, files: &ResultFiles<'_>) -> Result<Vec<(String, Vec<u8>)>, DocumentError> {
        let page = files.shared(said)?;
        let charts = page.sections.iter().flat_map(|s| &s.blocks).filter_map(|b| b.drawing.as_ref());
        let charts = charts.map(|drawing| (format!("{}{CHART}", drawing.id), vega::file(drawing)));
        let own = (self.file().to_string(), self.filled(&page)?);
        Ok(std::iter::once(own).chain(charts).collect())
    }

    fn owns(&self, name: &str) -> bool {
        let chart = name.ends_with(CHART) && IDS.iter().any(|id| name.starts_with(id));
        name == self.file() || chart
    }
}

/// The page of a result whose files can be opened by their names. The same files give the same bytes.
///
/// # Errors
/// Where a file cannot be read or is not one of a result.
pub fn page(open: Open<'_>) -> Result<String, DocumentError> {
    fill(TEMPLATE, &said(open)?)
}

/// What the page of a result says, for all documents that say the same. The tables are gone when it is there: with many lists they take as
/// much room again.
///
/// # Errors
/// Where a file cannot be read or is not one of a result.
pub(in crate::report) fn said(open: Open<'_>) -> Result<view::Page, DocumentError> {
    Ok(build::page(&Facts::new(&Tables::read(open)?)))
}

/// The tables of a result, its page, and what is not simulated.
pub(in crate::report) fn read_all(open: Open<'_>) -> Result<(Tables, view::Page, Vec<String>), DocumentError> {
    let tables = Tables::read(open)?;
    let page = build::page(&Facts::new(&tables));
    let left_out = left_out::left_out(&tables.scenario);
    Ok((tables, page, left_out))
}

/// A brief of a result for a mail, in Markdown: the question, the answer, who gains and who pays.
///
/// # Errors
/// As [`page`].
pub fn brief(open: Open<'_>) -> Result<String, DocumentError> {
    let tables = Tables::read(open)?;
    Ok(brief::brief(&Facts::new(&tables)))
}

/// Two results side by side, each with the name that it has on the page: what may be compared, the figures of both and the inputs
/// that differ.
///
/// # Errors
/// As [`page`].
pub fn beside(first: (&str, Open<'_>), second: (&str, Open<'_>)) -> Result<String, DocumentError> {
    let (a, b) = (Tables::read(first.1)?, Tables::read(second.1)?);
    let (x, y) = (Facts::new(&a), Facts::new(&b));
    let names = (visible(first.0), visible(second.0));
    let mut page =
        beside::beside(beside::Side { name: &names.0, facts: &x }, beside::Side { name: &names.1, facts: &y });
    page.lay_out();
    fill(TEMPLATE, &page)
}

/// A page by a template; every name in it is escaped.
fn fill(template: &str, page: &view::Page) -> Result<String, DocumentError> {
    let failed = |e: minijinja::Error| DocumentError::Page(format!("{e:#}"));
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    environment.set_syntax(syntax.build().map_err(failed)?);
    // A picture is made here, with every name in it escaped.
    environment.add_filter("picture", |svg: String| Value::from_safe_string(svg));
    environment.add_template("template", template).map_err(failed)?;
    let template = environment.get_template("template").map_err(failed)?;
    template.render(context! { page => Serde(page) }).map_err(failed)
}
