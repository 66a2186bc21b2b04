//! A result in memory, small enough to know by heart: two policies, two groups, an opening and a closing snapshot.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use queuity::report::html;

/// The files of a result by their names.
#[derive(Clone)]
pub(crate) struct Result {
    pub(crate) files: BTreeMap<String, String>,
}

/// The names in it.
#[derive(Clone, Debug)]
pub(crate) struct Names<'a> {
    pub(crate) reference: &'a str,
    pub(crate) policy: &'a str,
    pub(crate) service: &'a str,
    pub(crate) most: &'a str,
    pub(crate) least: &'a str,
}

pub(crate) const PLAIN: Names<'static> = Names {
    reference: "as today",
    policy: "head start",
    service: "hips",
    most: "most deprived",
    least: "least deprived",
};

/// A figure in weeks: reference, then policy, each with its ends.
const WAITS: [(&str, [[f64; 3]; 2], f64); 3] = [
    ("all", [[20.0, 19.5, 20.5], [18.0, 17.6, 18.4]], 400.0),
    ("most", [[24.0, 23.0, 25.0], [20.0, 19.0, 21.0]], 150.0),
    ("least", [[18.0, 17.4, 18.6], [17.0, 16.5, 17.5]], 250.0),
];

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Texts as the writer of CSV files gives them.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\'']) { quoted(&format!("'{text}")) } else { quoted(text) }
}

/// The result with these names; verdict and interval of the policy's effect on people who join are the caller's.
pub(crate) fn result(names: &Names<'_>, effect: [f64; 3], verdict: &str, note: &str) -> Result {
    let (r, p, s) = (cell(names.reference), cell(names.policy), cell(names.service));
    let mut summary = "variant,service,population,at,measure,attribute,group,estimate,lower,upper,coverage,replications,n,denominator,unit,note,stage\n".to_string();
    let mut contrasts = "variant,service,population,at,measure,attribute,group,difference,lower,upper,coverage,replications,p_adjusted,variance_ratio,verdict,judgement,material,reference_mean,variant_mean,note,stage\n".to_string();
    let mut series = "variant,service,population,at,week,measure,attribute,group,estimate,lower,upper,coverage,replications,unit,note,stage\n".to_string();
    let group = |g: &str| match g {
        "all" => ("all".to_string(), "all".to_string()),
        "most" => ("deprivation".into(), cell(names.most)),
        _ => ("deprivation".into(), cell(names.least)),
    };
    for (i, v) in [&r, &p].into_iter().enumerate() {
        for service in ["all", s.as_str()] {
            for (g, values, n) in &WAITS {
                let (a, level) = group(g);
                let [x, low, high] = values[i];
                summary.push_str(&format!(
                    "{v},{service},joined,,weeks_untreated,{a},{level},{x},{low},{high},0.95,8,{n},joined,weeks,,all\n"
                ));
                for (fate, share) in [("treated", 0.9), ("waiting", 0.06), ("removed", 0.04)] {
                    summary.push_str(&format!("{v},{service},joined,,fate_{fate},{a},{level},{share},{share},{share},0.95,8,{n},joined,share,,all\n"));
                }
            }
            let gap = [[6.0, 5.0, 7.0], [3.0, 2.0, 4.0]][i];
            summary.push_str(&format!("{v},{service},joined,,weeks_untreated.gap,deprivation,,{},{},{},0.95,8,400,joined,weeks,most minus least,all\n", gap[0], gap[1], gap[2]));
            for (at, size) in [("2026-02-02", 1000.0), ("2027-01-30", 900.0 - 100.0 * i as f64)] {
                summary.push_str(&format!(
                    "{v},{service},snapshot,{at},list_size,all,all,{size},{size},{size},0.95,8,{size},waiting,people,,all\n"
                ));
            }
        }
        for week in 0..=4 {
            let size = 1000 - week * (25 + 25 * i);
            series.push_str(&format!(
                "{v},all,snapshot,2026-02-{:02},{week},list_size,all,all,{size},{},{},0.95,8,people,,all\n",
                2 + 7 * week,
                size - 10,
                size + 10
            ));
        }
    }
    let [x, low, high] = effect;
    for service in ["all", s.as_str()] {
        let mut row =
            |measure: &str, a: &str, g: &str, [x, low, high]: [f64; 3], verdict: &str, from: f64, note: &str| {
                contrasts.push_str(&format!(
                "{p},{service},joined,,{measure},{a},{g},{x},{low},{high},0.95,8,,2.5,{verdict},,,{from},{},{},all\n",
                from + x,
                quoted(note)
            ));
            };
        row("weeks_untreated", "all", "all", [x, low, high], verdict, 20.0, "");
        row("weeks_untreated", "deprivation", &cell(names.most), [-4.0, -5.0, -3.0], "better", 24.0, "");
        row("weeks_untreated", "deprivation", &cell(names.least), [1.0, 0.5, 1.5], "worse", 18.0, "");
        row("weeks_untreated.gap", "deprivation", "", [-3.0, -4.0, -2.0], "narrows", 6.0, note);
    }
    let text = |t: &str| serde_json::to_string(t).expect("a text");
    let scenario = format!(
        "queuity = 1\n[scenario]\ntitle = {t}\nquestion = \"Who gains?\"\nfollow_up = \"52 weeks\"\nlimits_weeks = [12, 18, \"365 days\"]\n[[attribute]]\nname = \"deprivation\"\nordered = true\nlevels = [{m}, {l}]\n\
         [[service]]\nname = {s}\n[[variant]]\nname = {r}\ndiscipline = {{ kind = \"strict\" }}\n[[variant]]\nname = {p}\ndiscipline = {{ kind = \"head start\" }}\n",
        t = text(&format!("A list of {}", names.service)),
        m = text(names.most),
        l = text(names.least),
        s = text(names.service),
        r = text(names.reference),
        p = text(names.policy)
    );
    let manifest = serde_json::json!({
        "queuity": "0.1.0", "status": "complete", "reasons": [], "seed": 7, "generator": "philox4x64-10 v1", "scenario_sha256": "ab",
        "variants": [names.reference, names.policy], "reference": names.reference, "replications": 8, "cells_planned": 16,
        "cells_done": 16, "scale": 1.0, "target": "x86_64-unknown-linux-gnu", "files": [],
    });
    let assumptions = format!("path,value,low,high,source,confidence\nservice.slots,60,55,65,{},\n", cell(names.most));
    let files = [
        ("manifest.json", manifest.to_string()),
        ("scenario.toml", scenario),
        ("datapackage.json", "{}".to_string()),
        ("summary.csv", summary),
        ("contrasts.csv", contrasts),
        ("series.csv", series),
        ("assumptions.csv", assumptions),
    ];
    Result { files: files.into_iter().map(|(n, t)| (n.to_string(), t)).collect() }
}

