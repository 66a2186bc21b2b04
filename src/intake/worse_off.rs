//! Words that say which end of an order is worse off: "most deprived", "5 = worst", "highest deprivation", "most to least deprived".

use super::values::plain;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Word(String),
    /// A number, and whether letters stand right before it.
    Number(u32, bool),
    /// Numbers from one to another.
    Range(u32, u32),
    /// A per cent, or from one to another.
    Share(u32, u32),
    /// What ties a number to its words: `=`, `:`, `(`, "is".
    Link,
    Dash,
    /// What parts a number from other words: `)`, a comma, "to", "and".
    End,
}

/// Numbers beyond this are years.
const MOST: u32 = 100;

/// Words that tie a number to its words, and words that part them.
const LINKS: [&str; 7] = ["is", "are", "being", "equals", "means", "meaning", "as"];
const ENDS: [&str; 9] = ["to", "and", "through", "with", "where", "while", "until", "or", "but"];

/// The pieces of a text: words in small letters, numbers, and signs that tie or part them.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let signs: Vec<char> = text.chars().collect();
    let mut found: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let end = |is: fn(char) -> bool| signs[at..].iter().position(|c| !is(*c)).map_or(signs.len(), |n| at + n);
        match signs[at] {
            c if c.is_ascii_digit() => {
                let to = end(|c| c.is_ascii_digit());
                let after_letter = at > 0 && signs[at - 1].is_alphabetic();
                let number = signs[at..to].iter().collect::<String>().parse().unwrap_or(u32::MAX);
                found.push(Piece::Number(number, after_letter));
                at = to;
                continue;
            }
            c if c.is_alphabetic() => {
                let to = end(char::is_alphabetic);
                let run: String = signs[at..to].iter().collect();
                for word in plain(&run).split_whitespace() {
                    found.push(match word {
                        w if LINKS.contains(&w) => Piece::Link,
                        w if ENDS.contains(&w) => Piece::End,
                        w => Piece::Word(w.to_string()),
                    });
                }
                at = to;
                continue;
            }
            '=' | ':' | '(' | '[' => found.push(Piece::Link),
            '%' => per_cent(&mut found),
            '-' | '\u{2013}' | '\u{2014}' => {
                // Between letters it is part of a word.
                let letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphabetic());
                if !(at > 0 && letter(signs.get(at - 1)) && letter(signs.get(at + 1))) {
                    found.push(Piece::Dash);
                }
            }
            ')' | ']' | ',' | ';' | '/' | '|' | '>' | '&' => found.push(Piece::End),
            _ => {}
        }
        at += 1;
    }
    // "Per cent" in words.
    let mut out: Vec<Piece> = Vec::new();
    for piece in found {
        match &piece {
            Piece::Word(w) if ["percent", "pc", "cent"].contains(&w.as_str()) => {
                if out.last() == Some(&Piece::Word("per".to_string())) {
                    out.pop();
                }
                per_cent(&mut out);
            }
            _ => out.push(piece),
        }
    }
    ranges(out)
}

/// Makes a per cent of the number at the end.
fn per_cent(found: &mut [Piece]) {
    if let Some(last) = found.last_mut()
        && let Piece::Number(n, _) = *last
    {
        *last = Piece::Share(n, n);
    }
}

/// Puts the two numbers of a range together.
fn ranges(found: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in found {
        let joined = match (&out[..], &piece) {
            ([.., Piece::Number(a, _), Piece::Dash | Piece::End], Piece::Number(b, false)) => {
                Some(Piece::Range(*a, *b))
            }
            // "Quintile 1 - 20%": the first is no per cent.
            ([.., Piece::Number(a, _) | Piece::Share(a, _), Piece::Dash | Piece::End], Piece::Share(b, _))
                if !of_rank(&out, out.len() - 2) =>
            {
                Some(Piece::Share(*a, *b))
            }
            _ => None,
        };
        match joined {
            Some(range) => {
                out.truncate(out.len() - 2);
                out.push(range);
            }
            None => out.push(piece),
        }
    }
    out
}

/// Which end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Worse,
    Better,
}

impl Side {
    fn of(worse: bool) -> Self {
        if worse { Self::Worse } else { Self::Better }
    }

    fn other(self) -> Self {
        Self::of(self == Self::Better)
    }
}

/// Words of an end, from one piece to before another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Phrase {
    pub(super) side: Side,
    pub(super) from: usize,
    pub(super) to: usize,
    /// How far from the end: "second most".
    pub(super) nth: u32,
    /// "More" and "less", "high" and "low", which are no ends.
    pub(super) mild: bool,
}

/// What is much at a high end: what people lack, or what they have; none where nothing says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Want,
    Wealth,
}

fn begins(word: &str, with: &[&str]) -> bool {
    with.iter().any(|w| word.starts_with(w))
}

