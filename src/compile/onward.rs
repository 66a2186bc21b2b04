//! Onward referral: what couples the services of a scenario.

use std::collections::BTreeMap;

use super::common::Common;
use super::people::{entry, errors};
use super::ways_out;
use crate::distributions::Dist;
use crate::error::{Problem, nearest};
use crate::ids::{MAX_LINKS, MAX_ONWARD_WEEK, Source};
use crate::model::{self, Refers, Service};
use crate::scenario::path;
use crate::scenario::raw;
use crate::scenario::raw::pathway::Next;
use crate::time::{DAY, Time, WEEK};

/// How often one person may come back to a list at most.
const MOST_TIMES: u32 = 20;

impl Common {
    /// Where a way that ends at the service of this name refers people on to; `delay` is the time until they are there.
    pub(super) fn refers(
        &self,
        raw: &Next,
        own: &str,
        delay: Option<&Dist>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Refers> {
        let name = raw.refers_to.as_ref()?;
        let here = path::key(at, "refers_to");
        if raw.ends.is_none() {
            let message = "`refers_to` stands where the pathway ends";
            let help = "say how the clock stops here: ends = \"treated\", or ends = \"discharged\"";
            problems.push(Problem::new("Q0633", &here, message).help(help).at_key());
        }
        let to = self.services.iter().position(|s| s == name);
        if to.is_none() {
            let message = format!("there is no service `{}` to refer to", crate::scenario::shown(name));
            let problem = Problem::new("Q0425", &here, message);
            let others: Vec<&str> = self.services.iter().map(String::as_str).filter(|s| *s != own).collect();
            problems.push(match nearest(name, others.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None if others.is_empty() => problem.help("there is no other [[service]] in this file"),
                None => problem.help(format!("other services are {}", others.join(", "))),
            });
        }
        let help = "for example after = \"2 weeks\", or { kind = \"uniform\", low = \"1 week\", high = \"5 weeks\" }";
        if raw.after.is_none() {
            let message = "an onward referral needs `after`: the time until people are on the other list";
            problems.push(Problem::new("Q0645", &here, message).help(help).at_key());
        }
        let least = delay.map_or(0.0, Dist::least) as Time;
        if delay.is_some() && raw.after.is_some() && least < 1 {
            let message = "the shortest time until an onward referral arrives must be above zero";
            problems.push(Problem::new("Q0645", path::key(at, "after"), message).help(help));
        }
        let back = name == own;
        if back && delay.is_some() && raw.after.is_some() && least < DAY {
            let message = "people who come back to the same list do so at least a day later";
            problems
                .push(Problem::new("Q0645", path::key(at, "after"), message).help("for example after = \"6 weeks\""));
        }
        let most = raw.times.unwrap_or(1);
        if let Some(times) = raw.times
            && (!back || !(1..=MOST_TIMES).contains(&times))
        {
            let message = match back {
                true => format!("{times} is not between 1 and {MOST_TIMES}"),
                false => {
                    "`times` says how often people come back to the same list; here they go to another".to_string()
                }
            };
            problems.push(Problem::new("Q0645", path::key(at, "times"), message));
        }
        let times = back.then(|| u8::try_from(most).unwrap_or(1));
        Some(Refers { times, ..Refers::new(to?, least) })
    }
}

/// One entry of `next` that refers on.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    at: String,
}

/// All entries that refer on to a service that is there.
fn edges(doc: &raw::Document) -> Vec<Edge<'_>> {
    let mut out = Vec::new();
    for (i, service) in doc.service.iter().enumerate() {
        let list = path::key(&entry(&doc.service, i, "service", |s| &s.name), "stage");
        for (j, stage) in service.stage.iter().enumerate() {
            let next = path::key(&entry(&service.stage, j, &list, |s| &s.name), "next");
            for (k, way) in stage.next.iter().enumerate() {
                let known = |name: &&String| doc.service.iter().any(|s| s.name == **name);
                if let Some(to) = way.refers_to.as_ref().filter(known) {
                    let at = path::key(&path::entry(&next, &k.to_string()), "refers_to");
                    out.push(Edge { from: &service.name, to, at });
                }
            }
        }
    }
    out
}

