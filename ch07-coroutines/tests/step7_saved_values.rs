//! Step 7: what each wait saves, and what for.

/// For each wait, by its line: the variables that are saved, and why.
fn saved(source: &str) -> String {
    let explained = corofy::explain(&format!("#[coroutine] {source}"));
    let text = explained.expect("it is well-formed").unwrap_or_default();
    let mut waits: Vec<String> = Vec::new();
    for line in text.lines().skip(1) {
        match line.trim().split_once(", while it waits in ") {
            Some((place, _)) => waits.push(format!("{place}:")),
            None => {
                let why = line.trim().replace(": needed on ", " for ");
                let why = why.replace(": not moved before, so its scope drops it", " to drop it");
                let wait = waits.last_mut().expect("a wait comes first");
                let comma = if wait.ends_with(':') { "" } else { "," };
                *wait += &format!("{comma} {why}");
            }
        }
    }
    waits.join("; ")
}

#[test]
fn what_is_mentioned_later_is_saved() {
    assert_eq!(
        saved(
            "fn f(a: u8, b: u8) {
                get(a).wait;
                log(b);
                get(b).wait;
            }"
        ),
        "line 2: b for line 3; line 4: nothing is saved",
        "`b` is needed after the first wait, and nothing after the second"
    );
}

#[test]
fn it_is_for_the_first_line_that_mentions_it() {
    assert_eq!(
        saved(
            "fn f(a: u8) {
                get(1).wait;
                log(&a);
                log(&a);
            }"
        ),
        "line 2: a for line 3",
        "whoever reads the explanation wants the next line, and not the last"
    );
}

#[test]
fn what_gets_another_value_first_is_not_needed() {
    assert_eq!(
        saved(
            "fn f() {
                let mut n = 1;
                get(n).wait;
                n = 2;
                log(n);
            }"
        ),
        "line 3: nothing is saved",
        "what was in `n` is never seen again"
    );
}

#[test]
fn what_its_next_value_is_made_of_is_needed() {
    assert_eq!(
        saved(
            "fn f() {
                let mut n = 1;
                get(1).wait;
                n = n + 1;
                log(n);
            }"
        ),
        "line 3: n for line 4",
        "`n = n + 1` reads `n` before it writes it"
    );
}

#[test]
fn what_has_no_value_yet_is_not_saved() {
    assert_eq!(
        saved(
            "fn f() {
                let text;
                get(1).wait;
                text = make();
                log(text);
            }"
        ),
        "line 3: nothing is saved",
        "there is nothing in `text`"
    );
}

#[test]
fn what_has_not_been_moved_is_saved_to_be_dropped() {
    assert_eq!(
        saved(
            "fn f() {
                let lock = lock();
                let number = 1;
                get(number).wait;
            }"
        ),
        "line 4: lock to drop it",
        "nobody mentions `lock`, but it is held to the end; a number needs no drop"
    );
}

#[test]
fn what_has_been_moved_is_not_saved() {
    assert_eq!(
        saved(
            "fn f(text: String) {
                log(text);
                get(1).wait;
            }"
        ),
        "line 3: nothing is saved",
        "`text` is gone"
    );
}

#[test]
fn what_is_out_of_scope_is_not_saved() {
    assert_eq!(
        saved(
            "fn f() {
                {
                    let lock = lock();
                    get(1).wait;
                }
                get(2).wait;
            }"
        ),
        "line 4: lock to drop it; line 6: nothing is saved",
        "`lock` is dropped where its scope ends, between the two waits"
    );
}

#[test]
fn it_is_in_the_order_of_declaration() {
    assert_eq!(
        saved(
            "fn f(b: String, c: String) {
                let a = make();
                get(1).wait;
                log(c);
            }"
        ),
        "line 3: b to drop it, c for line 4, a to drop it",
        "what is declared last is dropped first, so a state holds all in their order"
    );
}

#[test]
fn one_branch_that_needs_it_is_enough() {
    assert_eq!(
        saved(
            "fn f(n: u8) {
                get(1).wait;
                if more() {
                    get(2).wait;
                    log(n);
                } else {
                    get(3).wait;
                }
            }"
        ),
        "line 2: n for line 5; line 4: n for line 5; line 7: nothing is saved",
        "before the branches nobody knows which it will be; in the second, `n` is not needed any more"
    );
}

#[test]
fn one_branch_that_moves_it_is_not_enough() {
    assert_eq!(
        saved(
            "fn f(a: Id, b: Id) {
                if more() {
                    get(a, b).wait;
                } else {
                    get(a).wait;
                }
                get(1).wait;
            }"
        ),
        "line 3: b to drop it; line 5: b to drop it; line 7: b to drop it",
        "`a` has been moved on both branches, and `b` perhaps not"
    );
}

#[test]
fn what_has_a_value_on_one_branch_may_have_one() {
    assert_eq!(
        saved(
            "fn f() {
                let mut a;
                if more() {
                    a = make();
                    get(1).wait;
                } else {
                    get(2).wait;
                }
                get(3).wait;
                a = make();
            }"
        ),
        "line 5: a to drop it; line 7: nothing is saved; line 9: a to drop it",
        "on the way through the first branch, somebody has to drop it"
    );
}

#[test]
fn what_comes_in_the_next_turn_comes_later() {
    assert_eq!(
        saved(
            "fn f(n: u8) {
                loop {
                    log(&n);
                    get(1).wait;
                }
            }"
        ),
        "line 4: n for line 3",
        "the line above the wait is reached again"
    );
}

#[test]
fn that_is_so_however_many_loops_are_around() {
    assert_eq!(
        saved(
            "fn f(n: u8, m: u8) {
                loop {
                    log(&n);
                    loop {
                        log(&m);
                        loop {
                            get(1).wait;
                            if done() {
                                break;
                            }
                        }
                        if done() {
                            break;
                        }
                    }
                }
            }"
        ),
        "line 7: n for line 3, m for line 5",
        "what is needed is known only when another round finds nothing new"
    );
}

#[test]
fn what_holds_in_the_first_turn_may_not_in_the_next() {
    assert_eq!(
        saved(
            "fn f() {
                let mut n = one();
                log(n);
                loop {
                    get(1).wait;
                    n = two();
                }
            }"
        ),
        "line 5: n to drop it",
        "before the first turn, `n` has been moved, but before the second it has a value"
    );
}

#[test]
fn what_a_state_holds_those_before_it_hold_too() {
    assert_eq!(
        saved(
            "fn f() {
                let n = one();
                if more() {
                    log(n);
                    get(1).wait;
                }
                get(2).wait;
            }"
        ),
        "line 5: n to drop it; line 7: n to drop it",
        "the second wait holds `n`, as it may not have been moved, so it must get there through the first"
    );
}
