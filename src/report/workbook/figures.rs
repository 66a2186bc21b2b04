//! The figures of each kind of chart as a table for a sheet, and the series that are drawn of it.

use rust_xlsxwriter::{ChartLineDashType, ChartMarkerType, ChartType};

use crate::report::svg::{self, Dots, Fates, LevelGap, Lines, Range, SERIES, Tornado, XmrChart};

/// Letters of a cell (Microsoft, "Excel specifications and limits").
pub(super) const CELL: usize = 32_767;
/// A cell.
pub(super) enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.chars().take(CELL).collect())
    }
}

/// A table for a sheet: heads, rows.
pub(super) type Grid = (Vec<String>, Vec<Vec<Cell>>);

/// A series of a chart: columns and rows in its sheet.
pub(super) struct Line {
    pub(super) name: Name,
    pub(super) x: u16,
    pub(super) y: u16,
    pub(super) rows: (u32, u32),
    pub(super) look: Look,
    /// The columns of how far its interval reaches above and below `y`.
    pub(super) error: Option<(u16, u16)>,
    /// The same of `x`.
    pub(super) across: Option<(u16, u16)>,
}

impl Line {
    fn new(name: Name, (x, y): (u16, u16), rows: (u32, u32), look: Look) -> Self {
        Self { name, x, y, rows, look, error: None, across: None }
    }
}

/// How far an interval reaches above and below its value.
fn reach(r: &Range) -> [Cell; 2] {
    [r.high - r.value, r.value - r.low].map(Cell::Number)
}

/// Where the name of a series stands: in the head of a column, or in a row of the first one.
pub(super) enum Name {
    Head(u16),
    Row(u32),
}

/// How a series looks.
#[derive(Clone, Copy)]
pub(super) enum Look {
    /// A line with a colour of the palette; grey without one.
    Line(Option<usize>, ChartLineDashType),
    /// An end of a band: a thin line that the legend does not name.
    Band(usize),
    /// Marks.
    Marks(usize, ChartMarkerType),
    /// A piece of a bar.
    Bar(svg::Colour),
}

/// The figures of a chart, its charts (kind, title, series), and the names of both axes.
pub(super) type Parts = (Grid, Vec<(ChartType, String, Vec<Line>)>, (String, String));

const DASHES: [ChartLineDashType; 4] =
    [ChartLineDashType::Dash, ChartLineDashType::Solid, ChartLineDashType::RoundDot, ChartLineDashType::DashDot];

pub(super) fn lines(chart: &Lines) -> Parts {
    let mut times: Vec<f64> = chart.curves.iter().flat_map(|c| c.points.iter().map(|(t, _)| *t)).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut head = vec!["Week".to_string()];
    for c in &chart.curves {
        head.extend([c.name.clone(), format!("{}, low", c.name), format!("{}, high", c.name)]);
    }
    let rows = times.iter().map(|t| {
        let mut row = vec![Cell::Number(*t)];
        for c in &chart.curves {
            match c.points.iter().find(|(x, _)| x == t) {
                Some((_, r)) => row.extend([r.value, r.low, r.high].map(Cell::Number)),
                None => row.extend([Cell::Empty, Cell::Empty, Cell::Empty]),
            }
        }
        row
    });
    let last = times.len() as u32;
    let mut series: Vec<Line> = Vec::new();
    for (i, c) in chart.curves.iter().enumerate() {
        let y = 1 + 3 * i as u16;
        let dash = c.colour.map_or(ChartLineDashType::Solid, |k| DASHES[k % DASHES.len()]);
        series.push(Line::new(Name::Head(y), (0, y), (1, last), Look::Line(c.colour, dash)));
        // The band of those that stand out, as two thin lines.
        let band = c.colour.filter(|_| c.points.iter().any(|(_, r)| r.high > r.low));
        let thin = |k, y| Line::new(Name::Head(y), (0, y), (1, last), Look::Band(k));
        series.extend(band.into_iter().flat_map(|k| [thin(k, y + 1), thin(k, y + 2)]));
    }
    let grid = (head, rows.collect());
    (grid, vec![(ChartType::ScatterStraight, String::new(), series)], ("Week".into(), chart.axis.clone()))
}

pub(super) fn level_gap(chart: &LevelGap) -> Parts {
    let head = [
        "Policy",
        "Level",
        "Level, low",
        "Level, high",
        "Gap",
        "Gap, low",
        "Gap, high",
        "Beaten on both",
        "Level, above",
        "Level, below",
        "Gap, above",
        "Gap, below",
    ];
    let front = chart.frontier();
    let rows = chart.points.iter().enumerate().map(|(i, p)| {
        let mut row = vec![Cell::from(p.name.as_str())];
        row.extend([p.level.value, p.level.low, p.level.high, p.gap.value, p.gap.low, p.gap.high].map(Cell::Number));
        row.push(Cell::from(if front.contains(&i) { "no" } else { "yes" }));
        row.extend(reach(&p.level).into_iter().chain(reach(&p.gap)));
        row
    });
    let series = chart.points.iter().enumerate().map(|(i, p)| {
        let row = i as u32 + 1;
        let look = match (p.reference, front.contains(&i)) {
            (true, _) => Look::Marks(0, ChartMarkerType::Diamond),
            (_, true) => Look::Marks(1, ChartMarkerType::Circle),
            _ => Look::Marks(3, ChartMarkerType::Square),
        };
        Line { across: Some((8, 9)), error: Some((10, 11)), ..Line::new(Name::Row(row), (1, 4), (row, row), look) }
    });
    let series = series.collect();
    let grid = (head.map(String::from).to_vec(), rows.collect());
    (grid, vec![(ChartType::Scatter, String::new(), series)], (chart.level.clone(), chart.gap.clone()))
}

