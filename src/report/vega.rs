//! The charts of the page as Vega-Lite, for Altair, Power BI and web pages: one JSON file for each, with its data in it.
//!
//! What a chart is called and what it shows is the same as on the page; where things stand is left to the reader's program. Names are data or
//! titles there, and never a field, a key or an expression, so whatever stands in them does no harm.

use serde_json::{Value, json};

use super::drawing::{Drawing, Shape};
use super::svg::{
    Colour, Dots, Fates, GREY, LevelGap, Lines, MUTED, Range, SERIES, Sign, Tornado, Weight, XmrChart, wrap,
};

/// The language of the files.
const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v5.json";
/// Width of a chart.
const WIDE: f64 = 620.0;

/// The file of a chart.
pub(super) fn file(drawing: &Drawing) -> Vec<u8> {
    let (data, mut body) = match &drawing.shape {
        Shape::Lines(chart) => lines(chart),
        Shape::LevelGap(chart) => level_gap(chart),
        Shape::Dots(chart) => dots(chart),
        Shape::Fates(chart) => fates(chart),
        Shape::Xmr(chart) => xmr(chart),
        Shape::Tornado(chart) => tornado(chart),
    };
    let lines = |text: &str, size: f64, weight| wrap(text, size, weight, WIDE, 6);
    body["$schema"] = SCHEMA.into();
    body["title"] = json!({
        "text": lines(&drawing.message, 16.0, Weight::Bold),
        "subtitle": lines(&drawing.measure, 13.0, Weight::Regular),
        "anchor": "start",
        "fontSize": 16,
        "subtitleFontSize": 13,
        "subtitleColor": MUTED.to_string(),
    });
    body["description"] = drawing.description.as_str().into();
    body["data"] = json!({ "values": data });
    body["config"] = json!({
        "font": "Arial, Helvetica, 'Liberation Sans', sans-serif",
        "view": { "stroke": null },
        "axis": { "labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": "normal", "labelLimit": 220 },
        "legend": { "labelFontSize": 12, "labelLimit": 300 },
    });
    // Texts and finite numbers always serialise.
    let mut text = serde_json::to_vec_pretty(&body).unwrap_or_default();
    text.push(b'\n');
    text
}

fn colours(of: &[Colour]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}

/// A title of an axis in lines that are no longer than the axis.
fn axis(text: &str, long: f64) -> Vec<String> {
    wrap(text, 13.0, Weight::Regular, long, 4)
}

fn row(range: &Range, more: Value) -> Value {
    let mut row = more;
    row["value"] = range.value.into();
    row["low"] = range.low.into();
    row["high"] = range.high.into();
    row
}

/// Lines over time with their bands.
fn lines(chart: &Lines) -> (Vec<Value>, Value) {
    let data = chart.curves.iter().flat_map(|c| {
        c.points.iter().map(move |(t, r)| row(r, json!({ "policy": c.name, "week": t, "shown": c.colour.is_some() })))
    });
    let names: Vec<&String> = chart.curves.iter().map(|c| &c.name).collect();
    let range: Vec<Colour> = chart.curves.iter().map(|c| c.colour.map_or(GREY, |i| SERIES[i % SERIES.len()])).collect();
    let colour = json!({
        "field": "policy", "type": "nominal", "title": null,
        "scale": { "domain": names, "range": colours(&range) },
        "legend": { "orient": "bottom", "columns": 1 },
    });
    let dash =
        json!({ "field": "policy", "type": "nominal", "title": null, "scale": { "domain": names }, "legend": null });
    let x = json!({ "field": "week", "type": "quantitative", "title": "Week" });
    let y = json!({ "field": "value", "type": "quantitative", "title": axis(&chart.axis, 250.0), "scale": { "zero": chart.zero } });
    let body = json!({
        "width": WIDE, "height": 260,
        "layer": [
            { "transform": [{ "filter": { "field": "shown", "equal": true } }],
              "mark": { "type": "area", "opacity": 0.13 },
              "encoding": { "x": x, "y": { "field": "low", "type": "quantitative", "title": axis(&chart.axis, 250.0), "scale": { "zero": chart.zero } },
                            "y2": { "field": "high" }, "color": colour } },
            { "mark": { "type": "line", "strokeWidth": 2.5 },
              "encoding": { "x": x, "y": y, "color": colour, "strokeDash": dash } },
        ],
    });
    (data.collect(), body)
}

