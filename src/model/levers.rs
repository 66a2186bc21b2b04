//! What else can be done about a list, beside who is seen next.

use super::Prices;

/// The levers of a service. None of them costs anything where it is not pulled.
#[derive(Clone, Debug, Default)]
pub struct Levers {
    /// What waiting and care cost, where that is said.
    pub prices: Option<Prices>,
}