/// Whether a word speaks of want or of wealth.
fn of_word(word: &str) -> Option<Of> {
    if begins(word, &["depriv", "disadvant", "poor", "poverty", "vulnerab", "need"]) {
        Some(Of::Want)
    } else if begins(word, &["affluen", "wealth", "advantag", "privileg", "prosper", "rich", "income", "ses", "socio"])
    {
        Some(Of::Wealth)
    } else {
        None
    }
}

/// What a text is about: none where it says both, or neither.
pub(super) fn about(pieces: &[Piece]) -> Option<Of> {
    let mut found = pieces.iter().filter_map(|p| match p {
        Piece::Word(w) => of_word(w),
        _ => None,
    });
    let first = found.next()?;
    found.all(|of| of == first).then_some(first)
}

/// The number of an ordinal in words.
pub(super) fn ordinal(word: &str) -> Option<u32> {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    WORDS.iter().position(|w| *w == word).map(|n| n as u32 + 1)
}

fn is_high(word: &str) -> bool {
    ["high", "higher", "highest", "greater", "greatest", "severe"].contains(&word)
}

fn is_low(word: &str) -> bool {
    ["low", "lower", "lowest"].contains(&word)
}

/// Whether a word orders, and may be of either end.
pub(super) fn orders(word: &str) -> bool {
    is_high(word)
        || is_low(word)
        || begins(word, &["revers", "invers", "invert", "ascend", "descend"])
        || ["top", "bottom", "worst", "best", "worse", "better"].contains(&word)
}

fn word(pieces: &[Piece], at: usize) -> Option<&str> {
    match pieces.get(at) {
        Some(Piece::Word(w)) => Some(w),
        _ => None,
    }
}

/// The words of ends in a text; `of` is what "high" and "low" alone are about.
pub(super) fn phrases(pieces: &[Piece], of: Option<Of>) -> Vec<Phrase> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        match phrase(pieces, at, of) {
            Some(found) => {
                at = found.to;
                out.push(found);
            }
            None => at += 1,
        }
    }
    out
}

fn phrase(pieces: &[Piece], at: usize, of: Option<Of>) -> Option<Phrase> {
    let own = word(pieces, at)?;
    let next = word(pieces, at + 1);
    let later = || pieces[at + 1..].iter().find_map(|p| if let Piece::Word(w) = p { of_word(w) } else { None });
    let mut mild = ["more", "less", "high", "low"].contains(&own) || of_word(own).is_some();
    let (mut side, to) = match own {
        "most" | "more" | "least" | "less" => {
            let up = own.starts_with("mo");
            let (about, to) = match next {
                // "Most recent" is no end.
                Some(w) => (of_word(w).or_else(|| about_filler(w, &later))?, at + 2),
                None => (later().or(of).unwrap_or(Of::Want), at + 1),
            };
            (Side::of(up == (about == Of::Want)), to)
        }
        "worst" | "worse" | "poorest" | "poorer" => (Side::Worse, at + 1),
        "best" | "better" | "richest" | "richer" | "wealthiest" | "wealthier" => (Side::Better, at + 1),
        w if begins(w, &["deprived", "disadvantaged"]) => (Side::Worse, at + 1),
        w if begins(w, &["affluent", "advantaged", "wealthy", "privileged"]) => (Side::Better, at + 1),
        // The English name of the most deprived fifth.
        "core" if matches!(pieces.get(at + 1), Some(Piece::Number(20, true))) => (Side::Worse, at + 2),
        "no" if next.is_some_and(|w| of_word(w) == Some(Of::Want)) => (Side::Better, at + 2),
        w if is_high(w) || is_low(w) => {
            let skip = |w: &str| ["level", "levels", "of", "degree"].contains(&w);
            let noun = (at + 1..pieces.len()).find(|&i| !word(pieces, i).is_some_and(skip)).unwrap_or(pieces.len());
            let said = word(pieces, noun).and_then(of_word);
            let (about, to) = match (said, of) {
                (Some(about), _) => (about, noun + 1),
                (None, Some(of)) => (of, at + 1),
                (None, None) => return None,
            };
            (Side::of(is_high(w) == (about == Of::Want)), to)
        }
        _ => return None,
    };
    let before = at.checked_sub(1).and_then(|i| word(pieces, i));
    let mut from = at;
    let mut nth = 1;
    if before.is_some_and(|w| ["very", "extremely", "highly", "severely"].contains(&w)) {
        (mild, from) = (false, at - 1);
    } else if before.is_some_and(|w| ["not", "non"].contains(&w)) {
        (side, from) = (side.other(), at - 1);
    } else if let Some(n) = before.and_then(|w| ordinal(w).or((w == "next").then_some(2))) {
        (nth, from) = (n, at - 1);
    } else if let (Some("st" | "nd" | "rd" | "th"), Some(Piece::Number(n, _))) =
        (before, at.checked_sub(2).and_then(|i| pieces.get(i)))
    {
        (nth, from) = (*n, at - 2);
    }
    Some(Phrase { side, from, to, nth, mild })
}

