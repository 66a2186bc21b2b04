//! The tables of a comparison, with the meaning of every column.

use super::{Table, Value};
use crate::compare::rows::Key;
use crate::compare::{ContrastTable, Replications, SummaryTable};
use crate::measure::AnalysisSet;
use crate::scenario::Assumption;
use crate::table::{Column, Kind};

fn column(name: &str, kind: Kind, meaning: &str) -> Column {
    Column::new(name, kind, meaning)
}

/// A column with a value in every row.
pub(super) fn always(name: &str, kind: Kind, meaning: &str) -> Column {
    Column::new(name, kind, meaning).required()
}

/// The column of dates (of numbers of days where the scenario has none), as the first of these tells.
pub(super) fn when<'t>(name: &str, dates: impl IntoIterator<Item = &'t str>, meaning: &str) -> Column {
    let first = dates.into_iter().find(|text| !text.is_empty());
    let kind = if matches!(first.map(Value::when), Some(Value::Integer(_))) { Kind::Integer } else { Kind::Date };
    Column::new(name, kind, meaning)
}

/// The columns that say which figure a row holds: the same in every table of figures. `at` has these dates.
pub(super) fn key_columns<'t>(at: impl IntoIterator<Item = &'t str>) -> Vec<Column> {
    vec![
        always("variant", Kind::Text, "the policy"),
        always("service", Kind::Text, "the waiting list; all: all lists together"),
        always(
            "population",
            Kind::Text,
            "the people that the figure is about: joined (referrals in the cohort window, followed from clock start), today (the list at the \
             start, followed from the start), snapshot (those waiting), completed (the treated; biased), flow (events of the run), \
             capacity (slots and servers), stage (one stage of a pathway: visits, people, slots and servers)",
        )
        .one_of(AnalysisSet::ALL.map(AnalysisSet::population).iter().fold(Vec::new(), |mut words, word| {
            if !words.contains(word) {
                words.push(*word);
            }
            words
        })),
        when(
            "at",
            at,
            "date of a snapshot or of an audit (number of the day where the scenario has no dates); empty for cohorts",
        ),
        always(
            "measure",
            Kind::Text,
            "what is measured; .gap: most minus least disadvantaged level (a level minus the reference level where levels have no \
             order, worst minus best where group is empty); .gap_lowest and .gap_highest: between these lies the gap of true levels \
             where some are not recorded; .gap_by_chance: worst minus best where labels are dealt at random; .gap_beyond_chance: \
             what is left of .gap without it; .sii_most_minus_least: slope index of inequality with the sign of .gap; \
             cost_per_breach_avoided (contrasts): difference in cost_of_care per new breach avoided",
        ),
        always("attribute", Kind::Text, "how people differ; crossed attributes are joined by x; all: no difference made"),
        column("group", Kind::Text, "level of the attribute; all: everybody; empty: a gap between the ends"),
    ]
}

pub(super) fn estimate_columns() -> [Column; 5] {
    [
        column("estimate", Kind::Number, "mean over replications; empty where there is none (see note)"),
        column("lower", Kind::Number, "lower end of the t interval over replications; empty where there is none"),
        column("upper", Kind::Number, "upper end of the t interval over replications; empty where there is none"),
        always("coverage", Kind::Number, "coverage of the interval"),
        always("replications", Kind::Integer, "replications behind the figure"),
    ]
}

/// A difference to the reference, in the tables that have one.
pub(super) fn difference_columns() -> [Column; 5] {
    [
        column(
            "difference",
            Kind::Number,
            "mean paired difference to the reference, on the same simulated people; empty where there is none (see note)",
        ),
        column("lower", Kind::Number, "lower end of its t interval"),
        column("upper", Kind::Number, "upper end of the same"),
        always("coverage", Kind::Number, "coverage of the interval"),
        always("replications", Kind::Integer, "pairs behind the difference"),
    ]
}

/// Both sides of it.
pub(super) fn means_columns() -> [Column; 2] {
    [
        column(
            "reference_mean",
            Kind::Number,
            "mean under the reference over the same pairs, so that both gaps stand beside their difference",
        ),
        column("variant_mean", Kind::Number, "mean under the policy over the same pairs"),
    ]
}

pub(super) fn unit_column() -> Column {
    always("unit", Kind::Text, "unit of estimate, lower and upper")
}

pub(super) fn note_column() -> Column {
    column("note", Kind::Text, "why there is no figure, or what to know about it")
}

/// The rest of the key; last, so that the places of earlier columns are what they were.
pub(super) fn stage_column() -> Column {
    always("stage", Kind::Text, "the stage of a pathway; all: the whole pathway")
}

/// What a difference is to.
pub(super) fn reference_column() -> Column {
    always(
        "reference",
        Kind::Text,
        "the policy that it is compared with: that of the same reading, where the scenario has two readings of how people are seen today",
    )
}

fn key<'a>(k: &Key<'a>) -> [Value<'a>; 7] {
    [
        Value::Text(k.variant),
        Value::Text(k.service),
        Value::Text(k.population),
        Value::when(k.at),
        Value::Text(k.measure),
        Value::Text(k.attribute),
        Value::Text(k.group),
    ]
}

