//! A service before the first day: who is there, and what is known of the days to come.

use super::rounds::Rounds;
use super::{Account, Changes, Told};
use crate::forecast::course;
use crate::forecast::flow::Flow;
use crate::forecast::mixes::{self, list_classes};
use crate::forecast::spread::Spreads;
use crate::forecast::steady::Steady;
use crate::forecast::strata::Strata;
use crate::forecast::traffic::{Traffic, mean_waits, parted_at};
use crate::model::{Band, Inside, Model, Service};
use crate::population::Thresholds;
use crate::time::DAY;

/// How often the same person may come back to the list.
fn times(service: &Service) -> usize {
    service.refers().filter_map(|r| r.times).max().map_or(0, usize::from)
}

impl Account {
    /// Before the first day.
    pub(super) fn new(
        model: &Model,
        service: &Service,
        joining: &[f64],
        traffic: &Traffic,
        from: &[f64],
        spreads: &mut Spreads,
    ) -> Self {
        let mut all = joining.to_vec();
        for number in 0..service.stages.len() {
            if service.today.iter().any(|b| b.stage == number && b.count > 0) {
                all.iter_mut().zip(list_classes(model, service, number)).for_each(|(a, p)| *a += p);
            }
        }
        let kinds = Strata::new(model, service, &all);
        let parted: Vec<f64> = service.stages.iter().map(parted_at).collect();
        let (daily, leaving) = course::leaving(model, service, &kinds);
        let flow = |stage| Flow::new(model, service, stage, &kinds, &parted, &daily, spreads);
        let flows: Vec<Flow> = (0..service.stages.len()).map(flow).collect();
        let days = (model.horizon / DAY) as usize;
        let mut away: Vec<usize> = flows.iter().flat_map(|f| f.ways.iter().filter_map(|w| w.to.err())).collect();
        away.sort_unstable();
        away.dedup();
        let hidden = service.levers.unmet.as_ref().map(|unmet| {
            ([&unmet.hidden, &unmet.hidden_still].map(|of| kinds.mean(|c| of[c].probability())), unmet.from)
        });
        let stays = |v: &crate::model::Validation| {
            let left = |c: usize| (1.0 - v.leaves[c].probability()) * (1.0 - v.mistaken[c].probability());
            ((v.time / DAY) as usize, kinds.mean(left))
        };
        let changes = service.course.as_ref().and_then(|course| course::changes(course, &kinds));
        let mut listed: Vec<(usize, f64)> = Vec::new();
        let mut more = vec![0.0; days];
        for day in service.extra.iter().map(|e| (e.time / DAY) as usize).filter(|day| *day < days) {
            more[day] += 1.0;
            match listed.last_mut().filter(|last| last.0 == day) {
                Some(last) => last.1 += 1.0,
                None => listed.push((day, 1.0)),
            }
        }
        from.iter().zip(&mut more).for_each(|(n, there)| *there += n);
        let orbit = service.room.as_ref().and_then(|room| {
            let again = room.retries.as_ref()?.mean();
            (again > 0.0).then_some((room.most as f64, DAY as f64 / again))
        });
        let mut account = Self {
            days,
            per_day: service.referrals.as_ref().map(|r| r.per_day.clone()),
            listed,
            steady: Steady::new(service, days, &more, !away.is_empty()),
            more,
            joining: kinds.gather(joining),
            hidden,
            early: parted[0],
            mix: traffic.visits.iter().map(|visits| kinds.twice(visits)).collect(),
            changes: changes.map(|(to, rates)| Changes { to: widened(&to, kinds.width), rates }),
            validations: service.levers.validations.iter().map(stays).collect(),
            most: service.turns_away().map_or(f64::INFINITY, |most| most as f64),
            orbit,
            leaving,
            stages: vec![Told::default(); flows.len()],
            flows,
            path: Vec::with_capacity(days + 1),
            between: 0.0,
            between_first: 0.0,
            referred: 0.0,
            number: model.services.iter().position(|s| s.name == service.name).unwrap_or(usize::MAX),
            rounds: Rounds::new(times(service), days),
            back: 0.0,
            sent: away.into_iter().map(|to| (to, vec![0.0; days])).collect(),
            some: vec![0.0; kinds.width],
            kinds,
        };
        account.begin(model, service);
        account
    }

    /// Today's list joins.
    fn begin(&mut self, model: &Model, service: &Service) {
        let groups = mixes::groups(&service.today_groups, &model.population);
        let gather = |kinds: &Strata, urgency: &[Thresholds]| {
            kinds.gather(&mixes::classes(&groups, urgency, service.urgencies.len()))
        };
        for stage in 0..self.flows.len() {
            let own = || service.today.iter().filter(|b| b.stage == stage && b.count > 0);
            let mut bands: Vec<(f64, f64, &Band)> = own()
                .flat_map(|b| mean_waits(b).into_iter().map(move |(share, wait)| (wait, share * f64::from(b.count), b)))
                .collect();
            bands.sort_by(|a, b| b.0.total_cmp(&a.0));
            // Many bands have the same groups and the same mix of urgencies.
            let mut last: Option<(&Band, Vec<f64>)> = None;
            for (wait, count, band) in bands {
                if last.as_ref().is_none_or(|last| last.0.urgency != band.urgency || last.0.groups != band.groups) {
                    let of = mixes::band_classes(band, &groups, model, service.urgencies.len());
                    last = Some((band, self.kinds.gather(&of)));
                }
                self.some.fill(0.0);
                if let Some((_, parts)) = &last {
                    self.some.iter_mut().zip(parts).for_each(|(n, p)| *n = p * count);
                }
                self.flows[stage].queue.join(&self.some, -wait / DAY as f64, false);
            }
            self.stages[stage].waiting += own().map(|b| u64::from(b.count)).sum::<u64>();
            for inside in &service.stages[stage].inside {
                let mut people = gather(&self.kinds, &inside.urgency);
                people.iter_mut().for_each(|p| *p *= f64::from(inside.count));
                self.inside(stage, inside, &people);
            }
            let told = &mut self.stages[stage];
            (told.end, told.first, told.longest) = (told.waiting as f64, told.waiting as f64, told.waiting as f64);
        }
        let between: f64 =
            self.flows.iter().map(|f| f.on_the_way() - f.inside_at_start()[1] + f.inside_at_start()[0]).sum();
        self.path.push(self.stages.iter().map(|s| s.waiting as f64).sum::<f64>() + between);
    }

    /// Those who are in service or on the way at the start.
    fn inside(&mut self, stage: usize, inside: &Inside, people: &[f64]) {
        for (to, people, spread) in self.flows[stage].inside(inside, people) {
            match to {
                Ok(to) => self.flows[to].set_out_at_start(&people, &spread),
                Err(service) => {
                    let Some(there) = self.sent.iter_mut().find(|s| s.0 == service) else { continue };
                    for (there, [early, late]) in there.1.iter_mut().zip(spread.days()) {
                        *there += people.iter().sum::<f64>() * (early + late);
                    }
                }
            }
        }
    }
}

/// Which kind each kind is then of, one after the other; those whose clock has stopped stay what they are.
fn widened(to: &[Vec<f64>], width: usize) -> Vec<f64> {
    let mut out = vec![0.0; width * width];
    for (k, row) in out.chunks_exact_mut(width.max(1)).enumerate() {
        match to.get(k) {
            Some(parts) => row[..parts.len()].copy_from_slice(parts),
            None => row[k] = 1.0,
        }
    }
    out
}
