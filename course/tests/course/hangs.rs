//! Every class of hang is named, from evidence; the small course has a wrong answer for each.

use crate::support::{text, tool};
use serde_json::Value;

#[test]
fn each_class_of_hang_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = tool(folder.path())
        .args(["audit", "wait", "--json", "--deadline", "1"])
        .output()
        .unwrap();

    let matrix: Value = serde_json::from_slice(&output.stdout).unwrap();
    let named: Vec<&str> = matrix["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["problems"].as_array().unwrap().is_empty())
        .filter_map(|row| row["says"][0].as_str())
        .collect();
    let expected = [
        "hangs: blocked in a call",
        "hangs: spinning",
        "hangs: never asked the queue",
        "hangs: asked for the wrong source",
        "hangs: asked with the wrong interest",
        "hangs: an edge consumed and not drained",
    ];
    assert_eq!(named, expected, "{}", text(&output));
    assert!(output.status.success(), "{}", text(&output));
}
