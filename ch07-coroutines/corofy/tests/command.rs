//! The command: what it writes, what it refuses, and what it says.

#![cfg(feature = "command")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const GOOD: &str = "//! A file.\r\n\r\nfn  left ( ) {}  // as it is\r\n#[coroutine]\r\nfn f(n: u8) -> u8 {\r\n    g(n).wait\r\n}\r\n";

fn corofy(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corofy"));
    command
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it was built")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("the folder is there");
    }
    folder
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|it| {
            it.expect("it can be listed")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("it is text")
}

#[test]
fn all_but_the_coroutine_is_left_byte_for_byte() {
    let folder = folder(&[("a.rs", GOOD)]);
    let output = corofy(&["a.rs", "-o", "b.rs"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let written = fs::read_to_string(folder.path().join("b.rs")).unwrap();
    assert!(
        written.starts_with("//! A file.\r\n\r\nfn  left ( ) {}  // as it is\r\n#[allow("),
        "{written}"
    );
    assert!(written.ends_with("}\r\n"), "{written}");
    assert_eq!(
        written.matches('\n').count(),
        written.matches("\r\n").count()
    );
    assert_eq!(
        corofy(&["a.rs"], folder.path()).stdout,
        written.into_bytes()
    );
}

#[test]
fn what_is_generated_can_be_read_again_and_has_no_coroutine() {
    let folder = folder(&[("a.rs", GOOD)]);
    let output = corofy(&["a.rs", "-o", "b.rs"], folder.path());
    assert_eq!(output.status.code(), Some(0));
    let again = corofy(&["b.rs"], folder.path());
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again).contains("there is no `#[coroutine] fn` in it"));
}

#[test]
fn a_file_is_never_half_written() {
    let files = [
        ("a.rs", "#[coroutine]\nfn f() {\n    h(|| g().wait);\n}\n"),
        ("b.rs", "before"),
    ];
    let folder = folder(&files);
    let output = corofy(&["a.rs", "-o", "b.rs"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        fs::read_to_string(folder.path().join("b.rs")).unwrap(),
        "before"
    );
    assert_eq!(names(&folder), ["a.rs", "b.rs"]);
}

#[test]
fn it_says_where_and_shows_the_line() {
    let folder = folder(&[(
        "a.rs",
        "#[coroutine]\nfn f() {\n\tlet größe = h(|| g().wait);\n}\n",
    )]);
    let output = corofy(&["a.rs"], folder.path());
    let expected = "a.rs:3:23: a closure is no coroutine, and cannot wait: wait before it, or make it a \
                    `#[coroutine] fn`\n    \tlet größe = h(|| g().wait);\n    \t                     ^^^^\n";
    assert_eq!(said(&output), expected);
    assert!(output.stdout.is_empty());
}

#[test]
fn the_file_that_is_read_is_not_written() {
    let folder = folder(&[("a.rs", GOOD)]);
    let path = folder.path().join("a.rs");
    let others: Vec<PathBuf> = vec![path.clone(), folder.path().join(".").join("a.rs")];
    #[cfg(unix)]
    let others = {
        let (link, hard) = (folder.path().join("link.rs"), folder.path().join("hard.rs"));
        std::os::unix::fs::symlink(&path, &link).unwrap();
        fs::hard_link(&path, &hard).unwrap();
        [others, vec![link, hard]].concat()
    };
    for out in others {
        let output = corofy(&["a.rs", "-o", out.to_str().unwrap()], folder.path());
        assert_eq!(output.status.code(), Some(2), "{out:?}");
        assert!(
            said(&output).contains("is the file that is read"),
            "{}",
            said(&output)
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), GOOD);
    }
}

