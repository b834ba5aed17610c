//! Step 6: loops in which there are waits. A test answers the questions, and walks through the blocks.

#[path = "support/walk.rs"]
mod walk;

use self::walk::walk;

#[test]
fn a_loop_comes_back_until_it_is_left() {
    assert_eq!(
        walk(
            "fn f() { loop { get(1).wait; if done() { break; } } log(2); }",
            &["no", "yes"]
        ),
        "get(1); wait for get(1); done(); get(1); wait for get(1); done(); log(2); return ()",
        "each turn begins at the loop's first line, and `break` goes on behind the loop"
    );
}

#[test]
fn what_was_there_before_the_loop_is_not_made_again() {
    assert_eq!(
        walk(
            "fn f() -> u8 { let mut n = 0; loop { n += get(1).wait; if done() { break; } } n }",
            &["no", "no", "yes"]
        ),
        "get(1); wait for get(1); done(); get(1); wait for get(1); done(); get(1); wait for get(1); done(); return 0 + get(1) + get(1) + get(1)",
        "`n` is what all turns have made of it"
    );
}

#[test]
fn each_turn_has_its_own_variables() {
    assert_eq!(
        walk(
            "fn f() { loop { let lock = Lock(1); get(2).wait; if done() { break; } log(3); } log(4); }",
            &["no", "yes"]
        ),
        "Lock(1); get(2); wait for get(2); done(); log(3); drop Lock(1); Lock(1); get(2); wait for get(2); done(); drop Lock(1); log(4); return ()",
        "what the body declares is dropped at the end of each turn, and by `break`"
    );
}

#[test]
fn continue_begins_the_next_turn() {
    assert_eq!(
        walk(
            "fn f() { loop { let lock = Lock(1); if get(2).wait { continue; } log(3); if done() { break; } } }",
            &["yes", "no", "yes"]
        ),
        "Lock(1); get(2); wait for get(2); drop Lock(1); Lock(1); get(2); wait for get(2); log(3); done(); drop Lock(1); return ()",
        "the rest of the turn is left out, what it holds is dropped, and the loop goes on"
    );
}

#[test]
fn a_loop_gives_the_value_of_its_break() {
    assert_eq!(
        walk(
            "fn f() { let x = loop { if get(1).wait { break two(); } }; log(x); }",
            &["no", "yes"]
        ),
        "get(1); wait for get(1); get(1); wait for get(1); two(); log(two()); return ()",
        "`x` is what `break` says"
    );
    assert_eq!(
        walk(
            "fn f() -> u8 { loop { if get(1).wait { break two().wait; } } }",
            &["yes"]
        ),
        "get(1); wait for get(1); two(); wait for two(); return two()",
        "if the loop is the function's last line, it is the function's value"
    );
    assert_eq!(
        walk("fn f() { loop { if get(1).wait { break; } } }", &["yes"]),
        "get(1); wait for get(1); return ()",
        "a `break` that says nothing gives `()`"
    );
}

#[test]
fn while_asks_before_each_turn() {
    let source = "fn f() { while more() { get(1).wait; } log(2); }";
    assert_eq!(
        walk(source, &["no"]),
        "more(); log(2); return ()",
        "it may hold not even once"
    );
    assert_eq!(
        walk(source, &["yes", "yes", "no"]),
        "more(); get(1); wait for get(1); more(); get(1); wait for get(1); more(); log(2); return ()",
        "the question is asked again for each turn"
    );
}

#[test]
fn the_question_of_a_while_may_wait() {
    assert_eq!(
        walk(
            "fn f() { let mut n = 0; while is(n).wait { n += 1; } log(n); }",
            &["yes", "yes", "no"]
        ),
        "is(0); wait for is(0); is(0 + 1); wait for is(0 + 1); is(0 + 1 + 1); wait for is(0 + 1 + 1); log(0 + 1 + 1); return ()",
        "the wait is in each turn, also in the one that ends the loop"
    );
}

