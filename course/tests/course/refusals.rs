//! What cannot be done is refused by a clear line, and nothing of a learner's is lost.

use std::collections::HashSet;
use std::fs;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::{BINARY, Learner, fixture, text, tool};

const SUMS: &str = "ch01-tiny/src/sums.rs";
const TEST: &str = "ch01-tiny/tests/step1_squares.rs";
const STATE: &str = ".course/state.json";

const CAN_WORK: &str = "the test can work in its folder";

/// That it failed as a whole, with these words, on stderr.
fn assert_refused(output: &Output, words: &[&str]) {
    assert_eq!(output.status.code(), Some(2), "{}", text(output));
    let said = String::from_utf8_lossy(&output.stderr);
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
}

/// All that is a learner's, with its text: neither what cargo has built nor what the tool remembers.
fn all_files(learner: &Learner) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![learner.root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect(CAN_WORK) {
            let path = entry.expect(CAN_WORK).path();
            match path.is_dir() {
                true if path.ends_with("target") || path.ends_with(".course") => {}
                true => open.push(path),
                false => files.push((path.display().to_string(), fs::read(path).expect(CAN_WORK))),
            }
        }
    }
    files.sort();
    files
}

/// The command, where no file can be longer than `blocks` of half a KiB: a write ends in its middle.
fn on_a_full_disk(blocks: u32, command: &Command) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell
        .arg("-c")
        .arg(format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""
        ))
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(command.get_current_dir().expect("it has one"));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

#[test]
fn a_full_disk_is_named_and_every_file_is_as_it_was() {
    let learner = Learner::new();
    let stub = learner.read(SUMS);
    // More than the disk has room for.
    let mine = format!("// {}\n{stub}", "long ".repeat(2000));
    learner.write(SUMS, &mine);
    learner.write(TEST, &format!("// {}\n", "long ".repeat(2000)));
    let before = all_files(&learner);
    for blocks in [0, 1, 4] {
        for arguments in [["solution", "squares"], ["test", "squares"]] {
            let command = learner.command(&arguments);
            let output = on_a_full_disk(blocks, &command).output().unwrap();
            assert_refused(&output, &["cannot be written", "is as it was", "too large"]);
            assert_eq!(all_files(&learner), before);
            assert_eq!(learner.json(&["list"])[0]["reference"], false);
        }
    }
    assert!(learner.run(&["solution", "squares"]).status.success());
    let solved = learner.read(SUMS);
    let command = learner.command(&["reset", "squares"]);
    let output = on_a_full_disk(4, &command).output().unwrap();
    assert_refused(&output, &["cannot be written", "is as it was"]);
    assert_eq!(learner.read(SUMS), solved);
}

#[test]
fn a_new_workspace_without_room_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut new = tool(folder.path());
    new.args(["new", "mine"]);
    let output = on_a_full_disk(1, &new).output().unwrap();
    assert_refused(&output, &["cannot be written", "too large"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let learner = Learner::new();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = learner.command(&["list"]).stdout(full).output().unwrap();
    assert_refused(&output, &["the output cannot be written", "No space"]);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;

    let learner = Learner::new();
    let source = learner.root.join("ch01-tiny/src");
    let mut solution = learner.command(&["solution", "squares"]);
    fs::set_permissions(&source, fs::Permissions::from_mode(0o555)).unwrap();
    let is_above_the_law = fs::write(source.join("try"), "").is_ok();
    // No folder is read-only to root: so someone else does it, with a copy of all that they need.
    let folder = tempfile::tempdir().unwrap();
    if is_above_the_law {
        const SOMEONE: u32 = 65534;
        fs::remove_file(source.join("try")).unwrap();
        let program = folder.path().join("cargo-course");
        let course = folder.path().join("course");
        copy(BINARY.as_ref(), &program);
        copy(&fixture(), &course);
        let mut there = Command::new(program);
        there
            .args(["solution", "squares"])
            .current_dir(&learner.root)
            .env("CARGO_COURSE_FROM", course)
            .uid(SOMEONE)
            .gid(SOMEONE);
        solution = there;
        for place in [folder.path(), learner.root.parent().unwrap()] {
            fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
        }
        for place in [".course", STATE, "ch01-tiny/src", SUMS] {
            chown(learner.root.join(place), Some(SOMEONE), Some(SOMEONE)).unwrap();
        }
    }
    let before = learner.read(SUMS);

    let output = solution.output().unwrap();

    fs::set_permissions(&source, fs::Permissions::from_mode(0o755)).unwrap();
    assert_refused(
        &output,
        &["cannot be written", "sums.rs", "Permission denied"],
    );
    assert_eq!(learner.read(SUMS), before);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    let copied = Command::new("cp").arg("-r").arg(from).arg(to).status();
    assert!(copied.expect("cp is there").success());
}

#[test]
fn without_cargo_it_says_what_is_needed() {
    let learner = Learner::new();
    let without = |command: &mut Command| {
        let command = command.env_remove("CARGO").env("PATH", "/nowhere");
        command.output().unwrap()
    };
    let output = without(&mut learner.command(&["test"]));
    assert_refused(&output, &["cargo cannot be started: need Rust", "PATH"]);

    let folder = tempfile::tempdir().unwrap();
    let output = without(tool(folder.path()).args(["new", "mine"]));
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).contains("need Rust"), "{}", text(&output));
}

