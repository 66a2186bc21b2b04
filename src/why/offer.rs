//! What became of an offer of an appointment.

use super::steps::{Happening, OfferEnd};
use super::trace::{Event, What};
use crate::model::{RebookTo, Service};
use crate::tally::Exit;
use crate::time::Time;

/// What became of an offer, and what slot it was of.
pub(super) fn offered(service: &Service, event: &Event, next: Option<&Event>) -> Happening {
    let stage = &service.stages[event.stage];
    let counted = stage.slotted() && stage.levers.session.is_none();
    let ends = next.is_some_and(|n| n.what == What::Left(Exit::Discharged) && n.at == event.at);
    let (slot, outcome) = match event.what {
        What::Called { slot, attends: true } => {
            let sent_home = next.is_some_and(|n| n.what == What::SentHome && n.at == event.at);
            (Some(slot), if sent_home { OfferEnd::PutOff } else { OfferEnd::Came })
        }
        What::Called { slot, attends: false } => {
            let outcome = match stage.after_missed.to {
                _ if ends => OfferEnd::MissedDischarged,
                RebookTo::BackOfQueue => OfferEnd::MissedToBack,
                RebookTo::KeepsClockStart => OfferEnd::Missed,
            };
            (Some(slot), outcome)
        }
        What::CalledOff => (None, OfferEnd::CalledOff),
        What::Cancelled => (None, OfferEnd::Cancelled),
        What::Unavailable { .. } => (None, OfferEnd::Unavailable),
        _ => (None, OfferEnd::Declined),
    };
    Happening::Offered { outcome, slot: slot.filter(|_| counted).map(|s| s + 1) }
}

/// From when a person waits again after an offer; none where they came.
pub(super) const fn again(event: Event) -> Option<Time> {
    match event.what {
        What::Called { attends: true, .. } => None,
        What::Unavailable { until } if until > event.at => Some(until),
        _ => Some(event.at + 1),
    }
}
