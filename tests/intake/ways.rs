//! The same people counted in several ways, shares below counts, statuses of rows, and files of all beside files of their parts.

use queuity::intake::{File, Mapping, Options};

use crate::intake::{file, read, refused, told};

const BANDS: &str = "0-18 weeks,18-52 weeks,52+ weeks";

fn table(keys: &str, rows: &str) -> String {
    let rows: Vec<&str> = rows.split('/').map(str::trim).collect();
    format!("Position at 31 January 2026\n{keys},{BANDS}\n{}\n", rows.join("\n"))
}

fn people(text: &str, mapping: &str) -> u64 {
    read("t.csv", text, mapping).counts.services.iter().map(|s| s.people()).sum()
}

const SEX: &str = "105,52,22/105,53,23";
const SMOKER: &str = "60,25,15/150,80,30";

/// Rows of two ways, with the keys of each row before its counts.
fn rows(keys: [&str; 4]) -> String {
    let counts = SEX.split('/').chain(SMOKER.split('/'));
    let rows: Vec<String> = keys.iter().zip(counts).map(|(key, counts)| format!("{key},{counts}")).collect();
    rows.join("/")
}

#[test]
fn ways_of_names_that_are_not_known_are_found_by_their_sums() {
    let two = table("Dimension,Level", &rows(["Sex,F", "Sex,M", "Smoker,Y", "Smoker,N"]));
    let message = refused(&two, "");
    assert!(message.contains("`Dimension`") && message.contains("--where \"Dimension=...\""), "{message}");
    let codes = table("Dimension,Level", &rows(["A,1", "A,2", "B,1", "B,2"]));
    assert!(refused(&codes, "").contains("`Dimension`"));
    for keys in [
        ["Sex - F", "Sex - M", "Smoker - Y", "Smoker - N"],
        ["F", "M", "Y", "N"],
        ["1", "2", "a", "b"],
        ["F", "M", "0-17", "18+"],
    ] {
        for total in ["", "/All,210,105,45"] {
            let text = table("Breakdown", &(rows(keys) + total));
            let message = refused(&text, "");
            assert!(message.contains("`Breakdown`") && message.contains("[totals]"), "{text}\n{message}");
            let mapping = format!("[totals]\nBreakdown = [\"{}\", \"{}\", \"All\"]\n", keys[2], keys[3]);
            assert_eq!(people(&text, &mapping), 360, "{text}");
        }
    }
    // Few people, and ways that miss some of them.
    let few = table("Dimension,Level", "A,1,20,10,4/A,2,20,10,5/B,x,25,5,3/B,y,15,15,6");
    assert!(refused(&few, "").contains("`Dimension`"));
    let some =
        "A,1,105,52,22/A,2,105,53,23/B,x,150,70,20/B,y,50,30,21/C,p,101,50,20/C,q,100,51,22/D,s,60,25,15/D,n,150,80,30";
    assert!(refused(&table("Dimension,Level", some), "").contains("`Dimension`"));
    // Several lists, of which each has the same sums; then not all of them.
    let both = |group: [&str; 4], last: &str| {
        let eyes = "10,5,2/11,6,3/8,4,1".to_string() + "/" + last;
        let counts = SEX.split('/').chain(SMOKER.split('/')).chain(eyes.split('/')).map(str::to_string);
        let keys = group.iter().map(|g| format!("ENT,{g}")).chain(group.iter().map(|g| format!("Eyes,{g}")));
        keys.zip(counts).map(|(k, c)| format!("{k},{c}")).collect::<Vec<String>>().join("/")
    };
    let same = table("Specialty,Group", &both(["F", "M", "Y", "N"], "13,7,4"));
    assert!(refused(&same, "").contains("`Group`"));
    let other = table("Specialty,Group", &both(["A", "B", "C", "D"], "13,7,5"));
    assert_eq!(people(&other, ""), 720 + 38 + 37);
    // Sexes and ages are two ways, whatever they sum up to.
    let unlike = table("Specialty,Group", &both(["F", "M", "0-17", "18+"], "13,7,5"));
    assert!(refused(&unlike, "").contains("sexes and ages"));
    assert_eq!(people(&unlike, "[totals]\nGroup = [\"0-17\", \"18+\"]\n"), 360 + 37);
}