/// What "most" is about where a word of no want and no wealth comes next: "most in need".
fn about_filler(word: &str, later: &dyn Fn() -> Option<Of>) -> Option<Of> {
    if ["in", "socially", "economically", "socioeconomically", "materially"].contains(&word) { later() } else { None }
}

/// What a text says of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// So much stands at the worse end, or away from the better one: low numbers, or high ones.
    Low,
    High,
    /// Words of an order that do not say which, or that say both.
    Unclear,
}

/// What the name of a column says of its numbers, which go from one to another; none where it says nothing of an order.
pub(super) fn of_name(name: &str, numbers: (f64, f64)) -> Option<Said> {
    let pieces = pieces(name);
    let of = about(&pieces);
    let mut found = of_numbers(&pieces, None, numbers);
    if found.is_empty() {
        found = of_numbers(&pieces, of, numbers);
    }
    if found.is_empty() {
        found = of_order(&pieces, of);
    }
    match found.first() {
        Some(first) if found.iter().all(|said| said == first) => Some(*first),
        Some(_) => Some(Said::Unclear),
        None => {
            let mut words = pieces.iter().filter_map(|p| if let Piece::Word(w) = p { Some(w.as_str()) } else { None });
            let ends = phrases(&pieces, None).iter().any(|p| !p.mild && p.to - p.from > 1);
            (ends || words.any(orders)).then_some(Said::Unclear)
        }
    }
}

/// What is said of single numbers: "5 = most deprived", "highest = most deprived", "least deprived is 1".
fn of_numbers(pieces: &[Piece], of: Option<Of>, numbers: (f64, f64)) -> Vec<Said> {
    let ends = phrases(pieces, of);
    // Whether a piece is a number of the low end, or a word for such.
    let number = |at: usize| -> Option<bool> {
        if ends.iter().any(|p| (p.from..p.to).contains(&at)) {
            return None;
        }
        match &pieces[at] {
            Piece::Number(n, after_letter) if *n <= MOST && (!after_letter || of_rank(pieces, at)) => {
                Some(low(f64::from(*n), numbers))
            }
            Piece::Word(w)
                if is_high(w)
                    || ["top", "larger", "largest", "upper", "last", "max", "maximum"].contains(&w.as_str()) =>
            {
                Some(false)
            }
            Piece::Word(w)
                if is_low(w) || ["bottom", "smaller", "smallest", "first", "min", "minimum"].contains(&w.as_str()) =>
            {
                Some(true)
            }
            _ => None,
        }
    };
    let parted = |at: &usize| pieces[*at] == Piece::End;
    let mut out = Vec::new();
    for (i, end) in ends.iter().enumerate() {
        let first = (0..end.from).rev().find(parted).map_or(0, |at| at + 1);
        let first = first.max(if i > 0 { ends[i - 1].to } else { 0 });
        let last = (end.to..pieces.len()).find(parted).unwrap_or(pieces.len());
        let last = last.min(ends.get(i + 1).map_or(pieces.len(), |next| next.from));
        let before = (first..end.from).rev().find_map(|at| Some((at, number(at)?)));
        let after = (end.to..last).find_map(|at| Some((at, number(at)?)));
        let tied = |from: usize, to: usize| pieces[from..to].contains(&Piece::Link);
        let tied_before = before.filter(|b| tied(b.0 + 1, end.from));
        let tied_after = after.filter(|a| tied(end.to, a.0));
        let Some((_, low)) = tied_before.or(tied_after).or(before).or(after) else { continue };
        out.push(if low == (end.side == Side::Worse) { Said::Low } else { Said::High });
    }
    out
}

/// Whether a number is at the low end of those from one to another; where it is none of them, 0 and 1 are.
fn low(number: f64, (least, most): (f64, f64)) -> bool {
    let middle = f64::midpoint(least, most);
    let among = least < most && (least..=most).contains(&number) && number != middle;
    if among { number < middle } else { number <= 1.0 }
}

/// Whether letters before a number name a rank, and no index of a year.
pub(super) fn of_rank(pieces: &[Piece], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| word(pieces, i));
    before.is_some_and(|w| {
        ["q", "d", "level", "group", "band"].contains(&w) || begins(w, &["quint", "dec", "quart", "fifth", "tenth"])
    })
}

/// What is said of an order: "1 - 5, most to least deprived", "best to worst".
fn of_order(pieces: &[Piece], of: Option<Of>) -> Vec<Said> {
    let ends = phrases(pieces, of);
    let falls = pieces.iter().any(|p| matches!(p, Piece::Range(a, b) if a > b && *a <= MOST));
    match ends[..] {
        [ref first, ref second] if first.side != second.side => {
            vec![if (first.side == Side::Worse) == falls { Said::High } else { Said::Low }]
        }
        _ => Vec::new(),
    }
}
