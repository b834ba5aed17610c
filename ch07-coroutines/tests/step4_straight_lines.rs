//! Step 4: statements, and expressions that wait, as blocks. A test walks through them.

#[path = "support/walk.rs"]
mod walk;

use self::walk::walk;

#[test]
fn what_does_not_wait_is_one_block() {
    let source =
        "#[coroutine] fn f() -> u8 { let a = one(); while more() { two(); } add(a, three()) }";
    let graphs = corofy::blocks(source).expect("it is well-formed");
    assert_eq!(graphs[0].1.blocks.len(), 1);
}

#[test]
fn a_wait_ends_its_block_and_its_value_is_there_in_the_next() {
    assert_eq!(
        walk("fn f() -> u8 { let a = get(1).wait; add(a, 2) }", &[]),
        "get(1); wait for get(1); add(get(1), 2); return add(get(1), 2)",
        "first the future, then the wait, and what comes after it has the value"
    );
}

#[test]
fn statements_follow_each_other_across_waits() {
    assert_eq!(
        walk(
            "fn f() { let a = get(1).wait; log(a); let b = get(a).wait; log(b); }",
            &[]
        ),
        "get(1); wait for get(1); log(get(1)); get(get(1)); wait for get(get(1)); log(get(get(1))); return ()",
        "each statement in its turn, and at the end the value of a function that has none"
    );
}

#[test]
fn a_wait_in_a_wait_is_the_first() {
    assert_eq!(
        walk("fn f() -> u8 { get(get(1).wait).wait }", &[]),
        "get(1); wait for get(1); get(get(1)); wait for get(get(1)); return get(get(1))",
        "the inner value is in the outer future"
    );
}

#[test]
fn what_is_left_of_a_wait_is_evaluated_before_it() {
    assert_eq!(
        walk("fn f() -> u8 { add(one(), two().wait, three()) }", &[]),
        "one(); two(); wait for two(); three(); add(one(), two(), three()); return add(one(), two(), three())",
        "arguments are evaluated from the left: before the wait, at it, after it"
    );
    assert_eq!(
        walk("fn f() -> u8 { one() + two().wait }", &[]),
        "one(); two(); wait for two(); return one() + two()",
        "so are operands"
    );
}

#[test]
fn a_wait_that_is_not_the_next_argument_counts_too() {
    assert_eq!(
        walk("fn f() -> u8 { add(one(), two(), three().wait) }", &[]),
        "one(); two(); three(); wait for three(); add(one(), two(), three()); return add(one(), two(), three())",
        "all that is left of the wait is evaluated before it, however far"
    );
}

#[test]
fn a_variable_is_read_where_it_stands() {
    assert_eq!(
        walk(
            "fn f() -> u8 { let mut n = 1; add(n, { n = 2; get(n).wait }) }",
            &[]
        ),
        "get(2); wait for get(2); add(1, get(2)); return add(1, get(2))",
        "the first argument is what `n` was before the second one changed it"
    );
}

#[test]
fn what_a_method_is_called_on_comes_before_its_arguments() {
    assert_eq!(
        walk("fn f() -> u8 { Lock(1).swap(get(2).wait) }", &[]),
        "Lock(1); get(2); wait for get(2); Lock(1).swap(get(2)); return Lock(1).swap(get(2))",
        "the receiver is evaluated first"
    );
}

#[test]
fn a_comparison_only_looks_at_its_operands() {
    assert_eq!(
        walk(
            "fn f() -> bool { let lock = Lock(1); lock == get(1).wait }",
            &[]
        ),
        "Lock(1); get(1); wait for get(1); return lock == get(1); drop Lock(1)",
        "`lock` is compared where it is, and dropped at the end of its scope"
    );
}

#[test]
fn an_assignment_has_its_value_before_its_place() {
    assert_eq!(
        walk("fn f() { *slot(1) += get(2).wait; }", &[]),
        "get(2); wait for get(2); slot(1); *slot(1) += get(2); return ()",
        "`+=` evaluates what is added first, then where"
    );
    assert_eq!(
        walk("fn f() { *slot(get(1).wait) += get(2).wait; }", &[]),
        "get(2); wait for get(2); get(1); wait for get(1); slot(get(1)); *slot(get(1)) += get(2); return ()",
        "so it is if both wait"
    );
}

#[test]
fn what_may_not_be_needed_is_not_evaluated() {
    let source = "fn f() -> bool { is(1).wait && is(2) }";
    assert_eq!(
        walk(source, &["no"]),
        "is(1); wait for is(1); return false",
        "`&&` is over when its left side is false"
    );
    assert_eq!(
        walk(source, &["yes"]),
        "is(1); wait for is(1); is(2); return is(2)",
        "`&&` goes on when its left side is true"
    );
}

#[test]
fn a_value_that_nobody_wants_is_dropped_at_once() {
    assert_eq!(
        walk(
            "fn f() { Lock(1).wait; get(2).wait; log(get(3).wait); }",
            &[]
        ),
        "Lock(1); wait for Lock(1); drop Lock(1); get(2); wait for get(2); get(3); wait for get(3); log(get(3)); return ()",
        "`Lock(1).wait;` ends before the next statement begins, and a call is made, wanted or not"
    );
}

#[test]
fn a_scope_drops_what_is_in_it_also_if_there_is_a_wait_in_it() {
    assert_eq!(
        walk(
            "fn f() -> u8 { let a = Lock(1); { let b = Lock(2); let c = Lock(3); get(4).wait; } log(5) }",
            &[]
        ),
        "Lock(1); Lock(2); Lock(3); get(4); wait for get(4); drop Lock(3); drop Lock(2); log(5); return log(5); drop Lock(1)",
        "at each end of a scope, the last that was declared is the first that is dropped"
    );
}

#[test]
fn what_comes_after_a_return_is_not_reached() {
    assert_eq!(
        walk("fn f() -> u8 { return get(1).wait; get(2).wait }", &[]),
        "get(1); wait for get(1); return get(1)",
        "a block that has its end keeps it, and nothing more goes into it"
    );
}

#[test]
fn a_reference_to_what_has_no_name_cannot_wait() {
    let refused = walk("fn f() -> u8 {\n    add(&one(), two().wait)\n}", &[]);
    assert!(
        refused.starts_with("2:9: this reference would live across a wait"),
        "{refused}"
    );
}
