//! The disciplines of queuity, a file each, and the list of them.

use super::{Drawn, Pick, Ranker, Ranking, Registry, View};

shipped! { 'a,
    first_come::FirstCome => first_come::OnlyLane,
    strict::Strict => strict::FirstLane,
    due_date::DueDate => due_date::EarliestDue<'a>,
    relative_wait::RelativeWait => relative_wait::LargestPart<'a>,
    accumulating::Accumulating => accumulating::MostEarned<'a>,
    head_start::HeadStart => head_start::MostPoints<'a>,
    longest_list::LongestList => longest_list::MostPeople,
    reserved::Reserved => reserved::Shares<'a>,
    random::Random,
    last_come::LastCome,
    shortest_job::ShortestJob,
    highest_score::HighestScore,
    breach_first::BreachFirst => breach_first::LongestLimit<'a>,
    by_wait::ByWait => by_wait::Drawer<'a>,
    changing::Changing => changing::Latest<'a>,
    cost_of_delay::CostOfDelay => cost_of_delay::MostCostly<'a>,
    fair_share::FairShare => fair_share::LeastServed<'a>,
    formula::Formula => formula::HighestValue<'a>,
    gap_controller::GapController => gap_controller::Controller<'a>,
    lottery::Lottery => lottery::Drawer<'a>,
    matrix::Matrix => matrix::MostPoints<'a>,
    max_min::MaxMin => max_min::LongestExpected,
    mixed::Mixed => mixed::Turns<'a>,
    threshold::Threshold => threshold::Switch<'a>,
}

pub mod accumulating;
pub mod breach_first;
pub mod by_wait;
pub mod changing;
pub mod cost_of_delay;
pub mod due_date;
pub mod fair_share;
pub mod first_come;
pub mod formula;
pub mod gap_controller;
pub mod head_start;
pub mod highest_score;
pub mod last_come;
pub mod longest_list;
pub mod lottery;
pub mod matrix;
pub mod max_min;
pub mod mixed;
pub mod random;
pub mod relative_wait;
pub mod reserved;
pub mod shortest_job;
pub mod strict;
pub mod threshold;
