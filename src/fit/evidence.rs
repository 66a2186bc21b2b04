//! Figures of the list beside the model's, as a scenario keeps them.

use std::fmt::Write as _;

use super::chance::{Judged, Verdict};
use super::digits::short;
use super::found::{Figures, Found};
use crate::intake::quoted;

/// What shows how well the order reproduces one's own figures.
pub(super) fn evidence(found: &Found, name: &str) -> String {
    if found.tested.is_empty() {
        return String::new();
    }
    let mut out = String::from("\n# One's own figures beside the model's.\n");
    for tested in &found.tested {
        out += &figures(found, name, &tested.period, "", &tested.own, &tested.model, &tested.judged);
        for group in &tested.groups {
            let who = format!("attribute = {}\nlevel     = {}\n", quoted(&group.attribute), quoted(&group.level));
            out += &figures(found, name, &tested.period, &who, &group.own, &group.model, &group.judged);
        }
    }
    out
}

/// Figures of a month, of all or of a group.
fn figures(
    found: &Found,
    name: &str,
    period: &str,
    who: &str,
    own: &Figures,
    model: &Figures,
    judged: &Judged,
) -> String {
    let verdict = match judged.verdict {
        Verdict::Holds => "reproduces",
        Verdict::TooFew => "too few to tell",
        Verdict::Fails => "does not reproduce",
    };
    let mut out = format!(
        "[[evidence]]\nvariant   = {}\nperiod    = {}\n{who}held_out  = {}\nverdict   = {}\ndistance  = {:.3}\nallowed   = {:.3}\nfigures   = [\n",
        quoted(name),
        quoted(period),
        found.held_out,
        quoted(verdict),
        judged.distance,
        judged.allowed(),
    );
    for (what, own, model) in found.figures(own, model) {
        let _ =
            writeln!(out, "  {{ what = {}, own = {}, model = {} }},", quoted(&what), short(own, 7), short(model, 7));
    }
    out + "]\n"
}
