//! `report.xlsx`: the charts of the page as native charts of a spreadsheet, each below or beside its figures, and the tables of who gains and who pays.
//!
//! A sheet holds one table, as a table object with its head in view; a cover and notes come first. No cell holds a formula, and no cells are
//! merged. The same result gives the same bytes.

mod figures;

use std::io;

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType, ChartFormat, ChartLegendPosition, ChartLine,
    ChartMarker, ChartRange, ChartSolidFill, ChartType, Color, Format, Table, TableColumn, TableStyle, Workbook,
    Worksheet, XlsxError,
};

use figures::{CELL, Cell, Grid, Line, Look, Name, dots, fates, level_gap, lines, tornado, xmr};

use super::csv::harmless;
use super::document::{Document, DocumentError, ResultFiles};
use super::drawing::{Drawing, Shape};
use super::html::{self, view};
use super::svg::{self, SERIES};
use super::words::NOT_IN_THE_RANGE;
use super::xlsx::{new_book, unbroken};

/// The workbook as one of the documents of a result.
#[derive(Clone, Copy, Debug)]
pub struct Xlsx;

impl Document for Xlsx {
    fn name(&self) -> &str {
        "workbook"
    }

    fn file(&self) -> &str {
        "report.xlsx"
    }

    fn summary(&self) -> &str {
        "a workbook with native charts, each beside its figures"
    }

    fn make(&self, files: &ResultFiles<'_>) -> Result<Vec<u8>, DocumentError> {
        let said = files.shared(html::said)?;
        book(&said).map_err(|e| DocumentError::Page(e.to_string()))
    }
}

/// Letters of the head of a column of a table; the same source.
const HEAD: usize = 255;
/// Letters of the description of a chart; the same source.
const ALTERNATIVE: usize = 255;
/// The part of the page that says how sure its figures are and what they leave out.
const SURE: &str = "sure";
/// Rows of a table that leave room for its chart below.
const FEW_ROWS: usize = 24;
/// Parts of the page whose tables of words have sheets.
const WORDS: [&str; 4] = ["who", "services", "fates", "costs"];

fn book(page: &view::Page) -> io::Result<Vec<u8>> {
    let mut book = new_book()?;
    unbroken(|| fill(&mut book, page))?;
    let mut bytes = Vec::new();
    let mut out = io::Cursor::new(&mut bytes);
    unbroken(|| book.save_to_writer(&mut out))?;
    Ok(bytes)
}

fn fill(book: &mut Workbook, page: &view::Page) -> Result<(), XlsxError> {
    cover(book.add_worksheet(), page)?;
    notes(book.add_worksheet(), page)?;
    for section in &page.sections {
        let words = WORDS.contains(&section.id.as_str());
        let tables = section.blocks.iter().filter(|b| b.drawing.is_none()).filter_map(|b| b.table.as_ref());
        for (i, table) in tables.enumerate().filter(|_| words) {
            let name = format!("{} {}", section.id, i + 1);
            let (head, rows) = of_words(table);
            sheet(book.add_worksheet(), &name, &head, &rows)?;
        }
        for drawing in section.blocks.iter().filter_map(|b| b.drawing.as_ref()) {
            draw(book.add_worksheet(), drawing)?;
        }
    }
    Ok(())
}

/// What it is about, the answer, and what to beware of.
fn cover(sheet: &mut Worksheet, page: &view::Page) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_font_size(14);
    let wrapped = Format::new().set_text_wrap();
    sheet.set_name("cover")?.set_column_width(0, 110)?;
    sheet.write_string_with_format(0, 0, clipped(&page.title), &bold)?;
    let mut lines = vec![page.question.clone()];
    if !page.partial.is_empty() {
        lines.push(format!("PARTIAL: {}. Do not decide on these figures.", page.partial_cells));
    }
    lines.push(page.answer.clone());
    lines.extend(page.because.iter().cloned());
    lines.push(page.sure.clone());
    for policy in &page.policies {
        lines.push(format!("{}: {}", policy.name, policy.sentences.join(" ")));
    }
    lines.push(format!("Made by queuity {} from the result files beside this workbook.", page.version));
    for (row, line) in (1..).zip(lines.iter().filter(|l| !l.is_empty())) {
        sheet.set_row_height(row, tall(line, 110.0))?.write_string_with_format(row, 0, clipped(line), &wrapped)?;
    }
    printed(sheet);
    Ok(())
}

