//! Who is seen next, as the scenario says it.

use std::sync::Arc;

use serde_json::Value;

use super::common::Common;
use super::{Rule, path};
use crate::discipline::scale::DAY_FORMAT;
use crate::discipline::{Discipline, Setting};
use crate::error::{Problem, nearest};
use crate::scenario::calendar::Calendar;
use crate::schema::{Go, Schema};

impl Common {
    /// Builds the discipline of a stage.
    pub(super) fn discipline(
        &self,
        rule: &Rule<'_>,
        setting: &Setting<'_>,
        problems: &mut Vec<Problem>,
    ) -> Option<Arc<dyn Discipline>> {
        let name = rule.parameters.get("kind").and_then(Value::as_str).unwrap_or_default();
        let Some(kind) = rule.registry.get(name) else {
            let names: Vec<&str> = rule.registry.iter().map(|k| k.name()).collect();
            let message = format!("there is no discipline `{}`", crate::scenario::shown(name));
            let problem = Problem::new("Q0206", path::key(&rule.at, "kind"), message);
            problems.push(match nearest(name, names.iter().copied()) {
                Some(near) => problem.help(format!("did you mean \"{near}\"?")),
                None => problem.help(format!("disciplines are {}", names.join(", "))),
            });
            return None;
        };
        let mut parameters = rule.parameters.clone();
        if let Some(calendar) = self.calendar {
            days_for_dates(rule.schema, &mut parameters, calendar);
        }
        if let Some(table) = parameters.as_object_mut() {
            table.remove("kind");
        }
        // Problems are told in the numbers as written; what is built then counts simulated people and slots.
        let built = kind.build(&parameters, setting, rule.registry).and_then(|discipline| {
            if self.scale == 1.0 {
                return Ok(discipline);
            }
            kind.build(&rule.registry.scaled(name, &parameters, self.scale), setting, rule.registry)
        });
        match built {
            Ok(discipline) => Some(discipline),
            Err(found) => {
                problems.extend(found.into_iter().map(|p| p.below(&rule.at)));
                None
            }
        }
    }
}

/// Dates become days since the start, which is what rules count in, wherever their schema takes either.
fn days_for_dates(schema: Schema<'_>, discipline: &mut Value, calendar: Calendar) {
    schema.map_definition("Discipline", discipline, "", &mut |site, value| {
        if site.is(DAY_FORMAT)
            && let Some(day) = value.as_str().and_then(|date| calendar.day_of(date))
        {
            *value = day.into();
        }
        Go::On
    });
}