/// The table of all figures.
#[must_use]
pub fn summary(rows: &SummaryTable) -> Table<'_> {
    let mut list = key_columns(rows.dates());
    list.extend(estimate_columns());
    list.extend([
        always("n", Kind::Number, "people (or slots) behind the figure, mean per replication, as simulated"),
        always("denominator", Kind::Text, "the people or things that n counts"),
        unit_column(),
        note_column(),
        stage_column(),
    ]);
    Table::new("summary", "every figure of every policy, with its interval", list, move |take| {
        for row in rows.iter() {
            let [a, b, c, d, e, f, g] = key(&row.key);
            take(&[
                a,
                b,
                c,
                d,
                e,
                f,
                g,
                Value::number(row.estimate),
                Value::number(row.lower),
                Value::number(row.upper),
                Value::number(Some(row.coverage)),
                Value::count(row.replications),
                Value::number(Some(row.n)),
                Value::Text(row.denominator),
                Value::Text(row.unit),
                Value::Text(&row.note),
                Value::Text(row.key.stage),
            ])?;
        }
        Ok(())
    })
}

/// The table of all figures against the reference.
#[must_use]
pub fn contrasts(rows: &ContrastTable) -> Table<'_> {
    let [mut difference, mut lower, upper, coverage, replications] = difference_columns();
    difference.meaning.push_str("; of cost_per_breach_avoided the ratio of two of them");
    lower.meaning.push_str("; of cost_per_breach_avoided of Fieller's set, where that is an interval");
    let mut list = key_columns(rows.dates());
    list.extend([difference, lower, upper, coverage, replications]);
    list.extend([
        column(
            "p_adjusted",
            Kind::Number,
            "p of the paired t test adjusted by Holm over the primary measures; empty: exploratory",
        ),
        column(
            "variance_ratio",
            Kind::Number,
            "gain of pairing: (s_a^2 + s_b^2) / s_d^2; empty where the differences do not vary",
        ),
        always(
            "verdict",
            Kind::Text,
            "not estimable, identical, not told apart, better, worse, higher or lower; of gaps, from whether each is told apart from no gap: \
             narrows, widens, opens (it was not told apart), reverses (now on the other side) or shifts (no more can be said)",
        ),
        column("judgement", Kind::Text, "better (of gaps: narrows), worse (widens, opens) or empty: neither is said")
            .one_of(["better", "worse"]),
        column(
            "material",
            Kind::Text,
            "no difference that matters: the whole interval is within the smallest difference that matters (`matters` of the scenario); may be too \
             small to matter: the estimate is; else empty",
        ),
    ]);
    list.extend(means_columns());
    list.extend([note_column(), stage_column(), reference_column()]);
    let meaning = "every figure of every policy but the reference, against the reference";
    Table::new("contrasts", meaning, list, move |take| {
        for row in rows.iter() {
            let [a, b, c, d, e, f, g] = key(&row.key);
            take(&[
                a,
                b,
                c,
                d,
                e,
                f,
                g,
                Value::number(row.difference),
                Value::number(row.lower),
                Value::number(row.upper),
                Value::number(Some(row.coverage)),
                Value::count(row.replications),
                Value::number(row.p_adjusted),
                Value::number(row.variance_ratio),
                Value::Text(row.verdict),
                Value::Text(row.judgement),
                Value::Text(row.material),
                Value::number(row.reference_mean),
                Value::number(row.variant_mean),
                Value::Text(&row.note),
                Value::Text(row.key.stage),
                Value::Text(row.reference),
            ])?;
        }
        Ok(())
    })
}

/// The register of assumptions.
#[must_use]
pub fn assumptions(rows: &[Assumption]) -> Table<'_> {
    let list = vec![
        always("path", Kind::Text, "where the number stands in the scenario; entries of lists by name in brackets"),
        always("value", Kind::Number, "the value that was used, in the unit of its key"),
        column("low", Kind::Number, "lowest plausible value; empty where none is stated"),
        column("high", Kind::Number, "highest plausible value; empty where none is stated"),
        column("source", Kind::Text, "where it comes from, as stated"),
        column("confidence", Kind::Text, "how sure one is, as stated"),
    ];
    let meaning = "every number of the scenario that was given with a range, a source or a confidence";
    Table::new("assumptions", meaning, list, move |take| {
        for row in rows {
            take(&[
                Value::Text(&row.path),
                Value::number(Some(row.value)),
                Value::number(row.low),
                Value::number(row.high),
                Value::Text(&row.source),
                Value::Text(&row.confidence),
            ])?;
        }
        Ok(())
    })
}

/// Every figure of every replication.
#[must_use]
pub fn replications<'a>(rows: &'a Replications<'a>) -> Table<'a> {
    let mut list = key_columns(rows.at());
    list.extend([
        always("replication", Kind::Integer, "number of the replication, from 0"),
        column("value", Kind::Number, "the figure; empty where there is none in this replication"),
        always("n", Kind::Integer, "people (or slots) behind the figure, as simulated"),
        stage_column(),
    ]);
    let meaning = "every figure of every replication: what all other tables are made from";
    let mut table = Table::new("replications", meaning, list, move |take| {
        for row in rows.rows() {
            let [a, b, c, d, e, f, g] = key(&row.key);
            take(&[
                a,
                b,
                c,
                d,
                e,
                f,
                g,
                Value::count(row.replication),
                Value::number(row.value),
                Value::count(row.n),
                Value::Text(row.key.stage),
            ])?;
        }
        Ok(())
    });
    table.large = true;
    table
}
