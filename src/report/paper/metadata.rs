//! RO-Crate 1.1: what is in the folder, who made it, with what and from what, for archives and machines.

use serde_json::{Value, json};

use super::answers::Answers;
use crate::report::html::Tables;

/// A file of the folder.
#[derive(Clone, Debug)]
pub struct PackedFile {
    /// Its path in the folder, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its hash.
    pub sha256: String,
}

/// What each file is, by its name.
fn about(path: &str) -> (&'static str, &'static str) {
    let kind = match path.rsplit('.').next().unwrap_or_default() {
        "csv" => "text/csv",
        "parquet" => "application/vnd.apache.parquet",
        "toml" => "application/toml",
        "json" => "application/json",
        "html" => "text/html",
        "md" => "text/markdown",
        "tex" => "text/x-tex",
        "bib" => "text/x-bibtex",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    };
    let what = match path.rsplit('/').next().unwrap_or_default() {
        "scenario.toml" => "The scenario, with every default",
        "manifest.json" => "Version, seed and hashes of the result",
        "datapackage.json" => "Types and meanings of all columns (Frictionless Data Package)",
        "report.html" => "The report, to read first",
        "lives.json" => "One simulated life of each group",
        "stress-des.md" => "STRESS-DES checklist",
        "methods.md" => "Methods, with citations",
        "references.bib" => "Works that the methods cite",
        "tables.md" => "Tables for a paper, in Markdown",
        "tables.tex" => "Tables for a paper, in LaTeX",
        name if name.ends_with(".vl.json") => "A chart of the report (Vega-Lite)",
        name if name.starts_with("summary.") => "Every figure of every policy with its interval",
        name if name.starts_with("contrasts.") => "Every figure against the reference",
        name if name.starts_with("series.") => "Week by week",
        name if name.starts_with("first_run.") => "Week by week in the first replication",
        name if name.starts_with("replications.") => "Every figure of every replication",
        name if name.starts_with("ranges.") => "The headline with each number at the ends of its range",
        name if name.starts_with("assumptions.") => "Numbers with their ranges and sources",
        _ => "A file of the result",
    };
    (kind, what)
}

/// The metadata of a folder. `published` is a date.
pub(super) fn crate_of(tables: &Tables, answers: &Answers, published: &str, parts: &[PackedFile]) -> Vec<u8> {
    let or = |text: String, other: &str| if text.is_empty() { other.to_string() } else { text };
    let id = |id: &str| json!({ "@id": id });
    let m = &tables.manifest;
    let software = "#queuity";
    let author_id = |i: usize, orcid: &str| match orcid {
        "" => format!("#author-{}", i + 1),
        orcid => format!("https://orcid.org/{orcid}"),
    };
    let authors: Vec<Value> = answers.authors.iter().enumerate().map(|(i, a)| id(&author_id(i, &a.orcid))).collect();
    let licence = format!("https://spdx.org/licenses/{}", answers.licence);
    let of_result: Vec<Value> = parts
        .iter()
        .filter(|p| p.path.starts_with("result/") && !p.path.ends_with("/scenario.toml"))
        .map(|p| id(&p.path))
        .collect();
    let mut root = json!({
        "@id": "./",
        "@type": "Dataset",
        "name": or(tables.said("title"), "A waiting list, simulated"),
        "description": or(tables.said("question"), "A comparison of policies on simulated waiting lists."),
        "hasPart": parts.iter().map(|p| id(&p.path)).collect::<Vec<_>>(),
        "mentions": id("#run"),
        "license": if answers.licence.is_empty() { json!("Not stated by the authors") } else { id(&licence) },
    });
    if !published.is_empty() {
        root["datePublished"] = published.into();
    }
    if !authors.is_empty() {
        root["author"] = if authors.len() == 1 { authors[0].clone() } else { authors.into() };
    }
    if !answers.doi.is_empty() {
        root["identifier"] = format!("https://doi.org/{}", answers.doi).into();
    }
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": id("https://w3id.org/ro/crate/1.1"),
            "about": id("./"),
        }),
        root,
        json!({
            "@id": software,
            "@type": "SoftwareApplication",
            "name": "queuity",
            "description": "Simulates healthcare waiting lists across population groups",
            "version": m.queuity,
            "softwareVersion": m.queuity,
        }),
        json!({
            "@id": "#run",
            "@type": "CreateAction",
            "name": format!("Run of queuity {} with seed {}", m.queuity, m.seed),
            "description": format!("{} replications of {} policies, generator {}, for {}", m.replications, m.variants.len(), m.generator, m.target),
            "instrument": id(software),
            "object": id("result/scenario.toml"),
            "result": of_result,
        }),
    ];
    if !answers.licence.is_empty() {
        graph.push(json!({ "@id": licence, "@type": "CreativeWork", "name": answers.licence, "description": format!("SPDX licence {}", answers.licence) }));
    }
    for (i, a) in answers.authors.iter().enumerate() {
        let mut person = json!({ "@id": author_id(i, &a.orcid), "@type": "Person", "name": a.name });
        if !a.affiliation.is_empty() {
            let at = format!("#affiliation-{}", i + 1);
            person["affiliation"] = id(&at);
            graph.push(json!({ "@id": at, "@type": "Organization", "name": a.affiliation }));
        }
        graph.push(person);
    }
    for part in parts {
        let (kind, what) = about(&part.path);
        graph.push(json!({
            "@id": part.path,
            "@type": "File",
            "name": part.path.rsplit('/').next().unwrap_or_default(),
            "description": what,
            "encodingFormat": kind,
            "contentSize": part.bytes.to_string(),
            "sha256": part.sha256,
        }));
    }
    let all = json!({
        // The term for hashes is one of workflow runs.
        "@context": ["https://w3id.org/ro/crate/1.1/context", { "sha256": "https://w3id.org/ro/terms/workflow-run#sha256" }],
        "@graph": graph,
    });
    let mut text = serde_json::to_vec_pretty(&all).unwrap_or_default();
    text.push(b'\n');
    text
}
