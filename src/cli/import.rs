//! `queuity import`: tables and workbooks into a scenario.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::arguments::{DateFormat, Import, Least, Output, Reading};
use super::exit::Failure;
use super::print::print;
use super::table;
use crate::intake::limits::words;
use crate::intake::{self, Counts, File, Imported, Limits, Mapping, Options, Order, Period, Refused, Service};
use crate::report::{self, ReportError};

/// Reads the files, says what was understood, and writes the scenario and the mapping.
pub(crate) fn import(asked: &Import, output: &Output) -> Result<(), Failure> {
    if let Some(path) = &asked.template {
        return template(path, asked, output);
    }
    let files = asked.files.iter().map(|path| open(path)).collect::<Result<Vec<_>, _>>()?;
    let options = options(&asked.reading, &asked.least)?;
    let imported = intake::import(&files, &options).map_err(|(name, refused)| failure(&name, &refused))?;
    // The name of a list of people may be somebody's own.
    let stem = if imported.counts.derived.is_some() { "list".to_string() } else { stem(&files[0].name) };
    let scenario = asked.out.clone().unwrap_or_else(|| PathBuf::from(format!("{stem}.toml")));
    let mapping = scenario.with_extension("mapping.toml");
    for path in [&scenario, &mapping] {
        let exists = path.symlink_metadata().is_ok();
        if exists && !asked.force {
            let name = path.display();
            return Err(Failure::File(format!(
                "error: `{name}` exists already; choose another name with --out, or replace it with --force"
            )));
        }
        if asked.files.iter().chain(&asked.reading.mapping).any(|file| same(file, path))
            && (path != &mapping || !asked.force)
        {
            return Err(Failure::File(format!("error: `{}` is read here, and is not written over", path.display())));
        }
    }
    for (path, text) in [(&scenario, &imported.scenario), (&mapping, &imported.mapping)] {
        report::write_file(path, text.as_bytes(), asked.force).map_err(|e| match e {
            ReportError::Exists(_) => Failure::File(format!("error: `{}` exists already", path.display())),
            e => Failure::File(format!("error: {e}")),
        })?;
    }
    let text = if output.json {
        format!("{}\n", as_json(&imported, &scenario, &mapping))
    } else {
        shown(&imported, &scenario, &mapping, output.quiet)
    };
    print(text.as_bytes())
}

/// Writes an empty workbook to fill in.
fn template(path: &Path, asked: &Import, output: &Output) -> Result<(), Failure> {
    if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) {
        let (name, better) = (path.display(), path.with_extension("xlsx"));
        let better = better.display();
        return Err(Failure::Usage(format!(
            "error: the template is a workbook, and `{name}` does not end in .xlsx; call it `{better}`"
        )));
    }
    let limits = options(&asked.reading, &asked.least)?.mapping.limits;
    let bytes = intake::template(limits.as_ref())
        .map_err(|e| Failure::File(format!("error: the workbook cannot be made: {e}")))?;
    report::write_file(path, &bytes, asked.force).map_err(|e| match e {
        ReportError::Exists(_) => {
            let name = path.display();
            Failure::File(format!("error: `{name}` exists already; choose another name, or replace it with --force"))
        }
        e => Failure::File(format!("error: {e}")),
    })?;
    let name = path.display();
    let by = limits.map_or_else(String::new, |limits| format!(" --limits \"{}\"", limits.argument()));
    let text = if output.json {
        format!("{}\n", json!({ "template": name.to_string() }))
    } else if output.quiet {
        String::new()
    } else {
        format!("Wrote {name}: fill in the sheets \"Waiting\" and \"A week\".\nNext: queuity import {name}{by}\n")
    };
    print(text.as_bytes())
}

pub(super) fn same(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// A name for the files that are written, from letters, digits and signs that every system takes.
fn stem(name: &str) -> String {
    let mut base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    for end in [".gz", ".zip", ".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"] {
        let cut = base.len().saturating_sub(end.len());
        if base.len() > end.len() && base.is_char_boundary(cut) && base[cut..].eq_ignore_ascii_case(end) {
            base = &base[..cut];
        }
    }
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '-' };
    let stem: String = base.chars().map(safe).take(80).collect();
    let stem = stem.trim_matches('-').to_string();
    if stem.is_empty() { "imported".to_string() } else { stem }
}

