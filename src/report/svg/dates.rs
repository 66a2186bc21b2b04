//! The dates below a chart over time: evenly spread, the first and the last among them.

use super::canvas::{Anchor, Canvas, Style};
use super::colour::{AXIS, MUTED};
use super::scale::Scale;
use super::text::{Weight, width};

/// Room between two dates.
const GAP: f64 = 8.0;

/// Writes the dates below the line at `bottom`, each with a mark at its time. Where there is no room for all of them, every second, third and
/// so on is kept, so that both ends are dated; where even these two would touch, the last alone.
pub(super) fn dates(canvas: &mut Canvas, times: &[(f64, String)], x: &Scale, bottom: f64, (wide, size): (f64, f64)) {
    let (first, last) = x.ends();
    let all: Vec<(f64, f64, &str)> = times
        .iter()
        .filter(|(t, _)| *t >= first && *t <= last)
        .map(|(t, text)| {
            let long = width(text, size, Weight::Regular);
            let at = x.at(*t);
            (at, (at - long / 2.0).min(wide - long - 1.0).max(0.0), text.as_str())
        })
        .collect();
    let apart = |pair: &[&(f64, f64, &str)]| pair[0].1 + width(pair[0].2, size, Weight::Regular) + GAP <= pair[1].1;
    let steps = all.len().saturating_sub(1);
    let kept = (1..=steps)
        .filter(|step| steps.is_multiple_of(*step))
        .map(|step| all.iter().step_by(step).collect::<Vec<_>>())
        .find(|kept| kept.windows(2).all(apart));
    for (at, from, text) in kept.unwrap_or_else(|| all.last().into_iter().collect()) {
        canvas.rule((*at, bottom), (*at, bottom + 5.0), AXIS, 1.0, "");
        canvas.text(*from, bottom + 20.0, Anchor::Start, text, Style::new(size, MUTED));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(count: u32, wide: f64) -> Vec<String> {
        let times: Vec<(f64, String)> = (0..count).map(|i| (f64::from(i), format!("{i:02} Apr 2026"))).collect();
        let mut canvas = Canvas::new(wide, 100.0);
        let x = Scale::new((0.0, f64::from(count - 1)), (40.0, wide - 8.0));
        dates(&mut canvas, &times, &x, 50.0, (wide, 12.0));
        let svg = canvas.finish("dates", "dates", "dates", "dates");
        times.into_iter().map(|(_, text)| text).filter(|text| svg.contains(text.as_str())).collect()
    }

    #[test]
    fn both_ends_are_dated_and_the_rest_evenly() {
        let ends = |d: &[String]| (d[0].clone(), d[d.len() - 1].clone());
        for count in [2, 3, 5, 7, 9, 10] {
            for wide in [260.0, 358.0, 700.0] {
                let there = drawn(count, wide);
                assert_eq!(
                    ends(&there),
                    ("00 Apr 2026".to_string(), format!("{:02} Apr 2026", count - 1)),
                    "{count} {wide}"
                );
                assert_eq!((count as usize - 1) % (there.len() - 1), 0, "{count} {wide}");
            }
        }
        assert_eq!(drawn(5, 358.0).len(), 3);
        assert_eq!(drawn(5, 700.0).len(), 5);
    }

    #[test]
    fn one_date_is_written_where_two_would_touch() {
        assert_eq!(drawn(2, 130.0), ["01 Apr 2026"]);
        assert_eq!(drawn(1, 150.0), ["00 Apr 2026"]);
    }
}
