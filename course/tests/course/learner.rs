//! What a learner goes through, from an empty folder on.

use crate::support::{Learner, text};

const SUMS: &str = "ch01-tiny/src/sums.rs";
const FIRST_TEST: &str = "ch01-tiny/tests/step1_squares.rs";

/// The solution of the first step, in the learner's own way.
const RIGHT: &str =
    "pub fn squares(numbers: &[u32]) -> u32 {\n    numbers.iter().map(|n| n * n).sum()\n}\n";

#[test]
fn from_red_without_a_warning_to_green_and_back() {
    let learner = Learner::new();

    let start = learner.json(&["test"]);
    assert_eq!(start["compiler"].as_array().unwrap().len(), 0, "{start}");
    for step in start["steps"].as_array().unwrap() {
        assert_eq!(step["green"], false, "{step}");
        assert_eq!(step["not_written"], true, "{step}");
    }

    let stub = learner.read(SUMS);
    assert!(learner.run(&["solution", "--all"]).status.success());
    // No one's work is not kept.
    let sources = std::fs::read_dir(learner.root.join("ch01-tiny/src")).unwrap();
    let names: Vec<_> = sources.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        names
            .iter()
            .all(|name| name.to_string_lossy().ends_with(".rs")),
        "{names:?}"
    );
    let output = learner.run(&["test"]);
    assert!(output.status.success(), "{}", text(&output));
    let list = learner.json(&["list"]);
    assert!(
        list.as_array()
            .unwrap()
            .iter()
            .all(|step| step["done"] == true),
        "{list}"
    );

    assert!(learner.run(&["reset", "1.1"]).status.success());
    assert_eq!(learner.read(SUMS), stub);
    assert_eq!(learner.json(&["list"])[0]["done"], false);
    assert_eq!(learner.json(&["list"])[1]["done"], true);
}

