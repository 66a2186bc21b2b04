//! The people of a site whose rows are written, with their invented identifiers.

use std::collections::BTreeSet;
use std::ops::Range;

use super::extract::Extract;
use super::part::Part;
use super::table::Who;
use super::watch::{Path, Site, Visit};
use crate::ids::Source;
use crate::model::Service;
use crate::rng::{Key, Purpose, Space};

/// The luck of a person that no policy has a part in: the identifier and the order of the sample.
const PATIENT: usize = 0;
const SAMPLE: usize = 1;
const PATHWAY: usize = 2;
const PRESENTED: usize = 3;
/// People are referred within so many days after they first present, each day as likely.
const PRESENTED_DAYS: u64 = 29;

/// Signs that are not taken for each other (Crockford 2002).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An identifier: a letter and 13 signs that stand for a word.
#[must_use]
pub(super) fn identifier(letter: char, word: u64) -> String {
    let mut text = String::with_capacity(14);
    text.push(letter);
    for at in (0..13).rev() {
        text.push(SIGNS[((word >> (5 * at)) & 31) as usize] as char);
    }
    text
}

/// The name of a site.
#[must_use]
pub(super) fn site_name(number: u64) -> String {
    format!("S{:05}", number + 1)
}

/// Where a person is known to the generator: where they were first on a list.
fn root(extract: &Extract, service: usize, path: &Path) -> (Space, u64) {
    let here: &Service = &extract.model.services[service];
    match here.root(path.id) {
        Some(root) => (extract.model.services[root.service].spaces.person.own(root.source), path.id.entity()),
        None => here.spaces.person.of(path.id),
    }
}

/// Days from the first presentation of a person to the referral: up to four weeks, and those that an injected inequity adds.
#[must_use]
pub(super) fn presented_days(extract: &Extract, site: u64, who: Who, path: &Path) -> Option<i64> {
    let late = extract.late?;
    let (space, entity) = root(extract, who.0, path);
    let word = Key::new(extract.model.seed, site).block(space, entity, Purpose::Invented, 0, 0)[PRESENTED];
    let days = ((u128::from(word) * u128::from(PRESENTED_DAYS)) >> 64) as i64;
    let more = if late.group.holds(&extract.model, who.0, path.class) { late.days } else { 0 };
    Some(days + more)
}

/// Who of a site has rows.
#[derive(Debug)]
pub(super) struct Chosen {
    /// Their pathways, list by list, in order.
    pub(super) pathways: Vec<Who>,
    /// The first pathway of each person, where somebody may have several.
    firsts: Option<Vec<Who>>,
}

impl Chosen {
    /// So many pathways of the population: whole people, drawn at random by who they are. Fewer come where no person has few enough
    /// pathways to fill up.
    #[must_use]
    pub(super) fn new(extract: &Extract, site: &Site, rows: u64) -> Self {
        let key = Key::new(extract.model.seed, site.number);
        let all = || {
            let lists = site.lists.iter().enumerate();
            lists.flat_map(|(s, list)| list.paths.iter().enumerate().map(move |(p, path)| ((s, p), path)))
        };
        let pathways = if rows >= site.pathways() {
            all().map(|(who, _)| who).collect()
        } else {
            let luck = |((list, place), path): (Who, &Path)| {
                let (space, entity) = root(extract, list, path);
                let words = key.block(space, entity, Purpose::Invented, 0, 0);
                (words[SAMPLE], space, entity, list as u32, place as u32)
            };
            let mut people: Vec<(u64, Space, u64, u32, u32)> = all().map(luck).collect();
            people.sort_unstable();
            let (mut left, mut chosen) = (rows, Vec::new());
            for paths in people.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
                if left == 0 {
                    break;
                }
                if paths.len() as u64 <= left {
                    left -= paths.len() as u64;
                    chosen.extend(paths.iter().map(|p| (p.3 as usize, p.4 as usize)));
                }
            }
            chosen.sort_unstable();
            chosen
        };
        let coupled = extract.model.services.iter().any(Service::is_referred_to);
        let firsts = coupled.then(|| {
            let mut seen = BTreeSet::new();
            let new = |who: &&Who| seen.insert(root(extract, who.0, &site.lists[who.0].paths[who.1]));
            pathways.iter().filter(new).copied().collect()
        });
        Self { pathways, firsts }
    }

    /// The first pathway of each person.
    #[must_use]
    pub(super) fn people(&self) -> &[Who] {
        self.firsts.as_ref().unwrap_or(&self.pathways)
    }
}

/// People of a site whose rows are made: all of them, or a piece.
#[derive(Debug)]
pub struct Drawn<'f, 's> {
    /// What is asked for.
    pub extract: &'f Extract,
    /// The site.
    pub site: &'s Site,
    /// Its name.
    pub name: String,
    /// The pathways that have rows in this piece, list by list, in order.
    pub chosen: &'s [Who],
    /// The people who have rows in this piece, by their first pathways.
    pub people: &'s [Who],
    /// The first pathways of all people of the site who have rows, in order.
    firsts: &'s [Who],
    /// All pathways of the site that have rows, where the piece is the one with the rows of the site as a whole.
    pub whole: Option<&'s [Who]>,
    key: Key,
}

