//! What is true of people, whatever is recorded of them.

use super::extract::Extract;
use super::people::Drawn;
use super::table::{Cell, Field, Kind, PEOPLE, Role, Row, Table};

/// The table of true levels.
pub(super) fn people(extract: &Extract) -> Table {
    let key = Field::new(PEOPLE.1, Kind::Text, Role::Person, "the person").required();
    let mut fields = vec![key];
    for (name, attribute) in extract.attributes.iter().zip(&extract.model.population.attributes) {
        let meaning = format!("{} in truth", attribute.name);
        let field = Field::new(format!("{name}_true"), Kind::Text, Role::Words, meaning).required();
        fields.push(field.one_of(attribute.levels.iter().map(String::as_str)));
    }
    Table::new(PEOPLE.0, "one row for each person: what is true, whatever is recorded", fields).keyed(&[PEOPLE.1])
}

/// The true levels of the people of a site.
pub(super) fn people_rows<'f>(drawn: &Drawn<'f, '_>) -> Vec<Row<'f>> {
    let attributes = drawn.extract.attributes.len();
    let row = |who| {
        let mut cells = vec![Cell::text(drawn.patient_id(who))];
        cells.extend((0..attributes).map(|a| Cell::word(drawn.truth(who, a))));
        Row { who: Some(who), cells }
    };
    drawn.people.iter().copied().map(row).collect()
}
