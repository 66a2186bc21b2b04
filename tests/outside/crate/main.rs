//! A command of a user's own: all of queuity, with one discipline, one measure and one format more. It names no dependency but queuity.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use queuity::cli::{Registries, main_with};
use queuity::discipline::{Discipline, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View, parameters};
use queuity::error::Problem;
use queuity::measure::{self, Direction, Measure, Missing, Reading, Subject};
use queuity::report::{Column, Format, RowWriter, Value};
use queuity::tally::Exit;
use queuity::time::WEEK;
use queuity::{schemars, serde, serde_json};

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(crate = "queuity::serde", deny_unknown_fields)]
#[schemars(crate = "queuity::schemars")]
struct Parameters {
    /// Weeks after which people go before all others.
    after_weeks: u32,
}

struct Rescue;

#[rustfmt::skip]
impl Kind for Rescue {
    fn name(&self) -> &'static str { "rescue" }
    fn summary(&self) -> &'static str { "people who have waited beyond a limit are next, then the most urgent" }
    fn source(&self) -> &'static str { "a toy" }
    fn schema(&self) -> schemars::Schema { schemars::schema_for!(Parameters) }
    fn build(&self, value: &serde_json::Value, setting: &Setting<'_>, _: &Registry) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let limit = i64::from(parameters::read::<Parameters>(value)?.after_weeks) * WEEK;
        Ok(Arc::new(Rule(Lanes::by(setting, |_group, urgency| urgency)?.0, limit)))
    }
}

#[derive(Debug)]
struct Rule(Lanes, i64);

impl Discipline for Rule {
    fn lanes(&self) -> &Lanes {
        &self.0
    }
    fn ranker(&self) -> Ranking<'_> {
        Ranking::of(Rescuer(self.1))
    }
}

#[derive(Debug)]
struct Rescuer(i64);

impl Ranker for Rescuer {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.highest(|lane, head| if head.waited(view.now) > self.0 { 1 } else { -(lane as i128) })
    }
}

#[derive(Debug)]
struct TreatedWithin13Weeks;

#[rustfmt::skip]
impl Measure for TreatedWithin13Weeks {
    fn name(&self) -> &str { "treated_within_13w" }
    fn unit(&self) -> &str { "share" }
    fn direction(&self) -> Direction { Direction::Higher }
    fn analysis_sets(&self) -> &[measure::AnalysisSet] { &[measure::AnalysisSet::Today] }
    fn summary(&self) -> &str { "share of the list at the start that is treated within 13 weeks" }
    fn source(&self) -> &str { "a toy" }
    fn read(&self, set: measure::AnalysisSet, subject: &Subject<'_>) -> Reading {
        match subject.cohort(set) {
            Some(cohort) => Reading::share(cohort.exits[Exit::Treated].at_most(91), cohort.members),
            None => Reading::missing(Missing::NotDefined, 0),
        }
    }
}

#[derive(Debug)]
struct Tabs;

#[rustfmt::skip]
impl Format for Tabs {
    fn name(&self) -> &str { "tsv" }
    fn extension(&self) -> &str { "tsv" }
    fn media_type(&self) -> &str { "text/tab-separated-values" }
    fn summary(&self) -> &str { "columns between tabs" }
    fn begin<'a>(&self, columns: &[Column], mut out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        writeln!(out, "{}", names.join("\t"))?;
        Ok(Box::new(Rows(out)))
    }
}

struct Rows<'a>(Box<dyn Write + Send + 'a>);

impl RowWriter for Rows<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        let text = |value: &Value<'_>| match value {
            Value::Empty => String::new(),
            Value::Text(text) | Value::Date(text) => (*text).to_string(),
            Value::Integer(i) => i.to_string(),
            Value::Number(x) => x.to_string(),
            Value::Boolean(b) => b.to_string(),
        };
        writeln!(self.0, "{}", values.iter().map(text).collect::<Vec<_>>().join("\t"))
    }
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

fn main() -> ExitCode {
    main_with(&Registries::shipped().discipline(Rescue).measure(TreatedWithin13Weeks).format(Tabs))
}