/// A row of `summary.csv`: policy, population, day, measure, attribute, group; estimate and ends, people, unit and note.
pub(crate) fn figure(key: [&str; 6], values: &[f64], n: f64, unit: &str, note: &str) -> String {
    let [v, population, at, measure, attribute, group] = key;
    let value = |i: usize| values.get(i).map_or(String::new(), f64::to_string);
    format!(
        "{},all,{population},{at},{measure},{attribute},{},{},{},{},0.95,8,{n},people,{unit},{},all\n",
        cell(v),
        cell(group),
        value(0),
        value(1),
        value(2),
        quoted(note)
    )
}

/// A row of `contrasts.csv` of the policy "head start": population, measure, attribute, group; difference and ends, verdict, from and
/// to, note.
pub(crate) fn difference(key: [&str; 4], values: &[f64], verdict: &str, both: [f64; 2], note: &str) -> String {
    let [population, measure, attribute, group] = key;
    let value = |i: usize| values.get(i).map_or(String::new(), f64::to_string);
    format!(
        "head start,all,{population},,{measure},{attribute},{},{},{},{},0.95,8,,2.5,{verdict},,,{},{},{},all\n",
        cell(group),
        value(0),
        value(1),
        value(2),
        both[0],
        both[1],
        quoted(note)
    )
}

impl Result {
    /// The same with more rows at the end of a file.
    pub(crate) fn with(mut self, file: &str, rows: &str) -> Self {
        self.files.entry(file.into()).or_default().push_str(rows);
        self
    }

    /// The same with a text replaced, which must be there.
    pub(crate) fn edited(mut self, file: &str, from: &str, to: &str) -> Self {
        let text = &self.files[file];
        assert!(text.contains(from), "{from} is not in {file}: {text}");
        let text = text.replace(from, to);
        self.files.insert(file.into(), text);
        self
    }

    /// What a reader of the page sees.
    pub(crate) fn said(&self) -> String {
        words(&self.page())
    }

    /// The page of it.
    pub(crate) fn page(&self) -> String {
        self.try_page().expect("a page")
    }

    /// The brief of it.
    pub(crate) fn brief(&self) -> String {
        html::brief(&|name: &str| -> io::Result<Box<dyn Read>> {
            let text = self.files.get(name).ok_or(io::ErrorKind::NotFound)?;
            Ok(Box::new(Cursor::new(text.clone().into_bytes())))
        })
        .expect("a brief")
    }

    pub(crate) fn try_page(&self) -> std::result::Result<String, queuity::report::DocumentError> {
        html::page(&|name: &str| -> io::Result<Box<dyn Read>> {
            let text = self.files.get(name).ok_or(io::ErrorKind::NotFound)?;
            Ok(Box::new(Cursor::new(text.clone().into_bytes())))
        })
    }
}

/// What a reader sees: no marks, no styles, entities as their letters.
pub(crate) fn words(html: &str) -> String {
    let body = html.split_once("<body>").map_or(html, |(_, b)| b);
    let mut out = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => {
                inside = true;
                out.push(' ');
            }
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    for (entity, letter) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
    {
        out = out.replace(entity, letter);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