#[test]
fn rows_of_the_same_counts_are_no_ways() {
    let same = "A,30,20,10/B,30,20,10/C,30,20,10/D,30,20,10";
    assert_eq!(people(&table("Group", same), ""), 240);
    // Some values that happen to have as many people, parted otherwise by place.
    let places =
        "N,A,10,10,4/S,A,20,10,6/N,B,20,12,5/S,B,10,8,5/N,C,7,3,2/S,C,9,4,1/N,D,5,1,1/S,D,6,2,3/N,E,8,8,8/S,E,9,9,9";
    assert_eq!(people(&table("Region,Site", places), ""), 30 + 20 + 10 + 30 + 20 + 10 + 16 + 7 + 3 + 11 + 3 + 4 + 51);
    let crossed = "N,F,30,20,10/N,M,40,30,20/S,F,30,20,10/S,M,40,30,20";
    assert_eq!(people(&table("Region,Sex", crossed), ""), 300);
}

/// Plans and earlier counts stand beside what was counted: added up, people would count twice.
#[test]
fn rows_of_plans_and_earlier_counts_count_nobody() {
    for (name, counted, other) in [
        ("Measure", "Actual", "Plan"),
        ("Scenario", "Actuals", "Trajectory"),
        ("Data type", "This year", "Last year"),
        ("Series", "Observed", "Seasonally adjusted"),
    ] {
        let text = table(
            &format!("Specialty,{name}"),
            &format!("ENT,{counted},100,50,20/ENT,{other},90,45,10/Eyes,{counted},10,6,4/Eyes,{other},9,5,3"),
        );
        assert_eq!(people(&text, ""), 190, "{text}");
        let aside = read("t.csv", &text, "").aside.join("\n");
        let said = format!("2 rows are of shares, means, plans or earlier counts, as {name} says");
        assert!(aside.contains(&said), "{aside}");
    }
    // The last months of statistics are provisional, and count all the same.
    let status = table("Specialty,Status of data", "ENT,Final,100,50,20/Eyes,Provisional,10,6,4");
    assert_eq!(people(&status, ""), 190);
    // Without counts beside them they are what there is: a kind of list, a priority.
    for (name, one, other) in
        [("List type", "Planned", "Elective"), ("Priority", "Standard", "Urgent"), ("Kind", "Expected", "Walk-in")]
    {
        let text = table(&format!("Specialty,{name}"), &format!("ENT,{one},50,30,15/ENT,{other},200,90,9"));
        assert_eq!(people(&text, ""), 394, "{text}");
    }
}

#[test]
fn rows_of_shares_count_nobody() {
    for (number, share) in
        [("Number", "Percentage"), ("Count", "%"), ("Waiting", "Waiting (%)"), ("Patients", "Median weeks")]
    {
        let text = table(
            "Specialty,Measure",
            &format!("ENT,{number},100,50,20/ENT,{share},59,29,12/Eyes,{number},10,6,4/Eyes,{share},50,30,20"),
        );
        assert_eq!(people(&text, ""), 190, "{text}");
        let aside = read("t.csv", &text, "").aside.join("\n");
        assert!(aside.contains("2 rows are of shares, means, plans or earlier counts, as Measure says"), "{aside}");
    }
    // Levels and kinds of care are no shares.
    for (name, one, other) in [
        ("Area", "20% most deprived", "Others"),
        ("Complexity", "Average", "High"),
        ("Care model", "Share of care", "Own team"),
    ] {
        let text = table(&format!("Specialty,{name}"), &format!("ENT,{one},50,30,15/ENT,{other},200,90,9"));
        assert_eq!(people(&text, ""), 394, "{text}");
    }
    // A column that tells shares apart plainly needs no word of those who count; one of measures has percentages with a number, too.
    for (name, number, share) in [
        ("Measure type", "Volume", "Percentage"),
        ("Type", "Waits", "% within 18 weeks"),
        ("Measure", "Number", "Performance against 92% standard"),
        ("Measure", "Number", "Lower 95% CI"),
    ] {
        let text = table(&format!("Specialty,{name}"), &format!("ENT,{number},100,50,20/ENT,{share},59,29,12"));
        assert_eq!(people(&text, ""), 170, "{text}");
    }
    // Shares that are no whole numbers are not read as counts.
    let text = table("Specialty,Measure", "ENT,Number,100,50,20/ENT,Percentage,58.8,29.4,11.8");
    assert_eq!(people(&text, ""), 170);
    let only = table("Specialty,Measure", "ENT,Percentage,59,29,12/Eyes,Percentage,50,30,20");
    assert!(refused(&only, "").contains("none counts people"));
}

