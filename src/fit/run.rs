//! Fits curves, tests them on months that were held out, and foretells months to come.

use super::chance::{Judged, judge};
use super::curves::{Fitted, Month, of_months, of_one};
use super::fluid::Bands;
use super::found::{Ahead, Figures, Found, Tested, shown};
use super::words;
use crate::intake::{self, History, Reading};

/// What is asked of a fit.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How many months are held out and foretold; one where there are two or more, unless said.
    pub hold_out: Option<usize>,
    /// How many months after the last list are foretold.
    pub ahead: usize,
    /// How many wait at the end of each of these months; as many as now where nothing is said.
    pub sizes: Vec<f64>,
    /// How many are treated in each of these months; as many for each day from Monday to Friday as in the last month where nothing is said.
    pub treated: Vec<f64>,
}

/// A period in which people were treated, with its lists.
struct Known<'a> {
    treated: &'a Reading,
    before: &'a Reading,
    after: &'a Reading,
}

impl Known<'_> {
    fn month(&self) -> Month {
        Month {
            days: self.treated.days as usize,
            before: self.before.all(),
            treated: self.treated.all(),
            after: self.after.all(),
        }
    }
}

/// Fits curves, tests them, and writes a scenario.
///
/// # Errors
/// What is missing, and what to do.
pub fn fit(history: &History, options: &Options) -> Result<Found, (String, String)> {
    let wrong = |message: &str, help: &str| (message.to_string(), help.to_string());
    let bands = Bands::new(&history.bands)
        .ok_or_else(|| wrong("the bands do not follow on one another", "give tables whose bands hold every wait"))?;
    let of = |treated| {
        let (before, after) = history.around(treated);
        Some(Known { treated, before: &history.lists[before?], after: &history.lists[after?] })
    };
    let known: Vec<Known<'_>> = history.treated.iter().filter_map(of).collect();
    let held = options.hold_out.unwrap_or(usize::from(known.len() > 1));
    if held > 0 && held >= known.len() {
        let message = format!("{held} of {} months cannot be held out: none is left to be fitted", known.len());
        return Err((message, "give more months, or a smaller --hold-out".to_string()));
    }
    let failed =
        || wrong("no curves are found for these counts", "are there people in the lists and among the treated?");
    let mut found = if known.is_empty() {
        order_alone(history, bands).ok_or_else(|| {
            wrong(
                "no list has those who were treated in the month before it",
                "give who waits at the end of a month and who was treated in it, by weeks waited; and the list a month before, so that removals can be told",
            )
        })??
    } else {
        let months: Vec<Month> = known.iter().map(Known::month).collect();
        let trained = of_months(&bands, &months[..months.len() - held]).ok_or_else(failed)?;
        let fitted = of_months(&bands, &months).ok_or_else(failed)?;
        let tested = test(&bands, &trained, &known, held.max(1));
        let lists = each(&bands, &trained, &known[known.len() - 1]);
        Found {
            periods: known.iter().map(|k| shown(k.treated)).collect(),
            fitted,
            held_out: held > 0,
            tested,
            lists,
            bands,
            ahead: Vec::new(),
            words: Vec::new(),
            scenario: String::new(),
        }
    };
    found.ahead = ahead(&found, history, options)?;
    let added = words::added(&found, history);
    found.scenario = history.last.scenario_with(&added);
    found.words = added.found;
    Ok(found)
}

/// The order from one list and those who were treated before it. None where there is no such pair; an error where no curve is found.
fn order_alone(history: &History, bands: Bands) -> Option<Result<Found, (String, String)>> {
    let pair = |treated| Some((treated, &history.lists[history.around(treated).1?]));
    let (treated, list): (&Reading, &Reading) = history.treated.iter().rev().find_map(pair)?;
    let (own, counts) = (treated.all(), list.all());
    let Some(fitted) = of_one(&bands, &counts, &own, treated.days as usize) else {
        return Some(Err(("no curve is found for these counts".to_string(), String::new())));
    };
    let model = fitted.means.clone();
    let judged = judge(&own, &model);
    let figures = |treated| Figures { treated, list: counts.clone() };
    let tested = vec![Tested { period: shown(treated), own: figures(own), model: figures(model), judged }];
    Some(Ok(Found {
        periods: vec![shown(treated)],
        fitted,
        held_out: false,
        tested,
        lists: Vec::new(),
        bands,
        ahead: Vec::new(),
        words: Vec::new(),
        scenario: String::new(),
    }))
}

/// The last months, one after another from the list before the first of them.
fn test(bands: &Bands, fitted: &Fitted, known: &[Known<'_>], many: usize) -> Vec<Tested> {
    let months = &known[known.len() - many..];
    let mut list = bands.spread(&months[0].before.all());
    let mut tested: Vec<Tested> = Vec::new();
    for (i, month) in months.iter().enumerate() {
        if i > 0 && months[i - 1].after.end != month.before.end {
            list = bands.spread(&month.before.all());
        }
        let Month { days, treated, after, .. } = month.month();
        let told = fitted.hazards().foretell(&list, days, treated.iter().sum(), after.iter().sum());
        let model = Figures { treated: bands.sums(&told.treated), list: bands.sums(&told.list) };
        let judged = judge(&treated, &model.treated);
        tested.push(Tested { period: shown(month.treated), own: Figures { treated, list: after }, model, judged });
        list = told.list;
    }
    tested
}

/// Each list by itself, where there are several.
fn each(bands: &Bands, fitted: &Fitted, known: &Known<'_>) -> Vec<(String, Judged)> {
    if known.treated.services.len() < 2 {
        return Vec::new();
    }
    let of = |(name, treated): (&String, &Vec<f64>)| {
        let (before, after) = (known.before.services.get(name)?, known.after.services.get(name)?);
        let (people, size) = (treated.iter().sum::<f64>(), after.iter().sum::<f64>());
        if people <= 0.0 || size <= 0.0 {
            return None;
        }
        let told = fitted.hazards().foretell(&bands.spread(before), known.treated.days as usize, people, size);
        Some((name.clone(), judge(treated, &bands.sums(&told.treated))))
    };
    known.treated.services.iter().filter_map(of).collect()
}

/// The months after the last list.
fn ahead(found: &Found, history: &History, options: &Options) -> Result<Vec<Ahead>, (String, String)> {
    if options.ahead == 0 {
        return Ok(Vec::new());
    }
    let (Some(last), Some(treated)) = (history.lists.last(), history.treated.last()) else { return Ok(Vec::new()) };
    if treated.end.last() != last.end.last() {
        let message = "the last list is not that of the last month in which people were treated".to_string();
        return Err((message, "give both, or leave out --ahead".to_string()));
    }
    let per_day = treated.people() / f64::from(intake::weekdays(treated.end));
    let mut list = found.bands.spread(&last.all());
    let mut month = treated.end;
    let mut out = Vec::new();
    for i in 0..options.ahead {
        month = month.next_month();
        let people = options.treated.get(i).copied().unwrap_or(per_day * f64::from(intake::weekdays(month)));
        let size = options.sizes.get(i).copied().unwrap_or_else(|| last.people());
        let told = found.fitted.hazards().foretell(&list, month.month_days() as usize, people, size);
        let figures = Figures { treated: found.bands.sums(&told.treated), list: found.bands.sums(&told.list) };
        out.push(Ahead { period: month.shown(), figures });
        list = told.list;
    }
    Ok(out)
}