pub(super) fn open(path: &Path) -> Result<File<'static>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let fail = |e: std::io::Error| Failure::File(format!("error: cannot read standard input: {e}"));
        std::io::stdin().read_to_end(&mut bytes).map_err(fail)?;
        let bytes: std::sync::Arc<[u8]> = bytes.into();
        let open =
            move || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(Cursor::new(std::sync::Arc::clone(&bytes)))) };
        return Ok(File { name: "standard input".to_string(), open: Box::new(open) });
    }
    let fail = |what: &str| Failure::File(format!("error: cannot read `{}`: {what}", path.display()));
    let kind = fs::metadata(path).map_err(|e| fail(&e.to_string()))?;
    if kind.is_dir() {
        return Err(fail("it is a folder"));
    }
    if !kind.is_file() {
        return Err(fail("it is a device or a pipe, not a regular file"));
    }
    let owned = path.to_path_buf();
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let open = move || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(fs::File::open(&owned)?)) };
    Ok(File { name, open: Box::new(open) })
}

/// A mapping from its file.
pub(super) fn mapping(path: &Path) -> Result<Mapping, Failure> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|e| Failure::File(format!("error: cannot read `{name}`: {e}")))?;
    Mapping::parse(&text).map_err(|e| failure(&name, &e))
}

/// How files are read.
fn reading(asked: &Reading) -> Result<Options, Failure> {
    let mut mapping = asked.mapping.as_deref().map(self::mapping).transpose()?.unwrap_or_default();
    if asked.sheet.is_some() {
        mapping.sheet.clone_from(&asked.sheet);
    }
    mapping.header_row = asked.header_row.or(mapping.header_row);
    if let Some(text) = &asked.date {
        let wrong =
            || Failure::Usage(format!("error: `{text}` is no date such as 2026-01-31, and no month such as 2026-01"));
        mapping.date = Some(Period::read(text).ok_or_else(wrong)?);
    }
    if let Some(text) = &asked.limits {
        let wrong = || {
            Failure::Usage(format!(
                "error: `{text}` are no limits on waiting: write weeks with commas between, such as 26,36, or \"365 days\" or \"6 months\"; 8 at most"
            ))
        };
        mapping.limits = Some(Limits::read(text).ok_or_else(wrong)?);
    }
    if let Some(sign) = &asked.delimiter {
        let sign = if sign == "\\t" || sign == "tab" { "\t" } else { sign };
        let [byte] = sign.as_bytes() else {
            return Err(Failure::Usage("error: a delimiter is one sign, such as ; or tab".to_string()));
        };
        mapping.delimiter = Some(*byte);
    }
    let only = |text: &String| {
        let pair = text.split_once('=').map(|(column, value)| (column.trim().to_string(), value.trim().to_string()));
        pair.ok_or_else(|| Failure::Usage(format!("error: `{text}` is not COLUMN=VALUE")))
    };
    let only = asked.only.iter().map(only).collect::<Result<Vec<_>, _>>()?;
    let order = asked.date_format.map(|format| match format {
        DateFormat::DayFirst => Order::DayFirst,
        DateFormat::MonthFirst => Order::MonthFirst,
    });
    Ok(Options { mapping, only, order, least: None })
}

/// How files are read, and what may be told of people.
pub(super) fn options(asked: &Reading, least: &Least) -> Result<Options, Failure> {
    if let Some(k) = least.k.filter(|k| *k < intake::LEAST && !least.i_accept_disclosure_risk) {
        return Err(Failure::Usage(format!(
            "error: --k {k} would tell figures of fewer than {} people; it may only be raised (or give --i-accept-disclosure-risk, too)",
            intake::LEAST
        )));
    }
    Ok(Options { least: least.k, ..reading(asked)? })
}

pub(super) fn failure(name: &str, refused: &Refused) -> Failure {
    let line = refused.line.map_or_else(String::new, |l| format!(":{l}"));
    let help = if refused.help.is_empty() { String::new() } else { format!("\n  = help: {}", refused.help) };
    let text = crate::error::visible(&format!("error: {name}{line}: {}{help}", refused.message));
    if refused.file { Failure::File(text) } else { Failure::Invalid(text) }
}

/// The limits at which bands end, in days.
fn limits(counts: &Counts) -> Vec<u32> {
    let without = counts.without_edge();
    counts.limits.days().iter().copied().filter(|days| !without.contains(days)).collect()
}