#[test]
fn a_wrong_answer_is_recognised_and_a_right_one_is_done() {
    let learner = Learner::new();
    learner.write(
        SUMS,
        "//! Mine.\n\npub fn squares(numbers: &[u32]) -> u32 {\n    numbers.iter().sum()\n}\n",
    );
    let report = learner.json(&["test", "squares"]);
    assert_eq!(
        report["steps"][0]["looks_like"]["name"], "not squared",
        "{report}"
    );
    let output = text(&learner.run(&["test", "squares"]));
    assert!(
        output.contains("ch01-tiny/tests/step1_squares.rs:13:5"),
        "{output}"
    );
    assert!(
        output.contains("What is `number * number` for 3?"),
        "{output}"
    );

    assert!(
        output.contains("This looks like \"not squared\"."),
        "{output}"
    );

    learner.write(SUMS, RIGHT);
    let output = learner.run(&["test", "squares"]);
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn a_wrong_answer_that_explains_a_part_is_no_more_than_a_guess() {
    let learner = Learner::new();
    for (result, name) in [
        // Its test says "and not 77", and the wrong answer promises "and not 6".
        (
            "numbers.len() as u32 * 25 + 2 * u32::from(!numbers.is_empty())",
            "not squared",
        ),
        // One test of the two that it fails.
        ("14", "starts at one"),
    ] {
        let source = format!("pub fn squares(numbers: &[u32]) -> u32 {{\n    {result}\n}}\n");
        learner.write(SUMS, &source);
        let report = learner.json(&["test", "squares"]);
        let expected = serde_json::json!([name, false]);
        let found = &report["steps"][0]["looks_like"];
        assert_eq!(
            serde_json::json!([found["name"], found["sure"]]),
            expected,
            "{report}"
        );
        let output = text(&learner.run(&["test", "squares"]));
        let words = format!("One thing that it could be: \"{name}\".");
        assert!(output.contains(&words), "{output}");
    }
}

#[test]
fn a_test_that_was_emptied_or_deleted_is_laid_again_and_what_was_there_is_kept() {
    let learner = Learner::new();
    let test = learner.read(FIRST_TEST);
    learner.write(FIRST_TEST, "#[test]\nfn mine() {}\n");

    let output = learner.run(&["test", "squares"]);

    assert!(!output.status.success(), "{}", text(&output));
    assert!(
        text(&output).contains("step1_squares.rs.mine"),
        "{}",
        text(&output)
    );
    assert_eq!(learner.read(FIRST_TEST), test);
    assert_eq!(
        learner.read(&format!("{FIRST_TEST}.mine")),
        "#[test]\nfn mine() {}\n"
    );

    std::fs::remove_file(learner.root.join(FIRST_TEST)).unwrap();
    assert!(!learner.run(&["test", "squares"]).status.success());
    assert_eq!(learner.read(FIRST_TEST), test);
}

#[test]
fn a_process_that_ends_itself_before_the_test_is_over_has_not_passed() {
    let learner = Learner::new();
    learner.write(
        SUMS,
        "pub fn squares(_numbers: &[u32]) -> u32 {\n    std::process::exit(0)\n}\n",
    );
    let report = learner.json(&["test", "squares"]);
    assert_eq!(report["steps"][0]["green"], false, "{report}");
}

#[test]
fn a_manifest_cannot_put_another_file_in_a_tests_place() {
    let learner = Learner::new();
    let manifest = learner.read("ch01-tiny/Cargo.toml");
    let other = "\n[[test]]\nname = \"step1_squares\"\npath = \"mine.rs\"\n";
    learner.write("ch01-tiny/Cargo.toml", &(manifest + other));
    learner.write("ch01-tiny/mine.rs", "#[test]\nfn mine() {}\n");

    let output = learner.run(&["test", "squares"]);

    assert!(!output.status.success(), "{}", text(&output));
    assert!(
        text(&output).contains("was not built from"),
        "{}",
        text(&output)
    );
}

#[test]
fn what_does_not_compile_is_named_and_hides_no_verdict_of_others() {
    let learner = Learner::new();
    learner.write(
        SUMS,
        "pub fn squares(numbers: &[u32]) -> u32 {\n    numbers\n}\n",
    );
    let output = text(&learner.run(&["test"]));
    assert!(output.contains("ch01-tiny/src/sums.rs:2:5"), "{output}");
    assert!(output.contains("does not compile"), "{output}");
}

#[test]
fn nothing_is_lost_of_a_file_that_does_not_parse_or_was_renamed() {
    let learner = Learner::new();
    let broken = "// mine\npub fn squares( {\n";
    learner.write(SUMS, broken);
    for command in ["solution", "reset"] {
        let output = learner.run(&[command, "squares"]);
        assert!(!output.status.success());
        assert!(text(&output).contains("sums.rs:2:"), "{}", text(&output));
        assert_eq!(learner.read(SUMS), broken);
    }

    std::fs::rename(
        learner.root.join(SUMS),
        learner.root.join("ch01-tiny/src/adding.rs"),
    )
    .unwrap();
    let output = text(&learner.run(&["solution", "squares"]));
    assert!(output.contains("renamed or removed"), "{output}");
    assert_eq!(learner.read("ch01-tiny/src/adding.rs"), broken);

    assert!(learner.run(&["solution", "ch01"]).status.success());
    assert!(learner.run(&["test"]).status.success());
}

#[test]
fn the_solution_of_a_step_keeps_what_is_beside_it() {
    let learner = Learner::new();
    let mine = "// Mine.\nuse std::fmt;\n\n/// More of mine.\npub struct Own;\n\npub fn squares(numbers: &[u32]) -> u32 {\n    7\n}\n";
    learner.write(SUMS, mine);

    assert!(learner.run(&["solution", "squares"]).status.success());

    assert_eq!(learner.read("ch01-tiny/src/sums.rs.before-squares"), mine);
    assert!(
        learner
            .read(SUMS)
            .contains("/// More of mine.\npub struct Own;")
    );
    let output = learner.run(&["test", "squares"]);
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn a_fault_is_planted_in_a_copy_and_not_in_the_learners_files() {
    let learner = Learner::new();
    let before = learner.read(SUMS);
    let output = learner.run(&["break", "not-squared"]);
    assert!(
        text(&output).contains("catches it  each_number_is_squared"),
        "{}",
        text(&output)
    );
    assert_eq!(learner.read(SUMS), before);
}

#[test]
fn hints_come_one_by_one() {
    let learner = Learner::new();
    for count in [1, 2, 3, 3] {
        let hints = learner.json(&["hint"]);
        assert_eq!(hints["hints"].as_array().unwrap().len(), count, "{hints}");
    }
}

#[test]
fn a_done_step_that_fails_when_another_turns_green_is_open_again() {
    let learner = Learner::new();
    assert!(learner.run(&["solution", "squares"]).status.success());
    assert!(learner.run(&["test", "squares"]).status.success());
    assert!(learner.run(&["solution", "wait"]).status.success());
    learner.write(SUMS, "pub fn squares(_: &[u32]) -> u32 {\n    14\n}\n");

    let output = learner.run(&["test", "wait"]);

    assert!(!output.status.success());
    let said = text(&output);
    for words in [
        "done    1.2  Wait and read",
        "1.1 Square and add was done, and is open again",
        "nothing_sums_to_nothing  failed",
        "1 of 2 steps are done. Stuck?",
    ] {
        assert!(said.contains(words), "{said}");
    }
    let list = learner.json(&["list"]);
    assert_eq!([&list[0]["done"], &list[1]["done"]], [false, true]);
}

#[test]
fn when_all_is_done_the_bare_command_runs_it_all() {
    let learner = Learner::new();
    assert!(learner.run(&["solution", "--all"]).status.success());
    assert!(learner.run(&["test"]).status.success());
    let output = learner.run(&[]);
    assert!(
        text(&output).contains("1.2  Wait and read  1 test passes"),
        "{}",
        text(&output)
    );
    assert!(
        text(&output).contains("All 2 steps are done"),
        "{}",
        text(&output)
    );

    learner.write(SUMS, "pub fn squares(_: &[u32]) -> u32 {\n    todo!()\n}\n");
    let report = learner.json(&[]);
    assert_eq!(report["steps"][0]["reopened"], true, "{report}");
    assert_eq!(learner.json(&["list"])[0]["done"], false);
}

#[test]
fn what_is_still_to_write_is_listed_and_half_a_step_is_no_start() {
    let learner = Learner::new();
    assert!(learner.run(&["solution", "squares"]).status.success());
    assert!(learner.run(&["test", "squares"]).status.success());
    let queue = "ch01-tiny/src/queue.rs";
    let line = |source: &str, words: &str| {
        source
            .lines()
            .position(|line| line.contains(words))
            .unwrap()
            + 1
    };
    let stub = learner.read(queue);
    let all = format!(
        "Still to write: add {queue}:{}, wait {queue}:{}, drain {queue}:{}",
        line(&stub, "pub fn add"),
        line(&stub, "pub fn wait"),
        line(&stub, "pub fn drain"),
    );
    let output = text(&learner.run(&["test", "wait"]));
    assert!(output.contains(&all), "{output}");
    assert!(output.contains("That is the start"), "{output}");

    let half = stub.replacen(
        "todo!()",
        "self.control(source.as_raw_fd(), kernel::IN | kernel::EDGE)",
        1,
    );
    let half = half.replacen("todo!()", "// later\n        todo!()", 1);
    learner.write(queue, &half);
    let output = text(&learner.run(&["test", "wait"]));
    assert!(output.contains("Still to write: wait"), "{output}");
    assert!(output.contains("A part is written"), "{output}");
    let report = learner.json(&["test", "wait"]);
    let open = report["steps"][0]["still_to_write"].as_array().unwrap();
    assert_eq!(
        [&open[0]["function"], &open[1]["function"]],
        ["wait", "drain"],
        "{report}"
    );
}

#[test]
fn one_cause_is_told_twice_and_its_other_tests_are_named() {
    let tests = "#[test]\nfn a() { assert_eq!(ch01_tiny::sums::squares(&[1]), 1) }\n";
    let many: String = ["b", "c", "d"]
        .iter()
        .map(|name| tests.replace("fn a()", &format!("fn {name}()")))
        .collect();
    let course = crate::support::changed(FIRST_TEST, |text| text + tests + &many);
    let learner = Learner::new();
    learner.write(SUMS, "pub fn squares(_: &[u32]) -> u32 {\n    77\n}\n");
    let run = |arguments: &[&str]| {
        let mut command = learner.command(arguments);
        command.env("CARGO_COURSE_FROM", course.path());
        command.output().unwrap()
    };
    let output = text(&run(&["test", "squares"]));
    assert!(
        output.contains("and 3 more with the same message: c, d, nothing_sums_to_nothing"),
        "{output}"
    );
    assert_eq!(output.matches("left: 77").count(), 3, "{output}");
    let report: serde_json::Value =
        serde_json::from_slice(&run(&["test", "squares", "--json"]).stdout).unwrap();
    let red = report["steps"][0]["tests"].as_array().unwrap().iter();
    assert_eq!(
        red.filter(|test| test["message"].is_string()).count(),
        6,
        "{report}"
    );
}

#[test]
fn a_text_is_shown_once_and_again_when_asked_for() {
    let learner = Learner::new();
    let words = learner_text();
    for (arguments, is_shown) in [
        (&[][..], true),
        (&[], false),
        (&["show"], true),
        (&[], false),
    ] {
        let output = text(&learner.run(arguments));
        assert_eq!(output.contains(&words), is_shown, "{arguments:?}: {output}");
        assert!(output.contains("ch01-tiny/src/sums.rs:"), "{output}");
    }
}

fn learner_text() -> String {
    let file = crate::support::fixture().join("ch01-tiny/steps/1-squares.md");
    let text = std::fs::read_to_string(file).expect("the file is there");
    text.lines().last().expect("it has lines").to_owned()
}

#[test]
fn an_editor_finds_a_word_on_parameters_that_are_not_used_yet_and_no_test_of_no_step() {
    let course = crate::support::changed("ch01-tiny/tests/step1_squares.rs", |text| text);
    let tests = course.path().join("ch01-tiny/tests");
    std::fs::write(tests.join("demos.rs"), "").unwrap();
    for (folder, file) in [("demos", "page.html"), ("support", "words.rs")] {
        std::fs::create_dir(tests.join(folder)).unwrap();
        std::fs::write(tests.join(folder).join(file), "").unwrap();
    }
    let mut new = crate::support::tool(course.path());
    new.env("CARGO_COURSE_FROM", course.path());
    assert!(new.args(["new", "mine"]).status().unwrap().success());
    let mine = course.path().join("mine/ch01-tiny");
    assert!(!mine.join("tests/demos.rs").exists());
    assert!(!mine.join("tests/demos").exists(), "it is of that test");
    assert!(mine.join("tests/support/words.rs").exists());
    assert!(mine.join("tests/step1_squares.rs").exists());
    let root = std::fs::read_to_string(mine.join("src/lib.rs")).unwrap();
    assert!(
        root.contains("\n\n#![allow(unused_variables, reason"),
        "{root}"
    );
}
