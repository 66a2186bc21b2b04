//! Fits curves, tests them on months that were held out, and foretells months to come.

use super::chance::{Judged, judge, judge_people};
use super::clinics::Clinics;
use super::curves::{Fitted, Month, at_risk, of_months, of_one};
use super::fluid::{Bands, Of, foretell};
use super::followed::{Order, UNKNOWN, of_followed, order_of_groups};
use super::found::{Ahead, Figures, Found, Level, Tested, TestedGroup, shown};
use super::groups::{ByGroup, Groups, of_groups};
use super::known::{Known, enough, groups, of_combination, together};
use super::words;
use crate::intake::{self, Followed, History, NOT_RECORDED, Reading};

/// Lists further apart have others between them, which are not here.
const MOST_APART: i64 = 45;

/// What is asked of a fit.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How many months are held out and foretold; one where there are two or more, if left out.
    pub hold_out: Option<usize>,
    /// Only the reading in which chances go by the wait is written, not the one in which people carry points, too.
    pub one_reading: bool,
    /// How many months after the last list are foretold.
    pub ahead: usize,
    /// How many wait at the end of each of these months; as many as now where nothing is said.
    pub sizes: Vec<f64>,
    /// How many are treated in each of these months; as many for each day from Monday to Friday as in the last month where nothing is said.
    pub treated: Vec<f64>,
}

