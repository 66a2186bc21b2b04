//! The schema of a type of parameters, made once for each type.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::schema::number;

/// The schema of a type, with plain numbers, and with numbers in any form.
#[derive(Debug)]
pub(super) struct ParameterSchema {
    pub(super) plain: Value,
    pub(super) any: Value,
}

thread_local! {
    /// A schema is a function of its type, and every service of every variant asks for the same few.
    static SHAPES: RefCell<BTreeMap<TypeId, Rc<ParameterSchema>>> = const { RefCell::new(BTreeMap::new()) };
}

impl ParameterSchema {
    pub(super) fn of<T: JsonSchema + 'static>() -> Rc<Self> {
        let make = || {
            let plain = SchemaGenerator::default().into_root_schema_for::<T>().to_value();
            let mut any = plain.clone();
            number::in_any_form(&mut any);
            Rc::new(Self { plain, any })
        };
        SHAPES.with_borrow_mut(|shapes| Rc::clone(shapes.entry(TypeId::of::<T>()).or_insert_with(make)))
    }
}
