//! Faults on purpose: what a profile asks for, and each fault with the clean value.

mod apply;
mod dated;
mod default_code;
mod duplicate;
mod formats;
mod free_text;
mod kind;
mod late;
mod list;
mod miscoded;
mod missing;
mod near_duplicate;
mod order;
mod plan;
mod profile;
mod serial;
mod shipped;
mod stale;
mod suppressed;
mod swapped;

pub(super) use apply::{FAULT, Mess, ROW};
pub use kind::{Acts, Fault, Spoil, Target};
pub use list::KINDS;
pub use plan::Idle;
pub use profile::Profile;
pub use shipped::{PROFILES, Shipped};