/// What each sheet holds, what ranges hold and do not hold, and what the figures cannot say: as the page has it.
fn notes(sheet: &mut Worksheet, page: &view::Page) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap();
    let bold = Format::new().set_bold();
    sheet.set_name("notes")?.set_column_width(0, 24)?.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, "Sheet", &bold)?.write_string_with_format(0, 1, "What it holds", &bold)?;
    sheet.set_freeze_panes(1, 0)?;
    let drawings = page.sections.iter().flat_map(|s| &s.blocks).filter_map(|b| b.drawing.as_ref());
    let mut rows: Vec<(String, String)> =
        drawings.map(|d| (sheet_name(&d.id), format!("{}. {}", d.message, d.measure))).collect();
    rows.push(("ranges".into(), format!("Low and high are the ends of 95% ranges. {NOT_IN_THE_RANGE}")));
    rows.push(("empty cells".into(), "There is no figure, or too few people are behind it (fewer than 8).".into()));
    let sure = page.sections.iter().filter(|s| s.id == SURE).flat_map(|s| &s.blocks);
    rows.extend(sure.flat_map(|block| {
        let name = if block.message.is_empty() { "how sure, and why" } else { &block.message };
        // What is not simulated needs the words that stand above its list.
        let measure = (!block.list.is_empty()).then(|| block.measure.clone()).filter(|m| !m.is_empty());
        let lines = measure.map(|m| format!("{m}.")).into_iter().chain(block.list.iter().cloned());
        lines.map(|line| (name.to_string(), line))
    }));
    for (row, (name, text)) in (1..).zip(&rows) {
        sheet.set_row_height(row, tall(text, 100.0))?;
        sheet.write_string(row, 0, name)?.write_string_with_format(row, 1, clipped(text), &wrapped)?;
    }
    printed(sheet);
    Ok(())
}

/// The height of a row whose text is broken at a width in letters: not every program works it out.
fn tall(text: &str, letters: f64) -> f64 {
    let lines = (text.chars().count() as f64 * 1.1 / letters).ceil().max(1.0);
    (15.0 * lines).min(400.0)
}

/// On paper a sheet is as wide as a page.
fn printed(sheet: &mut Worksheet) {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
}

fn clipped(text: &str) -> String {
    text.chars().take(CELL).collect()
}

/// At most 31 letters; ids have only letters, digits and hyphens.
fn sheet_name(id: &str) -> String {
    id.chars().take(31).collect()
}

/// A table of the page with its words.
fn of_words(table: &view::Table) -> Grid {
    let text = |c: &view::Cell| match c.sub.as_str() {
        "" => c.text.clone(),
        sub => format!("{} ({sub})", c.text),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(|c| Cell::from(text(c).as_str())).collect());
    (table.head.iter().map(text).collect(), rows.collect())
}

