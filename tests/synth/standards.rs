//! Layouts of others: resources, objects and columns are as their standards have them, and every reference leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::synth::times::BOOKED;
use crate::synth::{SMALL, home, queuity, said, succeeds, table};

fn synth(home: &Path, out: &str, more: &[&str]) {
    let arguments =
        ["synth", "s.toml", "--out", out, "--force", "--raw", "--as-of", "2026-06-30", "--population", "all"];
    succeeds(queuity(home, &[&arguments[..], more].concat()));
}

fn resources(folder: &Path, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(format!("{name}.ndjson"))).expect("a file");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Elements that R4 requires (cardinality 1..1 or 1..*) and required bindings, by resource (hl7.org/fhir/R4).
const REQUIRED: [(&str, &[&str], &str, &[&str]); 5] = [
    ("Patient", &[], "/gender", &["male", "female", "other", "unknown"]),
    (
        "ServiceRequest",
        &["/status", "/intent", "/subject/reference"],
        "/status",
        &["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"],
    ),
    (
        "EpisodeOfCare",
        &["/status", "/patient/reference"],
        "/status",
        &["planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error"],
    ),
    (
        "Appointment",
        &["/status", "/participant/0/status", "/participant/0/actor/reference"],
        "/status",
        &[
            "proposed",
            "pending",
            "booked",
            "arrived",
            "fulfilled",
            "cancelled",
            "noshow",
            "entered-in-error",
            "checked-in",
            "waitlist",
        ],
    ),
    (
        "Encounter",
        &["/status", "/class/code", "/class/system"],
        "/status",
        &[
            "planned",
            "arrived",
            "triaged",
            "in-progress",
            "onleave",
            "finished",
            "cancelled",
            "entered-in-error",
            "unknown",
        ],
    ),
];

