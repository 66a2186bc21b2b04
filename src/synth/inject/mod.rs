//! Inequity on purpose: mechanisms, how strong they are, and what they do.

mod asked;
mod days;
mod effect;
mod kind;
mod late;
mod list;
mod missed;
mod rank;
mod removals;
mod search;

pub use asked::{Injection, Size};
pub use effect::{Effect, Mean, Reading, Sums, difference, effects};
pub use kind::{Base, Mechanism, Unit};
pub use list::MECHANISMS;
pub use search::{Tried, Wanted, search};
