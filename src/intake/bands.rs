//! Bands of waits as tables write them: `>0-1`, `Gt 00 To 01 Weeks SUM 1`, `Over 41 weeks and up to 45 weeks`, `18 Months +`.

use super::languages::{self, Says, says};
use super::unit::Unit;

/// A band as written: above `low`, up to `high`; open where there is no `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Band {
    pub(super) low: f64,
    pub(super) high: Option<f64>,
    pub(super) unit: Option<Unit>,
    /// Whether the lower end is said to lie outside (`>6-12`, `over 6`).
    pub(super) above: bool,
}

/// More weeks than this are no wait, but an age.
const LONGEST: f64 = 520.0;

impl Band {
    /// Its ends in another unit: a year has 52 weeks beside weeks and 365 days beside days, a month a twelfth of it, to the nearest whole one. Days that are counted
    /// from one beyond whole weeks begin with them.
    fn in_unit(mut self, to: Unit, weeks: bool) -> Self {
        let Some(from) = self.unit.filter(|u| *u != to) else { return self };
        let months = |m: f64, year: f64| {
            let years = (m / 12.0).floor();
            years * year + ((m - 12.0 * years) * year / 12.0).round()
        };
        let convert = |n: f64| match (from, to) {
            (Unit::Days, Unit::Weeks) => n / 7.0,
            (Unit::Weeks, Unit::Days) => n * 7.0,
            (Unit::Months, Unit::Weeks) => months(n, 52.0),
            (Unit::Months, Unit::Days) => months(n, if weeks { 364.0 } else { 365.0 }),
            _ => n,
        };
        let beyond = from == Unit::Days && to == Unit::Weeks && !self.above && self.low % 7.0 == 1.0;
        self.low = convert(if beyond { self.low - 1.0 } else { self.low });
        self.high = self.high.map(convert);
        self.unit = Some(to);
        self
    }

    /// Whether it is one of waits, and not of ages.
    fn of_waits(&self) -> bool {
        let weeks = self.unit.map_or(1.0, Unit::days) / 7.0;
        self.low * weeks < LONGEST && self.high.is_none_or(|h| h * weeks <= LONGEST)
    }
}

/// The units of bands of waits, each once.
pub(super) fn units(bands: &[Option<Band>]) -> Vec<Unit> {
    let said: Vec<Unit> = bands.iter().flatten().filter(|b| b.of_waits()).filter_map(|b| b.unit).collect();
    [Unit::Days, Unit::Weeks, Unit::Months].into_iter().filter(|u| said.contains(u)).collect()
}

