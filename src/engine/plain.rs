//! The event loop of a service of one stage to which nobody is on the way but those who are referred: what happens is what
//! `step` says, with fewer places to look at. Nearly every run is of this kind.

use super::Observer;
use super::step::Part;
use crate::error::Stopped;
use crate::model::Session;
use crate::time::Time;

impl<O: Observer> Part<'_, O> {
    /// The same as [`Self::advance_all`] in fewer steps, where there is one queue for sessions.
    pub(super) fn advance_sessions(&mut self, sessions: &[Session], until: Time) -> Result<(), Stopped> {
        while let Some(session) = sessions.get(self.places[0].session).filter(|s| s.time < until) {
            self.arrive(session.time)?;
            self.places[0].open_next();
            self.hold_session(0, session.time, session.slots);
        }
        self.arrive(until - 1)
    }

    /// The same as [`Self::advance_all`] in fewer steps, where there is one queue for servers.
    pub(super) fn advance_servers(&mut self, until: Time) -> Result<(), Stopped> {
        loop {
            let completion = self.places[0].completions.next();
            let next = completion.min(self.arrivals.next_time());
            let now = if self.started { next } else { 0 };
            if now >= until {
                return Ok(());
            }
            self.count_rounds(now)?;
            if completion == now {
                self.release(0, now);
            }
            if self.arrivals.next_time() <= now {
                self.arrive(now)?;
            }
            if self.places[0].free > 0 {
                self.serve(0, now);
            }
        }
    }
}