/// Levels against gaps.
fn level_gap(chart: &LevelGap) -> (Vec<Value>, Value) {
    let front = chart.frontier();
    let kind = |i: usize| match (chart.points[i].reference, front.contains(&i)) {
        (true, _) => "reference",
        (_, true) => "not beaten on both",
        _ => "beaten on both",
    };
    let kinds = ["reference", "not beaten on both", "beaten on both"];
    let data = chart.points.iter().enumerate().map(|(i, p)| {
        let place = front.iter().position(|f| *f == i);
        json!({
            "policy": p.name, "kind": kind(i), "front": place,
            "level": p.level.value, "level_low": p.level.low, "level_high": p.level.high,
            "gap": p.gap.value, "gap_low": p.gap.low, "gap_high": p.gap.high,
        })
    });
    let x = |field: &str| json!({ "field": field, "type": "quantitative", "title": axis(&chart.level, WIDE), "scale": { "zero": false } });
    let y = |field: &str| json!({ "field": field, "type": "quantitative", "title": axis(&chart.gap, 340.0) });
    let colour = json!({
        "field": "kind", "type": "nominal", "title": null,
        "scale": { "domain": kinds, "range": colours(&[SERIES[0], SERIES[1], GREY]) },
        "legend": { "orient": "bottom" },
    });
    let shape = json!({
        "field": "kind", "type": "nominal", "title": null,
        "scale": { "domain": kinds, "range": ["diamond", "circle", "square"] },
    });
    let body = json!({
        "width": WIDE, "height": 360,
        "layer": [
            { "mark": { "type": "rule", "color": MUTED.to_string() }, "encoding": { "y": { "datum": 0, "type": "quantitative", "title": axis(&chart.gap, 340.0) } } },
            { "transform": [{ "filter": { "field": "front", "valid": true } }],
              "mark": { "type": "line", "color": GREY.to_string(), "strokeDash": [5, 4] },
              "encoding": { "x": x("level"), "y": y("gap"), "order": { "field": "front", "type": "quantitative" } } },
            { "mark": { "type": "rule", "strokeWidth": 2 },
              "encoding": { "x": x("level_low"), "x2": { "field": "level_high" }, "y": y("gap"), "color": colour } },
            { "mark": { "type": "rule", "strokeWidth": 2 },
              "encoding": { "x": x("level"), "y": y("gap_low"), "y2": { "field": "gap_high" }, "color": colour } },
            { "mark": { "type": "point", "filled": true, "size": 90 },
              "encoding": { "x": x("level"), "y": y("gap"), "color": colour, "shape": shape,
                            "tooltip": [{ "field": "policy", "type": "nominal" }, { "field": "level", "type": "quantitative" }, { "field": "gap", "type": "quantitative" }] } },
            { "mark": { "type": "text", "align": "left", "dx": 8, "dy": -8, "limit": 200 },
              "encoding": { "x": x("level"), "y": y("gap"), "text": { "field": "policy", "type": "nominal" } } },
        ],
    });
    (data.collect(), body)
}

/// Rows of dots, joined where there are two.
fn dots(chart: &Dots) -> (Vec<Value>, Value) {
    let data = chart.rows.iter().enumerate().flat_map(|(i, r)| {
        r.dots.iter().map(move |d| {
            let group = chart.series.get(d.series).map_or("", String::as_str);
            row(&d.range, json!({ "row": r.name, "order": i, "group": group, "aside": r.aside }))
        })
    });
    let (domain, shapes): (Vec<&str>, &[&str]) = match chart.series.as_slice() {
        [] => (vec![""], &["circle"]),
        series => (series.iter().map(String::as_str).collect(), &["circle", "diamond"]),
    };
    let range: Vec<Colour> = (0..domain.len()).map(|i| SERIES[(i + 1) % 2]).collect();
    let legend = if chart.series.is_empty() { Value::Null } else { json!({ "orient": "top" }) };
    let colour = json!({
        "field": "group", "type": "nominal", "title": null, "scale": { "domain": domain, "range": colours(&range) }, "legend": legend,
    });
    let shape = json!({
        "field": "group", "type": "nominal", "title": null, "scale": { "domain": domain, "range": shapes }, "legend": legend,
    });
    let x = |field: &str| json!({ "field": field, "type": "quantitative", "title": axis(&chart.axis, 420.0), "scale": { "zero": chart.zero } });
    let y = json!({ "field": "row", "type": "nominal", "title": null, "sort": { "field": "order", "op": "min" } });
    let mut layer = Vec::new();
    if chart.joined {
        layer.push(json!({
            "mark": { "type": "line", "color": GREY.to_string(), "strokeWidth": 4 },
            "encoding": { "x": x("value"), "y": y, "detail": { "field": "row", "type": "nominal" } },
        }));
    }
    layer.push(json!({
        "mark": { "type": "rule", "strokeWidth": 2 },
        "encoding": { "x": x("low"), "x2": { "field": "high" }, "y": y, "color": colour },
    }));
    layer.push(json!({
        "mark": { "type": "point", "filled": true, "size": 90 },
        "encoding": { "x": x("value"), "y": y, "color": colour, "shape": shape },
    }));
    (data.collect(), json!({ "width": WIDE * 0.7, "height": { "step": 42 }, "layer": layer }))
}

