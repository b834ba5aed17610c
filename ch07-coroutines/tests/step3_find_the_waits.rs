//! Step 3: the waits of a coroutine are found, and each that is where none can be is an error.

#[path = "support/found.rs"]
mod found;

use self::found::{errors, waits};

#[test]
fn a_field_called_wait_is_a_wait_for_what_is_before_it() {
    assert_eq!(waits("get(1).wait;"), ["get(1)"]);
    assert_eq!(waits("request.wait;"), ["request"]);
    assert_eq!(waits("let a = self.next.wait?;"), ["self.next"]);
}

#[test]
fn what_is_only_called_so_is_no_wait() {
    for body in [
        "child.wait();",
        "self.waits;",
        "pair.0;",
        "let wait = 1; f(wait);",
        "wait(1);",
        "barrier::wait;",
    ] {
        assert!(
            waits(body).is_empty(),
            "`{body}` has no wait, and {:?} was found",
            waits(body)
        );
    }
}

#[test]
fn a_wait_may_be_anywhere_in_an_expression() {
    for (body, waited_for) in [
        ("1 + a.wait;", "a"),
        ("f(1, a.wait);", "a"),
        ("a.wait.len();", "a"),
        ("if a.wait {}", "a"),
        ("while a.wait {}", "a"),
        ("match a.wait { _ => {} }", "a"),
        ("match 1 { _ => { a.wait; } }", "a"),
        ("for x in all { get(x).wait; }", "get(x)"),
        ("return a.wait;", "a"),
        ("let Some(x) = a.wait else { return };", "a"),
        ("let S { x } = S { x: [a.wait, 1][0] };", "a"),
    ] {
        assert_eq!(waits(body), [waited_for], "in `{body}`");
    }
}

#[test]
fn the_waits_are_in_the_order_of_their_words() {
    assert_eq!(
        waits("both(a.wait, b.wait).wait; c.wait;"),
        ["a", "b", "both(a.wait, b.wait)", "c"],
        "what is waited for may wait itself, and that comes first"
    );
}

#[test]
fn a_wait_is_told_by_the_place_of_its_word() {
    let source = "#[coroutine]\nfn f() {\n    let größe = get()\n        .wait;\n}\n";

    let found = corofy::waits(source).expect("it can wait there");

    assert_eq!((found[0].line, found[0].column), (4, 10));
}

#[test]
fn a_function_in_a_function_waits_for_itself() {
    assert_eq!(
        waits("fn inner() { a.wait; } b.wait;"),
        ["b"],
        "the wait of `inner` is not the coroutine's"
    );
    assert!(
        waits("impl A { fn inner() { f(|| a.wait) } }").is_empty(),
        "what is wrong in `inner` is for `inner` to say"
    );
}

#[test]
fn a_wait_where_none_can_be_is_an_error_that_names_the_place() {
    for (body, place) in [
        ("let f = || a.wait;", "a closure"),
        ("let f = move |x| { if x { get(x).wait; } };", "a closure"),
        ("#[allow(unused)] let f = || a.wait;", "a closure"),
        ("let f = async { a.wait };", "an `async` block"),
        ("let n = const { a.wait };", "a `const` block"),
        ("unsafe { a.wait };", "an unsafe block"),
        ("let r = try { a.wait };", "a `try` block"),
        ("match 1 { x if a.wait => {} _ => {} }", "a guard"),
        ("println!(\"{}\", a.wait);", "a macro"),
        ("a.await;", "`.await`"),
    ] {
        let [error] = &errors(body)[..] else {
            panic!(
                "one error is expected in `{body}`, and not {:?}",
                errors(body)
            )
        };
        assert!(
            error.contains(place),
            "the error of the wait in `{body}` speaks of {place}, and not so: {error}"
        );
    }
}

#[test]
fn beside_such_a_place_the_coroutine_waits() {
    for (body, waited_for) in [
        ("f(|x| x + 1); a.wait;", "a"),
        ("a.wait.map(|x| x + 1);", "a"),
        ("let b = async { b().await }; a.wait;", "a"),
        ("unsafe { f() }; a.wait;", "a"),
        ("match 1 { x if x > 0 => { a.wait; } _ => {} }", "a"),
        ("println!(\"a\"); a.wait;", "a"),
    ] {
        assert_eq!(waits(body), [waited_for], "in `{body}`");
    }
}

#[test]
fn of_two_such_places_the_inner_one_is_named_and_then_the_outer_one_again() {
    let errors = errors("unsafe { f(|| a.wait); b.wait; }");

    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].contains("a closure"), "{errors:?}");
    assert!(
        errors[1].contains("an unsafe block"),
        "behind the closure it is unsafe still: {errors:?}"
    );
}

#[test]
fn in_a_macro_there_are_only_words() {
    for body in [
        "println!(\"{}\", child.wait());",
        "println!(\".wait\");",
        "assert!((0..wait).contains(&1));",
        "let all = vec![wait, self.waits];",
        "let all = vec![1, 2, f(0..wait), 0..wait];",
    ] {
        assert!(
            waits(body).is_empty(),
            "`{body}` has no wait, and {:?} was found",
            waits(body)
        );
    }
    for body in ["let all = vec![f((1, a.wait))];", "m!(.wait);"] {
        assert_eq!(errors(body).len(), 1, "in `{body}`: {:?}", errors(body));
    }
}
