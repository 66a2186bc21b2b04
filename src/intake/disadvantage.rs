//! Which levels are worse off: as the levels say, as the name of the column says, or as its index is known to be counted; else it is assumed.

use super::layouts::usual;
use super::role::Role;
use super::values::{folded, plain};
use super::worse_off::{Of, Phrase, Piece, Said, Side, about, of_name, of_rank, orders, ordinal, phrases, pieces};

/// What tells which end is the most disadvantaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Levels,
    Name,
    Index,
    /// Nothing, or nothing clear: the lowest is, as most indices have it.
    Assumed,
}

/// An order of disadvantage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranked {
    /// The place of each level: the lower, the more disadvantaged.
    pub(super) places: Vec<f64>,
    pub(super) by: By,
}

/// Words that name an order of levels.
const ORDERED: [&str; 13] = [
    "depriv",
    "disadvant",
    "imd",
    "quintile",
    "decile",
    "fifth",
    "nzdep",
    "seifa",
    "irsd",
    "irsad",
    "townsend",
    "carstairs",
    "poverty",
];
/// Indices of which 1 is the most disadvantaged: those of England, Wales, Scotland, Northern Ireland and Australia.
const LOWEST: [&str; 8] = ["imd", "wimd", "simd", "nimdm", "eimd", "seifa", "irsd", "irsad"];
/// Indices of which 1 is the least disadvantaged: New Zealand's, and scores that rise with deprivation.
const HIGHEST: [&str; 6] = ["nzdep", "townsend", "carstairs", "adi", "svi", "cimd"];

/// Words of a level between both ends.
const MIDDLE: [&str; 6] = ["middle", "mid", "average", "medium", "median", "moderate"];

/// What a level says.
struct Level {
    /// The number that it is called by.
    label: Option<f64>,
    /// The per cents that it holds.
    share: Option<(f64, f64)>,
    end: Option<Phrase>,
    middle: bool,
    /// Words of an order of which the end is not known.
    unclear: bool,
}

impl Level {
    fn read(text: &str, of: Option<Of>) -> Self {
        let pieces = pieces(text);
        let ends = phrases(&pieces, of);
        let inside = |at: usize| ends.iter().any(|end| (end.from..end.to).contains(&at));
        // "The most deprived fifth" is not the fifth.
        let of_end = |at: usize| ends.iter().any(|end| end.to == at);
        let number = |at: usize| match &pieces[at] {
            Piece::Number(n, _) | Piece::Range(n, _) if *n <= 100 && !inside(at) => Some(f64::from(*n)),
            Piece::Word(w) if !inside(at) && !of_end(at) => ordinal(w).map(f64::from),
            _ => None,
        };
        let all = || 0..pieces.len();
        // "Quintile 3" before the 19 of "IMD19".
        let label = all().find_map(|at| number(at).filter(|_| of_rank(&pieces, at)));
        let plain = || all().find_map(|at| number(at).filter(|_| !matches!(pieces[at], Piece::Number(_, true))));
        let share = pieces.iter().find_map(|p| match p {
            Piece::Share(a, b) => Some((f64::from(*a.min(b)), f64::from(*a.max(b)))),
            _ => None,
        });
        let is_word = |at: usize, is: &dyn Fn(&str) -> bool| matches!(&pieces[at], Piece::Word(w) if is(w));
        let agree = ends.iter().all(|end| end.side == ends[0].side);
        Self {
            label: label.or_else(plain).or_else(|| all().find_map(number)),
            share,
            end: ends.first().filter(|_| agree).cloned(),
            middle: all().any(|at| is_word(at, &|w| MIDDLE.contains(&w))),
            unclear: !agree || all().any(|at| !inside(at) && is_word(at, &orders)),
        }
    }

    /// Whether the per cents that it holds are counted from the worse end, where its words say so.
    fn counted(&self) -> Option<bool> {
        let (low, high) = self.share?;
        let side = self.end.as_ref()?.side;
        (low < high).then_some((side == Side::Worse) == (low < 50.0))
    }

