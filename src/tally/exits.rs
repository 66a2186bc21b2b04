//! The ways off the list, and one of something for each of them.

use std::ops::{Index, IndexMut};

/// How someone left the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The clock stopped: attended a slot, or the service began.
    Treated,
    /// Left untreated: patience ran out.
    Removed,
    /// Discharged: after a missed appointment, or because no treatment is needed or wanted.
    Discharged,
    /// Died untreated.
    Died,
    /// Admitted as an emergency.
    Emergency,
    /// Left for treatment paid for elsewhere.
    Private,
    /// Turned away on referral: there was no room.
    TurnedAway,
}

impl Exit {
    /// How many ways there are.
    pub const COUNT: usize = 7;
    /// All of them.
    pub const ALL: [Exit; Self::COUNT] =
        [Exit::Treated, Exit::Removed, Exit::Discharged, Exit::Died, Exit::Emergency, Exit::Private, Exit::TurnedAway];
}

/// One of something for each way off the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exits<T>([T; Exit::COUNT]);

impl<T> Exits<T> {
    /// All of them, treated first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }

    /// Adds to each what another holds of the same way.
    pub(super) fn merge(&mut self, other: &Self, add: impl Fn(&mut T, &T)) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| add(mine, theirs));
    }
}

impl<T> Index<Exit> for Exits<T> {
    type Output = T;

    #[inline]
    fn index(&self, how: Exit) -> &T {
        &self.0[how as usize]
    }
}

impl<T> IndexMut<Exit> for Exits<T> {
    #[inline]
    fn index_mut(&mut self, how: Exit) -> &mut T {
        &mut self.0[how as usize]
    }
}