/// Who waits, within the first limit and over the others where the bands say so, who was referred and treated.
fn row(counts: &Counts, service: &Service) -> Vec<Option<u64>> {
    let people = service.people();
    let first = counts.limits.first();
    let of_limit = |days: u32| {
        let within = counts.within_days(service, days);
        if days == first { within } else { within.map(|n| people - n) }
    };
    let limits = limits(counts).into_iter().map(of_limit);
    std::iter::once(Some(people)).chain(limits).chain([service.referred, service.treated]).collect()
}

/// The names of these figures.
fn columns(counts: &Counts) -> Vec<String> {
    let of_limit = |days: u32| {
        let limit = words(days, counts.unit);
        if days == counts.limits.first() { format!("within {limit}") } else { format!("over {limit}") }
    };
    let limits = limits(counts).into_iter().map(of_limit);
    let [waiting, referred, treated] = ["waiting", "referred", "treated"].map(str::to_string);
    std::iter::once(waiting).chain(limits).chain([referred, treated]).collect()
}

/// What was understood and what was set aside.
fn remarks(imported: &Imported) -> String {
    let mut out = String::from("Understood\n");
    for line in &imported.understood {
        out += &format!("  {line}\n");
    }
    if !imported.aside.is_empty() {
        out += "\nSet aside\n";
        for line in &imported.aside {
            out += &format!("  {line}\n");
        }
    }
    let width = table::width();
    out.lines().map(|l| table::wrap(&crate::error::visible(l), width).trim_end().to_string() + "\n").collect::<String>()
        + "\n"
}

fn shown(imported: &Imported, scenario: &Path, mapping: &Path, quiet: bool) -> String {
    let counts = &imported.counts;
    let mut out = if quiet { String::new() } else { remarks(imported) };
    let mut rows: Vec<(String, Vec<Option<u64>>)> =
        counts.services.iter().map(|s| (s.name.clone(), row(counts, s))).collect();
    if rows.len() > 1 {
        // A sum of some of the lists would pass for that of all.
        let all = (0..rows[0].1.len()).map(|i| rows.iter().map(|(_, row)| row[i]).sum()).collect();
        rows.push(("all".to_string(), all));
    }
    let name = rows.iter().map(|r| r.0.chars().count()).max().unwrap_or(4).min(44);
    out += &format!("{:name$}", "");
    columns(counts).iter().for_each(|c| out += &format!("  {c:>15}"));
    out.push('\n');
    for (service, row) in rows {
        let service: String = service.chars().take(44).collect();
        out += &format!("{service:name$}");
        for n in row {
            out += &format!("  {:>15}", n.map_or_else(|| "-".to_string(), |n| n.to_string()));
        }
        out.push('\n');
    }
    if quiet {
        return out;
    }
    let (file, map) = (scenario.display(), mapping.display());
    out + &format!(
        "\nWrote {file} and {map} (how the file was read: correct it, and import again with --mapping).\nNext: queuity check {file}\n"
    )
}

fn as_json(imported: &Imported, scenario: &Path, mapping: &Path) -> serde_json::Value {
    let counts = &imported.counts;
    let services: Vec<serde_json::Value> = counts
        .services
        .iter()
        .map(|s| {
            let waiting: Vec<serde_json::Value> = (s.waiting.iter().enumerate())
                .map(|(i, (levels, bands))| {
                    let together: Vec<&(usize, usize)> =
                        s.runs.get(i).into_iter().flatten().filter(|r| r.0 < r.1 && bands[r.0] > 0).collect();
                    json!({ "levels": levels, "count": bands, "bands_together": together })
                })
                .collect();
            let spread: Vec<serde_json::Value> =
                s.spreads.iter().map(|spread| json!({ "bands": spread.run, "parts": spread.parts })).collect();
            json!({
                "name": s.name, "people": s.people(), "waiting": waiting, "spread_over_bands": spread, "without_band": s.without_band,
                "treated": s.treated, "referred": s.referred, "removed": s.removed,
            })
        })
        .collect();
    json!({
        "date": counts.date.last_shown(),
        "period": counts.flows.words,
        "period_days": counts.flows.days,
        "unit": counts.unit.word(),
        "edges": counts.edges,
        "open": counts.open,
        "limits_days": counts.limits.days(),
        "groups": counts.groups,
        "levels": counts.levels,
        "derived": counts.derived.is_some(),
        "services": services,
        "understood": imported.understood,
        "set_aside": imported.aside,
        "scenario": scenario.display().to_string(),
        "mapping": mapping.display().to_string(),
    })
}