#[test]
fn a_status_of_rows_is_read_with_its_negations() {
    for (waits, gone) in [
        ("Waiting", "Not waiting"),
        ("On the list", "Not on the list"),
        ("Awaiting", "No longer awaiting"),
        ("Waiting", "Waiting list closed"),
        ("Active", "Inactive"),
        ("Not treated", "Treated"),
        ("Open", "Closed"),
        ("Waiting", "Entered in error"),
        ("Operation cancelled", "Referral cancelled"),
        ("Incomplete", "Not incomplete"),
        ("Booked", "Removed"),
        ("Not booked", "Died"),
        ("Active", "Closed"),
        ("Awaiting removal of metalwork", "Removed"),
    ] {
        let text = table("Specialty,Status", &format!("ENT,{waits},50,30,15/ENT,{gone},200,90,9"));
        assert_eq!(people(&text, ""), 95, "{text}");
    }
    // Of people who differ so, both wait.
    // Those who have no day wait, too; a column of treatment says who waits, whatever it treats.
    assert_eq!(people(&table("Specialty,TCI", "ENT,Listed,50,30,15/ENT,Not listed,200,90,9"), ""), 394);
    let text =
        table("Specialty,Alcohol treatment status", "ENT,Waiting,50,30,15/ENT,Completed,200,90,9/ENT,Discharged,7,6,5");
    assert_eq!(people(&text, ""), 95);
    for (name, one, other) in [
        ("Activity", "Active", "Inactive"),
        ("Smoking status", "Current", "Never"),
        ("Booking", "Booked", "Not booked"),
        ("Employment status", "Active", "Not active"),
        ("Smoking status", "Current", "Ended"),
        ("Carer status", "Current", "Closed"),
    ] {
        let text = table(&format!("Specialty,{name}"), &format!("ENT,{one},50,30,15/ENT,{other},200,90,9"));
        assert_eq!(people(&text, ""), 394, "{text}");
    }
}

