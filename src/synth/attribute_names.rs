//! Names of attributes as names of columns.

use crate::population::Population;

/// Columns of the tables that no attribute may take the name of, however it is written: databases do not tell capitals.
const TAKEN: [&str; 25] = [
    "change",
    "change_date",
    "week",
    "referral",
    "removal",
    "pathway",
    "patient",
    "list",
    "presented_date",
    "patient_id",
    "pathway_id",
    "appointment_id",
    "site",
    "service",
    "urgency",
    "urgency_at_referral",
    "referral_date",
    "end_date",
    "status",
    "wait_days",
    "missed_appointments",
    "stage",
    "as_of",
    "row",
    "kind",
];

/// A name as a column: lower case, words joined by `_`.
fn snake(name: &str) -> String {
    let lower = name.to_lowercase();
    let joined = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("_");
    if joined.is_empty() { "attribute".to_string() } else { joined }
}

/// The columns of the attributes: each its own, and none that of another column.
pub(super) fn attribute_names(population: &Population) -> Vec<String> {
    let mut taken: Vec<String> = TAKEN.map(String::from).to_vec();
    let mut names = Vec::new();
    for attribute in &population.attributes {
        let name = snake(&attribute.name);
        let mut free = name.clone();
        let mut number = 2;
        while taken.contains(&free) {
            free = format!("{name}_{number}");
            number += 1;
        }
        taken.push(free.clone());
        names.push(free);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Attribute;

    #[test]
    fn each_attribute_has_a_column_of_its_own() {
        let attribute = |name: &str| Attribute {
            name: name.into(),
            levels: vec!["a".into(), "b".into()],
            ordered: false,
            reference: 0,
        };
        let attributes = ["Site", "Learning disability (yes/no)", "site", "(!)"].map(attribute).to_vec();
        let names = attribute_names(&Population { attributes });
        assert_eq!(names, ["site_2", "learning_disability_yes_no", "site_3", "attribute"]);
    }
}
