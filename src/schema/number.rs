//! Numbers as people write them, the same at every place: `12.5`, `"5%"`, or a table with a range and a source.

use serde_json::{Map, Value, json};

use super::value_types;

/// The keys that may stand beside `value`.
pub const ABOUT: [&str; 4] = ["low", "high", "source", "confidence"];

/// Those of them that hold words.
pub(super) const WORDS: [&str; 2] = ["source", "confidence"];

/// The mark of a schema whose number may be written in any of the three ways; false where it may not.
pub(super) const MARK: &str = "x-number";

/// Whether a schema is about a number of people or things, as its `x-scale` says, or about what else no percentage can be (`x-percent` is
/// false): money, weeks.
pub(super) fn counts(schema: &Value) -> bool {
    let scaled = schema.get("x-scale").and_then(Value::as_str).is_some_and(|scale| scale != "none");
    scaled || schema.get("x-percent") == Some(&Value::Bool(false))
}

/// Reads a number or a percentage.
///
/// # Errors
/// What is wrong, and how to write it.
pub fn parse(value: &Value) -> Result<f64, (String, String)> {
    match value {
        Value::Number(n) => match n.as_f64() {
            Some(x) if x.is_finite() => Ok(x),
            _ => Err((format!("`{n}` is not a finite number"), String::new())),
        },
        Value::String(text) => {
            let inner = text.trim();
            if let Some(percent) = inner.strip_suffix('%')
                && let Ok(x) = percent.trim().parse::<f64>()
                && x.is_finite()
                && plain(percent.trim())
            {
                // The decimal text divided by 100 without rounding twice: "7.5%" is the number 0.075.
                return percent_of(percent.trim()).ok_or_else(|| (format!("`{inner}`"), String::new()));
            }
            let help = how(inner, false);
            Err((format!("`{}` is not a number", crate::error::shown(text)), help))
        }
        other => Err((
            format!("expected a number, found {}", value_types::kind_of(other)),
            "write a number such as 12.5, or a percentage such as \"5%\"".to_string(),
        )),
    }
}

/// How to write a number in place of a text; a number of people or things is never a percentage.
pub(super) fn how(text: &str, counts: bool) -> String {
    let inner = text.trim();
    let (share, percentage) = match counts {
        true => (String::new(), ""),
        false => (format!(", or \"{inner}%\" for a percentage"), ", or a percentage such as \"5%\""),
    };
    if inner.parse::<f64>().is_ok() && plain(inner) {
        format!("write {inner} without quotes{share}")
    } else if inner.contains(',') {
        "write numbers with a point and without separators: 1200 or 3.5".to_string()
    } else {
        format!("write a number such as {}{percentage}", if counts { "12" } else { "12.5" })
    }
}

/// A hundredth of decimal text, rounded once.
fn percent_of(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    format!("{digits}e{}", exponent.parse::<i64>().ok()? - 2).parse().ok()
}

fn plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'))
}

/// Whether a table is a number with its source and range.
#[must_use]
pub fn is_table(table: &Map<String, Value>) -> bool {
    let known = |key: &String| key == "value" || ABOUT.contains(&key.as_str());
    table.len() > 1 && table.keys().all(known) && table.get("value").is_some_and(|v| parse(v).is_ok())
}

/// The schema of a number whose plain form has the schema `leaf`.
#[must_use]
pub fn schema(leaf: &Value) -> Value {
    // By hand: the language has hundreds of numbers, and this is a part of every start.
    let table = |entries: &mut dyn Iterator<Item = (&str, Value)>| -> Value {
        Value::Object(entries.map(|(key, value)| (key.to_string(), value)).collect())
    };
    let text = |text: &str| Value::String(text.to_string());
    let percent = table(&mut [("type", text("string")), ("format", text("percent"))].into_iter());
    let bound = |about: &str| {
        let choices = Value::Array(vec![leaf.clone(), percent.clone()]);
        table(&mut [("description", text(about)), ("anyOf", choices)].into_iter())
    };
    let words = |about: &str, format: &str| {
        table(&mut [("description", text(about)), ("type", text("string")), ("format", text(format))].into_iter())
    };
    let properties = [
        ("value", bound("The value used")),
        ("low", bound("Lowest plausible value")),
        ("high", bound("Highest plausible value")),
        ("source", words("Where it comes from", "prose")),
        ("confidence", words("How sure one is", "line")),
    ];
    let with_range = [
        ("type", text("object")),
        ("properties", table(&mut properties.into_iter())),
        ("required", Value::Array(vec![text("value")])),
        ("additionalProperties", Value::Bool(false)),
    ];
    let choices = vec![leaf.clone(), percent.clone(), table(&mut with_range.into_iter())];
    table(&mut [(MARK, Value::Bool(true)), ("anyOf", Value::Array(choices))].into_iter())
}

/// Lets every number of a schema be written in any of the three ways.
pub fn in_any_form(schema: &mut Value) {
    match schema {
        Value::Object(table) if table.contains_key(MARK) => {}
        Value::Object(table) => {
            if let Some((name, optional)) = number_type(table.get("type")) {
                let mut leaf = Map::new();
                leaf.insert("type".to_string(), name);
                for key in ["format", "minimum", "maximum"] {
                    leaf.extend(table.remove(key).map(|value| (key.to_string(), value)));
                }
                table.remove("type");
                let mut any = self::schema(&Value::Object(leaf));
                if let (true, Some(choices)) = (optional, any["anyOf"].as_array_mut()) {
                    choices.push(json!({ "type": "null" }));
                }
                if let Value::Object(any) = any {
                    table.extend(any);
                }
                return;
            }
            table.values_mut().for_each(in_any_form);
        }
        Value::Array(list) => list.iter_mut().for_each(in_any_form),
        _ => {}
    }
}

/// The type of a number, and whether it may be left out.
fn number_type(stated: Option<&Value>) -> Option<(Value, bool)> {
    let is = |name: &&Value| matches!(name.as_str(), Some("number" | "integer"));
    match stated? {
        Value::Array(names) => {
            let name = names.iter().find(is)?;
            let others = names.iter().any(|n| n.as_str() == Some("null"));
            (names.len() == 1 + usize::from(others)).then(|| (name.clone(), others))
        }
        name => is(&name).then(|| (name.clone(), false)),
    }
}

/// Whole numbers are written without a fraction.
#[must_use]
pub fn number(x: f64) -> Value {
    if x.fract() == 0.0 && x.abs() < 9e15 { json!(x as i64) } else { json!(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_exact() {
        for (text, x) in [("7.5%", 0.075), ("5 %", 0.05), ("1e1%", 0.1), ("-3%", -0.03), ("0.1%", 0.001)] {
            assert_eq!(parse(&json!(text)), Ok(x), "{text}");
        }
        assert!(["1,200", "nan", "nan%", "%", "12"].iter().all(|text| parse(&json!(text)).is_err()));
    }
}
