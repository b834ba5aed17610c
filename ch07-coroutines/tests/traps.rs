//! What a rewriter that works on lines and words falls into: each of these files is rewritten, compiled and run.

#[path = "truth/judge.rs"]
#[expect(dead_code, reason = "no random programs here")]
mod judge;
#[path = "truth/program.rs"]
#[expect(dead_code, reason = "no random programs here")]
mod program;

use std::fmt::Write;

use judge::Judge;

/// What each file is given, and how it is run.
const AROUND: &str = r"
use std::task::{Context, Poll, Waker};
pub struct Later<T>(Option<T>, bool);
pub fn later<T>(value: T) -> Later<T> { Later(Some(value), false) }
pub fn get(url: &str) -> Later<String> { later(format!(`answer to {url}`)) }
impl<T> ch06_futures::Future for Later<T> {
    type Output = T;
    fn poll(&mut self, _: &mut Context<'_>) -> Poll<T> {
        if !std::mem::replace(&mut self.1, true) { return Poll::Pending; }
        Poll::Ready(self.0.take().unwrap())
    }
}
pub fn run<F: ch06_futures::Future>(mut future: F) -> F::Output {
    loop {
        if let Poll::Ready(value) = future.poll(&mut Context::from_waker(Waker::noop())) { return value; }
    }
}
";