    /// Where it stands from 0, the worse end, to 100, by its words, and whether that is sure; `counted` says from which end per cents are counted.
    fn stands(&self, counted: Option<bool>) -> Option<(f64, bool)> {
        let Some(end) = &self.end else {
            return match (self.middle, self.share) {
                (true, _) => Some((50.0, true)),
                (false, Some((low, high))) if high > low => {
                    let middle = f64::midpoint(low, high);
                    Some((if counted == Some(false) { 100.0 - middle } else { middle }, counted.is_some()))
                }
                _ => None,
            };
        };
        let from_end = match self.share {
            // "Most deprived 20%", "second most deprived 20%".
            Some((share, high)) if share == high => share * (f64::from(end.nth + u32::from(end.mild)) - 0.5),
            // "Less deprived 10-20%" is counted from the better end, and "80-100%, least deprived" from the other.
            Some((low, high)) if low < 50.0 => f64::midpoint(low, high),
            Some((low, high)) => 100.0 - f64::midpoint(low, high),
            None if end.mild => 25.0,
            // Always nearer to its own end.
            None => 50.0 * (1.0 - 1.0 / f64::from(end.nth.max(1))),
        };
        Some((if end.side == Side::Worse { from_end } else { 100.0 - from_end }, true))
    }
}

/// The order of levels by disadvantage, by the name of their group and their own words; none where these say nothing of disadvantage, or some level has no place.
pub(super) fn ranked(name: &str, levels: &[String]) -> Option<Ranked> {
    // "NZDep" in one word, and "IMDQuintile" in two.
    let lower = format!("{} {}", folded(name), plain(name));
    let of = about(&pieces(name));
    let read: Vec<Level> = levels.iter().map(|level| Level::read(level, of)).collect();
    // Levels say it in a column of areas, say; those of ethnicity or sex have no such order.
    let of_others = usual(&lower) == Some(Role::Group);
    let own_words = !of_others
        && read.iter().filter(|l| l.end.is_some()).count() > 1
        && levels.iter().any(|l| about(&pieces(l)).is_some());
    if levels.is_empty() || (!own_words && !ORDERED.iter().any(|w| lower.contains(w))) {
        return None;
    }
    let worded = read.iter().any(|l| l.end.is_some());
    let label = |l: &Level| l.label.or(l.share.filter(|_| !worded).map(|s| s.0));
    if let Some(labels) = read.iter().map(label).collect::<Option<Vec<f64>>>() {
        let (least, most) = labels.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), n| (a.min(*n), b.max(*n)));
        // One number in all of them is no order.
        if least == most && levels.len() > 1 {
            return None;
        }
        let (said, by) = by_words(&read, &labels, (least, most), by_name(name, &lower, (least, most)));
        let sign = if said == Said::High { -1.0 } else { 1.0 };
        return Some(Ranked { places: labels.into_iter().map(|n| sign * n).collect(), by });
    }
    // Words, with numbers beside some of them at most.
    let (numbered, by_number) = by_name(name, &lower, (1.0, levels.len() as f64));
    let step = 100.0 / (levels.len().max(2) - 1) as f64;
    let mut ways = read.iter().filter_map(Level::counted);
    let counted = ways.next().filter(|first| ways.all(|way| way == *first));
    let (mut places, mut by) = (Vec::new(), By::Levels);
    for (level, text) in read.iter().zip(levels) {
        let (place, sure) = match (level.stands(counted), level.label) {
            (Some(place), _) => place,
            (None, Some(n)) => {
                let from_first = step * (n - 1.0);
                // "Second" stands beside "most deprived"; which end a 2 is nearer to, the name or the index says.
                let in_words = !text.bytes().any(|b| b.is_ascii_digit());
                let high = !in_words && numbered == Said::High;
                (if high { 100.0 - from_first } else { from_first }, in_words || by_number != By::Assumed)
            }
            (None, None) => return None,
        };
        if !sure || level.unclear {
            by = By::Assumed;
        }
        places.push(place);
    }
    worded.then_some(Ranked { places, by })
}

/// Which numbers are the worse end by the words of levels; where there are none, by what else is known. Words that contradict one another say nothing.
fn by_words(read: &[Level], labels: &[f64], (least, most): (f64, f64), else_by: (Said, By)) -> (Said, By) {
    let middle = f64::midpoint(least, most);
    let votes = read.iter().zip(labels).filter_map(|(level, n)| {
        let low = if least < most { *n < middle } else { *n <= 1.0 };
        let side = level.end.as_ref().filter(|_| *n != middle || least == most)?.side;
        Some(if low == (side == Side::Worse) { Said::Low } else { Said::High })
    });
    let votes: Vec<Said> = votes.collect();
    match votes.first() {
        Some(first) if votes.iter().any(|v| v != first) => (Said::Low, By::Assumed),
        Some(first) if else_by.1 == By::Name && else_by.0 != *first => (*first, By::Assumed),
        Some(first) => (*first, By::Levels),
        None if read.iter().any(|l| l.end.is_some() || l.unclear) => (else_by.0, By::Assumed),
        None => else_by,
    }
}

