//! A day of the calendar.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A date, such as 2026-02-02.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Date(pub String);

impl JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "A date: 2026-02-02", "type": "string", "format": "date" })
    }
}
