//! What is in a file at all: its encoding, its ends of lines, JSON in place of TOML, tables and workbooks, nothing.

use queuity::scenario;

use super::bad::{all_shown, problems, shown};
use crate::scenario::{SMALL, loaded};

#[test]
fn a_key_that_stands_twice_in_json_is_refused_at_any_depth() {
    let text = "{ \"queuity\": 1, \"scenario\": { \"horizon\": \"20 weeks\", \"start\": \"2026-02-02\" },\n  \"service\": [ { \"name\": \"a\", \
                \"referrals\": { \"per_week\": 5 }, \"slots\": { \"per_week\": 6 } } ] }";
    assert_eq!(all_shown(text), [] as [&str; 0]);
    let twice = text.replace("\"per_week\": 5", "\"per_week\": 5,\n \"per_week\": 500");
    let found = all_shown(&twice);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("Q0106 3:2 `per_week` is given twice, in lines 2 and 3 (and 2:46)"), "{found:?}");
    // Also where one is written with an escape, and as often as it happens, at the top and in a table of a list.
    let more = text
        .replace("\"per_week\": 6", "\"per_week\": 6, \"per\\u005fweek\": 7")
        .replace("{ \"queuity\": 1", "{ \"queuity\": 1, \"queuity\": 1");
    let found = all_shown(&more);
    assert_eq!(found.iter().map(|f| &f[..5]).collect::<Vec<_>>(), ["Q0106", "Q0106"], "{found:?}");
    // The same word as a value or in another table is no second key.
    let fine = text.replace("\"a\"", "\"per_week\"");
    assert_eq!(all_shown(&fine), [] as [&str; 0]);
    let percent = all_shown(&text.replace("\"per_week\": 5", "\"per_week\": 12.1%"));
    assert!(percent[0].starts_with("Q0113 2:58 `12.1%` needs quotes"), "{percent:?}");
}

#[test]
fn a_table_or_a_workbook_is_recognised_in_one_line() {
    const CSV: [&str; 4] = [
        "Archive Date,Group,Hospital,Time Bands,Total\n31/01/2026,North,Hill,\"  0-3 Months\",312\n31/01/2026,North,Hill,\"18 Months +\",77\n",
        "Period,Provider Org Code,RTT Part Type,Total\nRTT-January-2026,XAA,Part_2,83\n",
        "a;b;c\r\n1;2,5;3\r\n4;5,5;6\r\n",
        "id\twait\n1\t30\n2\t40\n",
    ];
    for text in CSV {
        let found = problems(text);
        assert_eq!(found.iter().map(|p| p.code).collect::<Vec<_>>(), ["Q0112"], "{text}: {found:?}");
        assert!(found[0].message.contains("a table") && found[0].help.contains("queuity new"), "{found:?}");
    }
    let code = |bytes: &[u8]| scenario::decode(bytes).map_err(|p| p[0].code);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(CSV[3].encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin = CSV[0].replace("Hill", "H\u{0}ll").into_bytes().into_iter().map(|b| if b == 0 { 0xe9 } else { b });
    for bytes in [
        b"PK\x03\x04rest".to_vec(),
        vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0],
        b"PAR1....PAR1".to_vec(),
        utf16,
        latin.collect(),
    ] {
        assert_eq!(code(&bytes), Err("Q0112"));
    }
    // A scenario with an error is still one.
    assert_eq!(problems(&SMALL.replace("[scenario]", "scenario, a, b"))[0].code, "Q0104");
}

#[test]
fn an_empty_file_is_told_what_a_scenario_needs() {
    for text in ["", "\n \n", "# nothing\n\n# here"] {
        let found = problems(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "Q0103");
        for word in ["queuity = 1", "start", "horizon", "[[service]]"] {
            assert!(found[0].help.contains(word), "{}", found[0].help);
        }
    }
}

#[test]
fn encodings() {
    let code = |bytes: &[u8]| scenario::decode(bytes).map_err(|p| (p[0].code, p[0].message.clone()));
    assert_eq!(code(SMALL.as_bytes()).as_deref(), Ok(SMALL));
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(SMALL.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(code(&utf16).unwrap_err().0, "Q0101");
    let mut latin = SMALL.as_bytes().to_vec();
    latin[10] = 0xe9;
    let (code, message) = code(&latin).unwrap_err();
    assert_eq!(code, "Q0102");
    assert!(message.contains("byte 10 (line 2)") && message.contains("0xe9"), "{message}");
}

#[test]
fn a_byte_order_mark_and_other_line_ends_are_accepted() {
    let models = |text: &str| format!("{:?}", loaded(text).variants);
    let plain = models(SMALL);
    assert_eq!(models(&format!("\u{feff}{SMALL}")), plain);
    assert_eq!(models(&SMALL.replace('\n', "\r\n")), plain);
    assert_eq!(models(&SMALL.replace('\n', "\r")), plain);
    let bad = SMALL.replace("62.0", "-62.0");
    for text in [bad.clone(), bad.replace('\n', "\r\n"), bad.replace('\n', "\r"), format!("\u{feff}{bad}")] {
        let found = problems(&text);
        assert!(shown(&text, &found[0]).starts_with("Q0604 10:26"), "{}", shown(&text, &found[0]));
    }
}

#[test]
fn a_problem_in_json_is_located() {
    let text = "{\n \"queuity\": 1,\n \"scenario\": { \"horizon\": \"52 weeks\" },\n \"service\": [\n  { \"name\": \"a\",\n    \
                \"referrals\": { \"per_week\": -3 },\n    \"servers\": { \"count\": 1, \"service\": { \"kind\": \"constant\", \"value\": \"1 day\" } } }\n ]\n}";
    let found = problems(text);
    assert_eq!(found.len(), 1);
    assert!(shown(text, &found[0]).starts_with("Q0604 6:32"), "{}", shown(text, &found[0]));
    let broken = problems(&text.replace("1,", "1"));
    assert_eq!(broken[0].code, "Q0105");
}
