//! What a scenario does not simulate, from where its settings stand and not from words in it.

use serde_json::Value;

/// A setting of a service, or of one of its stages too.
enum At {
    Service(&'static [&'static str]),
    ServiceOrStage(&'static str),
}

const PARTS: [(At, &str); 9] = [
    (At::Service(&["course", "death"]), "Deaths on the list."),
    (At::Service(&["course", "deterioration"]), "People who get worse while they wait."),
    (At::Service(&["course", "emergency"]), "Emergency admissions of people who wait."),
    (At::Service(&["course", "private"]), "People who leave for treatment paid for elsewhere."),
    (At::Service(&["removal"]), "People who leave the list untreated."),
    (At::ServiceOrStage("cancels_appointment"), "Appointments that patients cancel."),
    (At::ServiceOrStage("misses_appointment"), "Missed appointments."),
    (At::Service(&["costs"]), "Costs."),
    (At::Service(&["harm"]), "Harm to health while people wait."),
];

/// What a scenario does not say under any policy, and so is not in the figures.
pub(super) fn left_out(tree: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    settings(tree, &mut paths);
    let starts = |path: &[String], of: &[&str]| path.len() >= of.len() && path.iter().zip(of).all(|(a, b)| a == b);
    let has = |of: &[&str]| paths.iter().any(|p| starts(p, of));
    let of_service = |of: &[&str]| ["service", "service_defaults"].iter().any(|s| has(&[&[*s], of].concat()));
    let mut out: Vec<String> = PARTS
        .iter()
        .filter(|(at, _)| match at {
            At::Service(of) => !of_service(of),
            At::ServiceOrStage(of) => !of_service(&[of]) && !of_service(&["stage", of]),
        })
        .map(|(_, said)| (*said).to_string())
        .collect();
    if !of_service(&["stage"]) {
        out.push(
            "Several steps from referral to treatment (clinic, tests, surgery): each person has one appointment."
                .into(),
        );
    }
    if !has(&["attribute"]) {
        out.push("Groups of people: all are alike.".into());
    } else if !has(&["attribute", "recorded"]) {
        out.push("Missing or wrong records of the groups: every group is known without error.".into());
    }
    out.push("Staff, beds and theatres behind the slots, travel, and how people answer to news of the waits.".into());
    out
}

/// Where every value stands that is not zero, without names and numbers of items: `service`, `course`, `death`, ... A policy's own
/// settings stand where they would stand for all.
fn settings(tree: &Value, out: &mut Vec<Vec<String>>) {
    let Some(tree) = tree.as_object() else { return };
    for (key, value) in tree {
        if key == "variant" {
            for (path, value) in own(value) {
                walk(&names(path), value, out);
            }
        } else {
            walk(std::slice::from_ref(key), value, out);
        }
    }
}

/// The settings of policies, by their paths.
fn own(variants: &Value) -> impl Iterator<Item = (&String, &Value)> {
    variants.as_array().into_iter().flatten().filter_map(|v| v.get("set")?.as_object()).flatten()
}

/// `service[ear, nose and throat].levers.support` as `service`, `levers`, `support`.
fn names(path: &str) -> Vec<String> {
    let (mut out, mut depth, mut quoted) = (vec![String::new()], 0, false);
    for c in path.chars() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            '.' if !quoted && depth == 0 => out.push(String::new()),
            c if depth == 0 => out.last_mut().into_iter().for_each(|last| last.push(c)),
            _ => {}
        }
    }
    out
}

fn walk(path: &[String], value: &Value, out: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(entries) => {
            // What is said of a number is not the number.
            let said = |k: &str| entries.contains_key("value") && k != "value";
            for (key, value) in entries.iter().filter(|(k, _)| !said(k)) {
                walk(&[path, std::slice::from_ref(key)].concat(), value, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(path, item, out)),
        Value::Null | Value::Bool(false) => {}
        Value::Number(n) if n.as_f64() == Some(0.0) => {}
        _ => out.push(path.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_no_setting_and_a_rate_of_zero_no_event() {
        let tree = json!({
            "attribute": [{ "name": "death", "levels": ["removal", "costs"], "share": [1, 1] }],
            "service": [{
                "name": "private",
                "misses_appointment": { "death": { "removal": 0.1 } },
                "cancels_appointment": { "default": { "value": 0, "low": 0, "high": 0.1, "source": "harm" } },
            }],
            "variant": [{ "name": "a", "discipline": { "kind": "strict", "harm": 1 } }],
        });
        let out = left_out(&tree);
        for said in [
            "Deaths on the list.",
            "People who leave the list untreated.",
            "Costs.",
            "Harm to health while people wait.",
        ] {
            assert!(out.iter().any(|o| o == said), "{said}");
        }
        assert!(out.iter().any(|o| o.starts_with("Appointments that patients cancel")));
        assert!(!out.iter().any(|o| o.starts_with("Missed")));
        assert!(out.iter().any(|o| o.starts_with("Missing or wrong records")));
    }

    #[test]
    fn what_one_policy_has_is_simulated() {
        let tree = json!({
            "attribute": [{ "name": "a", "recorded": { "missing": 0.1 } }],
            "service": [{ "name": "x.y", "stage": [{ "name": "s", "misses_appointment": { "default": 0.1 } }] }],
            "variant": [{ "name": "a", "set": {
                "service[x.y].course": { "death": { "per_week": 0.01 } },
                "service[x.y].costs.slot": { "value": 100, "source": "s" },
            } }],
        });
        let out = left_out(&tree).join(" ");
        for said in ["Deaths", "Costs", "Missed", "Several steps", "records"] {
            assert!(!out.contains(said), "{said}: {out}");
        }
        assert!(out.contains("Harm") && out.contains("People who get worse"));
    }
}