/// Refuses services that refer to themselves or to each other in a ring, and runs that are too long for them.
pub(super) fn check(doc: &raw::Document, common: &Common, problems: &mut Vec<Problem>) {
    let edges = edges(doc);
    if edges.is_empty() {
        return;
    }
    if common.horizon / WEEK > MAX_ONWARD_WEEK as Time {
        let message = format!(
            "{} weeks are simulated; at most {MAX_ONWARD_WEEK} where services refer people on",
            common.horizon / WEEK
        );
        let help = "shorten the horizon, or write the services as stages of one pathway";
        problems.push(Problem::new("Q0607", "scenario.horizon", message).help(help));
    }
    come_back_twice(&edges, problems);
    let mut told: Vec<Vec<&str>> = Vec::new();
    for edge in &edges {
        // People who come back to the same list stay on it.
        if edge.from == edge.to {
            continue;
        }
        let Some(ring) = ring(&edges, edge) else { continue };
        let mut members = ring.clone();
        members.sort_unstable();
        if told.contains(&members) {
            continue;
        }
        told.push(members);
        let names: Vec<String> = ring.iter().map(|name| format!("`{}`", crate::scenario::shown(name))).collect();
        let message = format!("services refer to each other in a ring: {} -> {}", names.join(" -> "), names[0]);
        let help = "write feedback as a pathway within one service: stages with `next`";
        let problem = Problem::new("Q0426", &edge.at, message).help(help);
        let closes = |e: &&Edge<'_>| ring.len() > 1 && e.to == edge.from && Some(&e.from) == ring.last();
        problems.push(match edges.iter().find(closes) {
            Some(last) => problem.also(&last.at),
            None => problem,
        });
    }
}

/// Refuses two lists that people come back to on one way: how often somebody has come back is counted once for both.
fn come_back_twice(edges: &[Edge<'_>], problems: &mut Vec<Problem>) {
    for edge in edges.iter().filter(|e| e.from == e.to) {
        let mut reached = vec![edge.from];
        let mut next = 0;
        while next < reached.len() {
            let here = reached[next];
            next += 1;
            for on in edges.iter().filter(|e| e.from == here && e.to != here) {
                if !reached.contains(&on.to) {
                    reached.push(on.to);
                }
            }
        }
        if let Some(other) = edges.iter().find(|e| e.from == e.to && e.from != edge.from && reached.contains(&e.from)) {
            let [from, to] = [edge.from, other.from].map(crate::scenario::shown);
            let message = format!("people come back to `{from}`, and on their way from there to `{to}`");
            problems.push(
                Problem::new("Q0426", &edge.at, message).also(&other.at).help("let them come back to one of the two"),
            );
        }
    }
}

/// The shortest ring that begins with an entry.
fn ring<'a>(edges: &[Edge<'a>], first: &Edge<'a>) -> Option<Vec<&'a str>> {
    // Each service that can be reached, and by which it was.
    let mut by: BTreeMap<&str, &str> = BTreeMap::from([(first.to, first.from)]);
    let mut reached = vec![first.to];
    let mut next = 0;
    while next < reached.len() && !by.contains_key(first.from) {
        let here = reached[next];
        next += 1;
        for edge in edges.iter().filter(|e| e.from == here) {
            if !by.contains_key(edge.to) {
                by.insert(edge.to, here);
                reached.push(edge.to);
            }
        }
    }
    let mut ring = vec![first.from];
    let mut here = *by.get(first.from)?;
    while here != first.from {
        ring.insert(1, here);
        here = by[here];
    }
    Some(ring)
}

impl Common {
    /// Tells each service who is referred on to it. Services stand by name, and nothing is wrong with them.
    pub(super) fn connect(&self, doc: &raw::Document, services: &mut [Service], problems: &mut Vec<Problem>) {
        if services.iter().all(|s| s.refers().next().is_none()) {
            return;
        }
        if let Err(too_many) = model::connect(services) {
            let most = MAX_LINKS / Source::OWN.len();
            let message =
                format!("people may come here from {} other services; at most {most} are told apart", too_many.roots);
            let at = path::entry("service", &services[too_many.service].name);
            problems.push(Problem::new("Q0427", at, message).help("let fewer services refer on").at_key());
            return;
        }
        let before = errors(problems);
        for (i, raw) in doc.service.iter().enumerate() {
            let at = entry(&doc.service, i, "service", |s| &s.name);
            let Some(service) = services.iter().find(|s| s.name == raw.name) else { continue };
            let from = service.spaces.roots.iter().map(|root| root.service);
            let mut ways: Vec<ways_out::Ways<'_>> = from.map(|s| ways_out::Ways::of(&services[s])).collect();
            ways.dedup_by_key(|w| std::ptr::from_ref(w.stages));
            if !ways.is_empty() && errors(problems) == before {
                self.ways_out(&ways_out::Ways::of(service), &ways, raw, &at, problems);
            }
        }
    }
}
