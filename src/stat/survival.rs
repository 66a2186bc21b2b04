//! Survival with competing exits, on histograms of whole days.
//!
//! Under full follow-up nothing is censored and the Aalen-Johansen estimate equals the plain share; where people are censored it is the
//! honest reading, while one minus Kaplan-Meier with the other exits censored overstates (Aalen and Johansen 1978).

/// Cumulative incidence of each cause by day. `exits[c][d]` left by cause c on day d; `censored[d]` were last seen on day d, after
/// the exits of that day. `result[c][d]` is the probability of cause c by the end of day d.
#[must_use]
pub fn aalen_johansen(members: u64, exits: &[&[u32]], censored: &[u32]) -> Vec<Vec<f64>> {
    let days = exits.iter().map(|e| e.len()).chain([censored.len()]).max().unwrap_or(0);
    let at = |counts: &[u32], day: usize| f64::from(counts.get(day).copied().unwrap_or(0));
    let mut at_risk = members as f64;
    let mut survival = 1.0;
    let mut result = vec![Vec::with_capacity(days); exits.len()];
    let mut incidence = vec![0.0; exits.len()];
    for day in 0..days {
        let mut all = 0.0;
        for (cause, counts) in exits.iter().enumerate() {
            let left = at(counts, day);
            if at_risk > 0.0 {
                incidence[cause] += survival * left / at_risk;
            }
            all += left;
            result[cause].push(incidence[cause]);
        }
        if at_risk > 0.0 {
            survival *= 1.0 - all / at_risk;
        }
        at_risk -= all + at(censored, day);
    }
    result
}

/// Kaplan-Meier: the probability to be still there after each day, any exit.
#[must_use]
pub fn kaplan_meier(members: u64, exits: &[u32], censored: &[u32]) -> Vec<f64> {
    aalen_johansen(members, &[exits], censored).remove(0).into_iter().map(|f| 1.0 - f).collect()
}

/// The first day by whose end the probability to be still there is at most `1 - p`; none where it is not reached.
#[must_use]
pub fn quantile_day(survival: &[f64], p: f64) -> Option<usize> {
    // Rounding of the product must not push a quantile that is reached exactly to the next day.
    survival.iter().position(|s| *s <= 1.0 - p + 1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_full_follow_up_it_is_the_plain_share() {
        let treated = [3, 0, 5, 2, 0, 7];
        let removed = [1, 4, 0, 2];
        let members = 40;
        let f = aalen_johansen(members, &[&treated, &removed], &[]);
        let mut sum = [0.0; 2];
        for day in 0..6 {
            sum[0] += f64::from(treated[day]);
            sum[1] += f64::from(removed.get(day).copied().unwrap_or(0));
            for c in 0..2 {
                assert!((f[c][day] - sum[c] / members as f64).abs() < 1e-14);
            }
        }
        let km = kaplan_meier(members, &treated, &[]);
        assert_eq!((quantile_day(&km, 0.2), quantile_day(&km, 0.5)), (Some(2), None));
    }

    #[test]
    fn censored_people_leave_the_risk_set_after_the_exits_of_the_day() {
        // 10 people; day 1: 2 exits, 3 censored; day 2: 1 exit of the 5 left.
        let km = kaplan_meier(10, &[0, 2, 1], &[0, 3, 0]);
        assert!((km[1] - 0.8).abs() < 1e-15 && (km[2] - 0.8 * 0.8).abs() < 1e-15);
        // With a competing exit the incidences and the survivors sum to one.
        let f = aalen_johansen(10, &[&[0, 2, 1], &[1, 0, 1]], &[0, 3, 0]);
        let s = 0.9 * (1.0 - 2.0 / 9.0) * (1.0 - 2.0 / 4.0);
        assert!((f[0][2] + f[1][2] + s - 1.0).abs() < 1e-14);
        // Everybody gone: later days add nothing.
        assert_eq!(kaplan_meier(2, &[2, 0, 0], &[])[2], 0.0);
    }
}
