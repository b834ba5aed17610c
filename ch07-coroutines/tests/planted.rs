//! The random programs find what is wrong: each patch in `planted/` makes a mistake in corofy, and they must see it.
//!
//! This builds corofy once for each, so it runs only where `COROFY_PLANTED` is set.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of what the test needs of the workspace, to be spoilt.
fn copy_of_the_workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("planted");
    // What an earlier run has left, but for what it has built.
    let _ = fs::remove_dir_all(&copy);
    fs::create_dir_all(&copy).expect("the target folder can be written");
    let copied = Command::new("sh")
        .arg("-c")
        .arg("git ls-files -z | xargs -0 tar cf - | tar xf - -C \"$0\"")
        .arg(&copy)
        .current_dir(root)
        .status()
        .expect("there is a shell");
    assert!(copied.success());
    copy
}

fn apply(copy: &Path, patch: &Path, reverse: bool) {
    let mut command = Command::new("patch");
    command
        .args(["-p1", "--quiet", "--force", "-i"])
        .arg(patch)
        .current_dir(copy);
    if reverse {
        command.arg("--reverse");
    }
    let applied = command.status().expect("patch is there");
    assert!(applied.success(), "{} does not apply", patch.display());
}

/// Whether the random programs pass with corofy as it is in the copy.
fn passes(copy: &Path) -> bool {
    let output = Command::new(env!("CARGO"))
        .args([
            "test",
            "--offline",
            "-j1",
            "-p",
            "ch07-coroutines",
            "--test",
            "truth",
            "random_programs",
        ])
        .env(
            "COROFY_CASES",
            std::env::var("COROFY_PLANTED").expect("it is set"),
        )
        .env("COROFY_SHRINK", "no")
        .env("CARGO_TARGET_DIR", copy.with_extension("target"))
        .current_dir(copy)
        .output()
        .expect("cargo is there");
    let said = String::from_utf8_lossy(&output.stdout);
    // A patch that does not compile would prove nothing.
    assert!(
        said.contains("running 1 test"),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.status.success()
}

#[test]
fn every_planted_mistake_is_found() {
    if std::env::var_os("COROFY_PLANTED").is_none() {
        println!("SKIPPED: COROFY_PLANTED does not say with how many programs");
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/planted");
    let entries = fs::read_dir(folder).expect("the patches are there");
    let mut patches: Vec<PathBuf> = entries
        .map(|it| it.expect("it can be listed").path())
        .collect();
    patches.sort();
    assert_eq!(patches.len(), 10);
    let copy = copy_of_the_workspace();
    assert!(
        passes(&copy),
        "without a mistake, there is none to be found"
    );
    let mut missed = Vec::new();
    for patch in &patches {
        apply(&copy, patch, false);
        let found = !passes(&copy);
        apply(&copy, patch, true);
        println!(
            "{}: {}",
            patch.file_name().expect("it is a file").to_string_lossy(),
            found
        );
        if !found {
            missed.push(patch);
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}
