//! Random programs do the same as coroutines as they do with `async`: every effect, poll and drop, whether
//! they run to the end, panic, or are dropped while they wait.

#[path = "truth/judge.rs"]
mod judge;
#[path = "truth/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use judge::Judge;
use program::{CONSTRUCTS, Program, program};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..160)
}

fn cases() -> usize {
    let asked = env::var("COROFY_CASES").ok();
    asked.map_or(20, |text| text.parse().expect("a number"))
}

fn runner(seed: u64) -> TestRunner {
    let mut long = [0; 32];
    long[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &long);
    TestRunner::new_with_rng(Config::default(), rng)
}

fn judge_seed(seed: u64) -> BTreeMap<String, usize> {
    let judge = Judge::new();
    let mut runner = runner(seed);
    let mut counts = BTreeMap::new();
    let trees: Vec<_> = (0..cases())
        .map(|_| bytes().new_tree(&mut runner).expect("it always is one"))
        .collect();
    for batch in trees.chunks(100) {
        let programs: Vec<Program> = batch.iter().map(|tree| program(&tree.current())).collect();
        for (what, number) in programs.iter().flat_map(|it| &it.counts) {
            *counts.entry(what.clone()).or_default() += number;
        }
        if let Err(fault) = judge.judge("batch", &programs) {
            // Where it is enough that there is one.
            assert!(env::var_os("COROFY_SHRINK").is_none(), "{fault}");
            let shrunk = culprit(&judge, batch.iter().map(|tree| tree.current()).collect())
                .and_then(|bytes| shrink(&judge, bytes));
            panic!(
                "seed {seed}: {}\n{}",
                shrunk.unwrap_or_default(),
                &fault[..fault.len().min(3000)]
            );
        }
    }
    counts
}

/// One of the programs that fails by itself.
fn culprit(judge: &Judge, mut all: Vec<Vec<u8>>) -> Option<Vec<u8>> {
    while all.len() > 1 {
        let half = all.split_off(all.len() / 2);
        let programs: Vec<Program> = all.iter().map(|bytes| program(bytes)).collect();
        if judge.judge("half", &programs).is_ok() {
            all = half;
        }
    }
    all.pop()
}

/// The smallest program like this one that still fails, if it fails.
fn shrink(judge: &Judge, bytes: Vec<u8>) -> Option<String> {
    judge.judge("one", &[program(&bytes)]).err()?;
    let mut best = bytes;
    let mut size = best.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at + size <= best.len() {
            let mut fewer = best.clone();
            fewer.drain(at..at + size);
            match judge.judge("one", &[program(&fewer)]) {
                Err(_) => best = fewer,
                Ok(()) => at += size,
            }
        }
        size /= 2;
    }
    let smallest = program(&best);
    let fault = judge.judge("one", std::slice::from_ref(&smallest)).err()?;
    Some(format!(
        "bytes {best:?}\n{}\n{fault}",
        smallest.function("", "it", ".wait")
    ))
}

/// Every construct, and each in each.
fn expect_all(counts: &BTreeMap<String, usize>) {
    let mut pairs: Vec<String> = CONSTRUCTS.map(str::to_owned).to_vec();
    for outer in CONSTRUCTS {
        // What a lazy operator holds is a condition, no statements.
        let inner = CONSTRUCTS
            .iter()
            .filter(|it| outer != "lazy operator" || **it == outer);
        pairs.extend(inner.map(|inner| format!("{outer} > {inner}")));
    }
    for what in &pairs {
        println!("{:7} {what}", counts.get(what).copied().unwrap_or_default());
    }
    let missing: Vec<&String> = pairs
        .iter()
        .filter(|it| !counts.contains_key(*it))
        .collect();
    assert!(missing.is_empty() || cases() < 1000, "never: {missing:?}");
}

#[test]
fn what_failed_once_does_as_async_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/truth/cases");
    let entries = fs::read_dir(folder).expect("the cases are there");
    let mut paths: Vec<PathBuf> = entries
        .map(|it| it.expect("it can be listed").path())
        .collect();
    paths.sort();
    let read = |path: &PathBuf| fs::read_to_string(path).expect("it is a file");
    let programs: Vec<Program> = paths
        .iter()
        .map(|path| Program::written(&read(path)))
        .collect();
    let judge = Judge::new();
    if let Err(fault) = judge.judge("cases", &programs) {
        panic!("{paths:?}\n{fault}");
    }
}

#[test]
fn random_programs_do_as_async_does() {
    expect_all(&judge_seed(0));
}

/// `COROFY_SEED` says which; otherwise it is a new one each time.
#[test]
#[ignore = "what it finds depends on when it is run"]
fn programs_that_no_one_has_seen_do_as_async_does() {
    let asked = env::var("COROFY_SEED")
        .ok()
        .map(|text| text.parse().expect("a number"));
    let now = || {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("it is after 1970")
    };
    let seed = asked.unwrap_or_else(|| now().as_nanos() as u64);
    println!("COROFY_SEED={seed}");
    judge_seed(seed);
}
