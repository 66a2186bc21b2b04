//! Onward referral: a person whose way ends at one service is referred to another, which couples the two.
//!
//! A person who is referred on keeps a name of their own: the service where they were first on a list (the root), their source, week and
//! index there. So a policy that sends the same person later meets the same luck. A link is a pair of a root and a source there;
//! the links of a service are all those from which it can be reached, by name of the root and then by source.

use std::collections::BTreeSet;

use super::refers::{Refers, Root};
use super::{Model, Service, Stage};
use crate::ids::{MAX_LINKS, PersonId, Source};
use crate::time::Time;

/// Services that are coupled by onward referrals, and by what window they advance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupling {
    /// At least two, rising.
    pub services: Vec<usize>,
    /// The shortest least time from one to another, in seconds: a person sent in a window arrives after it.
    pub window: Time,
}

/// More links to a service than a person's number can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyLinks {
    /// The service, by number.
    pub service: usize,
    /// From how many services it can be reached.
    pub roots: usize,
}

/// Fills in by what links people may come to each service, and how the generator knows them. Services stand by name, and must not
/// refer to each other in a ring.
///
/// # Errors
/// Where a service can be reached from too many others.
pub fn connect(services: &mut [Service]) -> Result<(), TooManyLinks> {
    let names: Vec<String> = services.iter().map(|s| s.name.clone()).collect();
    let above = reached_from(services);
    let times: Vec<u8> = services.iter().map(|s| s.refers().filter_map(|r| r.times).max().unwrap_or(0)).collect();
    // At most one service on the way between two is one that people come back to.
    let rounds = |from: usize, to: usize| {
        let between = |s: &usize| (*s == to || above[to].contains(s)) && (*s == from || above[*s].contains(&from));
        (0..times.len()).filter(between).map(|s| times[s]).max().unwrap_or(0)
    };
    for (number, (service, roots)) in services.iter_mut().zip(&above).enumerate() {
        let links = roots.iter().flat_map(|&root| {
            let rounds = if root == number { 1..=times[number] } else { 0..=rounds(root, number) };
            Source::OWN
                .into_iter()
                .flat_map(move |source| rounds.clone().map(move |again| Root { service: root, source, again }))
        });
        service.spaces.roots = links.collect();
        if service.spaces.roots.len() > MAX_LINKS {
            return Err(TooManyLinks { service: number, roots: roots.len() });
        }
        let Service { spaces, stages, name, .. } = service;
        spaces.person.connect("patient", name, &spaces.roots, &names);
        for (number, stage) in stages.iter_mut().enumerate() {
            match number {
                0 => stage.spaces.person.connect("patient", name, &spaces.roots, &names),
                _ => {
                    stage.spaces.person.connect("stage", &format!("{name}/{}", stage.name), &spaces.roots, &names);
                }
            }
        }
    }
    for here in 0..services.len() {
        let own = Source::OWN.map(|source| Root { service: here, source, again: 0 });
        let who: Vec<Root> = own.into_iter().chain(services[here].spaces.roots.iter().copied()).collect();
        let there: Vec<(bool, Vec<Root>)> =
            services[here].refers().map(|r| (r.to == here, services[r.to].spaces.roots.clone())).collect();
        let referrals = services[here].stages.iter_mut().flat_map(Stage::refers_mut);
        for (refers, (back, roots)) in referrals.zip(there) {
            // Those who may not come back once more are never asked.
            let next = |root: &Root| Root { again: root.again + u8::from(back), ..*root };
            let place = |root: &Root| roots.iter().position(|r| *r == next(root)).unwrap_or_default() as u8;
            refers.links = who.iter().map(place).collect();
        }
    }
    Ok(())
}

/// The services from which each can be reached, in one step or several.
fn reached_from(services: &[Service]) -> Vec<BTreeSet<usize>> {
    let mut above = vec![BTreeSet::new(); services.len()];
    let mut changed = services.iter().any(|s| s.refers().next().is_some());
    while changed {
        changed = false;
        for (here, service) in services.iter().enumerate() {
            for refers in service.refers() {
                let more: Vec<usize> = above[here].iter().copied().chain([here]).collect();
                let before = above[refers.to].len();
                above[refers.to].extend(more);
                changed |= above[refers.to].len() > before;
            }
        }
    }
    above
}

