//! The text of expressions: a small language without loops, checked for units, that always ends.

use std::fmt;
use std::iter::Peekable;

use super::Setting;
use super::expression::{Expression, Node, Sign, Truth};
use super::parameters::{Criterion, unknown};
use crate::error::Problem;

/// Longest text, and deepest nesting.
const MOST_BYTES: usize = 2000;
const MOST_DEEP: u32 = 40;

/// Reads an expression.
///
/// # Errors
/// The first mistake.
pub(super) fn read(text: &str, setting: &Setting<'_>) -> Result<Expression, Problem> {
    let wrong = |message: String| Problem::new("Q0309", "", message);
    if text.len() > MOST_BYTES {
        return Err(wrong(format!("the expression is too long: {} bytes, at most {MOST_BYTES}", text.len())));
    }
    let words = words(text).map_err(wrong)?;
    let mut reader = Reader { words: words.into_iter().peekable(), setting, deep: 0 };
    let (node, _) = reader.sum()?;
    match reader.words.next() {
        None => Ok(Expression(node)),
        Some(word) => Err(wrong(format!("{word} is not expected there"))),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Number(f64),
    Name(String),
    Text(String),
    Sign(&'static str),
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Word::Number(x) => write!(f, "`{x}`"),
            Word::Name(name) => write!(f, "`{name}`"),
            Word::Text(text) => write!(f, "\"{text}\""),
            Word::Sign(sign) => write!(f, "`{sign}`"),
        }
    }
}

const SIGNS: [&str; 11] = ["<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", ","];

fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = |of: fn(char) -> bool| rest.find(|c| !of(c)).unwrap_or(rest.len());
        let taken = if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            words.push(Word::Sign(sign));
            sign.len()
        } else if first.is_ascii_digit() || first == '.' {
            let taken = length(|c| c.is_ascii_digit() || c == '.');
            let number = &rest[..taken];
            words.push(Word::Number(number.parse().map_err(|_| format!("`{number}` is not a number"))?));
            taken
        } else if first.is_alphabetic() {
            let taken = length(|c| c.is_alphanumeric() || c == '_');
            words.push(Word::Name(rest[..taken].into()));
            taken
        } else if first == '"' {
            let Some(end) = rest[1..].find('"') else { return Err("a name in quotes does not end".into()) };
            words.push(Word::Text(rest[1..=end].into()));
            end + 2
        } else {
            return Err(format!("`{first}` has no place in an expression"));
        };
        rest = rest[taken..].trim_start();
    }
    Ok(words)
}

/// Powers of days in a value.
type Unit = i32;

struct Reader<'a> {
    words: Peekable<std::vec::IntoIter<Word>>,
    setting: &'a Setting<'a>,
    deep: u32,
}

