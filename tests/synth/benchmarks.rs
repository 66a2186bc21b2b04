//! Lists that are the same for everybody.

use crate::synth::{SMALL, home, queuity, said, succeeds, truth};

#[test]
fn the_benchmarks_are_as_they_were_frozen() {
    let home = home(SMALL);
    let text = succeeds(queuity(home.path(), &["list", "benchmarks", "--json"]));
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    assert_eq!(rows.len(), 5);
    let mut wrong = Vec::new();
    for row in &rows {
        let name = row["name"].as_str().expect("a name");
        let output = queuity(home.path(), &["synth", "--benchmark", name, "--out", name]);
        if !output.status.success() {
            wrong.push(format!("{:?} {}", output.status.code(), said(&output)));
        }
        let truth = truth(&home.path().join(name));
        assert_eq!(truth["inequity"].is_object(), name.contains("unequal"));
        assert_eq!(truth["faults"].is_object(), name.contains("messy"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let output = queuity(home.path(), &["synth", "--benchmark", "mesy", "--out", "no"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("did you mean `messy`?"), "{}", said(&output));
}
