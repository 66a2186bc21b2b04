//! Tables that are read as texts.

use queuity::report::texts;

#[test]
fn keys_of_lines_become_columns_in_the_order_in_which_they_come() {
    let text = "{\"b\":\"x\",\"a\":3}\n\n{\"a\":true,\"c\":{\"d\":[{\"e\":\"y\"}]},\"b\":null}\n";
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("a.ndjson");
    std::fs::write(&path, text).expect("is written");
    let read = texts(&path).expect("is read");
    assert_eq!(read.header, ["b", "a", "c.d.0.e"]);
    assert_eq!(read.rows, [["x", "3", ""], ["", "true", "y"]]);
    std::fs::write(&path, "{\"a\":1}\n[2]\n").expect("is written");
    assert!(texts(&path).expect_err("is none").to_string().contains("line 2"));
}
