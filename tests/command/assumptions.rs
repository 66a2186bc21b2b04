//! The register of assumptions stands beside every result.

use crate::command::{SMALL, queuity, succeeds, write};

#[test]
fn every_number_with_a_range_or_a_source_is_in_the_register() {
    let home = tempfile::tempdir().expect("a folder");
    let text = SMALL
        .replace(
            "referrals = { per_week = 20 }",
            "referrals = { per_week = { value = 20, low = 18.5, high = 22, source = \"a, b\" } }",
        )
        .replace(
            "misses_appointment = { default = 0.05 }",
            "misses_appointment = { default = { value = \"5%\", confidence = \"low\" } }",
        );
    write(home.path(), "s.toml", &text);
    succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "all"]));
    succeeds(queuity(home.path(), &["run", "s.toml", "--out", "one"]));
    let known = "path,value,low,high,source,confidence\r\n\
                 service[eyes].misses_appointment.default,0.05,,,,low\r\n\
                 service[hips].referrals.per_week,20,18.5,22,\"a, b\",\r\n";
    for out in ["all", "one"] {
        let read = |name: &str| std::fs::read_to_string(home.path().join(out).join(name)).expect("a file");
        assert_eq!(read("assumptions.csv"), known);
        for file in ["manifest.json", "datapackage.json"] {
            assert!(read(file).contains("assumptions.csv"), "{file}");
            #[cfg(feature = "parquet")]
            assert!(read(file).contains("assumptions.parquet"), "{file}");
        }
    }
}