/// A sheet with one table; its head stays in view.
fn sheet(sheet: &mut Worksheet, name: &str, head: &[String], rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(name))?.set_freeze_panes(1, 1)?;
    printed(sheet);
    let decimals = Format::new().set_num_format("#,##0.0##");
    // Heads of a table object are there and differ, whatever capitals they have.
    let mut heads: Vec<String> = Vec::new();
    for (i, text) in head.iter().enumerate() {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(HEAD - 12).collect();
        let text = if text.trim().is_empty() { format!("column {}", i + 1) } else { text };
        let there = heads.iter().any(|h| h.to_lowercase() == text.to_lowercase());
        heads.push(if there { format!("{text} ({})", i + 1) } else { text });
    }
    for (i, row) in rows.iter().enumerate() {
        for (j, cell) in row.iter().enumerate() {
            let at = (i as u32 + 1, j as u16);
            match cell {
                Cell::Text(text) => _ = sheet.write_string(at.0, at.1, text)?,
                Cell::Number(x) if x.fract() == 0.0 => _ = sheet.write_number(at.0, at.1, *x)?,
                Cell::Number(x) => _ = sheet.write_number_with_format(at.0, at.1, *x, &decimals)?,
                Cell::Empty => {}
            }
        }
    }
    // As wide as what stands in it, within reason.
    let letters = |cell: &Cell| if let Cell::Text(text) = cell { text.chars().count() } else { 0 };
    for (i, head) in heads.iter().enumerate() {
        let longest = rows.iter().filter_map(|row| row.get(i)).map(letters).max().unwrap_or(0);
        // Names of rows may be long.
        let (least, most) = if i == 0 { (28, 70) } else { (16, 40) };
        sheet.set_column_width(i as u16, longest.max(head.chars().count()).clamp(least, most) as u32)?;
    }
    if rows.is_empty() || heads.is_empty() {
        return Ok(());
    }
    let columns: Vec<TableColumn> = heads.iter().map(|h| TableColumn::new().set_header(h)).collect();
    let table = Table::new().set_columns(&columns).set_style(TableStyle::Light1);
    sheet.add_table(0, 0, rows.len() as u32, heads.len() as u16 - 1, &table)?;
    Ok(())
}

/// The sheet of a chart: its figures, and beside them the chart.
fn draw(of: &mut Worksheet, drawing: &Drawing) -> Result<(), XlsxError> {
    let ((head, rows), charts, axes) = match &drawing.shape {
        Shape::Lines(chart) => lines(chart),
        Shape::LevelGap(chart) => level_gap(chart),
        Shape::Dots(chart) => dots(chart),
        Shape::Fates(chart) => fates(chart),
        Shape::Xmr(chart) => xmr(chart),
        Shape::Tornado(chart) => tornado(chart),
    };
    let name = sheet_name(&drawing.id);
    sheet(of, &name, &head, &rows)?;
    for (i, (kind, title, series)) in charts.iter().enumerate() {
        let mut chart = Chart::new(*kind);
        // Long names of bars take room of their own.
        let names = rows.iter().filter_map(|row| row.first());
        let longest = names.map(|c| if let Cell::Text(text) = c { text.chars().count() } else { 0 }).max().unwrap_or(0);
        let bars = matches!(kind, ChartType::Bar | ChartType::BarStacked);
        let more = if bars { 6 * longest.clamp(30, 90) as u32 - 180 } else { 0 };
        if bars {
            chart.legend().set_position(ChartLegendPosition::Bottom);
        }
        chart
            .set_width(760 + more)
            .set_height(400)
            .set_alt_text(drawing.description.chars().take(ALTERNATIVE).collect::<String>());
        let title = if title.is_empty() { drawing.message.clone() } else { format!("{}: {title}", drawing.message) };
        let title: String = title.chars().take(HEAD - 2).collect();
        chart.title().set_name(&no_range(&title)).set_font(rust_xlsxwriter::ChartFont::new().set_size(12).set_bold());
        chart.x_axis().set_name(&no_range(&axes.0));
        chart.y_axis().set_name(&no_range(&axes.1));
        // Bars are judged by their length.
        if bars {
            if !goes_below_zero(&rows, series) {
                chart.x_axis().set_min(0);
            }
            if matches!(kind, ChartType::BarStacked) {
                chart.x_axis().set_max(100);
            }
            // Names stand beside all bars, also where some go below zero.
            chart.y_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low);
        }
        for line in series {
            add(&mut chart, &name, line, bars);
        }
        let band = |(_, line): &(usize, &Line)| matches!(line.look, Look::Band(_));
        let unnamed: Vec<usize> = series.iter().enumerate().filter(band).map(|(i, _)| i).collect();
        chart.legend().delete_entries(&unnamed);
        // Below a table that fits on a screen with it, else beside: a wide one would push it out of sight, and off the paper.
        let (down, across) = match rows.len() {
            few if few <= FEW_ROWS => (few as u32 + 2, 0),
            _ => (1, head.len() as u16 + 1),
        };
        of.insert_chart(down + 22 * i as u32, across, &chart)?;
    }
    Ok(())
}

