//! From tables of counts by recorded level to the groups of today's list: joined by the population's odds, and true given recorded.

use std::sync::Arc;

use super::common::Common;
use super::list_by_group::Table;
use super::people::errors;
use super::records::group_shares;
use crate::distributions::controlled_rounding::{Carried, whole};
use crate::distributions::shares::{rows_of_groups, settle, thresholds};
use crate::error::Problem;
use crate::model::{Counted, Mix};
use crate::population::Thresholds;
use crate::scenario::raw;

/// Most pairs of a group and a combination of recorded levels; over all bands a quarter of it, where records can be wrong and each band is fitted
/// by itself.
const MOST_PAIRS: usize = 8_000_000;

/// Most rounds of the fit of the true groups of a band.
const ROUNDS: usize = 2_000;

/// The groups of each band, and of all of today's list together.
pub(super) struct Joined {
    pub(super) bands: Vec<Counted>,
    pub(super) mix: Mix,
}

/// Weights of the true groups by cell, and their thresholds.
type Weights = (Vec<Vec<f64>>, Arc<Vec<Thresholds>>);

/// What is known of the true groups and of their records, for the attributes that are counted.
struct Known {
    /// Attributes that are counted.
    attributes: Vec<usize>,
    /// How many recorded levels each has.
    sizes: Vec<usize>,
    /// Share of each true group, before the list is looked at.
    groups: Vec<f64>,
    /// For each true group, the cells (recorded combinations) that it can be in, with their probability.
    cells: Vec<Vec<(usize, f64)>>,
    /// Whether the record of a counted attribute can be wrong or missing.
    doubt: bool,
}

impl Common {
    /// Joins tables that count the same people. `mix` is how groups are drawn where nothing is counted.
    pub(super) fn joined(
        &self,
        tables: &[Table],
        mix: &Mix,
        service: &raw::Service,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Joined> {
        let before = errors(problems);
        self.is_small(tables, problems)?;
        let known = self.known(tables, mix, service, at);
        let cells = known.join(tables).map_err(|(table, band)| {
            let message = format!(
                "the counts of band {} cannot be joined: they need a combination that nobody in the population has",
                band + 1
            );
            let help = "give counts of each combination, or let the population have a few of them";
            problems.push(Problem::new("Q0474", &tables[table].at, message).help(help).at_key());
        });
        let cells = cells.ok()?;
        let population = &self.people.population;
        let mut bands = Vec::new();
        let mut all = vec![0.0; known.groups.len()];
        // What the record says of those in a cell, where it can differ from the truth.
        let recorded: Vec<Vec<Option<usize>>> = match self.records {
            None => Vec::new(),
            Some(_) => (0..known.size()).map(|cell| known.levels(cell, population.attributes.len())).collect(),
        };
        let recorded = Arc::new(recorded);
        let mut shared: Option<Weights> = None;
        for (band, cells) in cells.iter().enumerate() {
            let (weights, groups) = match shared.take().filter(|_| !known.doubt) {
                Some(found) => found,
                None => {
                    let weights = known.true_given_recorded(cells);
                    let rows = weights.iter().map(|w| thresholds(w)).collect();
                    (weights, Arc::new(rows))
                }
            };
            if let Some(cell) = (0..cells.len()).find(|&c| cells[c] > 0 && weights[c].iter().all(|&w| w <= 0.0)) {
                let of = &self.recorded_population().attributes;
                let levels = known.levels(cell, of.len());
                let named = levels.iter().enumerate().filter_map(|(a, l)| l.map(|l| of[a].levels[l].as_str()));
                let message = format!(
                    "{} people in band {} are recorded as {}, and no one in the scenario could be",
                    cells[cell],
                    band + 1,
                    named.collect::<Vec<_>>().join(" and ")
                );
                let help = "give them a share of the population, or say how records go missing or wrong";
                problems.push(Problem::new("Q0474", &tables[0].at, message).help(help).at_key());
            }
            for (&count, weights) in cells.iter().zip(&weights) {
                let sum: f64 = weights.iter().sum();
                if count > 0 && sum > 0.0 {
                    all.iter_mut().zip(weights).for_each(|(all, w)| *all += count as f64 * w / sum);
                }
            }
            let mut end = 0;
            let ends = cells.iter().map(|n| {
                end += n;
                end
            });
            let recorded = Arc::clone(&recorded);
            bands.push(Counted { ends: ends.collect(), groups: Arc::clone(&groups), recorded });
            shared = Some((weights, groups));
        }
        let mix = match rows_of_groups(&all, population) {
            Ok(attributes) => Mix { attributes, urgency: Vec::new() },
            // Nobody waits.
            Err(_) => mix.clone(),
        };
        (errors(problems) == before).then_some(Joined { bands, mix })
    }

    /// Whether the join is of a size that can be made; else the problem is told.
    fn is_small(&self, tables: &[Table], problems: &mut Vec<Problem>) -> Option<()> {
        let of = &self.recorded_population().attributes;
        let counted = || tables.iter().flat_map(|t| &t.attributes);
        let cells = counted().map(|&a| of[a].levels.len()).fold(1_usize, usize::saturating_mul);
        let groups = self.people.population.groups();
        // Where records can be wrong every band has shares of its own.
        let doubt = self.records.is_some() && counted().any(|&a| self.is_in_doubt(a));
        let bands = if doubt { tables.first().map_or(1, |t| t.people.len()) } else { 1 };
        let pairs = groups.saturating_mul(cells).saturating_mul(bands);
        let most = if doubt { MOST_PAIRS / 4 } else { MOST_PAIRS };
        if pairs <= most {
            return Some(());
        }
        let bands = if doubt { format!(" in {bands} bands") } else { String::new() };
        let message = format!("{groups} groups by {cells} combinations of recorded levels{bands} are too many to join");
        let help = format!("merge levels or count fewer attributes: the product may be {most}");
        problems.push(Problem::new("Q0501", &tables[0].at, message).help(help).at_key());
        None
    }

    fn known(&self, tables: &[Table], mix: &Mix, service: &raw::Service, at: &str) -> Known {
        let population = &self.people.population;
        let mut attributes: Vec<usize> = tables.iter().flat_map(|t| t.attributes.iter().copied()).collect();
        attributes.sort_unstable();
        let sizes = attributes.iter().map(|&a| self.recorded_population().attributes[a].levels.len()).collect();
        // What is wrong with the records of the service is told where they are compiled.
        let records = self.recorded_shares(service, at, &mut Vec::new());
        let doubt = records.as_ref().is_some_and(|_| attributes.iter().any(|&a| self.is_in_doubt(a)));
        let cells = |group: usize| -> Vec<(usize, f64)> {
            let mut cells = vec![(0, 1.0)];
            for &a in &attributes {
                let row: Vec<f64> = match &records {
                    Some(records) => records[a][group].clone(),
                    None => {
                        let own = population.level(group, a);
                        (0..population.attributes[a].levels.len()).map(|l| f64::from(u8::from(l == own))).collect()
                    }
                };
                let each = cells.iter().flat_map(|&(cell, p)| {
                    let size = row.len();
                    row.iter().enumerate().map(move |(l, q)| (cell * size + l, p * q))
                });
                cells = each.filter(|(_, p)| *p > 0.0).collect();
            }
            cells
        };
        let groups = group_shares(mix, population);
        let cells = (0..groups.len()).map(cells).collect();
        Known { attributes, sizes, groups, cells, doubt }
    }
}

impl Known {
    /// How many cells there are.
    fn size(&self) -> usize {
        self.sizes.iter().product()
    }