impl Reader<'_> {
    fn wrong(message: impl Into<String>) -> Problem {
        Problem::new("Q0309", "", message)
    }

    fn next(&mut self) -> Result<Word, Problem> {
        self.words.next().ok_or_else(|| Self::wrong("the expression ends too early"))
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.words.next_if(|w| matches!(w, Word::Sign(s) if *s == sign)).is_some()
    }

    fn takes_name(&mut self, name: &str) -> bool {
        self.words.next_if(|w| matches!(w, Word::Name(n) if n == name)).is_some()
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), Problem> {
        match self.next()? {
            Word::Sign(s) if s == sign => Ok(()),
            word => Err(Self::wrong(format!("{word} stands where `{sign}` is expected"))),
        }
    }

    /// One level deeper.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.deep += 1;
        if self.deep > MOST_DEEP {
            return Err(Self::wrong(format!("the expression is too deep: at most {MOST_DEEP} levels")));
        }
        let read = read(self);
        self.deep -= 1;
        read
    }

    fn alike(what: &str, a: Unit, b: Unit) -> Result<Unit, Problem> {
        if a == b {
            return Ok(a);
        }
        let name = |unit: Unit| match unit {
            0 => "a number".to_string(),
            1 => "a time".to_string(),
            n => format!("days to the power of {n}"),
        };
        let problem = Self::wrong(format!("{what}: {} and {}", name(a.max(b)), name(a.min(b))));
        Err(problem.help("give a number its unit, `30 days` or `4 weeks`, or divide a time by another one"))
    }

    fn sum(&mut self) -> Result<(Node, Unit), Problem> {
        let (mut node, mut unit) = self.product()?;
        loop {
            let sign = if self.takes("+") {
                Sign::Add
            } else if self.takes("-") {
                Sign::Subtract
            } else {
                return Ok((node, unit));
            };
            let (right, of_right) = self.product()?;
            unit = Self::alike("these do not add up", unit, of_right)?;
            node = Node::Two(sign, Box::new(node), Box::new(right));
        }
    }

    fn product(&mut self) -> Result<(Node, Unit), Problem> {
        let (mut node, mut unit) = self.value()?;
        loop {
            let (sign, side) = if self.takes("*") {
                (Sign::Times, 1)
            } else if self.takes("/") {
                (Sign::Over, -1)
            } else {
                return Ok((node, unit));
            };
            let (right, of_right) = self.value()?;
            unit += side * of_right;
            node = Node::Two(sign, Box::new(node), Box::new(right));
        }
    }

    fn value(&mut self) -> Result<(Node, Unit), Problem> {
        match self.next()? {
            Word::Number(x) => {
                let days = if self.takes_name("days") || self.takes_name("day") {
                    1.0
                } else if self.takes_name("weeks") || self.takes_name("week") {
                    7.0
                } else {
                    return Ok((Node::Number(x), 0));
                };
                Ok((Node::Number(x * days), 1))
            }
            Word::Sign("-") => {
                let (node, unit) = self.nested(Self::value)?;
                Ok((Node::Two(Sign::Subtract, Box::new(Node::Number(0.0)), Box::new(node)), unit))
            }
            Word::Sign("(") => {
                let inner = self.nested(Self::sum)?;
                self.expect(")")?;
                Ok(inner)
            }
            Word::Name(name) => match name.as_str() {
                "wait" => Ok((Node::Wait, 1)),
                "target" => Ok((Node::Target, 1)),
                "missed" => Ok((Node::Missed, 0)),
                "min" => self.of_two(Sign::Least),
                "max" => self.of_two(Sign::Most),
                "if" => self.choice(),
                name => {
                    let known = ["wait", "target", "missed", "min", "max", "if"];
                    Err(unknown("", "name", name, &known))
                }
            },
            word => Err(Self::wrong(format!("{word} stands where a value is expected"))),
        }
    }

    fn of_two(&mut self, sign: Sign) -> Result<(Node, Unit), Problem> {
        self.expect("(")?;
        let (a, of_a) = self.nested(Self::sum)?;
        self.expect(",")?;
        let (b, of_b) = self.nested(Self::sum)?;
        self.expect(")")?;
        let unit = Self::alike("these cannot be compared", of_a, of_b)?;
        Ok((Node::Two(sign, Box::new(a), Box::new(b)), unit))
    }

    fn choice(&mut self) -> Result<(Node, Unit), Problem> {
        self.expect("(")?;
        let truth = self.nested(Self::any_of)?;
        self.expect(",")?;
        let (a, of_a) = self.nested(Self::sum)?;
        self.expect(",")?;
        let (b, of_b) = self.nested(Self::sum)?;
        self.expect(")")?;
        let unit = Self::alike("both values of an `if` are of one unit", of_a, of_b)?;
        Ok((Node::If(Box::new(truth), Box::new(a), Box::new(b)), unit))
    }

    fn any_of(&mut self) -> Result<Truth, Problem> {
        let mut truth = self.all_of()?;
        while self.takes_name("or") {
            truth = Truth::Or(Box::new(truth), Box::new(self.all_of()?));
        }
        Ok(truth)
    }

    fn all_of(&mut self) -> Result<Truth, Problem> {
        let mut truth = self.truth()?;
        while self.takes_name("and") {
            truth = Truth::And(Box::new(truth), Box::new(self.truth()?));
        }
        Ok(truth)
    }

    fn truth(&mut self) -> Result<Truth, Problem> {
        if self.takes_name("not") {
            return Ok(Truth::Not(Box::new(self.nested(Self::truth)?)));
        }
        if let Some(by) = self.criterion() {
            let name = self.next()?;
            if !self.takes_name("is") {
                return Err(Self::wrong(format!("after {name}, `is` is expected")).help("write `urgency is \"P2\"`"));
            }
            let Word::Text(value) = self.next()? else {
                return Err(Self::wrong(format!("after {name} is, a value in quotes is expected")));
            };
            let names = by.values(self.setting);
            return match names.iter().position(|n| **n == *value) {
                Some(at) => Ok(Truth::Is(by, at)),
                None => Err(unknown("", "value", &value, &names)),
            };
        }
        let (left, of_left) = self.sum()?;
        let word = self.next()?;
        let (right, of_right) = self.sum()?;
        Self::alike("these cannot be compared", of_left, of_right)?;
        match word {
            Word::Sign("<") => Ok(Truth::Below { strictly: true, left, right }),
            Word::Sign("<=") => Ok(Truth::Below { strictly: false, left, right }),
            Word::Sign(">") => Ok(Truth::Below { strictly: true, left: right, right: left }),
            Word::Sign(">=") => Ok(Truth::Below { strictly: false, left: right, right: left }),
            word => Err(Self::wrong(format!("{word} stands where `<`, `<=`, `>`, `>=` or `is` is expected"))),
        }
    }

    /// The criterion that comes next, if any; it is not taken.
    fn criterion(&mut self) -> Option<Criterion> {
        match self.words.peek()? {
            Word::Name(name) | Word::Text(name) => Criterion::named(self.setting, name, "").ok(),
            _ => None,
        }
    }
}