/// Puts bands of several units in one: weeks, or days where some end within a week or there are no weeks. An end that is no more than half a week
/// from that of a band of another unit is the same.
pub(super) fn in_one_unit(bands: Vec<Option<Band>>) -> Vec<Option<Band>> {
    let units = units(&bands);
    if units.len() < 2 {
        return bands;
    }
    let weeks = units.contains(&Unit::Weeks);
    let of_days = || bands.iter().flatten().filter(|b| b.unit == Some(Unit::Days));
    let whole =
        |b: &Band| b.high.is_none_or(|h| h % 7.0 == 0.0) && (b.low % 7.0 == 0.0 || (!b.above && b.low % 7.0 == 1.0));
    let to = if weeks && of_days().all(whole) { Unit::Weeks } else { Unit::Days };
    let put = |b: &Option<Band>| b.map(|b| if b.of_waits() { b.in_unit(to, weeks) } else { b });
    let mut out: Vec<Option<Band>> = bands.iter().map(put).collect();
    let half = 3.5 / to.days();
    for (i, own) in bands.iter().enumerate() {
        let Some(own) = own.filter(Band::of_waits) else { continue };
        let Some(band) = out[i] else { continue };
        // The ends of the other bands, in both units.
        let ends = || {
            let all = out.iter().zip(&bands).enumerate().filter(move |(o, _)| *o != i);
            all.filter_map(|(_, (b, raw))| Some((b.as_ref()?.high?, *raw.as_ref()?)))
        };
        if ends().any(|(end, _)| end == band.low) {
            continue;
        }
        // An end at which another band goes on is not free.
        let goes_on = |end: f64, of: Band| {
            out.iter().zip(&bands).enumerate().any(|(o, (b, raw))| {
                let (Some(b), Some(raw)) = (b, raw) else { return false };
                let next = !raw.above && raw.unit == of.unit && of.high.is_some_and(|h| raw.low == h + 1.0);
                o != i && (b.low == end || next)
            })
        };
        // Whole numbers may be counted from one beyond the last, in their own unit: what begins with the second month may follow on the first, and on all
        // weeks in between.
        let whole = !own.above && own.low >= 1.0;
        let before = Band { low: own.low - 1.0, ..own }.in_unit(to, weeks).low;
        // Some call four weeks a month.
        let numbered = if whole { own.low - 1.0 } else { own.low };
        let four = if own.unit == Some(Unit::Months) { numbered * 28.0 / to.days() } else { f64::INFINITY };
        let from = if whole { before } else { band.low }.min(four);
        let within = |end: f64| from - half <= end && end <= band.low + half && band.high.is_none_or(|h| end < h);
        let near = ends().filter(|(end, of)| of.unit != own.unit && within(*end) && !goes_on(*end, *of)).map(|e| e.0);
        let near = near.min_by(|a, b| (a - band.low).abs().total_cmp(&(b - band.low).abs()));
        let same = || (whole && ends().any(|(end, of)| end == before && !goes_on(end, of))).then_some(before);
        if let (Some(end), Some(band)) = (near.or_else(same), &mut out[i]) {
            band.low = end;
        }
    }
    out
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Number(f64),
    Text(String),
    Above,
    Below,
    Dash,
    Plus,
}

fn words(label: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let lower = label.trim().to_lowercase();
    let mut chars = lower.chars().peekable();
    while let Some(&c) = chars.peek() {
        if c.is_ascii_digit() {
            let mut number = String::new();
            while let Some(d) = chars.next_if(|d| d.is_ascii_digit() || *d == '.') {
                number.push(d);
            }
            out.extend(number.trim_end_matches('.').parse().ok().map(Word::Number));
            continue;
        }
        if c.is_alphabetic() {
            let mut word = String::new();
            while let Some(d) = chars.next_if(|d| d.is_alphabetic()) {
                word.push(d);
            }
            out.push(Word::Text(word));
            continue;
        }
        chars.next();
        match c {
            '>' | '\u{2265}' => out.push(Word::Above),
            '<' | '\u{2264}' => out.push(Word::Below),
            '-' | '\u{2010}'..='\u{2015}' | '_' | '\u{2212}' => out.push(Word::Dash),
            '+' => out.push(Word::Plus),
            // `>=` and the like are as exact as a table of bands is.
            _ => {}
        }
    }
    out
}

/// Whether numbers are parts of codes, such as `I05-I09`: a letter stands right before them, and no number before the letter (`4à12`). One alone may be
/// the unit (`w6-12`).
fn is_code(label: &str) -> bool {
    let signs: Vec<char> = label.trim().to_lowercase().chars().collect();
    let glued: Vec<char> = (1..signs.len())
        .filter(|&i| signs[i].is_ascii_digit() && signs[i - 1].is_alphabetic())
        .filter(|&i| i < 2 || !signs[i - 2].is_alphanumeric())
        .map(|i| signs[i - 1])
        .collect();
    glued.len() > 1 || glued.iter().any(|c| Unit::named(&c.to_string()).is_none())
}