pub(super) fn dots(chart: &Dots) -> Parts {
    let names: Vec<String> = match chart.series.as_slice() {
        [] => vec!["Value".into()],
        series => series.to_vec(),
    };
    let mut head = vec!["Row".to_string()];
    for name in &names {
        head.extend([name.clone(), format!("{name}, low"), format!("{name}, high")]);
    }
    head.extend(names.iter().flat_map(|name| [format!("{name}, above"), format!("{name}, below")]));
    let rows = chart.rows.iter().map(|r| {
        let mut row = vec![Cell::from(r.name.as_str())];
        let dot = |i: usize| r.dots.iter().find(|d| d.series == i);
        for i in 0..names.len() {
            match dot(i) {
                Some(d) => row.extend([d.range.value, d.range.low, d.range.high].map(Cell::Number)),
                None => row.extend([Cell::Empty, Cell::Empty, Cell::Empty]),
            }
        }
        for i in 0..names.len() {
            row.extend(dot(i).map_or([Cell::Empty, Cell::Empty], |d| reach(&d.range)));
        }
        row
    });
    let last = chart.rows.len() as u32;
    let series = (0..names.len()).map(|i| {
        let y = 1 + 3 * i as u16;
        let error = 1 + 3 * names.len() as u16 + 2 * i as u16;
        Line {
            error: Some((error, error + 1)),
            ..Line::new(Name::Head(y), (0, y), (1, last), Look::Bar(SERIES[(i + 1) % 2]))
        }
    });
    let series = series.collect();
    ((head, rows.collect()), vec![(ChartType::Bar, String::new(), series)], (chart.axis.clone(), String::new()))
}

pub(super) fn fates(chart: &Fates) -> Parts {
    let mut head = vec!["Policy".to_string()];
    head.extend(chart.kinds.iter().cloned());
    let rows = chart.rows.iter().map(|(name, _, parts)| {
        let mut row = vec![Cell::from(name.as_str())];
        row.extend(parts.iter().map(|p| Cell::Number(p.share * 100.0)));
        row
    });
    let last = chart.rows.len() as u32;
    let series = (0..chart.kinds.len()).map(|i| {
        let y = 1 + i as u16;
        Line::new(Name::Head(y), (0, y), (1, last), Look::Bar(chart.fill(i)))
    });
    let series = series.collect();
    let axes = ("People of 100".to_string(), String::new());
    ((head, rows.collect()), vec![(ChartType::BarStacked, String::new(), series)], axes)
}

pub(super) fn xmr(chart: &XmrChart) -> Parts {
    let head = ["Series", "Week", "Value", "Mean", "Lower limit", "Upper limit", "Point"];
    let mut rows = Vec::new();
    let mut charts = Vec::new();
    for panel in &chart.panels {
        let from = rows.len() as u32 + 1;
        for (t, v, sign) in &panel.points {
            let numbers = [*t, *v, panel.mean, panel.limits.0, panel.limits.1].map(Cell::Number);
            rows.push(
                std::iter::once(Cell::from(panel.name.as_str()))
                    .chain(numbers)
                    .chain([Cell::from(sign.words())])
                    .collect(),
            );
        }
        let to = rows.len() as u32;
        let looks = [
            (2, Look::Line(Some(1), ChartLineDashType::Solid)),
            (3, Look::Line(None, ChartLineDashType::Solid)),
            (4, Look::Line(None, ChartLineDashType::Dash)),
            (5, Look::Line(None, ChartLineDashType::Dash)),
        ];
        let series = looks.map(|(y, look)| Line::new(Name::Head(y), (1, y), (from, to), look));
        charts.push((ChartType::ScatterStraight, panel.name.clone(), series.into()));
    }
    ((head.map(String::from).to_vec(), rows), charts, ("Week".into(), chart.axis.clone()))
}

/// How far the figure moves from what it is as given, with each input at the ends of its range.
pub(super) fn tornado(chart: &Tornado) -> Parts {
    let mut head = vec!["Input".to_string()];
    for end in ["low", "high"] {
        head.extend([
            format!("Moved at the {end} end"),
            format!("At the {end} end"),
            format!("At the {end} end, low"),
            format!("At the {end} end, high"),
            format!("{end} end, above"),
            format!("{end} end, below"),
            format!("{end} end in words"),
        ]);
    }
    head.extend(["As given".into(), "Path in scenario.toml".into()]);
    let rows = chart.rows.iter().map(|r| {
        let mut row = vec![Cell::from(r.name.as_str())];
        for (bar, _) in r.bars() {
            match bar {
                Some(bar) => {
                    let i = &bar.range;
                    row.extend([i.value - chart.given, i.value, i.low, i.high].map(Cell::Number));
                    row.extend(reach(i));
                    row.push(Cell::from(bar.text.as_str()));
                }
                None => row.extend((0..7).map(|_| Cell::Empty)),
            }
        }
        row.extend([Cell::Number(chart.given), Cell::from(r.path.as_str())]);
        row
    });
    let last = chart.rows.len() as u32;
    let series = [(1, SERIES[1]), (8, SERIES[0])].map(|(y, colour)| Line {
        error: Some((y + 4, y + 5)),
        ..Line::new(Name::Head(y), (0, y), (1, last), Look::Bar(colour))
    });
    let axis = format!("{}: moved from {}", chart.axis, chart.said);
    ((head, rows.collect()), vec![(ChartType::Bar, String::new(), series.into())], (axis, String::new()))
}
