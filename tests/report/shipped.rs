//! What the summaries of the shipped scenarios say, held against their tables: signs, units, digits, verdicts, names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::report::small::words;
use crate::shipped::shipped;

/// A row by the names of its columns.
type Row = BTreeMap<String, String>;

/// A result as its files say it.
struct Result {
    name: &'static str,
    summary: Vec<Row>,
    contrasts: Vec<Row>,
    manifest: serde_json::Value,
    /// The page without marks.
    said: String,
    /// The sentences of each policy.
    told: Vec<(String, Vec<String>)>,
    answer: String,
    unit: (&'static str, f64),
    /// Variants that only stand for the second reading of how people are seen today, as the scenario has it.
    seconds: Vec<String>,
}

/// The rows of all services and stages together, which the summary is of: a small part of all.
fn table(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let heads = reader.headers().expect("heads").clone();
    let text = |t: &str| t.strip_prefix('\'').unwrap_or(t).to_string();
    let [service, stage] = ["service", "stage"].map(|name| heads.iter().position(|h| h == name).expect("a column"));
    let together = reader.records().map(|r| r.expect("a row")).filter(|r| &r[service] == "all" && &r[stage] == "all");
    together.map(|r| heads.iter().map(String::from).zip(r.iter().map(text)).collect()).collect()
}

fn number(text: &str) -> Option<f64> {
    text.replace(',', "").replace('\u{2212}', "-").trim_start_matches('+').parse().ok()
}

/// As many decimals as a number was written with.
fn decimals(text: &str) -> i32 {
    text.split_once('.').map_or(0, |(_, d)| d.len() as i32)
}

/// What stands between two marks, the first time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let rest = &text[text.find(from)? + from.len()..];
    Some(&rest[..rest.find(to)?])
}

fn result(name: &'static str, out: &Path) -> Result {
    let page = fs::read_to_string(out.join("report.html")).expect("a page");
    let told = between(&page, "<ul class=\"told\">", "<nav").unwrap_or_default();
    let told = told.split("<li><h3>").skip(1).map(|item| {
        let (name, rest) = item.split_once("</h3>").expect("a name");
        let sentences = rest.split("<p>").skip(1).map(|p| words(p.split("</p>").next().unwrap_or_default()));
        (words(name), sentences.collect())
    });
    let answer = words(between(&page, "id=\"answer\">\n", "<p class=\"sure\">").expect("an answer"));
    let summary = table(&out.join("summary.csv"));
    // Where all people wait less than three days, in hours.
    let waits =
        summary.iter().filter(|r| r["measure"] == "weeks_untreated" && r["group"] == "all" && r["service"] == "all");
    let hours = waits.filter(|r| r["stage"] == "all").filter_map(|r| number(&r["estimate"])).all(|w| w < 3.0 / 7.0);
    Result {
        name,
        contrasts: table(&out.join("contrasts.csv")),
        manifest: serde_json::from_str(&fs::read_to_string(out.join("manifest.json")).expect("a manifest"))
            .expect("JSON"),
        said: words(&page),
        told: told.collect(),
        answer,
        unit: if hours { ("hour", 168.0) } else { ("day", 7.0) },
        seconds: seconds(&out.join("scenario.toml")),
        summary,
    }
}

/// The variants of a scenario that are a second reading of others and of nothing else.
fn seconds(scenario: &Path) -> Vec<String> {
    let document: toml::Table = fs::read_to_string(scenario).expect("a scenario").parse().expect("TOML");
    let readings = document["scenario"].get("second_reading").and_then(toml::Value::as_table);
    let readings = readings.into_iter().flatten();
    let pairs: Vec<(&String, &str)> = readings.map(|(a, b)| (a, b.as_str().expect("a name"))).collect();
    let only = pairs.iter().filter(|(_, second)| pairs.iter().all(|(first, _)| first != second));
    only.map(|(_, second)| (*second).to_string()).collect()
}

