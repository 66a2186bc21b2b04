//! `datapackage.json` (what every column means) and `manifest.json` (what the files are, and whether anybody changed them).

use serde::Serialize;

use super::files::Staged;
use super::ordered::{Ordered, With};
use super::{Column, Format, Kind, Results};
use crate::digest::sha256;
use crate::scenario;
use crate::study::ranges::Ranges;

/// The generator of draws and the version of its layout.
pub(super) const GENERATOR: &str = "philox4x64-10 v1";
/// The kind of a folder of invented lists, in its manifest.
pub(super) const LISTS: &str = "lists";

#[derive(Serialize)]
struct Package<'a> {
    profile: &'a str,
    name: &'a str,
    title: &'a str,
    description: String,
    resources: Vec<Resource<'a>>,
}

#[derive(Serialize)]
struct Resource<'a> {
    name: String,
    path: &'a str,
    profile: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    format: &'a str,
    mediatype: &'a str,
    encoding: &'a str,
    schema: Schema<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    fields: Vec<Field<'a>>,
    missing_values: [&'a str; 1],
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints<'a>>,
}

#[derive(Serialize)]
struct Constraints<'a> {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(rename = "enum", skip_serializing_if = "<[String]>::is_empty")]
    words: &'a [String],
}

impl<'a> Field<'a> {
    fn of(column: &'a Column) -> Self {
        let (required, words) = (column.required, column.words.as_slice());
        Self {
            name: &column.name,
            kind: match column.kind {
                Kind::Text => "string",
                Kind::Integer => "integer",
                Kind::Number => "number",
                Kind::Boolean => "boolean",
                Kind::Date => "date",
            },
            description: &column.meaning,
            constraints: (required || !words.is_empty()).then_some(Constraints { required, words }),
        }
    }
}

/// A table in a file, as its description tells it.
#[derive(Clone, Debug)]
pub(super) struct Described {
    path: String,
    title: &'static str,
    columns: Vec<Column>,
    remark: String,
    format: String,
    media_type: String,
}

impl Described {
    /// The name of the file.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The same table in a file of another name.
    pub(super) fn named(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    pub(super) fn new(path: String, title: &'static str, columns: Vec<Column>, format: &dyn Format) -> Self {
        let (remark, media_type) = (format.remark().to_string(), format.media_type().to_string());
        Self { path, title, columns, remark, format: format.extension().to_string(), media_type }
    }

    fn resource(&self) -> Resource<'_> {
        // A name is of small letters, digits and `-._`.
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        Resource {
            name: self.path.chars().map(plain).collect(),
            path: &self.path,
            profile: "tabular-data-resource",
            title: self.title,
            description: &self.remark,
            format: &self.format,
            mediatype: &self.media_type,
            encoding: "utf-8",
            schema: Schema { fields: self.columns.iter().map(Field::of).collect(), missing_values: [""] },
        }
    }
}

/// The description of a table that stands alone.
pub(super) fn alone(name: &str, file: &Described) -> Vec<u8> {
    json(&Package {
        profile: "tabular-data-package",
        name,
        title: file.title,
        description: String::new(),
        resources: vec![file.resource()],
    })
}

/// The description of all tables (Frictionless Data Package 1).
pub(super) fn datapackage(results: &Results<'_>, files: &[Described]) -> Vec<u8> {
    let resources = files.iter().map(Described::resource).collect();
    let mut description = results.question.to_string();
    if results.outcome.scale != 1.0 {
        let scale = results.outcome.scale;
        let stands = format!(
            "One simulated person stands for {scale}: figures are in real people, slots and money, the column n counts simulated people, and intervals are those of the scaled model."
        );
        description = if description.is_empty() { stands } else { format!("{description} {stands}") };
    }
    if !results.comparison.partial.is_empty() {
        description = format!("PARTIAL: {}. {description}", results.comparison.partial.join("; "));
    }
    json(&Package {
        profile: "tabular-data-package",
        name: "queuity-results",
        title: results.title,
        description,
        resources,
    })
}