/// What becomes of 100 people.
fn fates(chart: &Fates) -> (Vec<Value>, Value) {
    let data = chart.rows.iter().enumerate().flat_map(|(i, (name, _, parts))| {
        parts.iter().zip(&chart.kinds).enumerate().map(move |(place, (part, kind))| {
            json!({ "policy": name, "order": i, "fate": kind, "place": place, "people": part.share * 100.0 })
        })
    });
    let range: Vec<Colour> = (0..chart.kinds.len()).map(|i| chart.fill(i)).collect();
    let body = json!({
        "width": WIDE * 0.7, "height": { "step": 42 },
        "mark": { "type": "bar", "stroke": "#ffffff" },
        "encoding": {
            "x": { "field": "people", "type": "quantitative", "stack": "zero", "title": "People of 100", "scale": { "domain": [0, 100] } },
            "y": { "field": "policy", "type": "nominal", "title": null, "sort": { "field": "order", "op": "min" } },
            "color": { "field": "fate", "type": "nominal", "title": null, "sort": null,
                       "scale": { "domain": chart.kinds, "range": colours(&range) }, "legend": { "orient": "top", "columns": 3 } },
            "order": { "field": "place", "type": "quantitative" },
        },
    });
    (data.collect(), body)
}

/// XmR charts of one run.
fn xmr(chart: &XmrChart) -> (Vec<Value>, Value) {
    let said = |s: Sign| match s {
        Sign::Usual => "usual variation",
        Sign::Better => "special, better",
        Sign::Worse => "special, worse",
        Sign::Other => "special",
    };
    let data = chart.panels.iter().flat_map(|p| {
        p.points.iter().map(move |(t, v, sign)| {
            json!({
                "series": p.name, "week": t, "value": v, "point": said(*sign),
                "mean": p.mean, "lower": p.limits.0, "upper": p.limits.1,
            })
        })
    });
    // The second title says it where there are several panels, which are too low for it.
    let title = if chart.panels.len() == 1 { json!(axis(&chart.axis, 210.0)) } else { Value::Null };
    let x = json!({ "field": "week", "type": "quantitative", "title": "Week" });
    let y = |field: &str| json!({ "field": field, "type": "quantitative", "title": title, "scale": { "zero": chart.zero } });
    let kinds = ["usual variation", "special, better", "special, worse", "special"];
    let limit = |field: &str, dash: Value| {
        json!({
            "mark": { "type": "line", "color": MUTED.to_string(), "strokeWidth": 1.5, "strokeDash": dash },
            "encoding": { "x": x, "y": y(field) },
        })
    };
    let layer = json!([
        limit("upper", json!([6, 4])),
        limit("mean", json!([1, 0])),
        limit("lower", json!([6, 4])),
        { "mark": { "type": "line", "color": GREY.to_string(), "strokeWidth": 1.2 }, "encoding": { "x": x, "y": y("value") } },
        { "mark": { "type": "point", "filled": true, "size": 40 },
          "encoding": {
              "x": x, "y": y("value"),
              "color": { "field": "point", "type": "nominal", "title": null,
                         "scale": { "domain": kinds, "range": colours(&[GREY, SERIES[1], SERIES[0], SERIES[2]]) }, "legend": { "orient": "bottom" } },
              "shape": { "field": "point", "type": "nominal", "title": null,
                         "scale": { "domain": kinds, "range": ["circle", "circle", "diamond", "square"] } },
          } },
    ]);
    let names: Vec<&String> = chart.panels.iter().map(|p| &p.name).collect();
    let body = match chart.panels.len() {
        1 => json!({ "width": WIDE, "height": 220, "layer": layer }),
        _ => json!({
            "facet": { "row": { "field": "series", "type": "nominal", "title": null, "sort": names, "header": { "labelOrient": "top", "labelAnchor": "start" } } },
            "spec": { "width": WIDE, "height": 150, "layer": layer },
        }),
    };
    (data.collect(), body)
}

/// How far a figure moves with each input.
fn tornado(chart: &Tornado) -> (Vec<Value>, Value) {
    let data = chart.rows.iter().enumerate().flat_map(|(i, r)| {
        ["low", "high"].into_iter().zip(r.bars()).filter_map(move |(end, (bar, _))| {
            let more = json!({ "input": r.name, "path": r.path, "order": i, "end": end, "given": chart.given, "words": bar?.text });
            Some(row(&bar?.range, more))
        })
    });
    let x = |field: &str| json!({ "field": field, "type": "quantitative", "title": axis(&chart.axis, 420.0) });
    let y = json!({ "field": "input", "type": "nominal", "title": null, "sort": { "field": "order", "op": "min" } });
    let offset = json!({ "field": "end", "type": "nominal", "sort": ["low", "high"] });
    let colour = json!({
        "field": "end", "type": "nominal", "title": "Input at its", "sort": ["low", "high"],
        "scale": { "domain": ["low", "high"], "range": colours(&[SERIES[1], SERIES[0]]) }, "legend": { "orient": "top" },
    });
    let layer = json!([
        { "mark": "bar", "encoding": { "x": x("given"), "x2": { "field": "value" }, "y": y, "yOffset": offset, "color": colour } },
        { "mark": { "type": "rule", "strokeWidth": 2 },
          "encoding": { "x": x("low"), "x2": { "field": "high" }, "y": y, "yOffset": offset } },
        { "mark": { "type": "rule", "strokeDash": [5, 3], "color": MUTED.to_string() }, "encoding": { "x": x("given") } },
    ]);
    (data.collect(), json!({ "width": WIDE * 0.6, "height": { "step": 22 }, "layer": layer }))
}