impl<'f, 's> Drawn<'f, 's> {
    /// Everybody who is chosen.
    #[must_use]
    pub(super) fn all(extract: &'f Extract, site: &'s Site, chosen: &'s Chosen) -> Self {
        let (pathways, people) = (&chosen.pathways[..], chosen.people());
        let key = Key::new(extract.model.seed, site.number);
        let (name, firsts) = (site_name(site.number), people);
        Self { extract, site, name, chosen: pathways, people, firsts, whole: Some(pathways), key }
    }

    /// One part of the rows, of so many of those who are chosen.
    #[must_use]
    pub(super) fn piece(self, part: Part, places: &Range<usize>) -> Self {
        let none: &'s [Who] = &[];
        let some = |of: &'s [Who]| &of[places.start.min(of.len())..places.end.min(of.len())];
        let (chosen, people, whole) = match part {
            Part::Pathways => (some(self.chosen), none, None),
            Part::People => (none, some(self.people), None),
            Part::Site => (none, none, self.whole),
        };
        Self { chosen, people, whole, ..self }
    }

    /// Whether a pathway is the first of its person among those that have rows.
    #[must_use]
    pub fn is_first(&self, who: Who) -> bool {
        self.firsts.binary_search(&who).is_ok()
    }

    /// The list of a pathway.
    #[must_use]
    pub fn service(&self, who: Who) -> &'f Service {
        &self.extract.model.services[who.0]
    }

    /// A pathway.
    #[must_use]
    pub fn path(&self, who: Who) -> &'s Path {
        &self.site.lists[who.0].paths[who.1]
    }

    /// The appointments of a pathway, in order.
    #[must_use]
    pub fn visits(&self, who: Who) -> &'s [Visit] {
        let list = &self.site.lists[who.0];
        &list.visits[list.paths[who.1].visits.clone()]
    }

    /// The word of a person's identifier.
    #[must_use]
    pub(super) fn person(&self, who: Who) -> u64 {
        let (space, entity) = root(self.extract, who.0, self.path(who));
        self.key.block(space, entity, Purpose::Invented, 0, 0)[PATIENT]
    }

    /// The identifier of a person, the same at every list, on every day and in every sample.
    #[must_use]
    pub fn patient_id(&self, who: Who) -> String {
        identifier('P', self.person(who))
    }

    /// The identifier of a pathway.
    #[must_use]
    pub fn pathway_id(&self, who: Who) -> String {
        identifier('W', self.pathway(who))
    }

    /// The identifier of an appointment, by its place among those of the pathway.
    #[must_use]
    pub fn appointment_id(&self, who: Who, number: usize) -> String {
        format!("{}-{:02}", self.pathway_id(who), number + 1)
    }

    /// The word of a pathway's identifier.
    #[must_use]
    pub(super) fn pathway(&self, who: Who) -> u64 {
        let (space, entity) = self.service(who).spaces.person.of(self.path(who).id);
        self.key.block(space, entity, Purpose::Invented, 0, 0)[PATHWAY]
    }

    /// The words of luck of a fault in the n-th row of a pathway in a table.
    #[must_use]
    pub(super) fn luck(&self, who: Who, space: Space, nth: u32) -> [u64; 4] {
        self.key.block(space, self.pathway(who), Purpose::Fault, nth, 0)
    }

    /// The words of luck of a fault in a row that is about nobody.
    #[must_use]
    pub(super) fn row_luck(&self, space: Space, place: u64) -> [u64; 4] {
        self.key.block(space, place, Purpose::Fault, u32::MAX, 0)
    }

    /// The word of luck of a fault at this site.
    #[must_use]
    pub(super) fn site_luck(&self, space: Space) -> u64 {
        self.key.word(space, u64::MAX, Purpose::Fault, u32::MAX)
    }

    /// The true group of a person.
    #[must_use]
    pub(super) fn group(&self, who: Who) -> usize {
        self.service(who).group(self.path(who).class)
    }

    /// Days from the first presentation to the referral, where they are told.
    #[must_use]
    pub fn presented_days(&self, who: Who) -> Option<i64> {
        presented_days(self.extract, self.site.number, who, self.path(who))
    }

    /// The recorded level of an attribute.
    #[must_use]
    pub fn recorded(&self, who: Who, attribute: usize) -> &'f str {
        let population = self.extract.model.recorded();
        let group = self.service(who).group(self.path(who).recorded);
        &population.attributes[attribute].levels[population.level(group, attribute)]
    }

    /// The true level of an attribute, by number.
    #[must_use]
    pub fn level(&self, who: Who, attribute: usize) -> usize {
        let group = self.service(who).group(self.path(who).class);
        self.extract.model.population.level(group, attribute)
    }

    /// The true level of an attribute.
    #[must_use]
    pub fn truth(&self, who: Who, attribute: usize) -> &'f str {
        &self.extract.model.population.attributes[attribute].levels[self.level(who, attribute)]
    }

    /// The clinical class of the true group x urgency.
    #[must_use]
    pub fn urgency(&self, who: Who, class: u16) -> &'f str {
        let service = self.service(who);
        &service.urgencies[service.urgency(class)].name
    }

    /// Where somebody comes from, in words.
    #[must_use]
    pub fn source(&self, who: Who) -> &'static str {
        match self.path(who).id.source() {
            Source::Today => "on the list at the start",
            Source::Onward => "another service",
            Source::Referral | Source::Extra => "referral",
        }
    }
}