/// A name, a file, and what is true once it has been rewritten.
const TRAPS: [(&str, &str, &str); 32] = [
    (
        "two waits",
        "#[coroutine]\nfn f() -> String {\n    let a = get(`a`).wait;\n    let b = get(`b`).wait;\n    a + &b\n}\n",
        "run(f()) == `answer to aanswer to b`",
    ),
    (
        "several arguments",
        "#[coroutine]\nfn f(a: u8, b: u8, c: u8) -> u8 {\n    later(a).wait + later(b).wait + c\n}\n",
        "run(f(1, 2, 3)) == 6",
    ),
    (
        "pub",
        "#[coroutine]\npub(crate) fn f() -> u8 {\n    later(1).wait\n}\n",
        "run(f()) == 1",
    ),
    (
        "a coroutine calls a coroutine",
        "#[coroutine]\nfn f() -> u8 {\n    g(1).wait + g(2).wait\n}\n#[coroutine]\nfn g(n: u8) -> u8 {\n    later(n).wait\n}\n",
        "run(f()) == 3",
    ),
    (
        "CRLF",
        "#[coroutine]\r\nfn f() -> String {\r\n    let a = later(`a\\\r\n      b`).wait;\r\n    a.to_owned()\r\n}\r\n",
        "run(f()) == `ab`",
    ),
    (
        "a body on one line",
        "#[coroutine] fn f() -> u8 { let a = later(1).wait; let b = later(2).wait; a + b }\n",
        "run(f()) == 3",
    ),
    (
        "wait in a string",
        "#[coroutine]\nfn f() -> String {\n    let a = `let x = y.wait;`;\n    later(a).wait.to_owned()\n}\n",
        "run(f()) == `let x = y.wait;`",
    ),
    (
        "a wait in a loop",
        "#[coroutine]\nfn f() -> u8 {\n    let mut n = 0;\n    for i in 0..4 {\n        n += later(i).wait;\n    }\n    n\n}\n",
        "run(f()) == 6",
    ),
    (
        "a wait in an if",
        "#[coroutine]\nfn f(yes: bool) -> u8 {\n    if yes {\n        later(1).wait\n    } else {\n        2\n    }\n}\n",
        "(run(f(true)), run(f(false))) == (1, 2)",
    ),
    (
        "a variable used after a wait",
        "#[coroutine]\nfn f() -> u8 {\n    let n = 1;\n    later(()).wait;\n    n\n}\n",
        "run(f()) == 1",
    ),
    (
        "a result used after a second wait",
        "#[coroutine]\nfn f() -> String {\n    let a = get(`a`).wait;\n    let b = get(`b`).wait;\n    format!(`{b}, {a}`)\n}\n",
        "run(f()) == `answer to b, answer to a`",
    ),
    (
        "an argument used after a wait",
        "#[coroutine]\nfn f(n: u8) -> u8 {\n    later(()).wait;\n    n\n}\n",
        "run(f(1)) == 1",
    ),
    (
        "an argument that is not Copy",
        "#[coroutine]\nfn f(text: String) -> String {\n    later(()).wait;\n    text\n}\n",
        "run(f(`a`.to_owned())) == `a`",
    ),
    (
        "a return type and a value",
        "#[coroutine]\nfn f() -> Result<Vec<u8>, String> {\n    let one = later(1).wait;\n    Ok(vec![one])\n}\n",
        "run(f()) == Ok(vec![1])",
    ),
    (
        "return",
        "#[coroutine]\nfn f(flag: &std::cell::Cell<bool>) {\n    later(()).wait;\n    if !flag.get() {\n        return;\n    }\n    flag.set(false);\n}\n",
        "{ let flag = std::cell::Cell::new(true); run(f(&flag)); !flag.get() }",
    ),
    (
        "a method of what was waited for",
        "#[coroutine]\nfn f() -> usize {\n    get(`a`).wait.len()\n}\n",
        "run(f()) == 11",
    ),
    (
        "a let with a type",
        "#[coroutine]\nfn f() -> u8 {\n    let n: Vec<u8> = later(vec![]).wait;\n    n.len() as u8\n}\n",
        "run(f()) == 0",
    ),
    (
        "a wait on several lines",
        "#[coroutine]\nfn f() -> u8 {\n    let n = later(\n        1,\n    )\n    .wait;\n    n\n}\n",
        "run(f()) == 1",
    ),
    (
        "a comment after a wait",
        "#[coroutine]\nfn f() -> u8 {\n    let n = later(1).wait; // not .wait\n    n\n}\n",
        "run(f()) == 1",
    ),
    (
        "a brace in a character",
        "#[coroutine]\nfn f() -> char {\n    let open = later('{').wait;\n    if open == '}' { 'a' } else { '}' }\n}\n",
        "run(f()) == '}'",
    ),
    (
        "text that is not ASCII",
        "// größe €\n#[coroutine]\nfn größe(länge: &str) -> String {\n    let ß = later(`€`).wait;\n    format!(`{länge}{ß}`)\n}\n",
        "run(größe(`ä`)) == `ä€`",
    ),
    (
        "in an impl",
        "struct A;\nimpl A {\n    #[coroutine]\n    fn f() -> u8 {\n        later(1).wait\n    }\n}\n",
        "run(A::f()) == 1",
    ),
    (
        "a generic function",
        "#[coroutine]\nfn f<T: Clone>(it: T) -> (T, T) {\n    (later(it.clone()).wait, it)\n}\n",
        "run(f(1)) == (1, 1)",
    ),
    (
        "a leaf that is no String",
        "#[coroutine]\nfn f() -> (u8, Option<char>) {\n    later((1, Some('a'))).wait\n}\n",
        "run(f()) == (1, Some('a'))",
    ),
    (
        "coroutine in another identifier",
        "fn no_coroutine_here() -> u8 { 1 }\n#[coroutine]\nfn my_coroutine() -> u8 {\n    later(no_coroutine_here()).wait\n}\n",
        "run(my_coroutine()) == 1",
    ),
    (
        "a comma in an argument's type",
        "#[coroutine]\nfn f(map: std::collections::HashMap<u8, (u8, u8)>, g: fn(u8, u8) -> u8) -> u8 {\n    let it = later(map).wait[&1];\n    g(it.0, it.1)\n}\n",
        "run(f([(1, (2, 3))].into(), |a, b| a + b)) == 5",
    ),
    (
        "&self",
        "struct A(u8);\nimpl A {\n    #[coroutine]\n    fn f(&self, n: u8) -> u8 {\n        self.0 + later(n).wait + self.0\n    }\n}\n",
        "run(A(1).f(2)) == 4",
    ),
    (
        "== in a line that waits",
        "#[coroutine]\nfn f() -> bool {\n    let is = later(1).wait == later(1).wait;\n    is\n}\n",
        "run(f())",
    ),
    (
        "an assignment that waits",
        "#[coroutine]\nfn f() -> u8 {\n    let mut n = 0;\n    n = later(1 + n).wait;\n    n += later(1).wait;\n    n\n}\n",
        "run(f()) == 2",
    ),
    (
        "a signature on several lines",
        "#[coroutine]\nfn f(\n    a: u8,\n    b: u8,\n) -> u8\nwhere\n    u8: Copy,\n{\n    later(a).wait + b\n}\n",
        "run(f(1, 2)) == 3",
    ),
    (
        "coroutine in a comment",
        "/* a coroutine\n fn { */\n#[coroutine]\nfn f() -> u8 {\n    /* coroutine fn g() { x.wait */\n    later(1).wait\n}\n",
        "run(f()) == 1",
    ),
    (
        "mixed line ends",
        "#[coroutine]\r\nfn f() -> u8 {\n    let n = later(1).wait;\r\n    n\n}\n",
        "run(f()) == 1",
    ),
];

#[test]
fn each_trap_is_passed() {
    let mut source = AROUND.replace('`', "\"");
    let mut main = String::new();
    for (at, (name, file, check)) in TRAPS.iter().enumerate() {
        let file = file.replace('`', "\"");
        let rewritten =
            corofy::rewrite_file(&file).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        let rewritten = rewritten.unwrap_or_else(|| panic!("{name}: nothing is found"));
        let check = check.replace('`', "\"");
        let _ = writeln!(
            source,
            "mod trap_{at} {{\nuse super::*;\n{rewritten}\npub fn check() -> bool {{ {check} }}\n}}"
        );
        let _ = writeln!(
            main,
            "if !trap_{at}::check() {{ println!({name:?}); all = false; }}"
        );
    }
    let _ = writeln!(
        source,
        "fn main() {{ let mut all = true;\n{main}std::process::exit(i32::from(!all)); }}"
    );
    let judge = Judge::new();
    judge
        .run("traps", &source)
        .unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn an_unclosed_brace_is_an_error_and_the_thirty_third_trap() {
    let faults =
        corofy::rewrite_file("#[coroutine]\nfn f() {\n    let x = later(1).wait;\n").unwrap_err();
    assert_eq!((faults[0].line, faults[0].column), (2, 8));
}