/// A text that is taken neither for a formula, as its beginning might be, nor for a range of cells, as its end after a `!` might be.
fn no_range(text: &str) -> String {
    let text = harmless(text);
    if text.contains('!') { format!("{text} ") } else { text.into_owned() }
}

/// Whether a bar or its interval goes below zero.
fn goes_below_zero(rows: &[Vec<Cell>], series: &[Line]) -> bool {
    let number = |row: &Vec<Cell>, column: u16| match row.get(usize::from(column)) {
        Some(Cell::Number(x)) => *x,
        _ => 0.0,
    };
    let low =
        |row: &Vec<Cell>, line: &Line| number(row, line.y) - line.error.map_or(0.0, |(_, below)| number(row, below));
    rows.iter().any(|row| series.iter().any(|line| low(row, line) < 0.0))
}

fn colour(c: svg::Colour) -> Color {
    Color::RGB((u32::from(c.0) << 16) | (u32::from(c.1) << 8) | u32::from(c.2))
}

/// `lying` says that the series is drawn as bars that lie, whose values go across.
fn add(chart: &mut Chart, sheet: &str, line: &Line, lying: bool) {
    let series = chart.add_series();
    series.set_categories((sheet, line.rows.0, line.x, line.rows.1, line.x)).set_values((
        sheet,
        line.rows.0,
        line.y,
        line.rows.1,
        line.y,
    ));
    match line.name {
        Name::Head(column) => series.set_name((sheet, 0, column)),
        Name::Row(row) => series.set_name((sheet, row, 0)),
    };
    let bars = |(above, below): (u16, u16)| {
        let cells = |column| ChartRange::new_from_range(sheet, line.rows.0, column, line.rows.1, column);
        let mut bars = ChartErrorBars::new();
        bars.set_type(ChartErrorBarsType::Custom(cells(above), cells(below)));
        bars
    };
    let (up, across) = if lying { (None, line.error) } else { (line.error, line.across) };
    if let Some(up) = up {
        series.set_y_error_bars(&bars(up));
    }
    if let Some(across) = across {
        series.set_x_error_bars(&bars(across));
    }
    match line.look {
        Look::Band(palette) => {
            let of = ChartLine::new().set_color(colour(SERIES[palette % SERIES.len()])).set_width(0.5).clone();
            series.set_format(ChartFormat::new().set_line(&of)).set_marker(ChartMarker::new().set_none());
        }
        Look::Line(palette, dash) => {
            let of = colour(palette.map_or(svg::GREY, |i| SERIES[i % SERIES.len()]));
            let width = if palette.is_some() { 2.25 } else { 1.0 };
            series.set_format(
                ChartFormat::new().set_line(ChartLine::new().set_color(of).set_width(width).set_dash_type(dash)),
            );
            series.set_marker(ChartMarker::new().set_none());
        }
        Look::Marks(palette, kind) => {
            let of = colour(SERIES[palette % SERIES.len()]);
            series.set_format(ChartFormat::new().set_no_line());
            let fill = ChartFormat::new()
                .set_solid_fill(ChartSolidFill::new().set_color(of))
                .set_line(ChartLine::new().set_color(of))
                .clone();
            series.set_marker(ChartMarker::new().set_type(kind).set_size(9).set_format(fill.clone().set_no_border()));
        }
        Look::Bar(fill) => {
            series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour(fill))));
        }
    }
}