#[derive(Serialize)]
struct Manifest<'a> {
    queuity: &'a str,
    status: &'a str,
    reasons: Vec<String>,
    seed: u64,
    generator: &'a str,
    scenario_sha256: String,
    variants: Vec<&'a str>,
    reference: &'a str,
    /// Whether the scenario, and with it every simulated figure, is derived from rows of real people.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    derived: bool,
    /// Verdicts that hang on how people are seen today, where the scenario has two readings of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hangs: Vec<&'a str>,
    replications: u64,
    cells_planned: u64,
    cells_done: u64,
    /// Ends of ranges, where they are run.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_planned: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_done: Option<u64>,
    scale: f64,
    target: String,
    files: Vec<ManifestFile<'a>>,
}

#[derive(Serialize)]
struct ManifestFile<'a> {
    path: &'a str,
    bytes: u64,
    sha256: &'a str,
}

/// What was run and what was written: no clock, host, threads or path.
pub(super) fn manifest(results: &Results<'_>, files: &[Staged]) -> Vec<u8> {
    let outcome = results.outcome;
    let mut variants: Vec<&str> = outcome.variants.iter().map(String::as_str).collect();
    variants.sort_unstable();
    json(&Manifest {
        queuity: env!("CARGO_PKG_VERSION"),
        status: if results.comparison.partial.is_empty() { "complete" } else { "PARTIAL" },
        reasons: results.comparison.partial.clone(),
        seed: results.seed,
        generator: GENERATOR,
        scenario_sha256: sha256(results.scenario.as_bytes()),
        variants,
        reference: &results.comparison.reference,
        derived: is_derived(results.scenario),
        hangs: results.comparison.hangs.iter().map(|h| h.words.as_str()).collect(),
        replications: outcome.replications,
        cells_planned: outcome.planned(),
        cells_done: outcome.done(),
        ends_planned: results.ranges.map(|r| r.planned),
        ends_done: results.ranges.map(Ranges::done),
        scale: outcome.scale,
        target: target(),
        files: files.iter().map(|f| ManifestFile { path: &f.name, bytes: f.bytes, sha256: &f.sha256 }).collect(),
    })
}

/// Whether a resolved scenario says that it is derived from rows of real people.
fn is_derived(scenario: &str) -> bool {
    // Nearly none says so, and then nothing has to be read.
    let says = scenario.lines().any(|line| line.trim_start().starts_with("derived"));
    says && scenario::tree(scenario).is_ok_and(|tree| tree["scenario"]["derived"] == serde_json::json!(true))
}

/// The files that a manifest of queuity names; nothing where it is none, or names something outside its folder.
pub(super) fn files(manifest: &str) -> Option<Vec<Staged>> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).ok()?;
    manifest.get("queuity")?;
    let file = |f: &serde_json::Value| {
        let name = f.get("path")?.as_str()?;
        let inside = std::path::Path::new(name).file_name()?.to_str()? == name && !name.contains(['/', '\\']);
        let (bytes, sha256) = (f.get("bytes")?.as_u64()?, f.get("sha256")?.as_str()?);
        inside.then(|| Staged { name: name.into(), bytes, sha256: sha256.into() })
    };
    manifest.get("files")?.as_array()?.iter().map(file).collect()
}

/// A manifest with other files; the rest of it says what it said, in the same order. Nothing where it is no manifest.
pub(super) fn with_files(manifest: &str, files: &[Staged]) -> Option<Vec<u8>> {
    let manifest: Ordered = serde_json::from_str(manifest).ok()?;
    let files: Vec<ManifestFile<'_>> =
        files.iter().map(|f| ManifestFile { path: &f.name, bytes: f.bytes, sha256: &f.sha256 }).collect();
    Some(json(&With { object: &manifest, name: "files", value: &files }))
}

/// What this program was compiled for, as architecture-vendor-system-environment: a fact of the compiler, not of the host.
fn target() -> String {
    let vendor = if cfg!(target_vendor = "apple") {
        "apple"
    } else if cfg!(target_vendor = "pc") {
        "pc"
    } else {
        "unknown"
    };
    let system = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let environment = if cfg!(target_env = "gnu") {
        "-gnu"
    } else if cfg!(target_env = "musl") {
        "-musl"
    } else if cfg!(target_env = "msvc") {
        "-msvc"
    } else {
        ""
    };
    format!("{}-{vendor}-{system}{environment}", std::env::consts::ARCH)
}

/// Pretty JSON with a newline at the end.
fn json(value: &impl Serialize) -> Vec<u8> {
    // Strings, finite numbers and lists of them always serialise.
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}
