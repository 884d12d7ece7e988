//! The main job from end to end, by the real binary: a phone is killed with SIGKILL in the middle
//! of its walk, opens again and syncs.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]
#![cfg(feature = "demo")]

use std::path::Path;
use std::process::{Command, Output};

fn turfwalk(dir: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turfwalk"));
    let done = command.arg("--dir").arg(dir).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "turfwalk {args:?}: {said}");
    done
}

#[test]
fn the_whole_line_runs_and_loses_nothing_to_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("demo");
    let done = turfwalk(&dir, &["demo", "--once"]);
    let said = String::from_utf8(done.stdout).unwrap();

    let receipts = said.lines().find(|line| line.ends_with(" safe on server"));
    let words: Vec<&str> = receipts.expect("a receipt line").split(' ').collect();
    let [_, "on", "phone,", _, "safe", "on", "server"] = words[..] else {
        panic!("the receipt line reads {words:?}");
    };
    assert_eq!(words[0], words[3]);
    assert!(words[0].parse::<u32>().unwrap() >= 60);

    let number = |label: &str| -> f64 {
        let line = said
            .lines()
            .find(|line| line.trim_start().starts_with(label));
        let line = line.unwrap_or_else(|| panic!("no line {label:?} in {said}"));
        let rest = line.trim_start().strip_prefix(label).unwrap();
        rest.split_whitespace().next().unwrap().parse().unwrap()
    };
    assert_eq!(number("doors  "), 2000.0);
    let ours = number("metres walked");
    assert!(ours < 0.9 * number("nearest door next"), "{said}");
    assert!(ours < 0.7 * number("in A–Z order"), "{said}");

    #[cfg(feature = "print")]
    {
        let line = said.lines().find_map(|line| line.strip_prefix("walk list"));
        let pdf = std::fs::read(line.expect("a walk list").trim()).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }

    // What the phone recorded is what the export has, attempt by attempt.
    let csv = folder.path().join("visits.csv");
    turfwalk(&dir, &["export", "--out", csv.to_str().unwrap()]);
    let rows = csv::Reader::from_path(&csv).unwrap().into_records().count();
    assert_eq!(rows as f64, number("attempts"));
    assert!(
        std::fs::read_to_string(&csv)
            .unwrap()
            .contains("Robin Newcomer")
    );
}
