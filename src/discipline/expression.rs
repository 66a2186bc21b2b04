//! Expressions of the discipline `formula`: what they are made of, and what they are for one class.

use std::fmt;

use super::Setting;
use super::parameters::Criterion;

/// An expression whose names are those of a setting.
#[derive(Clone, Debug)]
pub(super) struct Expression(pub(super) Node);

#[derive(Clone, Debug)]
pub(super) enum Node {
    Number(f64),
    Wait,
    Target,
    Missed,
    Two(Sign, Box<Node>, Box<Node>),
    If(Box<Truth>, Box<Node>, Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Add,
    Subtract,
    Times,
    Over,
    Least,
    Most,
}

#[derive(Clone, Debug)]
pub(super) enum Truth {
    /// Left below right, or not above it.
    Below {
        strictly: bool,
        left: Node,
        right: Node,
    },
    Is(Criterion, usize),
    Not(Box<Truth>),
    And(Box<Truth>, Box<Truth>),
    Or(Box<Truth>, Box<Truth>),
}

/// What an expression is for one class: a function of the days waited alone.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// A number.
    Number(f64),
    /// The days waited.
    Wait,
    /// Two values.
    Two(Two, Box<(Tree, Tree)>),
    /// One value where something holds, else another.
    If(Box<(Holds, Tree, Tree)>),
}

/// What a condition is for one class.
#[derive(Clone, Debug)]
pub(super) enum Holds {
    /// Whatever the wait.
    Known(bool),
    /// The first is below (strictly, or not above) the second.
    Below(bool, Tree, Tree),
    /// Both hold.
    And(Box<(Holds, Holds)>),
    /// One of two holds.
    Or(Box<(Holds, Holds)>),
    /// It does not hold.
    Not(Box<Holds>),
}

impl Holds {
    fn at(&self, wait: f64) -> bool {
        match self {
            Holds::Known(known) => *known,
            Holds::Below(true, a, b) => a.value(wait) < b.value(wait),
            Holds::Below(false, a, b) => a.value(wait) <= b.value(wait),
            Holds::And(of) => of.0.at(wait) && of.1.at(wait),
            Holds::Or(of) => of.0.at(wait) || of.1.at(wait),
            Holds::Not(of) => !of.at(wait),
        }
    }
}

/// What is done with two values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Two(Sign);

impl Tree {
    /// The value after so many days.
    pub(super) fn value(&self, wait: f64) -> f64 {
        match self {
            Tree::Number(x) => *x,
            Tree::Wait => wait,
            Tree::Two(sign, of) => sign.0.of(of.0.value(wait), of.1.value(wait)),
            Tree::If(of) => {
                if of.0.at(wait) {
                    of.1.value(wait)
                } else {
                    of.2.value(wait)
                }
            }
        }
    }
}

impl Sign {
    fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Sign::Add => a + b,
            Sign::Subtract => a - b,
            Sign::Times => a * b,
            Sign::Over => a / b,
            Sign::Least => a.min(b),
            Sign::Most => a.max(b),
        }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Number(x) => write!(f, "{x}"),
            Tree::Wait => write!(f, "wait"),
            Tree::Two(sign, of) => {
                let (a, b) = &**of;
                match sign.0 {
                    Sign::Add => write!(f, "({a} + {b})"),
                    Sign::Subtract => write!(f, "({a} - {b})"),
                    Sign::Times => write!(f, "{a} * {b}"),
                    Sign::Over => write!(f, "{a} / {b}"),
                    Sign::Least => write!(f, "min({a}, {b})"),
                    Sign::Most => write!(f, "max({a}, {b})"),
                }
            }
            Tree::If(of) => write!(f, "if({}, {}, {})", of.0, of.1, of.2),
        }
    }
}

impl fmt::Display for Holds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holds::Known(known) => write!(f, "{known}"),
            Holds::Below(strictly, a, b) => write!(f, "{a} {} {b}", if *strictly { "<" } else { "<=" }),
            Holds::And(of) => write!(f, "({} and {})", of.0, of.1),
            Holds::Or(of) => write!(f, "({} or {})", of.0, of.1),
            Holds::Not(of) => write!(f, "not ({of})"),
        }
    }
}

impl Expression {
    /// Whether appointments missed count.
    pub(super) fn looks_at_missed(&self) -> bool {
        self.0.any(&|node| matches!(node, Node::Missed))
    }

    /// What it is for a class.
    pub(super) fn folded(&self, setting: &Setting<'_>, group: usize, urgency: usize, missed: usize) -> Tree {
        self.0.fold(&Class { setting, group, urgency, missed })
    }
}

struct Class<'a> {
    setting: &'a Setting<'a>,
    group: usize,
    urgency: usize,
    missed: usize,
}

impl Node {
    fn any(&self, of: &dyn Fn(&Node) -> bool) -> bool {
        of(self)
            || match self {
                Node::Two(_, a, b) => a.any(of) || b.any(of),
                Node::If(truth, a, b) => truth.any(of) || a.any(of) || b.any(of),
                _ => false,
            }
    }

    fn fold(&self, class: &Class<'_>) -> Tree {
        match self {
            Node::Number(x) => Tree::Number(*x),
            Node::Wait => Tree::Wait,
            Node::Target => Tree::Number(class.setting.urgencies[class.urgency].target_days as f64),
            Node::Missed => Tree::Number(class.missed as f64),
            Node::Two(sign, a, b) => match (a.fold(class), b.fold(class)) {
                (Tree::Number(a), Tree::Number(b)) => Tree::Number(sign.of(a, b)),
                both => Tree::Two(Two(*sign), Box::new(both)),
            },
            Node::If(truth, a, b) => match truth.fold(class) {
                Holds::Known(true) => a.fold(class),
                Holds::Known(false) => b.fold(class),
                holds => Tree::If(Box::new((holds, a.fold(class), b.fold(class)))),
            },
        }
    }
}

impl Truth {
    fn any(&self, of: &dyn Fn(&Node) -> bool) -> bool {
        match self {
            Truth::Below { left, right, .. } => left.any(of) || right.any(of),
            Truth::Is(..) => false,
            Truth::Not(a) => a.any(of),
            Truth::And(a, b) | Truth::Or(a, b) => a.any(of) || b.any(of),
        }
    }

    fn fold(&self, class: &Class<'_>) -> Holds {
        match self {
            Truth::Is(by, value) => Holds::Known(by.value_of(class.setting, class.group, class.urgency) == *value),
            Truth::Not(a) => match a.fold(class) {
                Holds::Known(known) => Holds::Known(!known),
                holds => Holds::Not(Box::new(holds)),
            },
            Truth::And(a, b) => match (a.fold(class), b.fold(class)) {
                (Holds::Known(false), _) | (_, Holds::Known(false)) => Holds::Known(false),
                (Holds::Known(true), holds) | (holds, Holds::Known(true)) => holds,
                both => Holds::And(Box::new(both)),
            },
            Truth::Or(a, b) => match (a.fold(class), b.fold(class)) {
                (Holds::Known(true), _) | (_, Holds::Known(true)) => Holds::Known(true),
                (Holds::Known(false), holds) | (holds, Holds::Known(false)) => holds,
                both => Holds::Or(Box::new(both)),
            },
            Truth::Below { strictly, left, right } => match (left.fold(class), right.fold(class)) {
                (Tree::Number(a), Tree::Number(b)) => Holds::Known(if *strictly { a < b } else { a <= b }),
                (left, right) => Holds::Below(*strictly, left, right),
            },
        }
    }
}
