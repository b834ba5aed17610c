//! Random programs of fibers take their turns exactly as a small model says, and drop all that they make.

#[path = "programs/model.rs"]
mod model;
#[path = "programs/program.rs"]
mod program;
#[path = "programs/real.rs"]
mod real;

use std::env;

use proptest::prelude::*;

use program::script;

/// The long version is asked for by `FIBERS_CASES`.
fn cases() -> u32 {
    let asked = env::var("FIBERS_CASES").ok();
    asked.map_or(1000, |text| text.parse().expect("a number"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_programs_run_as_the_model_says(script in script()) {
        let expected = model::trace(&script);
        let ran = real::run(script);
        prop_assert_eq!(ran.trace, expected);
        prop_assert_eq!(ran.dropped, ran.made);
    }
}

#[test]
fn the_random_programs_have_all_that_can_happen() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut all = String::new();
    for _ in 0..300 {
        let script = script().new_tree(&mut runner).expect("it always is one");
        all.push_str(&model::trace(&script.current()).join("\n"));
    }
    for what in [
        "deadlock",
        "joins ok",
        "joins panic",
        "parks",
        "unparked",
        "yields",
        "scope ends",
        "scope panics",
        "inner suspends",
        "inner ends",
        "inner panics",
        "drops inner",
        "drops a handle",
        "ends",
        "panics",
    ] {
        assert!(all.contains(what), "{what}");
    }
}
