//! Charts of random figures: no words outside, none on others, all to be read.

use proptest::prelude::*;
use queuity::report::svg::{
    Bar, Curve, Dot, DotRow, Dots, Fates, Input, LevelGap, Lines, Panel, Point, Range, Segment, Sign, Tornado,
    XmrChart, dots, fates, level_gap, lines, tornado, xmr,
};

const WIDTHS: [f64; 2] = [760.0, 344.0];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,12}( [a-z]{1,12}){0,5}",
        "[A-Za-z0-9<>&\"' ]{1,60}",
        Just("x".repeat(200)),
        Just("W W W W W W W W W W".to_string()),
    ]
}

fn range(span: f64) -> impl Strategy<Value = Range> {
    (-1.0..1.0, 0.0..0.5, 0.0..0.5).prop_map(move |(x, a, b)| Range {
        value: x * span,
        low: (x - a) * span,
        high: (x + b) * span,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn dumbbells(rows in prop::collection::vec((name(), range(30.0), range(30.0)), 1..12), series in (name(), name()), two in any::<bool>()) {
        let row = |(name, a, b): &(String, Range, Range)| DotRow {
            name: name.clone(),
            strong: false,
            dots: [a, b].into_iter().take(1 + usize::from(two)).enumerate()
                .map(|(series, r)| Dot { series, range: *r, text: format!("{:.1}", r.value) }).collect(),
            aside: "+12.5".into(),
        };
        let series = if two { vec![series.0, series.1] } else { Vec::new() };
        let chart = Dots { rows: rows.iter().map(row).collect(), series, axis: "weeks untreated".into(), aside: "gap, days".into(), zero: false, joined: two };
        for width in WIDTHS {
            let drawn = dots(&chart, width);
            prop_assert!(drawn.faults().is_empty(), "{width}: {:?}", drawn.faults());
            prop_assert_eq!(drawn.finish("a", "b", "c", "d"), dots(&chart, width).finish("a", "b", "c", "d"));
        }
    }

    #[test]
    fn levels_against_gaps(points in prop::collection::vec((name(), range(30.0), range(9.0)), 1..20)) {
        let chart = LevelGap {
            points: points.iter().enumerate().map(|(i, (name, level, gap))| Point { name: name.clone(), reference: i == 0, level: *level, gap: *gap }).collect(),
            level: "Weeks untreated, everybody who joins → longer waits".into(),
            gap: "Gap in days: most deprived minus least deprived".into(),
            above: "above this line most deprived wait longer".into(),
        };
        // Nobody on the line is beaten by anybody.
        let front = chart.frontier();
        prop_assert!(!front.is_empty());
        for i in &front {
            let p = &chart.points[*i];
            prop_assert!(!chart.points.iter().any(|q| q.level.value < p.level.value && q.gap.value.abs() < p.gap.value.abs()));
        }
        for width in WIDTHS {
            let drawn = level_gap(&chart, width);
            prop_assert!(drawn.faults().is_empty(), "{width}: {:?}", drawn.faults());
        }
    }

    #[test]
    fn lines_over_time(curves in prop::collection::vec((name(), prop::collection::vec(range(500.0), 2..60)), 1..9)) {
        let curves: Vec<Curve> = curves.iter().enumerate().map(|(i, (name, values))| Curve {
            name: name.clone(),
            last: "1,234 (1,111 to 1,357)".into(),
            colour: (i < 4).then_some(i),
            points: values.iter().enumerate().map(|(t, r)| (t as f64, *r)).collect(),
        }).collect();
        let times = (0..60).step_by(13).map(|t| (f64::from(t), format!("{t} Feb 2026"))).collect();
        let chart = Lines { curves, axis: "People on the list".into(), times, zero: false };
        for width in WIDTHS {
            let drawn = lines(&chart, width);
            prop_assert!(drawn.faults().is_empty(), "{width}: {:?}", drawn.faults());
        }
    }

    #[test]
    fn stacked_fates(rows in prop::collection::vec((name(), prop::collection::vec(0.0..1.0_f64, 8)), 1..8), kinds in 1_usize..9) {
        let names = ["treated", "still waiting", "died", "left the list untreated", "discharged untreated", "emergency admission", "treated elsewhere, paid", "turned away"];
        let rows = rows.iter().map(|(name, shares)| {
            let sum: f64 = shares[..kinds].iter().sum::<f64>().max(1e-9);
            let parts = shares[..kinds].iter().map(|s| Segment { share: s / sum, text: format!("{:.0}", s / sum * 100.0) }).collect();
            (name.clone(), false, parts)
        }).collect();
        let chart = Fates { kinds: names[..kinds].iter().map(|n| (*n).to_string()).collect(), colours: Vec::new(), rows };
        for width in WIDTHS {
            let drawn = fates(&chart, width);
            prop_assert!(drawn.faults().is_empty(), "{width}: {:?}", drawn.faults());
        }
    }

    #[test]
    fn tornados(rows in prop::collection::vec((name(), prop::option::of(range(30.0)), prop::option::of(range(30.0))), 1..11), given in range(30.0), said in name()) {
        let bar = |r: &Option<Range>| r.map(|range| Bar { range, text: format!("{:.4}: {:.1}, turns", range.low, range.value) });
        let chart = Tornado {
            rows: rows.iter().map(|(name, low, high)| Input { name: name.clone(), path: String::new(), low: bar(low), high: bar(high) }).collect(),
            given: given.value,
            said: format!("as given: {said}"),
            axis: "Difference in days untreated of people who join".into(),
        };
        for width in WIDTHS {
            let drawn = tornado(&chart, width);
            prop_assert!(drawn.faults().is_empty(), "{width}: {:?}", drawn.faults());
            prop_assert_eq!(drawn.finish("a", "b", "c", "d"), tornado(&chart, width).finish("a", "b", "c", "d"));
        }
    }

    #[test]
    fn charts_of_one_run(panels in prop::collection::vec((name(), name(), prop::collection::vec((range(500.0), 0..4_usize), 2..110)), 1..4), zero in any::<bool>()) {
        let signs = [Sign::Usual, Sign::Better, Sign::Worse, Sign::Other];
        let panels: Vec<Panel> = panels.iter().map(|(name, verdict, points)| {
            let r = points[0].0;
            Panel {
                name: name.clone(),
                points: points.iter().enumerate().map(|(t, (r, s))| (t as f64, r.value, signs[*s])).collect(),
                mean: r.value,
                limits: (r.low, r.high),
                said: ["upper limit 1,234.5".into(), format!("mean {name}"), "lower limit \u{2212}12".into()],
                last: (signs[points[0].1], points[0].1 > 1),
                verdict: verdict.clone(),
            }
        }).collect();
        let times = (0..110).step_by(13).map(|t| (f64::from(t), format!("{t} Feb 2026"))).collect();
        let chart = XmrChart { panels, axis: "People of 100 on the list who have waited over 18 weeks".into(), times, zero };
        for width in WIDTHS {
            let drawn = xmr(&chart, width);
            prop_assert!(drawn.faults().is_empty(), "{width}: {:?}", drawn.faults());
            prop_assert_eq!(drawn.finish("a", "b", "c", "d"), xmr(&chart, width).finish("a", "b", "c", "d"));
        }
    }
}
