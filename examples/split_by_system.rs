//! Splits every list of a scenario by England's 42 integrated care systems, or into any number of equal parts.
//!
//! `cargo run --release --example split_by_system scenarios/england-full.toml england-by-system.toml` writes 966 lists instead of
//! 23; a number behind the files asks for so many equal systems instead.
//!
//! A system has the same part of every specialty: its part of all who waited on 31 January 2026. So the lists differ in size and
//! in nothing else: how long a system's people wait, and for what, is not its own. It shows what many lists cost, not how systems
//! compare.

use std::process::ExitCode;

use toml::{Table, Value};

/// Incomplete pathways on 31 January 2026 by integrated care system. NHS England, Consultant-led Referral to Treatment Waiting
/// Times, January 2026; contains public sector information licensed under the Open Government Licence v3.0 (NHS England).
const SYSTEMS: [(&str, u32); 42] = [
    ("Bath and North East Somerset, Swindon and Wiltshire", 125_878),
    ("Bedfordshire, Luton and Milton Keynes", 125_454),
    ("Birmingham and Solihull", 152_140),
    ("Black Country", 224_587),
    ("Bristol, North Somerset and South Gloucestershire", 109_556),
    ("Buckinghamshire, Oxfordshire and Berkshire West", 174_860),
    ("Cambridgeshire and Peterborough", 157_127),
    ("Cheshire and Merseyside", 375_708),
    ("Cornwall and the Isles of Scilly", 44_676),
    ("Coventry and Warwickshire", 123_027),
    ("Derby and Derbyshire", 130_621),
    ("Devon", 161_414),
    ("Dorset", 88_832),
    ("Frimley", 68_972),
    ("Gloucestershire", 66_850),
    ("Greater Manchester", 484_143),
    ("Hampshire and Isle of Wight", 206_122),
    ("Herefordshire and Worcestershire", 87_512),
    ("Hertfordshire and West Essex", 151_674),
    ("Humber and North Yorkshire", 208_651),
    ("Kent and Medway", 208_653),
    ("Lancashire and South Cumbria", 224_946),
    ("Leicester, Leicestershire and Rutland", 108_939),
    ("Lincolnshire", 71_065),
    ("Mid and South Essex", 186_317),
    ("Norfolk and Waveney", 132_307),
    ("North Central London", 291_647),
    ("North East and North Cumbria", 382_226),
    ("North East London", 238_403),
    ("North West London", 293_088),
    ("Northamptonshire", 78_395),
    ("Nottingham and Nottinghamshire", 136_096),
    ("Shropshire, Telford and Wrekin", 70_829),
    ("Somerset", 58_761),
    ("South East London", 265_184),
    ("South West London", 215_029),
    ("South Yorkshire", 124_880),
    ("Staffordshire and Stoke-on-Trent", 80_137),
    ("Suffolk and North East Essex", 126_301),
    ("Surrey Heartlands", 150_314),
    ("Sussex", 231_305),
    ("West Yorkshire", 245_051),
];

/// The systems of England with the size of their lists.
pub(crate) fn systems() -> Vec<(String, u32)> {
    SYSTEMS.iter().map(|&(name, waiting)| (name.to_string(), waiting)).collect()
}

/// Keys of a service that say how people and policies are, so that they hold in every part of it.
#[rustfmt::skip]
const SHARED: [&str; 9] = [
    "urgency", "misses_appointment", "misses_odds", "cancels_appointment", "after_missed", "removal", "course", "not_recorded", "harm",
];
/// Tables of a service that say how much there is: what of them is divided, and what holds in every part.
#[rustfmt::skip]
const DIVIDED: [(&str, &[&str], &[&str]); 3] = [
    ("referrals", &["per_week", "per_day"], &["rate_ratio", "share", "urgency", "urgency_by_group", "growth_per_year", "season", "days", "varies"]),
    ("slots", &["per_week", "per_session"], &["days", "at", "closed", "season", "lost_sessions"]),
    ("waiting", &["count"], &["bands_weeks", "open", "urgency", "urgency_by_group", "urgency_weeks", "share", "source"]),
];

