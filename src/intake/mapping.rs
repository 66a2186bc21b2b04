//! How a file is read, as a file that its reader may correct.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::counted::Counted;
use super::found::Found;
use super::limits::Limits;
use super::refused::Refused;
use super::role::Role;
use super::span::Span;
use super::unit::Unit;
use super::values::{Period, folded};

/// What a reader says of a file. Names of columns are in lower case, with single spaces.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The line of the header, from 1.
    pub header_row: Option<u64>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The sign that parts columns.
    pub delimiter: Option<u8>,
    /// The unit of the bands.
    pub unit: Option<Unit>,
    /// The day or month of the counts.
    pub date: Option<Period>,
    /// What stands for a small number that is held back (`<5`).
    pub held_back: Option<f64>,
    /// The limits on waiting that figures are told by.
    pub limits: Option<Limits>,
    /// Whether a spreadsheet's numbers for days count from 1904.
    pub(super) from_1904: bool,
    pub(super) period: Option<Span>,
    pub(super) part: Option<Counted>,
    pub(super) columns: BTreeMap<String, Role>,
    pub(super) parts: BTreeMap<String, Counted>,
    pub(super) totals: BTreeMap<String, Vec<String>>,
    pub(super) levels: BTreeMap<String, Vec<String>>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
            let line = e.span().map(|s| text[..s.start.min(text.len())].lines().count().max(1) as u64);
            Refused { line, ..Refused::new(format!("the mapping is no TOML: {}", e.message())) }
        })?;
        let mut out = Self::default();
        for (key, value) in &table {
            let wrong = |rule: &str| Refused::new(format!("the mapping's `{key}`: {rule}"));
            let word = || value.as_str().ok_or_else(|| wrong("a text in quotes"));
            match key.as_str() {
                "header_row" => {
                    let line = value.as_integer().filter(|n| *n > 0).ok_or_else(|| wrong("a line, from 1"))?;
                    out.header_row = Some(line as u64);
                }
                "sheet" => out.sheet = Some(word()?.to_string()),
                "delimiter" => {
                    let sign = word()?.as_bytes().first().copied();
                    out.delimiter = Some(sign.ok_or_else(|| wrong("one sign, such as \";\""))?);
                }
                "unit" => {
                    let unit = Unit::named(word()?).filter(|u| u.1 == 1.0);
                    out.unit = Some(unit.ok_or_else(|| wrong("\"days\", \"weeks\" or \"months\""))?.0);
                }
                "date" => {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
                    out.date = Some(Period::read(&text).ok_or_else(|| wrong("a date, \"2026-01-31\", or a month"))?);
                }
                "held_back" => {
                    let number = value.as_float().or_else(|| value.as_integer().map(|n| n as f64));
                    let number = number.filter(|n| *n >= 0.0 && n.fract() == 0.0);
                    out.held_back = Some(number.ok_or_else(|| wrong("a whole number"))?);
                }
                "limits_weeks" => {
                    let one = |v: &toml::Value| v.as_str().map_or_else(|| v.to_string(), str::to_string);
                    let limits = value.as_array().map(|all| all.iter().map(one).collect::<Vec<_>>().join(","));
                    let limits = limits.and_then(|text| Limits::read(&text));
                    out.limits =
                        Some(limits.ok_or_else(|| wrong("weeks, such as [26, 36, \"365 days\", \"18 months\"]"))?);
                }
                "period" => {
                    let word = word()?;
                    let known = Span::NAMED.map(|s| s.0).join(", ");
                    let span = Span::NAMED.iter().find(|(n, _)| *n == word);
                    out.period = Some(span.ok_or_else(|| wrong(&format!("one of {known}")))?.1);
                }
                "dates_from" => {
                    out.from_1904 = match value.as_integer() {
                        Some(1904) => true,
                        Some(1900) => false,
                        _ => return Err(wrong("1900 or 1904, the year from which a spreadsheet counts days")),
                    }
                }
                "part" => out.part = Some(part(word()?, key)?),
                "columns" => {
                    for (name, role) in pairs(value, key)? {
                        let known = Role::NAMED.map(|r| r.0).join(", ");
                        let role = Role::named(&role)
                            .ok_or_else(|| Refused::new(format!("the mapping's column `{name}`: one of {known}")))?;
                        out.columns.insert(folded(&name), role);
                    }
                }
                "parts" => {
                    for (name, what) in pairs(value, key)? {
                        out.parts.insert(folded(&name), part(&what, &name)?);
                    }
                }
                "totals" => out.totals = lists(value, key)?,
                "levels" => out.levels = lists(value, key)?,
                _ => {
                    let known = "header_row, sheet, delimiter, unit, date, dates_from, period, limits_weeks, held_back, part, columns, parts, totals, levels";
                    return Err(wrong("is not known").help(format!("keys are {known}")));
                }
            }
        }
        Ok(out)
    }
}

impl Mapping {
    /// The limits as the reader gives them, to be written again.
    pub(super) fn limits_written(&self) -> String {
        self.limits.as_ref().map_or_else(String::new, |limits| format!("limits_weeks = {}\n", limits.written()))
    }

