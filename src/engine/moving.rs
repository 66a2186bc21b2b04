//! Official clocks that show something else than the true ones.

use std::collections::BTreeMap;

use crate::tally::OfficialWait;
use crate::time::Time;

/// The official clocks that have moved, of people on the list. All others show what the true ones do.
#[derive(Debug, Default)]
pub(super) struct Moving(pub(super) BTreeMap<u64, State>);

/// An official clock, and since when it has counted as it does.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) clock: OfficialWait,
    pub(super) since: Time,
}