impl Stage {
    /// Where people are referred on from here, once for each way that ends so.
    pub fn refers(&self) -> impl Iterator<Item = &Refers> {
        self.onward.iter().flat_map(|o| &o.outcomes).filter_map(|o| o.refers_to.as_ref())
    }

    fn refers_mut(&mut self) -> impl Iterator<Item = &mut Refers> {
        self.onward.iter_mut().flat_map(|o| &mut o.outcomes).filter_map(|o| o.refers_to.as_mut())
    }
}

impl Service {
    /// Where people are referred on from here, once for each way that ends so.
    pub fn refers(&self) -> impl Iterator<Item = &Refers> {
        self.stages.iter().flat_map(Stage::refers)
    }

    /// Where a person who was referred on to this list came from.
    #[must_use]
    pub fn root(&self, id: PersonId) -> Option<Root> {
        if id.source() == Source::Onward { self.spaces.roots.get(id.link()).copied() } else { None }
    }

    /// Whether the person may come back to this list once more by a way that is there so many times.
    #[must_use]
    pub fn may_come_back(&self, id: PersonId, times: u8) -> bool {
        self.root(id).map_or(0, |root| root.again) < times
    }

    /// The least time until people come back to this list, where they do.
    pub fn comes_back_after(&self) -> Option<Time> {
        self.refers().filter(|r| r.times.is_some()).map(|r| r.least).min()
    }

    /// Whether people may come here from other services, or again from this one.
    #[must_use]
    pub fn is_referred_to(&self) -> bool {
        !self.spaces.roots.is_empty()
    }
}

impl Model {
    /// The services from which people may be referred on to this one, in one step or several, and this one, each after those that
    /// refer to it.
    #[must_use]
    pub fn up_to(&self, service: usize) -> Vec<usize> {
        let mut order = Vec::new();
        self.visit(service, &mut order);
        order
    }

    /// All services, each after those that refer to it.
    #[must_use]
    pub fn senders_first(&self) -> Vec<usize> {
        if !self.services.iter().any(Service::is_referred_to) {
            return (0..self.services.len()).collect();
        }
        let mut order = Vec::new();
        (0..self.services.len()).for_each(|service| self.visit(service, &mut order));
        order
    }

    fn visit(&self, to: usize, order: &mut Vec<usize>) {
        if order.contains(&to) {
            return;
        }
        if self.services[to].is_referred_to() {
            let sends = |s: &usize| *s != to && self.services[*s].refers().any(|r| r.to == to);
            (0..self.services.len()).filter(sends).for_each(|sender| self.visit(sender, order));
        }
        order.push(to);
    }

    /// The services that are coupled by onward referrals, by the first of each coupling.
    #[must_use]
    pub fn couplings(&self) -> Vec<Coupling> {
        if !self.services.iter().any(Service::is_referred_to) {
            return Vec::new();
        }
        // The first service of the coupling of each; one by itself where it is in none.
        let mut first: Vec<usize> = (0..self.services.len()).collect();
        for (here, service) in self.services.iter().enumerate() {
            for refers in service.refers() {
                let (a, b) = (first[here], first[refers.to]);
                first.iter_mut().filter(|f| **f == a.max(b)).for_each(|f| *f = a.min(b));
            }
        }
        let members = |of: usize| (0..first.len()).filter(|&s| first[s] == of).collect::<Vec<usize>>();
        let coupling = |services: Vec<usize>| {
            // People who come back to a list stay within its part.
            let sent = services.iter().flat_map(|&s| self.services[s].refers().filter(move |r| r.to != s));
            let least = sent.map(|r| r.least);
            Coupling { window: least.min().unwrap_or(self.horizon), services }
        };
        (0..first.len()).map(members).filter(|services| services.len() > 1).map(coupling).collect()
    }
}