#[test]
fn while_let_drops_what_does_not_match_and_ends() {
    assert_eq!(
        walk(
            "fn f() { while let Held(_) = Lock(1) { get(2).wait; } log(3); }",
            &["yes", "no"]
        ),
        "Lock(1); get(2); wait for get(2); drop Lock(1); Lock(1); drop Lock(1); log(3); return ()",
        "what was looked at is dropped at the end of its turn, and before what comes after the loop"
    );
}

#[test]
fn for_takes_one_after_the_other() {
    assert_eq!(
        walk(
            "fn f() { for x in Numbers(3) { get(x).wait; log(x); } log(4); }",
            &["Some", "Some", "None"]
        ),
        "Numbers(3); get(item); wait for get(item); log(item); get(item); wait for get(item); log(item); drop Numbers(3); log(4); return ()",
        "the numbers are made once, asked for the next one in each turn, and dropped behind the last"
    );
}

#[test]
fn what_for_goes_through_may_wait() {
    assert_eq!(
        walk(
            "fn f() { for x in all().wait { log(x); } log(2); }",
            &["Some", "None"]
        ),
        "all(); wait for all(); log(item); log(2); return ()",
        "it is waited for once, before the first turn"
    );
}

#[test]
fn break_out_of_a_for_drops_what_it_goes_through() {
    assert_eq!(
        walk(
            "fn f() { for x in Numbers(3) { let lock = Lock(x); if get(x).wait { break; } } log(4); }",
            &["Some", "yes"]
        ),
        "Numbers(3); Lock(item); get(item); wait for get(item); drop Lock(item); drop Numbers(3); log(4); return ()",
        "first what is the turn's, then what is the loop's, then it goes on"
    );
}

#[test]
fn a_jump_without_a_label_is_about_the_innermost_loop() {
    assert_eq!(
        walk(
            "fn f() { loop { loop { if get(1).wait { break; } } if get(2).wait { break; } } log(3); }",
            &["yes", "no", "yes", "yes"]
        ),
        "get(1); wait for get(1); get(2); wait for get(2); get(1); wait for get(1); get(2); wait for get(2); log(3); return ()",
        "the first `break` leaves the inner loop, the second one the outer"
    );
}

#[test]
fn a_label_says_which_loop_is_meant() {
    let source = "fn f() { 'a: loop { let lock = Lock(1); loop { if get(2).wait { continue 'a; } if get(3).wait { break 'a; } } } log(4); }";
    assert_eq!(
        walk(source, &["yes", "no", "yes"]),
        "Lock(1); get(2); wait for get(2); drop Lock(1); Lock(1); get(2); wait for get(2); get(3); wait for get(3); drop Lock(1); log(4); return ()",
        "`continue 'a` and `break 'a` in the inner loop are about the outer one, and end what it holds"
    );
}

#[test]
fn break_leaves_a_labelled_block_and_not_a_loop() {
    assert_eq!(
        walk(
            "fn f() -> u8 { 'a: { if get(1).wait { break 'a 2; } log(3); 4 } }",
            &["yes"]
        ),
        "get(1); wait for get(1); return 2",
        "a block with a label gives the value of its `break`"
    );
    assert_eq!(
        walk(
            "fn f() { loop { 'a: { if get(1).wait { break 'a; } break; } log(2); } }",
            &["yes", "no"]
        ),
        "get(1); wait for get(1); log(2); get(1); wait for get(1); return ()",
        "`break` without the label is not about the block"
    );
}

#[test]
fn a_return_leaves_all_loops() {
    assert_eq!(
        walk(
            "fn f() -> u8 { let a = Lock(1); for x in Numbers(2) { if get(x).wait { return x; } } 3 }",
            &["Some", "yes"]
        ),
        "Lock(1); Numbers(2); get(item); wait for get(item); return item; drop Numbers(2); drop Lock(1)",
        "it drops all that there is, and nothing comes after it"
    );
}

#[test]
fn a_jump_to_no_loop_is_refused() {
    let refused = walk(
        "fn f() {\n    loop {\n        get(1).wait;\n        break 'b;\n    }\n}",
        &[],
    );
    assert_eq!(refused, "4:9: there is no such label around");
}