impl Result {
    fn row<'r>(rows: &'r [Row], key: [&str; 5]) -> Option<&'r Row> {
        let names = ["variant", "population", "measure", "attribute", "group"];
        rows.iter()
            .find(|r| r["service"] == "all" && r["stage"] == "all" && names.iter().zip(key).all(|(n, k)| r[*n] == k))
    }

    fn contrast(&self, key: [&str; 5]) -> Option<&Row> {
        Self::row(&self.contrasts, key)
    }

    /// Whether a written size is that of a difference in weeks, to its last digit.
    fn is_size(&self, written: &str, weeks: &str) -> bool {
        let (Some(a), Some(b)) = (number(written), number(weeks)) else { return false };
        (a - (b * self.unit.1).abs()).abs() <= 0.5 * 10f64.powi(-decimals(written)) + 1e-9
    }

    /// The sentence of a change of waits; how many statements it made.
    fn waits(&self, people: &str, sentence: &str, row: &Row) -> usize {
        let at = format!("{}: {sentence} {row:?}", self.name);
        let verdict = row["verdict"].as_str();
        match verdict {
            "better" | "worse" => {
                let rest = sentence.strip_prefix(&format!("{people} wait about ")).unwrap_or_else(|| panic!("{at}"));
                let parts: Vec<&str> = rest.split(' ').collect();
                assert!(self.is_size(parts[0], &row["difference"]), "{at}");
                assert!(parts[1] == self.unit.0 || parts[1] == format!("{}s", self.unit.0), "{at}");
                assert_eq!(parts[2], if verdict == "better" { "less" } else { "more" }, "{at}");
                assert_eq!(number(&row["difference"]).expect("a number") < 0.0, verdict == "better", "{at}");
                let range = between(rest, "(likely ", ")").unwrap_or_else(|| panic!("{at}"));
                let one = range.strip_prefix("about ").map(|one| (one, one));
                let both = || range.strip_prefix("between ")?.split_once(" and ");
                let (low, high) = one.or_else(both).unwrap_or_else(|| panic!("{at}"));
                let mut ends = ["lower", "upper"].map(|c| (number(&row[c]).expect("an end") * self.unit.1).abs());
                ends.sort_by(f64::total_cmp);
                for (written, end) in [low, high].iter().zip(ends) {
                    // "just above 0" is no number.
                    if let Some(x) = number(written) {
                        assert!((x - end).abs() <= 10f64.powi(-decimals(written)) + 1e-9, "{at}: {written} {end}");
                    } else {
                        assert!(end < 1.0 && written.contains("just"), "{at}: {written} {end}");
                    }
                }
            }
            "identical" => assert!(sentence.contains("wait exactly as long"), "{at}"),
            "not told apart" => {
                assert!(sentence.contains("no difference that the simulation can tell from luck"), "{at}")
            }
            _ => assert!(sentence.contains("too few runs"), "{at}"),
        }
        1
    }

    /// The names after `Gain:` or `Pay:`, each with its size; how many.
    fn groups(&self, policy: &str, population: &str, sentence: &str) -> usize {
        let mut made = 0;
        for (word, verdict) in [("ain: ", "better"), ("ay: ", "worse")] {
            for list in sentence.split(word).skip(1) {
                let list = list.split("; ").next().and_then(|l| l.split(". ").next()).unwrap_or_default();
                for item in list.split(" (about ").collect::<Vec<_>>().windows(2) {
                    let size = item[1].split(')').next().unwrap_or_default();
                    let name = item[0]
                        .rsplit(") and ")
                        .next()
                        .unwrap_or_default()
                        .rsplit("), ")
                        .next()
                        .unwrap_or_default()
                        .trim();
                    let size = size.split(' ').next().unwrap_or_default();
                    let rows = self.contrasts.iter().filter(|r| {
                        r["variant"] == policy
                            && r["population"] == population
                            && r["measure"] == "weeks_untreated"
                            && r["service"] == "all"
                            && r["stage"] == "all"
                            && (r["group"] == name
                                || format!("{}: {}", r["attribute"], r["group"]) == name
                                || name == format!("the {} fifth", r["group"])
                                || (r["attribute"] == "urgency"
                                    && ["people of urgency", "people classed as"]
                                        .iter()
                                        .any(|people| name == format!("{people} {}", r["group"]))))
                    });
                    let found =
                        rows.into_iter().any(|r| r["verdict"] == verdict && self.is_size(size, &r["difference"]));
                    assert!(
                        found,
                        "{}: {policy}, {population}: `{name}` {size} is not {verdict}: {sentence}",
                        self.name
                    );
                    made += 1;
                }
            }
        }
        if sentence.contains("Every group gains.") || sentence.contains("Every group waits longer.") {
            let verdict = if sentence.contains("Every group gains.") { "better" } else { "worse" };
            let all = self.contrasts.iter().filter(|r| {
                r["variant"] == policy
                    && r["population"] == population
                    && r["measure"] == "weeks_untreated"
                    && r["service"] == "all"
                    && r["stage"] == "all"
                    && r["attribute"] != "all"
                    && !r["attribute"].contains(" x ")
                    // Who is not recorded is no group.
                    && !r["attribute"].ends_with(" as recorded")
                    && !r["group"].is_empty()
            });
            for r in all {
                assert_eq!(r["verdict"], verdict, "{}: {policy}: {r:?}", self.name);
            }
            made += 1;
        }
        made
    }

    /// The sentence of the gap.
    fn gap(&self, policy: &str, attribute: &str, sentence: &str) -> usize {
        let Some(row) = self.contrast([policy, "joined", "weeks_untreated.gap", attribute, ""]) else { return 0 };
        let at = format!("{}: {sentence} {row:?}", self.name);
        let word = match row["verdict"].as_str() {
            "narrows" => " narrows from ",
            "widens" => " widens from ",
            "opens" => " opens from ",
            "reverses" => " turns round from ",
            "not told apart" => "cannot tell a difference from luck",
            "identical" => "stays exactly as it is",
            "shifts" => "whether it is smaller cannot be said",
            _ => "too few runs",
        };
        assert!(sentence.contains(word), "{at}");
        if let Some(both) =
            between(sentence, " from ", &format!(" {}s", self.unit.0)).filter(|_| word.ends_with("from "))
        {
            let (a, b) = both.split_once(" to ").unwrap_or_else(|| panic!("{at}"));
            for (written, mean) in [(a, "reference_mean"), (b, "variant_mean")] {
                let (x, mean) = (number(written).expect("a gap"), number(&row[mean]).expect("a mean") * self.unit.1);
                assert!((x - mean).abs() <= 0.5 * 10f64.powi(-decimals(written)) + 1e-9, "{at}");
                assert!(x == 0.0 || written.starts_with(if mean > 0.0 { '+' } else { '\u{2212}' }), "{at}");
            }
        }
        1
    }

    /// The first attribute with a gap in the tables.
    fn attribute(&self) -> Option<String> {
        let primary = self.said.contains("The gap");
        let rows =
            self.contrasts.iter().filter(|r| r["measure"] == "weeks_untreated.gap" && !r["p_adjusted"].is_empty());
        rows.map(|r| r["attribute"].clone()).next().filter(|_| primary)
    }

    /// Everything that the summary says; how many statements there were.
    fn check(&self) -> usize {
        let mut made = 0;
        let reference = self.manifest["reference"].as_str().expect("a reference");
        let variants: Vec<&str> =
            self.manifest["variants"].as_array().expect("variants").iter().filter_map(|v| v.as_str()).collect();
        assert_eq!(self.told.len(), variants.len() - 1, "{}", self.name);
        for (policy, sentences) in &self.told {
            assert!(variants.contains(&policy.as_str()) && policy != reference, "{}: {policy}", self.name);
            for sentence in sentences {
                for (people, population) in
                    [("People who join the list", "joined"), ("People who are on the list today", "today")]
                {
                    if sentence.starts_with(people) {
                        let row = self.contrast([policy, population, "weeks_untreated", "all", "all"]).expect("a row");
                        made += self.waits(people, sentence, row) + self.groups(policy, population, sentence);
                    }
                }
                if sentence.starts_with("The gap")
                    && let Some(attribute) = self.attribute()
                {
                    made += self.gap(policy, &attribute, sentence);
                }
            }
        }
        made + self.answer(reference, &variants) + self.today(reference)
    }

    /// The answer: its names, its verdict and its size.
    fn answer(&self, reference: &str, variants: &[&str]) -> usize {
        let at = format!("{}: {}", self.name, self.answer);
        if variants.len() < 2 {
            return 0;
        }
        // What stands for a second reading is held against the reference of the first one in the table, and is no policy of the answer.
        let is_second = |name: &str| self.seconds.iter().any(|second| second == name);
        for (name, said) in &self.told {
            let told = said.first().is_some_and(|s| s.starts_with("This is "));
            assert_eq!(told, is_second(name), "{}: {name}: {said:?}", self.name);
        }
        let helped: Vec<&&str> = (variants.iter())
            .filter(|v| {
                !is_second(v)
                    && self
                        .contrast([v, "joined", "weeks_untreated", "all", "all"])
                        .is_some_and(|r| r["verdict"] == "better")
            })
            .collect();
        assert!(self.answer.contains(reference) || self.answer.contains("policies"), "{at}");
        // Where the answer begins with what it hangs on, the headline comes after that.
        let under = format!("Under “{reference}”: ");
        let told = match self.answer.starts_with("The answer hangs on") {
            true => self.answer.split(&under).nth(1).unwrap_or_else(|| panic!("{at}")),
            false => &self.answer,
        };
        let headline = told.split(". ").next().unwrap_or_default();
        if headline.contains(" to shorten waits") || headline.contains(" shortens waits") {
            let lead = helped.iter().find(|v| headline.starts_with(&format!("“{v}” ")));
            let lead = lead.unwrap_or_else(|| panic!("{at}: {helped:?}"));
            let row = self.contrast([lead, "joined", "weeks_untreated", "all", "all"]).expect("a row");
            let compared = format!("Compared with “{reference}”, people who join the list wait about ");
            let size = between(&self.answer, &compared, " ").unwrap_or_else(|| panic!("{at}"));
            assert!(self.is_size(size, &row["difference"]), "{at}: {row:?}");
            return 2;
        }
        assert!(helped.is_empty(), "{at}: {helped:?}");
        1
    }

    /// How many wait today and at the end under the reference, and how many runs there were.
    fn today(&self, reference: &str) -> usize {
        assert!(self.said.contains("How sure: from 3 runs"), "{}", self.name);
        let mut dates: Vec<&str> =
            self.summary.iter().filter(|r| r["measure"] == "list_size").map(|r| r["at"].as_str()).collect();
        dates.sort_unstable();
        let (Some(first), Some(last)) = (dates.first(), dates.last()) else { return 1 };
        let row = |at: &str| {
            let of = |r: &&Row| {
                r["variant"] == reference
                    && r["service"] == "all"
                    && r["stage"] == "all"
                    && r["measure"] == "list_size"
                    && r["group"] == "all"
                    && r["at"] == at
            };
            self.summary.iter().find(of)
        };
        let size = |at: &str| row(at).and_then(|r| number(&r["estimate"]));
        // A range of many thousands gives round numbers: of no unit that is more than a hundredth of it.
        let unit = |at: &str| {
            let end = |column: &str| row(at).and_then(|r| number(&r[column])).unwrap_or(0.0);
            let width = end("upper") - end("lower");
            let mut unit = 1.0;
            while width >= 10_000.0 && unit * 100.0 <= width {
                unit *= 10.0;
            }
            unit
        };
        let mut made = 1;
        if let Some(text) = between(&self.said, "Today ", " people wait.").filter(|t| t.len() < 12) {
            let opening = size(first).expect("a size");
            assert!((number(text).expect("people") - opening).abs() <= 0.5, "{}: {text} {opening}", self.name);
            made += 1;
        }
        if let Some(text) = between(&self.said, &format!("Under “{reference}” about "), " do at the end") {
            let closing = size(last).expect("a size");
            let most = 0.5 * unit(last);
            assert!((number(text).expect("people") - closing).abs() <= most, "{}: {text} {closing}", self.name);
            made += 1;
        }
        made
    }
}

#[test]
fn the_summaries_of_shipped_scenarios_say_what_their_tables_say() {
    for (name, out) in shipped() {
        let result = result(name, out);
        let made = result.check();
        let least = if result.told.is_empty() { 1 } else { 5 };
        assert!(made >= least, "{name}: only {made} statements");
    }
}