#[test]
fn every_mistake_is_named() {
    let files = [
        ("unclosed.rs", "#[coroutine]\nfn f() {\n"),
        ("closed.rs", "fn f() { } }\n"),
        ("none.rs", "fn f() {}\n"),
        ("empty.rs", ""),
        ("async.rs", "#[coroutine]\nasync fn f() {}\n"),
        ("const.rs", "#[coroutine]\nconst fn f() {}\n"),
        (
            "macro.rs",
            "#[coroutine]\nfn f() { println!(\"{}\", g().wait); }\n",
        ),
        (
            "borrow.rs",
            "#[coroutine]\nfn f(x: String) { let r = &x; g().wait; h(r); }\n",
        ),
        ("arguments.rs", "#[coroutine(fast)]\nfn f() {}\n"),
        ("literal.rs", "#[coroutine]\nfn f() { \"\n}\n"),
    ];
    let folder = folder(&files);
    fs::write(folder.path().join("latin.rs"), b"// gr\xf6\xdfe\n").unwrap();
    for (name, _) in files {
        let output = corofy(&[name, "-o", "out.rs"], folder.path());
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(said(&output).contains(name), "{name}: {}", said(&output));
        assert!(output.stdout.is_empty());
        assert!(!folder.path().join("out.rs").exists());
    }
    for arguments in [
        &["latin.rs"][..],
        &["not_there.rs"],
        &["."],
        &[],
        &["a.rs", "--graph", "png"],
    ] {
        let output = corofy(arguments, folder.path());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn it_explains_and_draws() {
    let source = "#[coroutine]\nfn f(n: u8, text: String) {\n    text.len();\n    g(n).wait;\n    h(n).wait;\n}\n";
    let folder = folder(&[("a.rs", source)]);
    let explained = corofy(&["a.rs", "--explain"], folder.path());
    let expected = "f: 4 states, 2 waits\n  line 4, while it waits in G:\n    n: needed on line 5\n    \
                    text: not moved before, so its scope drops it\n  line 5, while it waits in H:\n    \
                    text: not moved before, so its scope drops it\n";
    assert_eq!(String::from_utf8(explained.stdout).unwrap(), expected);
    let dot = corofy(&["a.rs", "--graph", "dot"], folder.path());
    assert!(
        String::from_utf8(dot.stdout)
            .unwrap()
            .contains("s0_1 -> s0_2;")
    );
    let svg = corofy(&["a.rs", "--graph", "svg"], folder.path());
    let svg = String::from_utf8(svg.stdout).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains(">H<"), "{svg}");
}

#[test]
fn it_shows_the_blocks() {
    let source = "#[coroutine]\nfn f(n: u8) -> u8 {\n    while more(n).wait {\n        g(n);\n    }\n    n\n}\n";
    let folder = folder(&[("a.rs", source)]);
    let blocks = corofy(&["a.rs", "--blocks"], folder.path());
    let expected = "f: 6 blocks\n  0 start, with n\n      on to 2\n  1 after_loop, with n\n      return n\n  \
                    2 loop, with n\n      wait for more(n), then 4\n  3 loop_ends, with n\n      on to 1\n  \
                    4 more, with n\n      value is there\n      if value: 5, else 3\n  \
                    5 then, with n, value\n      g(n);\n      jump to 2\n";
    assert_eq!(String::from_utf8(blocks.stdout).unwrap(), expected);
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let folder = folder(&[("a.rs", GOOD)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_corofy"))
        .arg("a.rs")
        .current_dir(folder.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_byte_order_mark_and_a_loaders_line_stay() {
    for before in ["\u{feff}", "#!/usr/bin/env run\n", "\u{feff}#!/bin/ä\n"] {
        let folder = folder(&[("a.rs", &format!("{before}{GOOD}"))]);
        let output = corofy(&["a.rs"], folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let written = String::from_utf8(output.stdout).unwrap();
        let expected =
            format!("{before}//! A file.\r\n\r\nfn  left ( ) {{}}  // as it is\r\n#[allow(");
        assert!(written.starts_with(&expected), "{written}");
        assert!(written.ends_with("    })\r\n}\r\n"), "{written}");
    }
}