/// Which numbers are the worse end by the words of a name, or by its index.
fn by_name(name: &str, lower: &str, numbers: (f64, f64)) -> (Said, By) {
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let bare = |w: &str| {
        let cut = ["quintile", "decile", "quartile"].iter().find_map(|end| w.strip_suffix(*end));
        cut.filter(|w| !w.is_empty()).unwrap_or(w).to_string()
    };
    let is = |of: &[&str]| words.iter().any(|w| of.contains(&bare(w).as_str()));
    let known = if is(&HIGHEST) {
        (Said::High, By::Index)
    } else if is(&LOWEST) {
        (Said::Low, By::Index)
    } else {
        (Said::Low, By::Assumed)
    };
    // A score rises with deprivation where a rank falls.
    let scored = known == (Said::Low, By::Index) && words.contains(&"score");
    match of_name(name, numbers) {
        None if scored => (known.0, By::Assumed),
        Some(Said::Unclear) => (known.0, By::Assumed),
        Some(said) => (said, By::Name),
        None => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, levels: &[&str]) -> Option<(Vec<String>, By)> {
        let levels: Vec<String> = levels.iter().map(|l| l.to_string()).collect();
        let ranked = ranked(name, &levels)?;
        let mut order: Vec<usize> = (0..levels.len()).collect();
        order.sort_by(|&a, &b| ranked.places[a].total_cmp(&ranked.places[b]));
        Some((order.into_iter().map(|at| levels[at].clone()).collect(), ranked.by))
    }

    const UP: [&str; 5] = ["1", "2", "3", "4", "5"];
    const DOWN: [&str; 5] = ["5", "4", "3", "2", "1"];

    #[test]
    fn the_worse_end_is_read_from_the_name_of_the_column_or_the_index() {
        for (name, wanted, by) in [
            ("NZDep2023 quintile", DOWN, By::Index),
            ("NZDep", DOWN, By::Index),
            ("Townsend score", DOWN, By::Index),
            ("IMD quintile", UP, By::Index),
            ("IMD_Decile", UP, By::Index),
            ("IMDQuintile", UP, By::Index),
            ("imdquintile", UP, By::Index),
            ("IMD19 quintile", UP, By::Index),
            ("IMD quintile (most recent)", UP, By::Index),
            ("SIMD2020 quintile", UP, By::Index),
            ("WIMD", UP, By::Index),
            ("SEIFA IRSD decile", UP, By::Index),
            ("IMD (5 = most deprived)", DOWN, By::Name),
            ("IMD (5=worst)", DOWN, By::Name),
            ("IMD quintile 5=worst", DOWN, By::Name),
            ("IMD (worst = 5)", DOWN, By::Name),
            ("IMD (5 is worst)", DOWN, By::Name),
            ("IMD (1=best)", DOWN, By::Name),
            ("IMD (1=worst)", UP, By::Name),
            ("IMD quintile (highest = most deprived)", DOWN, By::Name),
            ("IMD quintile (most deprived = highest)", DOWN, By::Name),
            ("IMD quintile (high = most deprived; low = least deprived)", DOWN, By::Name),
            ("IMD quintile (higher is worse)", DOWN, By::Name),
            ("IMD quintile (higher score = higher deprivation)", DOWN, By::Name),
            ("Deprivation (larger = more deprived)", DOWN, By::Name),
            ("IMD quintile (lowest = most deprived)", UP, By::Name),
            ("IMD_5MostDeprived", DOWN, By::Name),
            ("IMD quintile where 5 represents greatest deprivation", DOWN, By::Name),
            ("Deprivation (low to high)", DOWN, By::Name),
            ("IMD quintile (lowest = least deprived)", DOWN, By::Name),
            ("IMD quintile (most deprived first)", UP, By::Name),
            ("IMD (1 - 5, most to least deprived)", UP, By::Name),
            ("IMD (1-5, least to most deprived)", DOWN, By::Name),
            ("IMD (5-1, most to least deprived)", DOWN, By::Name),
            ("IMD (1 to 5, most to least deprived)", UP, By::Name),
            ("IMD (most to least deprived)", UP, By::Name),
            ("IMD (best to worst)", DOWN, By::Name),
            ("IMD (1-5 most to least affluent)", DOWN, By::Name),
            ("IMD quintile 1 (most deprived) to 5 (least deprived)", UP, By::Name),
            ("IMD quintile 1 (least deprived) to 5 (most deprived)", DOWN, By::Name),
            ("IMD (most deprived (5) to least deprived (1))", DOWN, By::Name),
            ("IMD (1 most - 5 least)", UP, By::Name),
            ("IMD (1 least - 5 most)", DOWN, By::Name),
            ("IMD (1 - least, 5 - most)", DOWN, By::Name),
            ("IMD (most deprived 5, least deprived 1)", DOWN, By::Name),
            ("IMD (most=5 least=1)", DOWN, By::Name),
            ("IMD (1=least 5=most)", DOWN, By::Name),
            ("IMD, 1-5 with 5 being most deprived", DOWN, By::Name),
            ("IMD (1-5, 5 most deprived)", DOWN, By::Name),
            ("IMD 2019 quintile (5 = most deprived)", DOWN, By::Name),
            ("IMD19 (most deprived = 5)", DOWN, By::Name),
            ("IMD_quintile_5_most_deprived", DOWN, By::Name),
            ("IMD Q5 most deprived", DOWN, By::Name),
            ("Deprivation (1 = least deprived)", DOWN, By::Name),
            ("Deprivation quintile (1 = most affluent)", DOWN, By::Name),
            ("Deprivation, most deprived is 5", DOWN, By::Name),
            ("Deprivation (1 = low, 5 = high)", DOWN, By::Name),
            ("Deprivation (1 highest, 5 lowest)", UP, By::Name),
            ("Deprivation (5 = high deprivation)", DOWN, By::Name),
            ("Deprivation (lowest deprivation = 1)", DOWN, By::Name),
            ("Income quintile (1 = lowest income)", UP, By::Name),
            ("Income quintile (1 = highest)", DOWN, By::Name),
            ("IMD quintile (1 = most deprived)", UP, By::Name),
            ("NZDep (1 = most deprived)", UP, By::Name),
            ("Deprivation decile (5 = least deprived)", UP, By::Name),
            ("Deprivation quintile (1 = not deprived)", DOWN, By::Name),
            ("Deprivation quintile", UP, By::Assumed),
            // Words that do not say which end.
            ("IMD (high = 1)", UP, By::Assumed),
            ("IMD quintile (reversed)", UP, By::Assumed),
            ("IMD score quintile", UP, By::Assumed),
            ("IMD (1 = most deprived, 5 = most deprived)", UP, By::Assumed),
        ] {
            let (order, found) = told(name, &UP).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(
                (order.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), found),
                (&wanted[..], by),
                "{name}"
            );
        }
        // Which of two numbers is the high one.
        assert_eq!(told("Deprived area (1 = yes)", &["0", "1"]), Some((vec!["1".into(), "0".into()], By::Name)));
        assert_eq!(told("Ward", &UP), None);
        assert_eq!(told("Age", &UP), None);
    }

    #[test]
    fn the_worse_end_is_read_from_the_levels() {
        let sets: [(&str, &[&str], By); 38] = [
            ("IMD", &["1 (most)", "3", "5 (least)"], By::Levels),
            ("IMD", &["5 (most)", "3", "1 (least)"], By::Levels),
            ("NZDep", &["1 - most", "3", "5"], By::Levels),
            ("IMD", &["Q5 most deprived", "Q4", "Q3", "Q2", "Q1 least"], By::Levels),
            ("IMD", &["Q5 (most deprived)", "Q4", "Q1"], By::Levels),
            ("IMD", &["Q5", "Q4", "Q1 least deprived"], By::Levels),
            (
                "IMD decile",
                &["Decile 10 (10% most deprived)", "Decile 9", "Decile 2", "Decile 1 (10% least deprived)"],
                By::Levels,
            ),
            ("IMD decile", &["Decile 1 (10% most deprived)", "Decile 5", "Decile 10"], By::Levels),
            ("IMD", &["Quintile 5 - 20% most deprived", "Quintile 4", "Quintile 1 - 20% least deprived"], By::Levels),
            ("IMD", &["Most deprived (5)", "4", "Least deprived (1)"], By::Levels),
            ("IMD", &["5th quintile, worst", "4th", "1st quintile, best"], By::Levels),
            ("IMD", &["9-10 (most deprived)", "5-8", "1-4"], By::Levels),
            ("IMD", &["20% most deprived", "20-40%", "40-60%", "60-80%", "20% least deprived"], By::Assumed),
            (
                "IMD",
                &[
                    "20% most deprived",
                    "20% second most deprived",
                    "20% middle",
                    "20% second least deprived",
                    "20% least deprived",
                ],
                By::Levels,
            ),
            (
                "IMD",
                &[
                    "Most deprived 20%",
                    "Second most deprived 20%",
                    "Middle 20%",
                    "Second least deprived 20%",
                    "Least deprived 20%",
                ],
                By::Levels,
            ),
            ("IMD", &["0-20% (most deprived)", "20-40%", "40-60%", "60-80%", "80-100% (least deprived)"], By::Levels),
            ("IMD", &["80-100% (most deprived)", "60-80%", "20-40%", "0-20% (least deprived)"], By::Levels),
            // The labels of hospital statistics in England, and the groups of Wales.
            (
                "IMD Decile",
                &[
                    "Most deprived 10%",
                    "More deprived 10-20%",
                    "More deprived 20-30%",
                    "More deprived 30-40%",
                    "More deprived 40-50%",
                    "Less deprived 40-50%",
                    "Less deprived 30-40%",
                    "Less deprived 20-30%",
                    "Less deprived 10-20%",
                    "Least deprived 10%",
                ],
                By::Levels,
            ),
            (
                "WIMD",
                &[
                    "10% most deprived",
                    "10-20% most deprived",
                    "20-30% most deprived",
                    "30-50% most deprived",
                    "50% least deprived",
                ],
                By::Levels,
            ),
            ("Deprivation", &["most deprived", "second", "middle", "fourth", "least deprived"], By::Levels),
            ("Deprivation", &["Most deprived fifth", "Second", "Third", "Fourth", "Least deprived fifth"], By::Levels),
            (
                "Deprivation",
                &["Most deprived", "More deprived", "Average", "Less deprived", "Least deprived"],
                By::Levels,
            ),
            ("Deprivation", &["2nd most deprived", "middle", "2nd least deprived"], By::Levels),
            ("Deprivation", &["High", "Medium", "Low"], By::Levels),
            ("Deprivation", &["high deprivation", "low deprivation"], By::Levels),
            ("Deprivation", &["Very high", "High", "Average", "Low", "Very low"], By::Levels),
            ("Deprivation", &["Very deprived", "Deprived", "Not deprived"], By::Levels),
            ("Deprivation", &["Deprived", "Not deprived"], By::Levels),
            ("IMD", &["Core20", "Non-Core20"], By::Levels),
            ("IMD Quintile", &["Quintile 1 - most", "Quintile 2", "Quintile 5 - least"], By::Levels),
            ("IMD Quintile", &["Q1 (bottom 20%)", "Q2", "Q5 (top 20%)"], By::Assumed),
            ("Deprivation", &["1 (high)", "2", "3 (low)"], By::Levels),
            ("Income quintile", &["Q1 (lowest)", "Q3", "Q5 (highest)"], By::Levels),
            ("IMD", &["least affluent", "most affluent"], By::Levels),
            ("Area", &["most deprived", "least deprived"], By::Levels),
            // From which end the numbers between are counted, the index says, or nothing.
            ("IMD", &["most deprived", "2", "3", "4", "least deprived"], By::Levels),
            ("Deprivation", &["most deprived", "2", "3", "4", "least deprived"], By::Assumed),
            ("NZDep", &["most deprived", "4", "3", "2", "least deprived"], By::Levels),
        ];
        for (name, wanted, by) in sets {
            // In whatever order they are met.
            let mut met = wanted.to_vec();
            met.reverse();
            let half = met.len() / 2;
            met.rotate_left(half);
            let (order, found) = told(name, &met).unwrap_or_else(|| panic!("{name}: {wanted:?}"));
            assert_eq!(
                (order.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), found),
                (wanted, by),
                "{name}"
            );
        }
        // Words of the levels and of the column that contradict one another, and words that do not say which end.
        for (name, levels) in [
            ("IMD (1 = most deprived)", &["1 (least)", "5 (most)"][..]),
            ("IMD", &["1 (most)", "3", "5 (most)"]),
            ("IMD", &["1 (high)", "2", "3 (low)"]),
            ("IMD", &["1 (most to least)", "5"]),
        ] {
            assert_eq!(told(name, levels).map(|t| t.1), Some(By::Assumed), "{name}: {levels:?}");
        }
        assert_eq!(told("IMD", &["most deprived", "unknown area"]), None);
        assert_eq!(told("Ethnic group", &["most deprived", "least deprived"]), None);
        assert_eq!(told("Deprivation", &["group 1 of A", "group 1 of B"]), None);
    }
}
