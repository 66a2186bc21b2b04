//! Numbers of a tree in their plain form, whichever way they were written.

use serde_json::Value;

use super::number::{MARK, number, parse};
use super::{Go, Schema};

/// Writes every number of a tree, along a schema in which numbers may have any form, as a plain one.
pub fn make_plain(schema: Schema<'_>, tree: &mut Value) {
    schema.map(tree, &mut |site, value| {
        if site.stated.get(MARK) != Some(&Value::Bool(true)) {
            return Go::On;
        }
        let given = value.get("value").unwrap_or(value);
        if let (false, Ok(x)) = (given.is_number(), parse(given)) {
            *value = number(x);
        } else if given.is_number() {
            *value = given.clone();
        }
        Go::Over
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::number::in_any_form;
    use super::*;

    #[test]
    fn every_number_of_a_schema_takes_every_form_and_becomes_plain() {
        let mut schema = json!({
            "type": "object",
            "properties": {
                "weeks": { "type": ["integer", "null"], "minimum": 0, "x-scale": "none" },
                "list": { "type": "array", "items": { "type": "number" } },
                "word": { "type": "string" },
            },
            "additionalProperties": false,
        });
        in_any_form(&mut schema);
        let again = schema.clone();
        in_any_form(&mut schema);
        assert_eq!(schema, again);
        assert_eq!(schema["properties"]["weeks"]["x-scale"], "none");
        let walk = Schema::new(&schema, &super::super::numbers_only);
        let mut tree = json!({ "weeks": { "value": "200%", "source": "5%" }, "list": [1, "50%", { "value": 2.5, "low": 1 }], "word": "5%" });
        assert_eq!(walk.check(&tree).problems, []);
        make_plain(walk, &mut tree);
        assert_eq!(tree, json!({ "weeks": 2, "list": [1, 0.5, 2.5], "word": "5%" }));
        assert!(!walk.check(&json!({ "weeks": { "value": 3, "lo": 1 } })).problems.is_empty());
        assert!(!walk.check(&json!({ "weeks": -3 })).problems.is_empty());
    }
}