/// A label without the mark of a footnote at its end: `0-9 weeks [Note 1]`, `>52 weeks (1)`, `52+ weeks [r]`.
fn without_mark(label: &str) -> Option<&str> {
    let label = label.trim_end();
    let open = match label.chars().last()? {
        ']' => '[',
        ')' => '(',
        _ => return None,
    };
    let (before, mark) = label[..label.len() - 1].rsplit_once(open)?;
    let mark = mark.trim().to_lowercase();
    let number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || ", ".contains(c));
    // `(w)` and `(d)` are units.
    let letter = open == '[' && mark.len() == 1 && mark.bytes().all(|b| b.is_ascii_alphabetic());
    let note = ["see note", "footnote", "notes", "note"].iter().find_map(|word| mark.strip_prefix(word));
    (number(&mark) || letter || note.is_some_and(number)).then_some(before)
}

/// The same of a bare number behind a unit: `>52 weeks 1`.
fn without_number(label: &str) -> Option<&str> {
    let (before, number) = label.trim_end().rsplit_once(' ')?;
    let short = number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
    let unit = before.trim_end().rsplit(' ').next().is_some_and(|word| Unit::named(&word.to_lowercase()).is_some());
    (short && unit).then_some(before)
}

/// A number in letters.
fn in_letters(word: &str) -> Option<f64> {
    const LETTERS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    LETTERS.iter().position(|letters| *letters == word).map(|n| n as f64)
}

impl Band {
    /// Reads a label, with the mark of a footnote or without; none where it is no band.
    pub(super) fn read(label: &str) -> Option<Self> {
        let plain = without_mark(label).unwrap_or(label);
        Self::read_plain(plain).or_else(|| without_number(plain).and_then(Self::read_plain))
    }

    fn read_plain(label: &str) -> Option<Self> {
        if label.len() > 80 || label.contains('%') {
            return None;
        }
        // The numbers before the last unit that was said.
        let mut told = 0;
        let mut numbers: Vec<f64> = Vec::new();
        let (mut above, mut open, mut below, mut from) = (false, false, false, false);
        let (mut unit, mut factor, mut mixed) = (None, 1.0, false);
        let mut joined = false;
        if is_code(label) {
            return None;
        }
        let words = words(label);
        let mut i = 0;
        while let Some(word) = words.get(i) {
            let next = words.get(i + 1);
            match word {
                // `SUM 1` at the end is what a database adds.
                Word::Text(t) if t == "sum" && matches!(next, Some(Word::Number(_))) => i += 1,
                Word::Number(n) => numbers.push(*n),
                Word::Above => above = true,
                Word::Below => below = true,
                Word::Plus => open = true,
                Word::Dash => joined = true,
                Word::Text(t) => match t.as_str() {
                    "gt" | "over" | "above" | "exceeding" | "beyond" => {
                        // "52 and over" is open; "over 52" says where it begins.
                        if numbers.is_empty() { above = true } else { open = true }
                    }
                    "more" | "greater" | "longer" | "later" if numbers.is_empty() => above = true,
                    // `52 plus`, `plus de 52 semaines`.
                    "plus" if numbers.is_empty() => above = true,
                    "more" | "greater" | "longer" | "plus" | "later" | "upwards" => open = true,
                    "under" | "less" | "lt" | "below" | "within" | "fewer" => below = true,
                    "up" | "upto" if numbers.is_empty() => below = true,
                    "up" | "upto" | "to" | "than" | "and" | "or" | "equal" | "of" | "waiting" | "waited" | "wait"
                    | "s" | "from" | "between" | "band" | "time" | "completed" | "including" | "inclusive" => {}
                    t if in_letters(t).is_some() => numbers.extend(in_letters(t)),
                    t => match says(t) {
                        Some(Says::More) if numbers.is_empty() => above = true,
                        Some(Says::More) => open = true,
                        Some(Says::Less) => below = true,
                        Some(Says::UpTo) if numbers.is_empty() => below = true,
                        Some(Says::From) if numbers.is_empty() => from = true,
                        Some(Says::UpTo | Says::From | Says::Nothing) => {}
                        None => {
                            let (of, by) = Unit::named(t).or_else(|| languages::unit(t))?;
                            let own = unit.unwrap_or(of);
                            mixed |= own != of;
                            // `26 weeks to 1 year`: in the unit of the first.
                            let to = |n: f64| match (of, own) {
                                (Unit::Weeks, Unit::Days) => Some(7.0 * n),
                                (Unit::Months, Unit::Weeks) => Some((n * 52.0 / 12.0).round()),
                                (Unit::Months, Unit::Days) => Some((n * 365.0 / 12.0).round()),
                                _ => (of == own).then_some(n),
                            };
                            for n in &mut numbers[told..] {
                                *n = to(*n * by)?;
                            }
                            (told, unit, factor) = (numbers.len(), Some(own), by);
                        }
                    },
                },
            }
            i += 1;
        }
        numbers[told..].iter_mut().for_each(|n| *n *= factor);
        // `over 12 weeks (3 months)` says the same twice.
        if mixed && (above || below || open || !(joined || words.contains(&Word::Text("to".into())))) {
            return None;
        }
        let (low, high) = match numbers[..] {
            [low, high] if low < high && !open => (low, Some(high)),
            [one] if open || above || from => (one, None),
            [one] if below && one > 0.0 => (0.0, Some(one)),
            _ => return None,
        };
        // A number with a sign alone, such as a year or a code, is no band.
        (high.is_some() || low <= 520.0 || unit.is_some()).then_some(Self { low, high, unit, above })
    }
}