    /// The order of levels as the reader gives it, to be written again.
    pub(super) fn levels_written(&self) -> String {
        if self.levels.is_empty() {
            return String::new();
        }
        let mut out = String::from("\n# The order of the levels, from most to least disadvantaged.\n[levels]\n");
        for (name, levels) in &self.levels {
            let levels: Vec<String> = levels.iter().map(|l| quoted(l)).collect();
            let _ = writeln!(out, "{} = [{}]", quoted(name), levels.join(", "));
        }
        out
    }
}

fn part(word: &str, key: &str) -> Result<Counted, Refused> {
    let known = Counted::NAMED.map(|p| p.0).join(", ");
    Counted::named(word).ok_or_else(|| Refused::new(format!("the mapping's `{key}`: one of {known}")))
}

fn pairs(value: &toml::Value, key: &str) -> Result<Vec<(String, String)>, Refused> {
    let wrong = || Refused::new(format!("the mapping's `{key}`: a table of names and words"));
    let table = value.as_table().ok_or_else(wrong)?;
    table.iter().map(|(k, v)| Ok((k.clone(), v.as_str().ok_or_else(wrong)?.to_string()))).collect()
}

fn lists(value: &toml::Value, key: &str) -> Result<BTreeMap<String, Vec<String>>, Refused> {
    let wrong = || Refused::new(format!("the mapping's `{key}`: a table of names and lists of values"));
    let table = value.as_table().ok_or_else(wrong)?;
    let list = |v: &toml::Value| -> Result<Vec<String>, Refused> {
        let values = v.as_array().ok_or_else(wrong)?;
        values.iter().map(|v| v.as_str().map(str::to_string).ok_or_else(wrong)).collect()
    };
    table.iter().map(|(k, v)| Ok((folded(k), list(v)?))).collect()
}

/// A text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out + "\""
}

/// How these files were read.
pub(super) fn written(all: &[Found], said: &Mapping) -> String {
    let mut out = String::from(
        "# How the file was read. Correct what is wrong, and import again with --mapping and this file.\n# Columns are: ",
    );
    out += &Role::NAMED.map(|r| r.0).join(", ");
    out.push('\n');
    if let [only] = all {
        let _ = writeln!(out, "header_row = {}", only.shape.line);
        if let Some(sheet) = &only.sheet {
            let _ = writeln!(out, "sheet = {}", quoted(sheet));
        }
        let _ = writeln!(out, "date = {}", quoted(&only.date.shown()));
    } else if let Some(date) = said.date {
        let _ = writeln!(out, "date = {}", quoted(&date.shown()));
    }
    if let Some(first) = all.first() {
        let _ = writeln!(out, "unit = {}", quoted(first.shape.unit.word()));
    }
    if let Some(number) = all.iter().find_map(|f| f.held_back) {
        let _ = writeln!(out, "held_back = {number}");
    }
    if let Some(sign) = said.delimiter {
        let _ = writeln!(
            out,
            "delimiter = {}",
            if sign == b'\t' { "\"\\t\"".to_string() } else { quoted(&char::from(sign).to_string()) }
        );
    }
    if let Some(span) = all.iter().map(|f| f.span).find(|s| *s != Span::Month).or(said.period) {
        let _ = writeln!(out, "period = \"{}\"", span.name());
    }
    out += &said.limits_written();
    if let Some(part) = said.part {
        let _ = writeln!(out, "part = \"{}\"", part.name());
    }
    out.push_str("\n[columns]\n");
    let mut names: Vec<(String, Role)> = Vec::new();
    // Lists side by side are found again as they are, and the columns made of them are none of the file.
    let own = |f: &Found, c: usize| {
        let beside = &f.shape.beside;
        !beside.contains(&c) && (beside.is_empty() || c + 2 < f.shape.names.len())
    };
    let columns = all.iter().flat_map(|f| f.shape.names.iter().zip(&f.shape.roles).enumerate().map(move |c| (f, c)));
    for (_, (_, (name, role))) in columns.filter(|(f, (c, _))| own(f, *c)) {
        // Bands are found by their text.
        if *role != Role::Band && !names.iter().any(|(n, _)| n == name) {
            names.push((name.clone(), *role));
        }
    }
    for (name, role) in names {
        let _ = writeln!(out, "{} = \"{}\"", quoted(&name), role.name());
    }
    let parts: BTreeMap<&String, Counted> = all.iter().flat_map(|f| f.parts.iter().map(|(n, p)| (n, *p))).collect();
    if !parts.is_empty() {
        out.push_str("\n# What the rows count: list, treated, referred, or aside.\n[parts]\n");
        for (name, part) in parts {
            let _ = writeln!(out, "{} = \"{}\"", quoted(name), part.name());
        }
    }
    let totals: BTreeMap<&String, &Vec<String>> =
        all.iter().flat_map(|f| f.totals.iter().map(|(n, v)| (n, v))).collect();
    if !totals.is_empty() {
        out.push_str("\n# Values that stand for the sum of others, and are set aside.\n[totals]\n");
        for (name, values) in totals {
            let values: Vec<String> = values.iter().map(|v| quoted(v)).collect();
            let _ = writeln!(out, "{} = [{}]", quoted(name), values.join(", "));
        }
    }
    out + &said.levels_written()
}