#[test]
fn a_chapter_that_is_gone_is_named_and_laid_again() {
    let learner = Learner::new();
    assert!(learner.run(&["solution", "--all"]).status.success());
    assert!(learner.run(&["test"]).status.success());
    let state = learner.read(STATE);
    fs::remove_dir_all(learner.root.join("ch01-tiny")).unwrap();

    for arguments in [&["test"][..], &["test", "squares"]] {
        let output = learner.run(arguments);
        assert_refused(
            &output,
            &["ch01-tiny/Cargo.toml is not there", "solution ch01"],
        );
        assert_eq!(learner.read(STATE), state, "what was done is still done");
    }
    for arguments in [["solution", "squares"], ["reset", "squares"]] {
        assert_refused(&learner.run(&arguments), &["sums.rs is not there"]);
    }

    assert!(learner.run(&["solution", "ch01"]).status.success());
    assert!(learner.run(&["test"]).status.success());
}

#[test]
fn a_chapter_that_the_workspace_is_too_old_for_is_named() {
    let learner = Learner::new();
    fs::remove_dir_all(learner.root.join("ch01-tiny")).unwrap();
    let manifest = learner.read("Cargo.toml");
    learner.write("Cargo.toml", &manifest.replace("\"ch01-tiny\"", ""));
    let output = learner.run(&["test"]);
    assert_refused(
        &output,
        &["ch01-tiny is not in this workspace", "cargo course new"],
    );
}

#[test]
fn without_its_state_a_workspace_begins_anew_and_loses_no_text() {
    let learner = Learner::new();
    assert!(learner.run(&["solution", "--all"]).status.success());
    assert!(learner.run(&["test"]).status.success());
    let mine = learner.read(SUMS);
    fs::remove_file(learner.root.join(STATE)).unwrap();

    assert_eq!(learner.json(&["list"])[0]["done"], false);
    assert!(learner.run(&["test"]).status.success());
    assert_eq!(learner.json(&["list"])[0]["done"], true);
    assert_eq!(learner.read(SUMS), mine);

    fs::remove_dir_all(learner.root.join(".course")).unwrap();
    assert_refused(&learner.run(&["list"]), &["in no workspace of the course"]);
}

#[test]
fn a_file_that_is_no_text_is_named_and_kept() {
    let learner = Learner::new();
    fs::write(learner.root.join(SUMS), b"// \xff\n").unwrap();
    for command in ["solution", "reset"] {
        let output = learner.run(&[command, "squares"]);
        assert_refused(&output, &["sums.rs is not text in UTF-8"]);
    }
    assert!(learner.run(&["solution", "ch01"]).status.success());
    let kept = learner.root.join("ch01-tiny/src/sums.rs.before-ch01");
    assert_eq!(fs::read(kept).unwrap(), b"// \xff\n");
}

#[test]
fn what_is_kept_is_never_written_over() {
    let learner = Learner::new();
    for round in 0..3 {
        let mine = format!("// {round}\npub fn squares(_: &[u32]) -> u32 {{\n    {round}\n}}\n");
        learner.write(SUMS, &mine);
        assert!(learner.run(&["solution", "squares"]).status.success());
        let number = ["", "-2", "-3"][round];
        let kept = format!("{SUMS}.before-squares{number}");
        assert_eq!(learner.read(&kept), mine);
    }
    assert!(
        learner
            .read(&format!("{SUMS}.before-squares"))
            .contains("// 0")
    );
}

/// The editor saves the file again and again, and knows what each save has replaced.
#[test]
fn no_save_is_lost_between_what_the_tool_reads_and_what_it_writes() {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    let learner = Learner::new();
    let (file, draft) = (learner.root.join(SUMS), learner.root.join("draft"));
    let is_over = AtomicBool::new(false);
    let mut saved = Vec::new();
    let mut replaced = HashSet::new();
    thread::scope(|threads| {
        threads.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let number = saved.len();
                let text = format!("// {number}\npub fn squares(_: &[u32]) -> u32 {{\n    7\n}}\n");
                fs::write(&draft, &text).unwrap();
                renameat_with(CWD, &draft, CWD, &file, RenameFlags::EXCHANGE).unwrap();
                replaced.insert(fs::read_to_string(&draft).unwrap());
                saved.push(text);
            }
        });
        for _ in 0..20 {
            let output = learner.run(&["solution", "squares"]);
            assert!(output.status.success(), "{}", text(&output));
        }
        is_over.store(true, Ordering::Relaxed);
    });

    // What is in the folder now: the file itself, and what was kept.
    let source = fs::read_dir(learner.root.join("ch01-tiny/src")).unwrap();
    replaced.extend(source.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()));
    let lost: Vec<_> = saved
        .iter()
        .filter(|text| !replaced.contains(*text))
        .collect();
    assert!(lost.is_empty(), "of {} saves: {lost:?}", saved.len());
}