/// The scenario with every list split by these systems, in parts as large as their numbers.
pub(crate) fn split(text: &str, systems: &[(String, u32)]) -> Result<String, String> {
    if systems.iter().map(|s| u64::from(s.1)).sum::<u64>() == 0 {
        return Err("there is no system to split it by".into());
    }
    let mut document: Table = text.parse().map_err(|error| format!("{error}"))?;
    let variants = document.get("variant").and_then(Value::as_array);
    if variants.into_iter().flatten().any(|v| v.get("set").is_some()) {
        return Err("a variant has `set`; nothing is known of how that is split".into());
    }
    let amount = |table: &Table| {
        let mut named = DIVIDED.iter().flat_map(|(key, amounts, _)| amounts.iter().map(move |a| (*key, *a)));
        named.find(|(key, amount)| table.get(*key).and_then(|t| t.get(amount)).is_some())
    };
    if let Some((key, amount)) = document.get("service_defaults").and_then(Value::as_table).and_then(amount) {
        return Err(format!("service_defaults.{key}.{amount} is of every list; write it in the lists"));
    }
    let lists = document.get("service").and_then(Value::as_array).ok_or("there is no list")?;
    let mut parts = Vec::new();
    for list in lists.iter().filter_map(Value::as_table) {
        let mut before = 0;
        for (system, size) in systems {
            parts.push(Value::Table(part(list, system, systems, before..before + u64::from(*size))?));
            before += u64::from(*size);
        }
    }
    document.insert("service".into(), Value::Array(parts));
    toml::to_string(&document).map_err(|error| format!("{error}"))
}

/// A system's part of a list: the people `at` of all those of the systems, put one after another.
fn part(list: &Table, system: &str, systems: &[(String, u32)], at: std::ops::Range<u64>) -> Result<Table, String> {
    let total: u64 = systems.iter().map(|s| u64::from(s.1)).sum();
    let name = list.get("name").and_then(Value::as_str).ok_or("a list has no name")?;
    let mut out = Table::new();
    for (key, value) in list {
        let mut value = value.clone();
        if key == "name" {
            value = Value::String(format!("{name}, {system}"));
        } else if let Some((_, divided, kept)) = DIVIDED.iter().find(|(k, ..)| k == key) {
            let table = value.as_table_mut().ok_or_else(|| format!("{name}: `{key}` is no table"))?;
            for (below, amount) in table.iter_mut() {
                if !divided.contains(&below.as_str()) {
                    if !kept.contains(&below.as_str()) {
                        return Err(format!("{name}: nothing is known of how `{key}.{below}` is split"));
                    }
                } else if key == "waiting" {
                    count(amount, &at, total).ok_or_else(|| format!("{name}: `waiting.count` is not of bands"))?;
                } else {
                    multiply(amount, (at.end - at.start) as f64 / total as f64);
                }
            }
        } else if !SHARED.contains(&key.as_str()) {
            return Err(format!("{name}: nothing is known of how `{key}` is split"));
        }
        out.insert(key.clone(), value);
    }
    Ok(out)
}

/// A number, or one with its range.
fn multiply(amount: &mut Value, by: f64) {
    match amount {
        Value::Integer(x) => *amount = Value::Float(*x as f64 * by),
        Value::Float(x) => *x *= by,
        Value::Table(table) => {
            let range = table.iter_mut().filter(|(key, _)| matches!(key.as_str(), "value" | "low" | "high"));
            range.for_each(|(_, x)| multiply(x, by));
        }
        _ => {}
    }
}

/// People in bands, by cumulative rounding over the systems: the parts of a band sum to it, and a band of one person falls to
/// the system in the middle.
fn count(bands: &mut Value, at: &std::ops::Range<u64>, total: u64) -> Option<()> {
    for band in bands.as_array_mut()? {
        let people = u64::try_from(band.as_integer()?).ok()?;
        let below = |x: u64| (2 * people * x + total) / (2 * total);
        *band = Value::Integer((below(at.end) - below(at.start)) as i64);
    }
    Some(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let systems = match arguments.get(2).map(|n| n.parse()) {
        None => Some(systems()),
        Some(Ok(n @ 1..)) => Some((1..=n).map(|i| (format!("system {i}"), 1)).collect()),
        Some(_) => None,
    };
    let (Some(from), Some(to), Some(systems)) = (arguments.first(), arguments.get(1), systems) else {
        eprintln!("usage: split_by_system FROM TO [NUMBER OF EQUAL SYSTEMS]");
        return ExitCode::from(2);
    };
    let text = std::fs::read_to_string(from).map_err(|error| format!("{from}: {error}"));
    let done = text.and_then(|text| {
        let written = split(&text, &systems)?;
        std::fs::write(to, written).map_err(|error| format!("{to}: {error}"))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
