//! `queuity explain`: what a code means, why it is refused and what to do.

use serde_json::json;

use super::arguments::{Explain, Output};
use super::exit::Failure;
use super::print::print;
use super::table;
use crate::error::codes::{self, Code};

/// Prints one code, or the list of all.
pub(crate) fn explain(explain: &Explain, output: &Output) -> Result<(), Failure> {
    let Some(name) = &explain.code else {
        return list(output);
    };
    let code = codes::find(name).map_err(|near| {
        let name = crate::error::visible(name);
        let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
        Failure::Usage(format!("error: there is no code `{name}`{near}\n`queuity explain` lists them all"))
    })?;
    if output.json {
        return print(format!("{:#}\n", as_json(&code)).as_bytes());
    }
    let width = table::width();
    let mut text = format!("{}\n\n", table::wrap(&format!("{}: {}", code.code, code.means), width));
    for (head, said) in [("Why: ", code.why), ("What to do: ", code.fix)] {
        text.push_str(&format!("{}\n\n", table::wrap(&format!("{head}{said}"), width)));
    }
    if !code.example.is_empty() {
        text.push_str("For example:\n\n");
        code.example.lines().for_each(|line| text.push_str(&format!("    {line}\n")));
        text.push('\n');
    }
    let family = code.family();
    let ends = if family.exit == 0 { "nothing is refused".to_string() } else { format!("exit code {}", family.exit) };
    text.push_str(&format!("{} ({ends}).\n", family.about.split(':').next().unwrap_or_default()));
    print(text.as_bytes())
}

fn list(output: &Output) -> Result<(), Failure> {
    let all = codes::all();
    if output.json {
        let rows: Vec<_> = all.iter().map(as_json).collect();
        return print(format!("{}\n", json!(rows)).as_bytes());
    }
    let room = table::width().saturating_sub(7).max(20);
    let mut text = String::new();
    for code in all {
        for (i, line) in table::wrap(code.means, room).lines().enumerate() {
            text.push_str(&format!("{:5}  {line}\n", if i == 0 { code.code } else { "" }));
        }
    }
    print(text.as_bytes())
}

fn as_json(code: &Code) -> serde_json::Value {
    json!({
        "code": code.code, "means": code.means, "why": code.why, "fix": code.fix, "example": code.example,
        "exit": code.family().exit,
    })
}
