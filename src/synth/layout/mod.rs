//! Layouts of lists: one file and one line each.

mod codes;
mod course;
mod deltas;
mod events;
mod fhir;
mod kind;
mod nhsr;
mod ocel;
mod ocel2;
mod rtt;
mod shared;
mod synthea;
mod tidy;
mod wlmds;

pub use kind::Layout;

/// The layouts, in the order of the list.
pub const LAYOUTS: [&dyn Layout; 10] = [
    &tidy::Tidy,
    &deltas::Deltas,
    &wlmds::Wlmds,
    &rtt::Rtt,
    &nhsr::Nhsr,
    &events::Events,
    &ocel::Ocel,
    &ocel2::Ocel2,
    &fhir::Fhir,
    &synthea::Synthea,
];

/// The layout of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static dyn Layout> {
    LAYOUTS.into_iter().find(|l| l.name() == name)
}
