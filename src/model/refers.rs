//! Who is referred on, to where, and how the generator knows them there.

use crate::ids::{PersonId, Source};
use crate::rng::Space;
use crate::time::Time;

/// A referral on to another service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refers {
    /// The service, by number.
    pub to: usize,
    /// The least time in seconds until the person is there; above 0.
    pub least: Time,
    /// The number of the link there: of each own source here, then of each link here.
    pub links: Vec<u8>,
    /// Where it is this service itself: how often one person may come back.
    pub times: Option<u8>,
}

impl Refers {
    /// A referral to the service of this number; [`connect`](super::connect) fills in the links.
    #[must_use]
    pub const fn new(to: usize, least: Time) -> Self {
        Self { to, least, links: Vec::new(), times: None }
    }

    /// Who somebody from here is there.
    #[must_use]
    pub fn named(&self, id: PersonId) -> PersonId {
        let here = match id.source() {
            Source::Onward => Source::OWN.len() + id.link(),
            own => own as usize,
        };
        PersonId::onward(usize::from(self.links[here]), id.week(), id.index())
    }
}

/// Where those who are referred on came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// The service where they were first on a list, by number.
    pub service: usize,
    /// Their source there.
    pub source: Source,
    /// How often they have come back to a list since.
    pub again: u8,
}

/// The spaces of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSpaces {
    own: [Space; 3],
    onward: Vec<Space>,
}

impl PersonSpaces {
    /// Those of a kind and a name, without links.
    #[must_use]
    pub(super) fn new(kind: &str, name: &str) -> Self {
        let own = Source::OWN.map(|s| Space::new(&format!("{kind}/{}", s.name()), name));
        Self { own, onward: Vec::new() }
    }

    /// Adds the spaces of the people who come by links.
    pub(super) fn connect(&mut self, kind: &str, name: &str, roots: &[Root], names: &[String]) {
        let space = |root: &Root| {
            let again = if root.again == 0 { String::new() } else { format!("again {}/", root.again) };
            let kind = format!("{kind}/{}/{again}{}", Source::Onward.name(), root.source.name());
            // With the length of the first name, so that no other two names give the same text.
            Space::new(&kind, &format!("{}:{name}/{}", name.len(), names[root.service]))
        };
        self.onward = roots.iter().map(space).collect();
    }

    /// The space and the entity number of a person.
    #[inline]
    #[must_use]
    pub fn of(&self, id: PersonId) -> (Space, u64) {
        // Together, so that those of own sources need not be asked twice where they come from.
        match self.own.get(id.source() as usize) {
            Some(space) => (*space, id.own_entity()),
            None => (self.onward[id.link()], id.entity()),
        }
    }

    /// The space of an own source.
    ///
    /// # Panics
    /// Of [`Source::Onward`], which has one for each link.
    #[inline]
    #[must_use]
    pub const fn own(&self, source: Source) -> Space {
        self.own[source as usize]
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = Space> + '_ {
        self.own.iter().chain(&self.onward).copied()
    }
}