/// Which of these bands make one list of waits; what overlaps is left out. `shift` says whether whole numbers were
/// counted from one beyond the last (0-6, 7-12).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chain {
    /// Numbers of the bands.
    pub(super) of: Vec<usize>,
    /// Edges, one more than closed bands.
    pub(super) edges: Vec<f64>,
    pub(super) open: bool,
    pub(super) unit: Option<Unit>,
    pub(super) shift: bool,
    /// Bands of the chain that no label names, because what follows begins later.
    pub(super) gaps: Vec<usize>,
}

/// The bands of all labels: those that follow on one another, and those that lie beyond them. Between those that leave a gap stands a band of its
/// own; nothing is told of it.
pub(super) fn chain(bands: &[Option<Band>], sorted: bool) -> Chain {
    let mut found = following(bands, sorted);
    let mut left: Vec<Option<Band>> = bands.to_vec();
    found.of.iter().for_each(|&i| left[i] = None);
    loop {
        let (Some(&first), Some(&last)) = (found.edges.first(), found.edges.last()) else { return found };
        let unit = found.unit;
        let alike = |b: &Band| unit.is_none() || b.unit.is_none() || b.unit == unit;
        let beyond = |b: &Band| alike(b) && !found.open && b.low > last;
        let before = |b: &Band| alike(b) && b.high.is_some_and(|h| h < first);
        let side = |keep: &dyn Fn(&Band) -> bool| {
            let only: Vec<Option<Band>> = left.iter().map(|b| b.filter(|b| keep(b))).collect();
            following(&only, sorted)
        };
        let (above, below) = (side(&beyond), side(&before));
        if !above.of.is_empty() {
            found.of.iter().chain(&above.of).for_each(|&i| left[i] = None);
            found.gaps.push(found.edges.len() - 1);
            found.of.extend(above.of);
            // Where whole numbers are counted from one beyond the last, the first of what follows is, too.
            let shifted = found.shift && above.edges[0].fract() == 0.0;
            found
                .edges
                .extend(above.edges.iter().enumerate().map(|(i, e)| if i == 0 && shifted { e - 1.0 } else { *e }));
            found.open = above.open;
            found.unit = found.unit.or(above.unit);
        } else if !below.of.is_empty() {
            below.of.iter().for_each(|&i| left[i] = None);
            let many = below.edges.len();
            found.gaps.iter_mut().for_each(|g| *g += many);
            found.gaps.push(many - 1);
            found.gaps.sort_unstable();
            found.of = [below.of, found.of].concat();
            if found.shift && found.edges[0].fract() == 0.0 {
                found.edges[0] -= 1.0;
            }
            found.edges = [below.edges, found.edges].concat();
        } else {
            return found;
        }
    }
}

