//! Step 5: `if` and `match` in which there are waits. A test answers the questions, and walks through the blocks.

#[path = "support/walk.rs"]
mod walk;

use self::walk::walk;

#[test]
fn one_branch_is_taken_and_both_go_on_behind() {
    let source = "fn f() { if more() { get(1).wait; } else { get(2).wait; } log(3); }";
    assert_eq!(
        walk(source, &["yes"]),
        "more(); get(1); wait for get(1); log(3); return ()",
        "if it holds: the first branch, and then what comes after both"
    );
    assert_eq!(
        walk(source, &["no"]),
        "more(); get(2); wait for get(2); log(3); return ()",
        "if it does not hold: the second branch, and then what comes after both"
    );
}

#[test]
fn without_an_else_it_goes_on() {
    assert_eq!(
        walk("fn f() { if more() { get(1).wait; } log(2); }", &["no"]),
        "more(); log(2); return ()",
        "an `if` that does not hold does nothing"
    );
    assert_eq!(
        walk("fn f() { if more() { get(1).wait; } }", &["no"]),
        "more(); return ()",
        "and its value is `()`, which may be the function's"
    );
}

#[test]
fn the_question_may_wait_itself() {
    assert_eq!(
        walk(
            "fn f() -> u8 { if is(1).wait { one() } else if is(2).wait { two() } else { three() } }",
            &["no", "no"]
        ),
        "is(1); wait for is(1); is(2); wait for is(2); three(); return three()",
        "the second is asked only if the first does not hold"
    );
}

#[test]
fn the_value_of_a_branch_goes_where_that_of_the_if_goes() {
    let source = "fn f() { let x = if more() { get(1).wait } else { 2 }; log(x); }";
    assert_eq!(
        walk(source, &["yes"]),
        "more(); get(1); wait for get(1); log(get(1)); return ()",
        "`x` is what the first branch came to"
    );
    assert_eq!(
        walk(source, &["no"]),
        "more(); log(2); return ()",
        "`x` is what the second branch came to"
    );
    assert_eq!(
        walk(
            "fn f() -> u8 { if more() { 1 } else { get(2).wait } }",
            &["no"]
        ),
        "more(); get(2); wait for get(2); return get(2)",
        "the function's value is what the branch came to"
    );
}

#[test]
fn a_let_is_not_in_scope_of_its_own_value() {
    assert_eq!(
        walk(
            "fn f() { let x = 1; let x = if more() { add(x, get(2).wait) } else { x }; log(x); }",
            &["no"]
        ),
        "more(); log(1); return ()",
        "in the branches, `x` is the one that was there before"
    );
}

#[test]
fn a_branch_drops_what_is_its_own() {
    assert_eq!(
        walk(
            "fn f() { if more() { let lock = Lock(1); get(2).wait; } log(3); }",
            &["yes"]
        ),
        "more(); Lock(1); get(2); wait for get(2); drop Lock(1); log(3); return ()",
        "where a branch ends, its variables do"
    );
}

#[test]
fn a_branch_that_returns_does_not_go_on() {
    assert_eq!(
        walk(
            "fn f() -> u8 { if more() { let lock = Lock(1); return get(2).wait; } log(3) }",
            &["yes"]
        ),
        "more(); Lock(1); get(2); wait for get(2); return get(2); drop Lock(1)",
        "nothing comes after a `return`"
    );
}

#[test]
fn each_arm_is_a_branch() {
    let source =
        "fn f() { match next().wait { Some(x) => log(get(x).wait), None => log(1), } log(2); }";
    assert_eq!(
        walk(source, &["Some"]),
        "next(); wait for next(); get(next()); wait for get(next()); log(get(next())); log(2); return ()",
        "the arm whose pattern matches, and then what comes after all of them"
    );
    assert_eq!(
        walk(source, &["None"]),
        "next(); wait for next(); log(1); log(2); return ()",
        "the other arm, and then what comes after all of them"
    );
}

#[test]
fn what_an_arm_binds_is_in_no_other_arm() {
    assert_eq!(
        walk(
            "fn f() { let x = 1; match next().wait { Some(x) => log(get(x).wait), None => log(x), } }",
            &["None"]
        ),
        "next(); wait for next(); log(1); return log(1)",
        "the second arm's `x` is the one outside of the `match`"
    );
}

#[test]
fn an_arm_drops_what_is_its_own() {
    assert_eq!(
        walk(
            "fn f() { match next() { Some(n) => { let lock = Lock(n); get(n).wait; } None => {} } log(2); }",
            &["Some"]
        ),
        "next(); Lock(next()); get(next()); wait for get(next()); drop Lock(next()); log(2); return ()",
        "where an arm ends, its variables do"
    );
}

#[test]
fn what_did_not_match_is_dropped_before_the_else() {
    assert_eq!(
        walk(
            "fn f() { if let Held(_) = Lock(1) { get(2).wait; } else { get(3).wait; } log(4); }",
            &["no"]
        ),
        "Lock(1); drop Lock(1); get(3); wait for get(3); log(4); return ()",
        "an `else` begins without what the `if let` looked at"
    );
}

#[test]
fn what_was_matched_is_there_until_the_end() {
    assert_eq!(
        walk(
            "fn f() { if let Held(_) = Lock(1) { get(2).wait; } else { get(3).wait; } log(4); }",
            &["yes"]
        ),
        "Lock(1); get(2); wait for get(2); drop Lock(1); log(4); return ()",
        "what a pattern leaves behind is dropped where the `if let` ends"
    );
}

#[test]
fn a_wait_that_may_not_be_needed_is_in_a_branch() {
    let and = "fn f() -> bool { is(1) && is(2).wait }";
    assert_eq!(
        walk(and, &["no"]),
        "is(1); return false",
        "`&&` is false when its left side is, and nothing is waited for"
    );
    assert_eq!(
        walk(and, &["yes"]),
        "is(1); is(2); wait for is(2); return is(2)",
        "`&&` is its right side when the left one is true"
    );
    let or = "fn f() -> bool { is(1) || is(2).wait }";
    assert_eq!(
        walk(or, &["yes"]),
        "is(1); return true",
        "`||` is true when its left side is, and nothing is waited for"
    );
    assert_eq!(
        walk(or, &["no"]),
        "is(1); is(2); wait for is(2); return is(2)",
        "`||` is its right side when the left one is false"
    );
}

#[test]
fn the_else_of_a_let_may_wait() {
    let source = "fn f() { let Some(x) = next() else { get(1).wait; return; }; log(x); }";
    assert_eq!(
        walk(source, &["_"]),
        "next(); get(1); wait for get(1); return ()",
        "what did not match leaves the function"
    );
    assert_eq!(
        walk(source, &["Some"]),
        "next(); log(next()); return ()",
        "what did match goes on"
    );
}
