//! The measures of queuity, a file each; the list of them is [`Registry::shipped`](super::Registry::shipped).

pub mod behaviour;
pub mod breaches;
pub mod by_stage;
pub mod capacity;
pub mod completed;
pub mod cost;
pub mod fate;
pub mod flows;
pub mod follow_up;
pub mod levers;
pub mod list_size;
pub mod new_breaches;
pub mod official;
pub mod on_time;
pub mod recorded;
pub mod referred_on;
pub mod stage;
pub mod time_on_list;
pub mod treated_within;
pub mod until_half_treated;
pub mod waiting_limit;
pub mod waiting_quantile;
pub mod weeks_untreated;
