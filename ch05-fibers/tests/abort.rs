//! Where panics abort, nothing can be unwound: what a fiber does then.
//!
//! The profile of a test unwinds, so this builds a program of its own, and runs it case by case.
#![cfg(all(unix, target_arch = "x86_64"))]

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// Builds it once; later, cargo sees that nothing has changed.
fn program() -> PathBuf {
    let (here, package) = (
        Path::new(env!("CARGO_MANIFEST_DIR")),
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("abort"),
    );
    fs::create_dir_all(package.join("src")).expect("it can be made");
    let manifest = format!(
        "[package]\nname = \"abort\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nch05-fibers = {{ path = {here:?}, default-features = false }}\n\n\
         [profile.dev]\npanic = \"abort\"\n"
    );
    write(&package.join("Cargo.toml"), manifest.as_bytes());
    write(
        &package.join("src/main.rs"),
        include_bytes!("abort/program.rs"),
    );
    // The same versions as elsewhere, so that nothing is downloaded.
    let lock = fs::read(here.join("../Cargo.lock")).expect("the workspace has one");
    fs::write(package.join("Cargo.lock"), lock).expect("it can be written");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline"])
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo has started this, too");
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");
    package.join("target/debug/abort")
}

/// Leaves a file that has not changed alone.
fn write(path: &Path, bytes: &[u8]) {
    if fs::read(path).ok().as_deref() != Some(bytes) {
        fs::write(path, bytes).expect("it can be written");
    }
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("it writes text")
}

#[track_caller]
fn ends_well(output: &Output, said: &str, told: &str) {
    assert!(output.status.success(), "{output:?}");
    assert!(text(&output.stderr).contains(said), "{output:?}");
    assert!(!said.is_empty() || output.stderr.is_empty(), "{output:?}");
    assert_eq!(text(&output.stdout), told);
}

#[track_caller]
fn aborts(output: &Output, said: &str) {
    const SIGABRT: i32 = 6;
    assert_eq!(output.status.signal(), Some(SIGABRT), "{output:?}");
    assert!(text(&output.stderr).contains(said), "{output:?}");
    assert_eq!(text(&output.stdout), "");
}

/// One test, as all need the same program.
#[test]
fn where_panics_abort_a_suspended_fiber_is_leaked_or_aborts_and_any_other_is_dropped_as_usual() {
    let program = program();
    let run = |case: &str| {
        let output = Command::new(&program).arg(case).output();
        output.expect("it has just been built")
    };
    let leaked = "was dropped while it was suspended: its stack is leaked, as panics abort here";
    let impossible = "cannot be unwound where panics abort: need it finished before it is given up";

    ends_well(
        &run("fresh"),
        "",
        "dropped: captured\n1 stacks missing\n0 stacks missing\n",
    );
    ends_well(
        &run("finished"),
        "",
        "dropped: captured\n0 stacks missing\n",
    );
    ends_well(&run("suspended"), leaked, "1 stacks missing\n");
    ends_well(&run("end_of_thread"), leaked, "the thread has ended\n");
    aborts(&run("forced"), impossible);
    aborts(&run("scoped"), impossible);
}
