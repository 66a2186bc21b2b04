//! The order of what stands in a heap.

/// Puts a type in order by a key alone: `in_order!(Due, |due| (due.at, due.number))`. Two of the same key are equal.
macro_rules! in_order {
    ($type:ty, |$one:ident| $key:expr) => {
        impl PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.cmp(other) == std::cmp::Ordering::Equal
            }
        }
        impl Eq for $type {}
        impl PartialOrd for $type {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $type {
            #[inline]
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                let key = |$one: &Self| $key;
                key(self).cmp(&key(other))
            }
        }
    };
}

pub(super) use in_order;
