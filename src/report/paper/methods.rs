//! The methods of a result as a text to begin a paper's section with, and the works that it cites: those of methods that were used, no others.

use serde_json::Value;

use super::references;
use super::told::{Told, policies};
use crate::report::html::plain;

/// The text as Markdown, and the keys of the works that it cites.
pub(super) fn methods(told: &Told<'_>) -> (String, Vec<&'static str>) {
    let t = told.tables;
    let m = &t.manifest;
    let mut cited: Vec<&'static str> = Vec::new();
    let mut cite = |key: &'static str| {
        cited.push(key);
        format!("[{key}]")
    };
    let services = if t.services.is_empty() { 1 } else { t.services.len() };
    let mut out = format!(
        "# Methods\n\nWe simulated {} of patients by discrete events {} with queuity {}, and report by STRESS-DES {}. {} policies were compared: {}. ",
        if services == 1 { "a waiting list".to_string() } else { format!("{services} waiting lists") },
        cite("law2015"),
        crate::error::visible(&m.queuity),
        cite("monks2019"),
        m.variants.len(),
        policies(t).iter().map(|p| format!("{} ({})", plain(&p.name), plain(&p.kind))).collect::<Vec<_>>().join("; ")
    );
    out.push_str(&format!("The others were held against {}.\n\n", plain(&m.reference)));
    out.push_str(&format!(
        "Each policy was run {} times over {}. People who joined the list were followed for {} from their referral; those who left untreated count \
         as untreated to the end of it, so that the mean wait is a restricted mean {} in which no policy gains by losing people, and the fates of people are \
         shares of all who joined {}. ",
        m.replications,
        plain(&t.said("horizon")),
        plain(&t.said("follow_up")),
        cite("royston2013"),
        cite("aalen1978")
    ));
    let warm_up = t.said("warm_up");
    if !warm_up.is_empty() && !warm_up.starts_with("0 ") {
        out.push_str(&format!("The first {} were left out as warm-up. ", plain(&warm_up)));
    }
    out.push_str(&format!(
        "All random numbers come from a counter-based generator {}, so that the same simulated people have the same luck under every policy {}. \
         Effects are means of paired differences over runs with 95% t intervals {}; where an interval holds zero the policies are said not to be told apart. ",
        cite("salmon2011"),
        cite("glasserman1992"),
        cite("law2015")
    ));
    let primary = t.setting("primary").and_then(Value::as_array).map_or(0, Vec::len);
    if primary > 0 && m.variants.len() > 1 {
        out.push_str(&format!(
            "The verdicts of the {primary} main measures were adjusted for their number {}. ",
            cite("holm1979")
        ));
    }
    let attributes: Vec<&Value> = t.scenario.get("attribute").and_then(Value::as_array).into_iter().flatten().collect();
    let ordered = |a: &&Value| a.get("ordered").and_then(Value::as_bool).unwrap_or(true);
    if attributes.iter().any(ordered) {
        out.push_str(&format!(
            "Gaps are differences between the most and the least disadvantaged group, and over all groups the slope index of inequality {}. ",
            cite("mackenbach1997")
        ));
    }
    if attributes.iter().any(|a| !ordered(a)) {
        out.push_str(
            "Groups without order are told by the widest gap between them, beside what random labels would give. ",
        );
    }
    if attributes.iter().any(|a| a.get("correlation").is_some()) || t.scenario.get("correlation").is_some() {
        out.push_str(&format!("Attributes hang together by a Gaussian copula {}. ", cite("nelsen2006")));
    }
    if m.scale != 1.0 {
        out.push_str(&format!("One simulated person stands for {}. ", m.scale));
    }
    out.push_str(&format!("Charts of single runs over time follow Making Data Count {}.\n\n", cite("nhsengland_mdc")));
    out.push_str("## Rules\n\n");
    for p in policies(t) {
        out.push_str(&format!(
            "* {}: {}. Source: {}.\n",
            plain(&p.name),
            plain(p.rule.trim_end_matches('.')),
            plain(p.source.trim_end_matches('.'))
        ));
    }
    if !told.left_out.is_empty() {
        out.push_str("\n## Limits\n\nNot simulated:\n\n");
        for line in &told.left_out {
            out.push_str(&format!("* {}\n", plain(line)));
        }
    }
    cited.sort_unstable();
    cited.dedup();
    out.push_str(&format!("\n## References\n\n{}", references::listed(&cited)));
    (out, cited)
}