/// Every text under a key `reference`.
fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| match value.as_str() {
            Some(text) if key == "reference" => found.push(text),
            _ => references(value, found),
        }),
        Value::Array(list) => list.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn resources_have_what_fhir_requires_and_their_references_lead_to_resources() {
    for scenario in [SMALL, BOOKED] {
        let home = home(scenario);
        synth(home.path(), "fhir", &["--layout", "fhir", "--rows", "700"]);
        synth(home.path(), "tidy", &["--rows", "700"]);
        let out = home.path().join("fhir");
        let mut ids: BTreeSet<String> = BTreeSet::new();
        let mut all: Vec<Value> = Vec::new();
        for (kind, required, path, codes) in REQUIRED {
            let found = resources(&out, kind);
            assert!(found.len() > 300, "{kind}: {}", found.len());
            for r in &found {
                assert_eq!(r["resourceType"], kind);
                let id = r["id"].as_str().expect("an id");
                assert!(
                    id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.'),
                    "{id}"
                );
                assert!(ids.insert(format!("{kind}/{id}")), "{kind}/{id} is there twice");
                assert_eq!(r["meta"]["tag"][0]["code"], "HTEST", "nobody takes it for a real one");
                for pointer in required {
                    assert!(
                        r.pointer(pointer).is_some_and(|v| v.as_str().is_some_and(|t| !t.is_empty())),
                        "{pointer}: {r}"
                    );
                }
                if let Some(code) = r.pointer(path) {
                    assert!(codes.contains(&code.as_str().expect("a code")), "{r}");
                }
                for extension in r["extension"].as_array().into_iter().flatten() {
                    // ext-1: a value or extensions; and every one has a url.
                    assert!(extension["url"].is_string() && extension["valueString"].is_string(), "{extension}");
                }
            }
            all.extend(found);
        }
        for r in &all {
            let mut found = Vec::new();
            references(r, &mut found);
            assert!(found.iter().all(|to| ids.contains(*to)), "{r}");
            assert!(!found.is_empty() || r["resourceType"] == "Patient");
        }
        let instant = |v: &Value| {
            let text = v.as_str().expect("an instant").to_string();
            assert!(text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T', "{text}");
            text
        };
        for r in all.iter().filter(|r| r["resourceType"] == "Appointment") {
            // app-2 to app-4: both ends or none; a reason only where it is cancelled.
            assert!(instant(&r["start"]) <= instant(&r["end"]));
            assert_eq!(r["cancelationReason"].is_object(), r["status"] == "cancelled", "{r}");
        }
        // The same people and appointments as in the own layout.
        let count = |kind: &str, status: &str| {
            all.iter().filter(|r| r["resourceType"] == kind && r["status"] == status).count()
        };
        let pathways = table(&home.path().join("tidy/pathways.csv"));
        let appointments = table(&home.path().join("tidy/appointments.csv"));
        let of = |outcome: &str| appointments.iter().filter(|r| r["outcome"] == outcome).count();
        assert_eq!(count("EpisodeOfCare", "waitlist"), pathways.iter().filter(|r| r["status"] == "waiting").count());
        assert_eq!(count("ServiceRequest", "completed"), pathways.iter().filter(|r| r["status"] == "treated").count());
        assert_eq!(
            (count("Appointment", "noshow"), count("Encounter", "finished")),
            (of("did not attend"), of("attended"))
        );
        let package = std::fs::read_to_string(out.join("datapackage.json")).expect("a file");
        assert!(package.contains("\"dictionary\"") && package.contains("participant.0.status"), "it has a dictionary");
    }
}

#[test]
fn files_of_synthea_have_its_columns() {
    let home =
        home(&SMALL.replace("name = \"site\"", "name = \"sex\"").replace("\"north\", \"south\"", "\"F\", \"M\""));
    synth(home.path(), "out", &["--layout", "synthea", "--rows", "500"]);
    let header = |name: &str| {
        let path = home.path().join(format!("out/{name}.csv"));
        let header = csv::Reader::from_path(path).expect("a table").headers().expect("a header").clone();
        header.iter().collect::<Vec<_>>().join(",")
    };
    // The headers that Synthea 3 writes.
    assert_eq!(
        header("patients"),
        "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,MIDDLE,LAST,SUFFIX,MAIDEN,MARITAL,RACE,ETHNICITY,GENDER,BIRTHPLACE,\
         ADDRESS,CITY,STATE,COUNTY,FIPS,ZIP,LAT,LON,HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE,INCOME,DEPRIVATION"
    );
    assert_eq!(
        header("encounters"),
        "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,\
         PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION"
    );
    let people = table(&home.path().join("out/patients.csv"));
    assert!(people.iter().all(|r| ["F", "M"].contains(&r["GENDER"].as_str()) && !r["DEPRIVATION"].is_empty()));
    let ids: BTreeSet<&String> = people.iter().map(|r| &r["Id"]).collect();
    let kept = table(&home.path().join("out/encounters.csv"));
    assert!(kept.len() > 100 && kept.iter().all(|r| ids.contains(&r["PATIENT"])));
}

#[test]
fn events_and_objects_of_an_object_centric_log_belong_together() {
    let home = home(BOOKED);
    synth(home.path(), "out", &["--layout", "ocel", "--rows", "500"]);
    let objects: BTreeMap<String, String> = table(&home.path().join("out/ocel_objects.csv"))
        .into_iter()
        .map(|r| (r["ocel:oid"].clone(), r["ocel:type"].clone()))
        .collect();
    let events = table(&home.path().join("out/ocel_events.csv"));
    let mut used: BTreeSet<String> = BTreeSet::new();
    for row in &events {
        for kind in ["person", "pathway", "appointment"] {
            let list = &row[&format!("ocel:type:{kind}")];
            let Some(id) = list.strip_prefix("['").and_then(|l| l.strip_suffix("']")) else {
                assert!(list == "[]" && kind == "appointment", "{row:?}");
                continue;
            };
            assert_eq!(objects[id], kind);
            used.insert(id.to_string());
        }
        assert_eq!(row["ocel:type:appointment"] == "[]", !row["ocel:activity"].contains("appointment"), "{row:?}");
    }
    // Every person and wait has an event, and every appointment but those that were made and called off at once.
    assert!(objects.keys().all(|id| used.contains(id)), "{:?}", objects.keys().find(|id| !used.contains(*id)));
    let of = |kind: &str| objects.values().filter(|k| *k == kind).count();
    assert!(of("person") == 500 && of("pathway") == 500 && of("appointment") > 500);
}

/// Parts of the schema of OCEL 2.0 in JSON (ocel-standard.org): what must be there, its type, and what must lead somewhere.
#[test]
fn a_log_of_the_second_version_is_one_document_as_its_schema_says() {
    let home = home(BOOKED);
    synth(home.path(), "out", &["--layout", "ocel2", "--rows", "500", "--mess", "light"]);
    let files = std::fs::read_dir(home.path().join("out")).expect("a folder");
    let names: BTreeSet<String> =
        files.map(|f| f.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    assert!(names.contains("ocel.json") && names.contains("truth_people.csv"), "{names:?}");
    assert!(!names.iter().any(|n| n == "ocel.csv" || n == "truth_people.json" || n.starts_with('.')), "{names:?}");
    let log: Value =
        serde_json::from_slice(&std::fs::read(home.path().join("out/ocel.json")).expect("a file")).expect("JSON");
    let keys: BTreeSet<&String> = log.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["eventTypes", "events", "objectTypes", "objects"].map(String::from).iter().collect());
    let types = |of: &str| -> BTreeMap<String, BTreeSet<String>> {
        let name = |v: &Value| v["name"].as_str().expect("a name").to_string();
        let one = |t: &Value| {
            let own = t["attributes"].as_array().expect("a list");
            assert!(own.iter().all(|a| a["type"] == "string"), "{t}");
            (name(t), own.iter().map(name).collect())
        };
        log[of].as_array().expect("a list").iter().map(one).collect()
    };
    let (event_types, object_types) = (types("eventTypes"), types("objectTypes"));
    assert_eq!(object_types.keys().collect::<Vec<_>>(), ["appointment", "pathway", "person"]);
    assert!(object_types["person"].contains("deprivation") && object_types["pathway"].contains("service"));
    let objects: BTreeMap<&str, &Value> =
        log["objects"].as_array().expect("a list").iter().map(|o| (o["id"].as_str().expect("an id"), o)).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for (list, types) in [("events", &event_types), ("objects", &object_types)] {
        for one in log[list].as_array().expect("a list") {
            assert!(ids.insert(one["id"].as_str().expect("an id")), "{one}");
            let own = &types[one["type"].as_str().expect("a type")];
            for attribute in one["attributes"].as_array().expect("a list") {
                assert!(own.contains(attribute["name"].as_str().expect("a name")), "{one}");
                assert!(attribute["value"].is_string() && (list == "events" || attribute["time"].is_string()), "{one}");
            }
            let related = one["relationships"].as_array().expect("a list");
            for to in related {
                let id = to["objectId"].as_str().expect("an id");
                assert_eq!(objects[id]["type"], to["qualifier"], "{one}");
                used.extend((list == "events").then_some(id));
            }
            assert!(related.len() >= if list == "events" { 2 } else { 0 }, "{one}");
            if list == "events" {
                let time = one["time"].as_str().expect("an instant");
                assert!(time.len() == 20 && time.ends_with('Z') && &time[..10] <= "2026-06-30", "{one}");
            }
        }
    }
    let of = |kind: &str| objects.values().filter(|o| o["type"] == kind).count();
    assert!(of("person") == 500 && of("pathway") == 500 && of("appointment") > 500);
    assert!(objects.iter().all(|(id, o)| o["type"] == "appointment" || used.contains(id)));
    let package = std::fs::read_to_string(home.path().join("out/datapackage.json")).expect("a file");
    let package: Value = serde_json::from_str(&package).expect("JSON");
    let resource = package["resources"].as_array().expect("a list").iter().find(|r| r["path"] == "ocel.json");
    let resource = resource.expect("it is described");
    assert!(resource["profile"] == "data-resource" && resource["dictionary"].is_object(), "{resource}");
    // It is a document of this layout alone.
    let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    // Its columns as a table are what the document is made of.
    synth(home.path(), "table", &["--layout", "ocel2", "--rows", "500", "--mess", "light", "--format", "csv,json"]);
    let rows = table(&home.path().join("table/ocel.csv"));
    let events = rows.iter().filter(|r| r["is"] == "event").count();
    assert_eq!(Some(events), log["events"].as_array().map(Vec::len));
    assert_eq!(rows.len() - events, objects.len());
}

#[test]
fn without_dates_these_layouts_are_refused() {
    let undated = "queuity = 1\n[scenario]\nhorizon = \"30 weeks\"\n[[service]]\nname = \"a\"\nreferrals = { per_week = 20 }\nservers = { count = 1, service = { kind = \"exponential\", mean = \"0.36 days\" } }\n";
    let home = home(undated);
    for layout in ["fhir", "synthea", "rtt", "ocel2"] {
        let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--layout", layout]);
        assert_eq!(output.status.code(), Some(2), "{layout}: {}", said(&output));
        assert!(said(&output).contains("give it a `start`"), "{layout}: {}", said(&output));
    }
}

#[test]
fn a_pathway_takes_no_more_room_than_its_layout_says() {
    let home = home(SMALL);
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/demo.toml");
    std::fs::copy(demo, home.path().join("demo.toml")).expect("is copied");
    std::fs::write(home.path().join("b.toml"), BOOKED).expect("is written");
    let mut wrong = Vec::new();
    for layout in queuity::synth::layout::LAYOUTS {
        let mut most = 0.0_f64;
        for (file, format) in [("demo.toml", "csv"), ("s.toml", "csv"), ("b.toml", "csv"), ("b.toml", layout.format())]
        {
            let arguments = ["synth", file, "--out", "out", "--force", "--population", "all", "--rows", "1500"];
            succeeds(queuity(
                home.path(),
                &[&arguments[..], &["--layout", layout.name(), "--format", format]].concat(),
            ));
            let files =
                std::fs::read_dir(home.path().join("out")).expect("a folder").map(|e| e.expect("an entry").path());
            let tables = files.filter(|p| p.extension().is_some_and(|e| e == format));
            let bytes: u64 = tables.map(|p| p.metadata().expect("a file").len()).sum();
            most = most.max(bytes as f64 / 1500.0 / if ["ndjson", "json"].contains(&format) { 2.0 } else { 1.0 });
        }
        let told = layout.bytes() as f64;
        if most > told || told > 3.0 * most {
            wrong.push(format!("{}: {most:.0} bytes, and {told} are told", layout.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