impl Chain {
    /// The place of each band of the chain among all, with those in gaps.
    pub(super) fn places(&self) -> Vec<usize> {
        (0..self.of.len() + self.gaps.len()).filter(|b| !self.gaps.contains(b)).collect()
    }
}

/// The bands that follow on one another, as many as there are; with `sorted`, in the order of their lower ends, else as they stand.
pub(super) fn following(bands: &[Option<Band>], sorted: bool) -> Chain {
    let mut best = Chain::default();
    let mut order: Vec<usize> = (0..bands.len()).filter(|&i| bands[i].is_some()).collect();
    if sorted {
        let low = |i: &usize| bands[*i].map_or(0.0, |b| b.low);
        let high = |i: &usize| bands[*i].and_then(|b| b.high).unwrap_or(f64::INFINITY);
        order.sort_by(|a, b| low(a).total_cmp(&low(b)).then(high(a).total_cmp(&high(b))));
    }
    for start in 0..order.len() {
        let mut now = Chain::default();
        for &i in &order[start..] {
            let Some(band) = bands[i] else { continue };
            if now.open || (now.unit.is_some() && band.unit.is_some() && now.unit != band.unit) {
                continue;
            }
            let end = now.edges.last().copied();
            let follows = match end {
                None => true,
                Some(end) if band.low == end => true,
                Some(end) => !band.above && band.low == end + 1.0 && end.fract() == 0.0,
            };
            if !follows {
                continue;
            }
            now.shift |= end.is_some_and(|end| band.low != end);
            if end.is_none() {
                now.edges.push(band.low);
            }
            now.of.push(i);
            now.unit = now.unit.or(band.unit);
            match band.high {
                Some(high) => now.edges.push(high),
                None => now.open = true,
            }
        }
        if now.of.len() > best.of.len() {
            best = now;
        }
        if best.of.len() >= order.len() - start {
            break;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(label: &str) -> Option<(f64, Option<f64>, Option<Unit>)> {
        Band::read(label).map(|b| (b.low, b.high, b.unit))
    }

    #[test]
    fn bands_are_read_as_tables_write_them() {
        use Unit::{Days, Months, Weeks};
        for (label, wanted) in [
            ("Gt 00 To 01 Weeks SUM 1", (0.0, Some(1.0), Some(Weeks))),
            ("Gt 103 To 104 Weeks SUM 1", (103.0, Some(104.0), Some(Weeks))),
            ("Gt 104 Weeks SUM 1", (104.0, None, Some(Weeks))),
            ("Gt 52 Weeks SUM 1", (52.0, None, Some(Weeks))),
            (">0-1", (0.0, Some(1.0), None)),
            ("52 plus", (52.0, None, None)),
            ("> 21 - 26 weeks", (21.0, Some(26.0), Some(Weeks))),
            (">26-52 weeks", (26.0, Some(52.0), Some(Weeks))),
            (">104 weeks", (104.0, None, Some(Weeks))),
            ("0 - 6 weeks", (0.0, Some(6.0), Some(Weeks))),
            ("Over 0 weeks and up to 1 week ", (0.0, Some(1.0), Some(Weeks))),
            ("Over 41 weeks and up to 45 weeks", (41.0, Some(45.0), Some(Weeks))),
            ("Over 105 weeks ", (105.0, None, Some(Weeks))),
            ("Up to 26 weeks ", (0.0, Some(26.0), Some(Weeks))),
            ("  0-3 Months", (0.0, Some(3.0), Some(Months))),
            ("18 Months +", (18.0, None, Some(Months))),
            ("18+ months", (18.0, None, Some(Months))),
            ("12 months or more", (12.0, None, Some(Months))),
            ("Less than 3 months", (0.0, Some(3.0), Some(Months))),
            ("More than 52 weeks", (52.0, None, Some(Weeks))),
            ("52 weeks and over", (52.0, None, Some(Weeks))),
            ("1-2 years", (12.0, Some(24.0), Some(Months))),
            ("91\u{2013}180 days", (91.0, Some(180.0), Some(Days))),
            ("<18 weeks", (0.0, Some(18.0), Some(Weeks))),
            ("\u{2265}18 weeks", (18.0, None, Some(Weeks))),
            ("0-9 weeks [Note 1]", (0.0, Some(9.0), Some(Weeks))),
            (">52 weeks [r]", (52.0, None, Some(Weeks))),
            (">52 weeks (1)", (52.0, None, Some(Weeks))),
            ("52+ weeks (note 2, 3)", (52.0, None, Some(Weeks))),
            (">9-18 weeks 1", (9.0, Some(18.0), Some(Weeks))),
            ("0-6 (weeks)", (0.0, Some(6.0), Some(Weeks))),
            ("Up to and including 4 weeks", (0.0, Some(4.0), Some(Weeks))),
            ("Less than six months", (0.0, Some(6.0), Some(Months))),
            ("6 months to 1 year", (6.0, Some(12.0), Some(Months))),
            ("26 weeks to 1 year", (26.0, Some(52.0), Some(Weeks))),
            ("One to two years", (12.0, Some(24.0), Some(Months))),
            ("Over two years", (24.0, None, Some(Months))),
            ("years 1-2", (12.0, Some(24.0), Some(Months))),
        ] {
            assert_eq!(band(label), Some(wanted), "{label}");
        }
        for label in [
            "",
            "Total",
            "Total All",
            "2015",
            "C_101",
            "RTT-January-2026",
            "weeks",
            "95th percentile (weeks)",
            "Median",
            "2015-16 admissions",
        ] {
            assert_eq!(band(label), None, "{label}");
        }
    }

    #[test]
    fn a_chain_leaves_out_what_overlaps() {
        let labels = ["0-6 weeks", "7-12 weeks", "Up to 12 weeks", "13-18 weeks", "18+ weeks", "Total"];
        let bands: Vec<Option<Band>> = labels.iter().map(|l| Band::read(l)).collect();
        let found = chain(&bands, false);
        assert_eq!((found.of, found.edges, found.open), (vec![0, 1, 3, 4], vec![0.0, 6.0, 12.0, 18.0], true));
        assert!(found.shift);
        let mixed = [">52 weeks", "0-26 weeks", ">26-52 weeks"].map(Band::read);
        assert_eq!(chain(&mixed, true).of, [1, 2, 0]);
        assert!(found.gaps.is_empty());
        // A gap is a band of its own.
        for (labels, of, edges, gaps, open) in [
            (vec!["0-1", "1-2", ">104"], vec![0, 1, 2], vec![0.0, 1.0, 2.0, 104.0], vec![2], true),
            (vec!["0-6 weeks", "12-18 weeks", "18+ weeks"], vec![0, 1, 2], vec![0.0, 6.0, 12.0, 18.0], vec![1], true),
            (
                vec!["0-3", "7-9", "10-12", "20-29"],
                vec![0, 1, 2, 3],
                vec![0.0, 3.0, 6.0, 9.0, 12.0, 19.0, 29.0],
                vec![1, 4],
                false,
            ),
        ] {
            let bands: Vec<Option<Band>> = labels.iter().map(|l| Band::read(l)).collect();
            let found = chain(&bands, false);
            assert_eq!((found.of, found.edges, found.gaps, found.open), (of, edges, gaps, open), "{labels:?}");
        }
    }
}
