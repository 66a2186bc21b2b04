//! What ranks lanes during a run, of whatever discipline. The rankers of this house stand side by side, so that a decision is a
//! `match`, also where a rule hands it on to another; only one that is not of this house is called through a table.

use std::fmt::{self, Debug};

use super::kinds::Ranked;
use super::{Drawn, Explained, Pick, Ranker, View};

/// What ranks the lanes of one stage during one run.
pub struct Ranking<'a>(pub(super) Ranked<'a>);

impl<'a> Ranking<'a> {
    /// A ranker that is not one of this house.
    #[must_use]
    pub fn of(ranker: impl Ranker + 'a) -> Self {
        Self(Ranked::Other(Box::new(ranker)))
    }

    /// Whether every pick is a virtual call, as it is of a ranker from outside.
    #[must_use]
    pub const fn is_virtual(&self) -> bool {
        matches!(self.0, Ranked::Other(_))
    }
}

impl Debug for Ranking<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.any().fmt(f)
    }
}

impl Ranking<'_> {
    /// As [`Ranker::session`].
    pub fn session(&mut self, slots: u32) {
        self.0.any_mut().session(slots);
    }

    /// As [`Ranker::reserved`].
    #[must_use]
    pub fn reserved(&self) -> Vec<u32> {
        self.0.any().reserved()
    }

    /// As [`Ranker::resume`].
    pub fn resume(&mut self, reserved: &[u32], taken: u32) {
        self.0.any_mut().resume(reserved, taken);
    }

    /// As [`Ranker::quota`].
    #[must_use]
    pub fn quota(&self) -> Option<usize> {
        self.0.any().quota()
    }

    /// As [`Ranker::pick`].
    #[inline]
    pub fn pick(&mut self, view: &View<'_>) -> Pick {
        self.0.pick(view)
    }

    /// As [`Ranker::drawn`].
    #[inline]
    #[must_use]
    pub fn drawn(&self) -> Option<Drawn> {
        self.0.drawn()
    }

    /// As [`Ranker::explain`].
    #[must_use]
    pub fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        self.0.any().explain(view, lane)
    }
}

/// The list of disciplines, `file::Kind => its ranker`, with the name of the lifetime of a run first; those that rank like another
/// one say no ranker. Makes the registry of what is shipped, and the rankers side by side.
macro_rules! shipped {
    ($run:lifetime, $($file:ident::$kind:ident $(=> $ranker:ty)?,)*) => {
        impl Registry {
            /// The disciplines of queuity, one line each.
            #[must_use]
            pub fn shipped() -> Self {
                static SHIPPED: std::sync::LazyLock<Registry> = std::sync::LazyLock::new(|| {
                    Registry::empty() $(.with($file::$kind))*
                });
                SHIPPED.clone()
            }
        }

        /// The rankers of this house, and any other.
        #[derive(Debug)]
        pub(in crate::discipline) enum Ranked<$run> {
            $($($kind($ranker),)?)*
            Other(Box<dyn Ranker + $run>),
        }

        impl<$run> Ranked<$run> {
            #[inline]
            pub(in crate::discipline) fn pick(&mut self, view: &View<'_>) -> Pick {
                match self {
                    $($(Self::$kind(ranker) => <$ranker as Ranker>::pick(ranker, view),)?)*
                    Self::Other(ranker) => ranker.pick(view),
                }
            }

            #[inline]
            pub(in crate::discipline) fn drawn(&self) -> Option<Drawn> {
                match self {
                    $($(Self::$kind(ranker) => <$ranker as Ranker>::drawn(ranker),)?)*
                    Self::Other(ranker) => ranker.drawn(),
                }
            }

            /// For what is not asked at every decision.
            pub(in crate::discipline) fn any(&self) -> &dyn Ranker {
                match self {
                    $($(Self::$kind(ranker) => { let it: &$ranker = ranker; it })?)*
                    Self::Other(ranker) => &**ranker,
                }
            }

            pub(in crate::discipline) fn any_mut(&mut self) -> &mut dyn Ranker {
                match self {
                    $($(Self::$kind(ranker) => { let it: &mut $ranker = ranker; it })?)*
                    Self::Other(ranker) => &mut **ranker,
                }
            }
        }

        $($(
            impl<$run> From<$ranker> for Ranking<$run> {
                fn from(ranker: $ranker) -> Self {
                    Self(Ranked::$kind(ranker))
                }
            }
        )?)*
    };
}