/// Curves and groups from some months.
fn fitted(bands: &Bands, known: &[Known<'_>], groups: Option<&Groups>) -> Option<(Fitted, Option<ByGroup>)> {
    match groups {
        None => Some((of_months(bands, &known.iter().map(Known::month).collect::<Vec<_>>())?, None)),
        Some(groups) => {
            let months: Vec<Month> = known.iter().flat_map(|k| k.months(groups)).collect();
            let found = of_groups(bands, &months, groups)?;
            Some((found.fitted.clone(), Some(found)))
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
    let between_lists = history.followed.as_ref().is_some_and(|f| f.between_lists);
    if between_lists && known.is_empty() {
        return Err(wrong(
            "the first of these lists is less than four weeks before the day of the last, and they alone show who has left",
            "give an earlier list, too, or a file of those who left, with the day",
        ));
    }
    if history.followed.is_some() && known.is_empty() {
        return Err(wrong(
            "nobody on this list has left in the last four weeks: it says who waits on one day, and long waits are over-represented on it",
            "give a list that holds those who were treated or left in the last months, too, with the day; or fit tables of who waits and who was treated",
        ));
    }
    if history.followed.is_some() && known.iter().all(|k| k.treated.people() <= 0.0) {
        return Err(wrong(
            "nobody on this list was treated: everybody who left did so untreated",
            "if the day on which they left is that of treatment, call its column `treated` in the mapping; else give those who were treated, too",
        ));
    }
    if history.followed.is_none() && !history.treated.is_empty() && history.treated.iter().all(|t| t.people() <= 0.0) {
        return Err(wrong(
            "nobody was treated in these files",
            "give the people who were treated in each month, by weeks waited",
        ));
    }
    // Lists of other days than the ends of months: those treated between them are of as many days.
    if history.followed.is_none()
        && known.is_empty()
        && let ([.., before, last], Some(treated)) = (&history.lists[..], history.treated.last())
        && let apart = intake::days_between(before.end, last.end)
        && apart <= MOST_APART
        && apart != i64::from(treated.days)
    {
        let message = format!(
            "the last two lists are {apart} days apart, and the people treated are taken to be those of {} days",
            treated.days
        );
        return Err((
            message,
            "give lists of the last day of each month, or weekly ones and say so in the mapping: period = \"week\""
                .to_string(),
        ));
    }
    let held = options.hold_out.unwrap_or_else(|| match &history.followed {
        Some(_) if between_lists => 0,
        Some(_) => enough(&known),
        None => usize::from(known.len() > 1),
    });
    if between_lists && held > 0 {
        return Err(wrong(
            "nobody's day of leaving is known, only the lists between which it was: how long people had waited then cannot be held against a forecast",
            "leave out --hold-out, or give a file of those who left, with the day",
        ));
    }
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
        let readings: Vec<&Reading> = known.iter().flat_map(|k| [k.treated, k.before, k.after]).collect();
        let groups = groups(history, &readings);
        let of_known = |many: usize| match &history.followed {
            Some(followed) => {
                let stays: Vec<_> = followed.stays[..many].iter().collect();
                of_followed(&bands, &stays, groups.as_ref(), followed)
            }
            None => self::fitted(&bands, &known[..many], groups.as_ref()),
        };
        let (fitted, by_group) = of_known(known.len()).ok_or_else(failed)?;
        let (trained, trained_groups) = match held {
            0 => (fitted.clone(), by_group.clone()),
            held => of_known(known.len() - held).ok_or_else(failed)?,
        };
        let by = groups.as_ref().zip(trained_groups.as_ref());
        let mut tested = match &history.followed {
            // How long people had waited when they left is not known.
            Some(_) if between_lists => Vec::new(),
            // Periods are as long as it takes, not months: those that are held out are one.
            Some(_) => {
                let (first, last) = (&known[known.len() - held.max(1)], &known[known.len() - 1]);
                let treated = together(&known[known.len() - held.max(1)..]);
                let of_all = [Known { treated: &treated, before: first.before, after: last.after }];
                test(&bands, (&trained, by), &of_all, 1, history.followed.as_ref())
            }
            None => test(&bands, (&trained, by), &known, held.max(1), None),
        };
        let lists = if between_lists { Vec::new() } else { each(&bands, &trained, (history, &known[known.len() - 1])) };
        let mut levels: Vec<Level> =
            groups.iter().zip(&by_group).flat_map(|(groups, by)| levels(groups, by, &known)).collect();
        if let Some(followed) = &history.followed {
            for tested in &mut tested {
                Figures::safe(&mut tested.own, &mut tested.model, followed);
                tested.groups.iter_mut().for_each(|g| Figures::safe(&mut g.own, &mut g.model, followed));
                // Of few people nothing is told, not even that the model is near.
                tested.groups.retain(|g| g.own.treated.iter().sum::<f64>() > 0.0);
            }
            levels.iter_mut().for_each(|level| level.people = followed.count(level.people));
        }
        Found {
            periods: known.iter().map(|k| shown(k.treated)).collect(),
            fitted,
            foretells_lists: true,
            readings: false,
            held_out: held > 0,
            tested,
            lists,
            levels,
            bands,
            limits: history.last.counts.limits.clone(),
            unit: history.last.counts.unit,
            ahead: Vec::new(),
            words: Vec::new(),
            scenario: String::new(),
        }
    };
    found.readings = !options.one_reading;
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
    let Some(mut fitted) = of_one(&bands, &counts, &own, treated.days as usize) else {
        return Some(Err(("no curve is found for these counts".to_string(), String::new())));
    };
    let (mut levels, mut groups_tested) = (Vec::new(), Vec::new());
    if let Some(groups) = groups(history, &[treated, list])
        && let Some((order, found, tested)) = groups_alone(&bands, &fitted, (treated, list), &groups)
    {
        (fitted, levels, groups_tested) = (order, found, tested);
    }
    let model = fitted.means.clone();
    let judged = judge(&own, &model);
    let figures = |treated| Figures::of(treated, counts.clone());
    let (own, model, groups) = (figures(own), figures(model), groups_tested);
    let tested = vec![Tested { period: shown(treated), own, model, judged, groups }];
    Some(Ok(Found {
        periods: vec![shown(treated)],
        fitted,
        foretells_lists: false,
        readings: false,
        held_out: false,
        tested,
        lists: Vec::new(),
        levels,
        bands,
        limits: history.last.counts.limits.clone(),
        unit: history.last.counts.unit,
        ahead: Vec::new(),
        words: Vec::new(),
        scenario: String::new(),
    }))
}

/// How many times the chance of all each level had to be treated, from one list and those who were treated before it: who leaves is not told.
fn groups_alone(
    bands: &Bands,
    fitted: &Fitted,
    (treated, list): (&Reading, &Reading),
    groups: &Groups,
) -> Option<(Fitted, Vec<Level>, Vec<TestedGroup>)> {
    let own: Vec<[Vec<f64>; 2]> =
        groups.of.iter().map(|who| [treated, list].map(|of| of_combination(of, groups, who))).collect();
    let stay = |[treated_own, list]: &[Vec<f64>; 2]| intake::Stay {
        days: bands.sums(&at_risk(bands, list, treated_own, treated.days as usize)),
        treated: treated_own.clone(),
        removed: vec![0.0; list.len()],
    };
    let Order { fitted, ratios, expected } = order_of_groups(bands, own.iter().map(stay).collect(), groups, fitted)?;
    let level = |(i, (attribute, level)): (usize, &(String, String))| {
        let (mut of_own, mut of_model) = (Figures::none(bands.count()), Figures::none(bands.count()));
        for ((who, [treated, list]), expected) in groups.of.iter().zip(&own).zip(&expected) {
            if who.contains(&i) {
                of_own.add(treated, list);
                of_model.add(expected, list);
            }
        }
        let people = of_own.treated.iter().sum();
        let recorded = level != NOT_RECORDED;
        let (attribute, level) = (attribute.clone(), level.clone());
        let judged = judge(&of_own.treated, &of_model.treated);
        let tested =
            TestedGroup { attribute: attribute.clone(), level: level.clone(), own: of_own, model: of_model, judged };
        (Level { attribute, level, recorded, people, treated: ratios[i], removed: UNKNOWN }, tested)
    };
    let (levels, tested) = groups.levels.iter().enumerate().map(level).unzip();
    Some((fitted, levels, tested))
}

/// How each level differs.
fn levels(groups: &Groups, by: &ByGroup, known: &[Known<'_>]) -> Vec<Level> {
    let months: Vec<Vec<Month>> = known.iter().map(|k| k.months(groups)).collect();
    let people = |level: usize| -> f64 {
        let of = months.iter().flat_map(|m| m.iter().zip(&groups.of)).filter(|(_, who)| who.contains(&level));
        of.flat_map(|(month, _)| &month.treated).sum()
    };
    let of = |(i, (attribute, level)): (usize, &(String, String))| Level {
        attribute: attribute.clone(),
        level: level.clone(),
        recorded: level != NOT_RECORDED,
        people: people(i),
        treated: by.treated[i],
        removed: by.removed[i],
    };
    groups.levels.iter().enumerate().map(of).collect()
}

/// The last months, one after another from the list before the first of them.
fn test(
    bands: &Bands,
    (fitted, by): (&Fitted, Option<(&Groups, &ByGroup)>),
    known: &[Known<'_>],
    many: usize,
    followed: Option<&Followed>,
) -> Vec<Tested> {
    let all = [fitted.hazards().clone()];
    let hazards = by.map_or(&all[..], |(_, by)| &by.hazards[..]);
    let of = |month: &Known<'_>| by.map_or_else(|| vec![month.month()], |(groups, _)| month.months(groups));
    let known = &known[known.len() - many..];
    let mut lists: Vec<Vec<f64>> = Vec::new();
    let mut tested: Vec<Tested> = Vec::new();
    for (i, month) in known.iter().enumerate() {
        let months = of(month);
        if i == 0 || known[i - 1].after.end != month.before.end {
            lists = months.iter().map(|m| bands.spread(&m.before)).collect();
        }
        let ends = |m: &Month| m.after.iter().sum::<f64>();
        let both = hazards.iter().zip(&lists).zip(&months);
        let start: Vec<Of<'_>> = both.map(|((hazards, list), m)| Of { hazards, list, size: ends(m) }).collect();
        let treated = months.iter().flat_map(|m| &m.treated).sum();
        let told = foretell(&start, &months[0].clinics, treated);
        let sum = |which: &dyn Fn(usize) -> bool| {
            let mut both = [Figures::none(bands.count()), Figures::none(bands.count())];
            for (_, (told, own)) in told.iter().zip(&months).enumerate().filter(|(group, _)| which(*group)) {
                both[0].add(&own.treated, &own.after);
                both[1].add(&bands.sums(&told.treated), &bands.sums(&told.list));
            }
            both
        };
        let [own, model] = sum(&|_| true);
        let judged = judge_people(&own.treated, &model.treated, followed);
        let level = |(i, (attribute, level)): (usize, &(String, String)), groups: &Groups| {
            let [own, model] = sum(&|group| groups.of[group].contains(&i));
            let judged = judge_people(&own.treated, &model.treated, followed);
            TestedGroup { attribute: attribute.clone(), level: level.clone(), own, model, judged }
        };
        let groups = by
            .map_or_else(Vec::new, |(groups, _)| groups.levels.iter().enumerate().map(|l| level(l, groups)).collect());
        tested.push(Tested { period: shown(month.treated), own, model, judged, groups });
        lists = told.into_iter().map(|t| t.list).collect();
    }
    tested
}

/// Each list by itself, where there are several, by its name in the scenario.
fn each(bands: &Bands, fitted: &Fitted, (history, known): (&History, &Known<'_>)) -> Vec<(String, Judged)> {
    if known.treated.services.len() < 2 {
        return Vec::new();
    }
    let of = |(name, treated): (&String, &Vec<f64>)| {
        let (before, after) = (known.before.services.get(name)?, known.after.services.get(name)?);
        let (people, size) = (treated.iter().sum::<f64>(), after.iter().sum::<f64>());
        // Of few people nothing is told, not even whether there were any.
        let few = |n: f64| history.followed.as_ref().is_some_and(|followed| followed.count(n) == 0.0);
        if people <= 0.0 || size <= 0.0 || few(people) || few(size) {
            return None;
        }
        let told = fitted.hazards().foretell(&bands.spread(before), &known.clinics(), people, size);
        let judged = judge_people(treated, &bands.sums(&told.treated), history.followed.as_ref());
        Some((history.name_of(name).to_string(), judged))
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
    let per_day = treated.people() / Clinics::weekdays(treated.end, treated.days).open_days() as f64;
    let mut list = found.bands.spread(&last.all());
    let mut month = treated.end;
    let mut out = Vec::new();
    for i in 0..options.ahead {
        month = month.next_month();
        let clinics = Clinics::weekdays(month, month.month_days());
        let people = options.treated.get(i).copied().unwrap_or(per_day * clinics.open_days() as f64);
        let size = options.sizes.get(i).copied().unwrap_or_else(|| last.people());
        let told = found.fitted.hazards().foretell(&list, &clinics, people, size);
        let mut figures = Figures::of(found.bands.sums(&told.treated), found.bands.sums(&told.list));
        if let Some(followed) = &history.followed {
            Figures::safe(&mut figures.clone(), &mut figures, followed);
        }
        out.push(Ahead { period: month.shown(), figures });
        list = told.list;
    }
    Ok(out)
}