fn counts(files: &[File<'_>]) -> (u64, u64, String) {
    let options = Options { mapping: Mapping::parse("date = \"2026-01-31\"").unwrap(), ..Options::default() };
    let found = told(files, &options).unwrap_or_else(|e| panic!("{e}"));
    let of = &found.counts.services;
    (of.iter().map(|s| s.people()).sum(), of.iter().filter_map(|s| s.treated).sum(), found.aside.join("\n"))
}

#[test]
fn a_file_of_all_beside_files_of_its_parts_counts_nobody() {
    let of = |title: &str, counts: &str| format!("{title}\nSpecialty,{BANDS}\nENT,{counts}\n");
    let done = "Completed pathways";
    let (a, b, all) = (of(done, "100,50,20"), of(done, "200,5,9"), of(done, "300,55,29"));
    let list = of("Incomplete pathways", "70,20,9");
    let files = |all: &str| {
        [("incomplete.csv", list.as_str()), ("admitted.csv", &a), ("non-admitted.csv", &b), ("total.csv", all)]
            .map(|(name, text)| file(name, text.as_bytes()))
    };
    let (waiting, treated, aside) = counts(&files(&all));
    assert_eq!((waiting, treated), (99, 384), "{aside}");
    assert!(aside.contains("total.csv: holds the people of"), "{aside}");
    // Nearly all.
    let (_, treated, aside) = counts(&files(&of(done, "301,55,29")));
    assert_eq!(treated, 384, "{aside}");
    assert!(aside.contains("385 people beside 384"), "{aside}");
    // Nothing says that they were treated: they are one list, and its total.
    let plain = |counts: &str| of("List", counts);
    let (waiting, treated, aside) = counts(&[
        file("admitted.csv", plain("100,50,20").as_bytes()),
        file("non-admitted.csv", plain("200,5,9").as_bytes()),
        file("all.csv", plain("300,55,29").as_bytes()),
    ]);
    assert_eq!((waiting, treated), (384, 0), "{aside}");
    // In one table.
    let rows = "ENT,Incomplete,70,20,9/ENT,Completed admitted,100,50,20/ENT,Completed non-admitted,200,5,9/ENT,Completed,300,55,29";
    let (waiting, treated, aside) = counts(&[file("t.csv", table("Specialty,Part", rows).as_bytes())]);
    assert_eq!((waiting, treated), (99, 384), "{aside}");
}

#[test]
fn a_title_of_completed_pathways_means_people_treated() {
    for title in ["Waiting times for completed pathways", "Waiting time of patients treated"] {
        let text = format!("{title}\nSpecialty,Type,{BANDS}\nENT,Admitted,100,50,20\nENT,Non-admitted,20,15,12\n");
        assert!(refused(&text, "date = \"2026-01-31\"").contains("nobody waits"), "{title}");
    }
    let text = format!(
        "Waiting times for incomplete pathways\nSpecialty,Type,{BANDS}\nENT,Admitted,100,50,20\nENT,Non-admitted,20,15,12\n"
    );
    assert_eq!(people(&text, "date = \"2026-01-31\""), 217);
}

/// A part that is the sum of the others by its name is one of few people, too.
#[test]
fn a_part_of_all_is_not_counted_beside_the_others() {
    for (rows, right) in [
        ("ENT,Booked,300,0,0/ENT,Not booked,200,0,0/ENT,Waiting,500,0,0/ENT,Removed,20,3,1", 500),
        ("ENT,Booked,12,6,3/ENT,Not booked,8,4,1/ENT,Waiting,20,10,4/ENT,Treated,9,2,1", 34),
    ] {
        assert_eq!(people(&table("Specialty,Status", rows), ""), right, "{rows}");
    }
}

/// A row of percentages or means at the foot is no list, and a status may have many values.
#[test]
fn feet_of_tables_are_no_lists_and_a_status_may_have_many_values() {
    for foot in ["Percentage", "%", "Average", "Median", "Cumulative"] {
        let text = table("Specialty", &format!("ENT,50,30,15/Eyes,200,90,9/{foot},63,30,6"));
        assert_eq!(people(&text, ""), 394, "{foot}");
    }
    let waits = (0..12).map(|i| format!("ENT,Waiting for theatre {i},10,5,1"));
    let gone = ["Removed", "Died", "Treated", "Discharged to GP", "Duplicate", "Declined treatment", "Operated"];
    let gone = gone.iter().map(|status| format!("ENT,{status},100,50,10"));
    let rows = waits.chain(gone).collect::<Vec<_>>().join("/");
    assert_eq!(people(&table("Specialty,Status", &rows), ""), 12 * 16);
    // Why people were removed: nobody of them waits.
    let reasons = "ENT,Patient died,5,3,1/ENT,No longer required,20,9,2/ENT,Treated elsewhere,7,5,3";
    assert!(refused(&table("Specialty,Removal reason", reasons), "").contains("part"), "asked for");
}

/// In a template all is filled in: nobody is not recorded, and everybody is recorded.
#[test]
fn a_row_of_those_not_recorded_without_anybody_is_none() {
    for rows in ["1 most,50,30,15/2,40,20,9/Not recorded,0,0,0", "1 most,50,30,15/2,40,20,9"] {
        let found = read("t.csv", &table("IMD quintile", rows), "");
        let loaded = queuity::compile::load(&found.scenario, &queuity::discipline::Registry::shipped());
        assert!(loaded.is_ok() && !found.scenario.contains("not recorded\" ="), "{}", found.scenario);
        // Other readers of TOML take no breaks within braces.
        assert!(!found.scenario.contains("{\n"), "{}", found.scenario);
    }
    let two = "1 most,F,50,30,15/2,M,40,20,9/Not recorded,F,0,0,0";
    let found = read("t.csv", &table("IMD quintile,Sex", two), "");
    assert!(
        queuity::compile::load(&found.scenario, &queuity::discipline::Registry::shipped()).is_ok(),
        "{}",
        found.scenario
    );
}

/// One row a person, with a column of ones.
#[test]
fn a_column_of_ones_is_a_list_of_people() {
    let row = |i: usize| {
        format!("ENT,{},{},1\n", ["White", "Asian"][i % 2], ["0-18 weeks", "18-52 weeks", "52+ weeks"][i % 3])
    };
    let text: String = (0..60).map(row).collect();
    let text = format!("Position at 31 January 2026\nSpecialty,Ethnicity,Wait band,Patients\n{text}");
    let message = refused(&text, "");
    assert!(message.contains("one person") || message.contains("each row"), "{message}");
}