    /// The recorded levels of a cell, by attribute.
    fn levels(&self, mut cell: usize, attributes: usize) -> Vec<Option<usize>> {
        let mut levels = vec![None; attributes];
        for (&a, size) in self.attributes.iter().zip(&self.sizes).rev() {
            levels[a] = Some(cell % size);
            cell /= size;
        }
        levels
    }

    /// People by band and cell. One table is taken as it is; tables of one attribute each are joined one after the other by iterative
    /// proportional fitting within the band, from the population's table as recorded, and rounded so that every table's counts are
    /// kept. What rounding adds to a cell in one band it makes up for in the next. The error is the table and the band.
    fn join(&self, tables: &[Table]) -> Result<Vec<Vec<u64>>, (usize, usize)> {
        let [first, others @ ..] = tables else { return Ok(Vec::new()) };
        let mut seed = vec![0.0; self.size()];
        for (share, cells) in self.groups.iter().zip(&self.cells) {
            cells.iter().for_each(|&(cell, p)| seed[cell] += share * p);
        }
        let mut people = first.people.clone();
        let mut rest: usize = self.sizes.iter().skip(first.attributes.len()).product();
        for (number, table) in others.iter().enumerate() {
            let size = self.sizes[first.attributes.len() + number];
            rest /= size;
            // The population's table of the attributes so far.
            let seed: Vec<f64> = seed.chunks(rest).map(|cells| cells.iter().sum()).collect();
            let mut carried = Carried::default();
            for (band, (rows, columns)) in people.iter_mut().zip(&table.people).enumerate() {
                let all: u64 = rows.iter().sum();
                let share = |n: &u64| *n as f64 / all.max(1) as f64;
                let of_rows: Vec<f64> = rows.iter().map(share).collect();
                let of_columns: Vec<f64> = columns.iter().map(share).collect();
                let mut fitted = seed.clone();
                if all > 0 {
                    settle(&mut fitted, &of_rows, &of_columns).map_err(|_| (number + 1, band))?;
                }
                fitted.iter_mut().for_each(|cell| *cell *= all as f64);
                *rows = whole(&fitted, rows, columns, &mut carried);
            }
        }
        Ok(people)
    }

    /// For each cell, weights of the true groups of those who are recorded so in a band with these counts: Bayes' rule with the shares of
    /// the true groups in the band, which are those that explain the counts best (maximum likelihood by expectation and
    /// maximization from the population's shares; Dempster, Laird and Rubin 1977).
    fn true_given_recorded(&self, counts: &[u64]) -> Vec<Vec<f64>> {
        let mut shares = self.groups.clone();
        let all: f64 = counts.iter().map(|&n| n as f64).sum();
        let mut in_cell = vec![0.0; counts.len()];
        let mut sum = |shares: &[f64]| {
            in_cell.fill(0.0);
            for (share, cells) in shares.iter().zip(&self.cells) {
                cells.iter().for_each(|&(cell, p)| in_cell[cell] += share * p);
            }
            in_cell.clone()
        };
        if self.doubt && all > 0.0 {
            for _ in 0..ROUNDS {
                let in_cell = sum(&shares);
                let mut moved = 0.0_f64;
                for (share, cells) in shares.iter_mut().zip(&self.cells) {
                    let explained: f64 = (cells.iter().filter(|c| in_cell[c.0] > 0.0))
                        .map(|&(cell, p)| counts[cell] as f64 * *share * p / in_cell[cell])
                        .sum();
                    moved = moved.max((explained / all - *share).abs());
                    *share = explained / all;
                }
                if moved < 1e-12 {
                    break;
                }
            }
        }
        let mut weights = vec![vec![0.0; self.groups.len()]; counts.len()];
        for (group, (share, cells)) in shares.iter().zip(&self.cells).enumerate() {
            cells.iter().for_each(|&(cell, p)| weights[cell][group] += share * p);
        }
        weights
    }
}
