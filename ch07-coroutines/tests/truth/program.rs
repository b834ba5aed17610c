//! Random programs, decoded from bytes: fewer bytes, or smaller ones, are a smaller program.
//!
//! A program is text in which `§` is where the wait is. It is valid Rust as it stands: a value is moved only
//! where it certainly still is there, and not on one branch alone.

use std::collections::BTreeMap;
use std::fmt::Write;

/// A program, and what it is made of.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// A function called `it`.
    pub(crate) text: String,
    /// How often each construct occurs, and each in each.
    pub(crate) counts: BTreeMap<String, usize>,
}

impl Program {
    /// A program that was written down, with `.wait`.
    pub(crate) fn written(text: &str) -> Program {
        Program {
            text: text.replace(".wait", "§"),
            counts: BTreeMap::new(),
        }
    }

    pub(crate) fn function(&self, head: &str, name: &str, wait: &str) -> String {
        let text = self.text.replacen("fn it(", &format!("fn {name}("), 1);
        format!("{head} {}", text.replace('§', wait))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Drops,
    Number,
    Maybe,
}

#[derive(Debug, Clone)]
struct Variable {
    name: String,
    kind: Kind,
    is_mutable: bool,
    /// The branch in which it was declared: only there it may be moved.
    branch: usize,
    is_moved: bool,
    is_locked: bool,
}

#[derive(Debug, Clone)]
struct Around {
    label: String,
    is_loop: bool,
    value: Option<Kind>,
}

pub(crate) const CONSTRUCTS: [&str; 12] = [
    "if",
    "if let",
    "let chain",
    "match",
    "loop",
    "while",
    "while let",
    "for",
    "block",
    "labelled block",
    "lazy operator",
    "let else",
];

struct Writer<'a> {
    bytes: std::slice::Iter<'a, u8>,
    text: String,
    variables: Vec<Variable>,
    around: Vec<Around>,
    nest: Vec<&'static str>,
    branch: usize,
    branches: usize,
    next: i64,
    depth: usize,
    output: &'static str,
    counts: BTreeMap<String, usize>,
}

/// Decodes a program.
pub(crate) fn program(bytes: &[u8]) -> Program {
    let outputs = ["i64", "D", "Result<D, D>", "Option<D>"];
    let first = bytes.first().copied().unwrap_or(0) as usize;
    let mut writer = Writer {
        bytes: bytes.get(1..).unwrap_or(&[]).iter(),
        text: String::new(),
        variables: vec![],
        around: vec![],
        nest: vec![],
        branch: 0,
        branches: 0,
        next: 1,
        depth: 0,
        output: outputs[first % outputs.len()],
        counts: BTreeMap::new(),
    };
    for (name, kind, is_mutable) in [
        ("a", Kind::Drops, false),
        ("n", Kind::Number, true),
        ("b", Kind::Drops, false),
        ("k", Kind::Number, false),
    ] {
        writer.declare(name, kind, is_mutable);
    }
    writer.statements(8);
    let value = writer.output_value();
    let _ = writeln!(writer.text, "{value}");
    let head = "fn it(a: D, mut n: i64, (b, k): (D, i64), _: D)";
    Program {
        text: format!("{head} -> {} {{\n{}}}\n", writer.output, writer.text),
        counts: writer.counts,
    }
}

impl Writer<'_> {
    fn pick(&mut self, below: usize) -> usize {
        self.bytes.next().map_or(0, |byte| *byte as usize % below)
    }

    fn is_done(&self) -> bool {
        self.bytes.as_slice().is_empty()
    }

    fn id(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// What `write` writes, as text of its own.
    fn apart<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> (String, T) {
        let outer = std::mem::take(&mut self.text);
        let value = write(self);
        (std::mem::replace(&mut self.text, outer), value)
    }

    fn declare(&mut self, name: &str, kind: Kind, is_mutable: bool) {
        self.variables.push(Variable {
            name: name.to_owned(),
            kind,
            is_mutable,
            branch: self.branch,
            is_moved: false,
            is_locked: false,
        });
    }

    fn name(&mut self, kind: Kind) -> &'static str {
        let names: &[&str] = match kind {
            Kind::Drops => &["a", "b", "c", "d"],
            Kind::Number => &["k", "m", "n"],
            Kind::Maybe => &["o", "p"],
        };
        names[self.pick(names.len())]
    }

    /// A variable that is not shadowed and still has its value.
    fn variable(&mut self, kind: Kind, accept: impl Fn(&Variable, usize) -> bool) -> Option<usize> {
        let branch = self.branch;
        let visible = |at: usize| {
            let name = &self.variables[at].name;
            self.variables[at + 1..].iter().all(|it| it.name != *name)
        };
        let found: Vec<usize> = (0..self.variables.len())
            .filter(|at| {
                let it = &self.variables[*at];
                it.kind == kind && !it.is_moved && visible(*at) && accept(it, branch)
            })
            .collect();
        match found.is_empty() {
            true => None,
            false => Some(found[self.pick(found.len())]),
        }
    }

    fn moved(&mut self, kind: Kind) -> Option<String> {
        let at = self.variable(kind, |it, branch| it.branch == branch && !it.is_locked)?;
        self.variables[at].is_moved = true;
        Some(self.variables[at].name.clone())
    }

    fn used(&mut self, kind: Kind) -> Option<String> {
        let at = self.variable(kind, |_, _| true)?;
        Some(self.variables[at].name.clone())
    }

    /// A part of the program that may not run, or run again.
    fn branch<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.branch;
        self.branches += 1;
        self.branch = self.branches;
        let value = self.scope(write);
        self.branch = outer;
        value
    }

    fn scope<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.variables.len();
        let value = write(self);
        self.variables.truncate(before);
        value
    }

    fn within<T>(&mut self, construct: &'static str, write: impl FnOnce(&mut Self) -> T) -> T {
        self.count(construct);
        if let Some(outer) = self.nest.last().copied() {
            self.count(&format!("{outer} > {construct}"));
        }
        self.nest.push(construct);
        self.depth += 1;
        let value = write(self);
        self.depth -= 1;
        self.nest.pop();
        value
    }

    fn statements(&mut self, most: usize) {
        let number = 1 + self.pick(most);
        for _ in 0..number {
            self.statement();
        }
    }

    /// `{ … }`, in a branch of its own.
    fn body(&mut self) -> String {
        self.apart(|it| {
            it.branch(|it| {
                it.statements(3);
                if it.pick(6) == 1 {
                    it.leave();
                }
            });
        })
        .0
    }

    /// The same with a value.
    fn valued(&mut self, kind: Kind) -> String {
        let (mut text, value) = self.apart(|it| {
            it.branch(|it| {
                it.statements(2);
                it.value(kind)
            })
        });
        text.push_str(&value);
        text
    }

    // -------------------------------------------------------------------------------- statements

    fn statement(&mut self) {
        let id = self.id();
        if self.is_done() {
            return self.line(format!("note({id});"));
        }
        let is_deep = self.depth > 3;
        match self.pick(if is_deep { 14 } else { 30 }) {
            0 => self.line(format!("note({id});")),
            1 => self.line(format!("boom({id});")),
            2 | 3 => {
                let value = self.value(Kind::Drops);
                self.bind(Kind::Drops, value);
            }
            4 => {
                let value = self.value(Kind::Number);
                self.bind(Kind::Number, value);
            }
            5 => {
                let value = self.value(Kind::Maybe);
                self.bind(Kind::Maybe, value);
            }
            6 => {
                if let Some(name) = self.used(Kind::Drops) {
                    self.line(format!("{name}.touch();"));
                }
            }
            7 => {
                if let Some(name) = self.moved(Kind::Drops) {
                    let how = [
                        "drop(X);",
                        "X;",
                        "{ X }.take();",
                        "let _gone = X;",
                        "D::take(X);",
                    ];
                    let how = how[self.pick(how.len())].replace('X', &name);
                    self.line(how);
                }
            }
            8 => self.assign(),
            9 => self.line(format!("leaf({id}, D::new)§;")),
            10 => self.line(format!("let _ = leaf({id}, D::new)§;")),
            11 => {
                let names = (self.used(Kind::Number), self.used(Kind::Drops));
                if let (Some(number), Some(value)) = names {
                    self.line(format!("note(format!(\"{{{number}}} {{{value}:?}}\"));"));
                }
            }
            12 => self.temporaries(id),
            13 => self.question(id),
            14 | 15 => self.if_(),
            16 => self.if_let(),
            17 => self.chain(),
            18 => self.match_(),
            19 => self.loop_(),
            20 => self.while_(),
            21 => self.while_let(),
            22 => self.for_(),
            23 => {
                let (inside, ()) =
                    self.within("block", |it| it.apart(|it| it.scope(|it| it.statements(3))));
                self.line(format!("{{\n{inside}}}"));
            }
            24 => self.labelled(),
            25 => self.both_move(),
            26 => self.let_else(),
            27 => {
                self.branch(|it| {
                    let (inside, ()) = it.apart(Writer::leave);
                    it.line(format!("if flag({id}) {{\n{inside}}}"));
                });
            }
            28 => self.late(),
            _ => {
                let condition = self.condition(2);
                let name = self.name(Kind::Number);
                self.line(format!("let mut {name} = {condition} as i64;"));
                self.declare(name, Kind::Number, true);
            }
        }
    }

    fn bind(&mut self, kind: Kind, value: String) {
        let name = self.name(kind);
        self.line(format!("let mut {name} = {value};"));
        self.declare(name, kind, true);
    }

    fn assign(&mut self) {
        let kind = [Kind::Drops, Kind::Number][self.pick(2)];
        let Some(at) = self.variable(kind, |it, _| it.is_mutable && !it.is_locked) else {
            return;
        };
        // It keeps its value until the new one is there.
        self.variables[at].is_locked = true;
        let value = self.value(kind);
        self.variables[at].is_locked = false;
        let name = self.variables[at].name.clone();
        match (kind, self.pick(3)) {
            (Kind::Number, 1) => self.line(format!("{name} += {value} % 100;")),
            (Kind::Drops, 1) => self.line(format!(
                "{{ let held = D::take({value}); {name}.set(held); }}"
            )),
            _ => self.line(format!("{name} = {value};")),
        }
    }

    /// Temporaries that live to the end of their statement.
    fn temporaries(&mut self, id: i64) {
        let name = self.name(Kind::Number);
        let line = match self.pick(5) {
            0 => format!("let mut {name} = leaf({id}, D::new)§.add({id});"),
            1 => format!("let mut {name} = D::new({id}).add(leaf({id}, number)§);"),
            2 => format!("let mut {name} = (leaf({id}, D::new)§ == leaf({id}, D::new)§) as i64;"),
            3 => format!("let mut {name} = (&leaf({id}, D::new)§).add(1);"),
            _ => format!("let mut {name} = leaf({id}, D::new)§.0;"),
        };
        self.line(line);
        self.declare(name, Kind::Number, true);
    }

    fn question(&mut self, id: i64) {
        let name = self.name(Kind::Drops);
        let value = match (self.output, self.pick(2)) {
            ("Result<D, D>", 0) => format!("leaf({id}, fail)§?"),
            ("Result<D, D>", _) => format!("pair(fail({id})?, leaf({id}, fail)§?)"),
            ("Option<D>", 0) => format!("leaf({id}, some)§?"),
            ("Option<D>", _) => format!("pair(some({id})?, leaf({id}, some)§?)"),
            _ => format!("leaf({id}, D::new)§"),
        };
        self.line(format!("let mut {name} = {value};"));
        self.declare(name, Kind::Drops, true);
    }

    /// Out of here.
    fn leave(&mut self) {
        let around = self.around.clone();
        if around.is_empty() || self.pick(3) == 0 {
            let value = self.output_value();
            return self.line(format!("return {value};"));
        }
        let which = self.pick(around.len());
        let it = &around[which];
        let is_innermost = which + 1 == around.len();
        let label = match it.is_loop && is_innermost && self.pick(2) == 0 {
            true => String::new(),
            false => format!(" {}", it.label),
        };
        match it.is_loop && self.pick(2) == 0 {
            true => self.line(format!("continue{label};")),
            false => {
                let value = it.value.map(|kind| self.value(kind)).unwrap_or_default();
                let value = parenthesised(value);
                self.line(format!("break{label} {value};"));
            }
        }
    }

    fn if_(&mut self) {
        let otherwise = self.pick(3);
        self.within("if", |it| {
            let condition = it.condition(2);
            let then = it.body();
            match otherwise {
                0 => it.line(format!("if {condition} {{\n{then}}}")),
                1 => {
                    let other = it.body();
                    it.line(format!("if {condition} {{\n{then}}} else {{\n{other}}}"));
                }
                _ => {
                    let (second, middle, last) = (it.branch(|it| it.condition(1)), it.body(), it.body());
                    it.line(format!(
                        "if {condition} {{\n{then}}} else if {second} {{\n{middle}}} else {{\n{last}}}"
                    ));
                }
            }
        });
    }

    fn if_let(&mut self) {
        self.within("if let", |it| {
            let value = it.value(Kind::Maybe);
            let name = it.name(Kind::Drops);
            let (then, ()) = it.apart(|it| {
                it.branch(|it| {
                    it.declare(name, Kind::Drops, false);
                    it.statements(3);
                });
            });
            match it.pick(3) {
                0 => it.line(format!("if let Some({name}) = ({value}) {{\n{then}}}")),
                1 => {
                    let other = it.body();
                    it.line(format!(
                        "if let Some({name}) = ({value}) {{\n{then}}} else {{\n{other}}}"
                    ));
                }
                _ => {
                    let id = it.id();
                    let (wild, other) = (it.body(), it.body());
                    it.line(format!(
                        "if let Ok(_) = leaf({id}, fail)§ {{\n{wild}}} else {{\n{other}}}"
                    ));
                }
            }
        });
    }

    fn chain(&mut self) {
        self.within("let chain", |it| {
            let (one, two) = (it.id(), it.id());
            let first = ["some(X)", "leaf(X, some)§"][it.pick(2)].replace('X', &one.to_string());
            let second = ["flag(X)", "leaf(X, flag)§"][it.pick(2)].replace('X', &two.to_string());
            let third = ["some(X)", "leaf(X, some)§"][it.pick(2)].replace('X', &two.to_string());
            let (then, ()) = it.apart(|it| {
                it.branch(|it| {
                    it.declare("c", Kind::Drops, false);
                    it.declare("d", Kind::Drops, false);
                    it.statements(3);
                });
            });
            let other = match it.pick(2) {
                0 => String::new(),
                _ => format!(" else {{\n{}}}", it.body()),
            };
            it.line(format!(
                "if let Some(c) = {first} && {second} && let Some(d) = {third} {{\n{then}}}{other}"
            ));
        });
    }

    fn match_(&mut self) {
        self.within("match", |it| {
            let id = it.id();
            match it.pick(4) {
                0 => {
                    let scrutinee = ["three(X)", "leaf(X, three)§"][it.pick(2)].replace('X', &id.to_string());
                    let one = it.arm_with("c");
                    let guarded = it.arm_with("d");
                    let both = it.arm_with("d");
                    let empty = it.body();
                    it.line(format!(
                        "match {scrutinee} {{\nThree::One(c) => {{\n{one}}}\n\
                         Three::Both(d, _x) if flag({id}) => {{\n{guarded}}}\n\
                         Three::Both(d, _y) => {{\n{both}}}\nThree::Empty => {{\n{empty}}}\n}}"
                    ));
                }
                1 => {
                    let value = it.value(Kind::Number);
                    let (one, two, rest) = (it.body(), it.body(), it.body());
                    it.line(format!(
                        "match ({value}) % 3 {{\n0 => {{\n{one}}}\n1 | 2 => {{\n{two}}}\n_ => {{\n{rest}}}\n}}"
                    ));
                }
                2 => {
                    let (ok, rest) = (it.arm_with("c"), it.body());
                    it.line(format!("match leaf({id}, fail)§ {{\nOk(c) => {{\n{ok}}}\nErr(_) => {{\n{rest}}}\n}}"));
                }
                _ => {
                    let value = it.value(Kind::Maybe);
                    let (full, empty) = (it.arm_with("a"), it.body());
                    it.line(format!("match ({value}) {{\nNone => {{\n{empty}}}\nSome(a) => {{\n{full}}}\n}}"));
                }
            }
        });
    }

    fn arm_with(&mut self, name: &str) -> String {
        self.apart(|it| {
            it.branch(|it| {
                it.declare(name, Kind::Drops, false);
                it.statements(2);
            });
        })
        .0
    }

    fn around(
        &mut self,
        is_loop: bool,
        value: Option<Kind>,
        write: impl FnOnce(&mut Self),
    ) -> (String, String) {
        let label = format!("'l{}", self.id());
        self.around.push(Around {
            label: label.clone(),
            is_loop,
            value,
        });
        let (inside, ()) = self.apart(|it| it.branch(write));
        self.around.pop();
        (label, inside)
    }

    fn loop_(&mut self) {
        self.within("loop", |it| {
            let id = it.id();
            let (label, inside) = it.around(true, None, |it| it.statements(3));
            it.line(format!(
                "{label}: loop {{\nif !tick({id}) {{ break; }}\n{inside}}}"
            ));
        });
    }

    fn while_(&mut self) {
        self.within("while", |it| {
            let id = it.id();
            let condition = match it.pick(3) {
                0 => format!("tick({id})"),
                1 => format!("leaf({id}, tick)§"),
                _ => format!("tick({id}) && leaf({id}, flag)§"),
            };
            let (label, inside) = it.around(true, None, |it| it.statements(3));
            it.line(format!("{label}: while {condition} {{\n{inside}}}"));
        });
    }

    fn while_let(&mut self) {
        self.within("while let", |it| {
            let id = it.id();
            let value = [
                "leaf(X, |id| tick(id).then(|| D::new(id)))§",
                "tick(X).then(|| D::new(X))",
            ][it.pick(2)]
            .replace('X', &id.to_string());
            let pattern = ["Some(c)", "Some(_)"][it.pick(2)];
            let (label, inside) = it.around(true, None, |it| {
                if pattern == "Some(c)" {
                    it.declare("c", Kind::Drops, false);
                }
                it.statements(3);
            });
            it.line(format!(
                "{label}: while let {pattern} = {value} {{\n{inside}}}"
            ));
        });
    }

    fn for_(&mut self) {
        self.within("for", |it| {
            let id = it.id();
            let values = match it.pick(3) {
                0 => format!("Items({id}, 2)"),
                1 => format!("leaf({id}, |id| Items(id, 3))§"),
                _ => format!("[D::new({id}), D::new(-{id})]"),
            };
            let (label, inside) = it.around(true, None, |it| {
                it.declare("d", Kind::Drops, false);
                it.statements(3);
            });
            it.line(format!("{label}: for d in {values} {{\n{inside}}}"));
        });
    }

    fn labelled(&mut self) {
        self.within("labelled block", |it| {
            let (label, inside) = it.around(false, None, |it| {
                it.statements(3);
                it.leave();
            });
            it.line(format!("{label}: {{\n{inside}}}"));
        });
    }

    fn both_move(&mut self) {
        let Some(at) = self.variable(Kind::Drops, |it, branch| {
            it.branch == branch && !it.is_locked
        }) else {
            return;
        };
        self.variables[at].is_moved = true;
        let name = self.variables[at].name.clone();
        let id = self.id();
        let other = self.body();
        self.within("if", |it| {
            it.line(format!(
                "if flag({id}) {{\ndrop({name});\nleaf({id}, number)§;\n}} else {{\nlet x = D::with({name}, 1);\n\
                 leaf({id}, number)§;\nx.touch();\n{other}}}"
            ));
        });
    }

    fn let_else(&mut self) {
        self.within("let else", |it| {
            let id = it.id();
            let value = it.value(Kind::Maybe);
            let (inside, ()) = it.apart(|it| {
                it.branch(|it| {
                    it.statements(2);
                    it.leave();
                });
            });
            let name = it.name(Kind::Drops);
            it.line(format!(
                "note({id});\nlet Some({name}) = ({value}) else {{\n{inside}}};"
            ));
            it.declare(name, Kind::Drops, false);
        });
    }

    /// A variable that gets its value later.
    fn late(&mut self) {
        let id = self.id();
        let between = self.body();
        let name = &format!("late{id}");
        self.line(format!(
            "let {name};\nif flag({id}) {{\n{between}}}\n{name} = leaf({id}, D::new)§;"
        ));
        self.declare(name, Kind::Drops, false);
    }

    // ------------------------------------------------------------------------------- expressions

    fn output_value(&mut self) -> String {
        match self.output {
            "i64" => self.value(Kind::Number),
            "D" => self.value(Kind::Drops),
            "Option<D>" => self.value(Kind::Maybe),
            _ => {
                let id = self.id();
                match self.pick(3) {
                    0 => format!("leaf({id}, fail)§"),
                    1 => format!("Ok({})", self.value(Kind::Drops)),
                    _ => format!("Err({})", self.value(Kind::Drops)),
                }
            }
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        let id = self.id();
        match self.pick(if depth == 0 || self.depth > 3 { 3 } else { 6 }) {
            0 => format!("flag({id})"),
            1 => format!("leaf({id}, flag)§"),
            2 => format!("!leaf({id}, flag)§"),
            3 => format!("(leaf({id}, number)§ % 2 == number({id}) % 3)"),
            pick => self.within("lazy operator", |it| {
                let left = it.condition(depth - 1);
                let right = it.branch(|it| it.condition(depth - 1));
                let operator = ["&&", "||"][pick - 4];
                format!("({left} {operator} {right})")
            }),
        }
    }

    fn value(&mut self, kind: Kind) -> String {
        if self.depth > 4 || self.is_done() {
            let id = self.id();
            return match kind {
                Kind::Drops => format!("D::new({id})"),
                Kind::Number => format!("number({id})"),
                Kind::Maybe => format!("some({id})"),
            };
        }
        match self.pick(12) {
            0..=6 => self.simple(kind),
            7 => self.within("if", |it| {
                let (condition, then, other) = (it.condition(1), it.valued(kind), it.valued(kind));
                format!("if {condition} {{\n{then}\n}} else {{\n{other}\n}}")
            }),
            8 => self.within("match", |it| {
                let id = it.id();
                let (full, empty) = (it.arm_value("c", kind), it.valued(kind));
                format!("match leaf({id}, some)§ {{\nSome(c) => {{\n{full}\n}}\nNone => {{\n{empty}\n}}\n}}")
            }),
            9 => self.within("block", |it| {
                let (text, value) = it.apart(|it| it.scope(|it| { it.statements(2); it.value(kind) }));
                format!("{{\n{text}{value}\n}}")
            }),
            10 => self.within("loop", |it| {
                let id = it.id();
                let fallback = it.simple_value(kind);
                let (label, inside) = it.around(true, Some(kind), |it| {
                    it.statements(2);
                    let value = it.value(kind);
                    let value = parenthesised(value);
                    it.line(format!("if flag({id}) {{ break {value}; }}"));
                });
                format!("{label}: loop {{\nif !tick({id}) {{ break {fallback}; }}\n{inside}}}")
            }),
            _ => self.within("labelled block", |it| {
                let id = it.id();
                let (label, mut inside) = it.around(false, Some(kind), |it| it.statements(2));
                let early = it.simple_value(kind);
                let _ = write!(inside, "if flag({id}) {{ break {label} {early}; }}\n{}", it.simple_value(kind));
                format!("{label}: {{\n{inside}\n}}")
            }),
        }
    }

    fn arm_value(&mut self, name: &str, kind: Kind) -> String {
        let (mut text, value) = self.apart(|it| {
            it.branch(|it| {
                it.declare(name, Kind::Drops, false);
                it.statements(2);
                it.value(kind)
            })
        });
        text.push_str(&value);
        text
    }

    fn simple_value(&mut self, kind: Kind) -> String {
        let id = self.id();
        match (kind, self.pick(2)) {
            (Kind::Drops, 0) => format!("D::new({id})"),
            (Kind::Drops, _) => format!("leaf({id}, D::new)§"),
            (Kind::Number, 0) => format!("number({id})"),
            (Kind::Number, _) => format!("leaf({id}, number)§"),
            (Kind::Maybe, 0) => format!("some({id})"),
            (Kind::Maybe, _) => format!("leaf({id}, some)§"),
        }
    }

    fn simple(&mut self, kind: Kind) -> String {
        let id = self.id();
        self.depth += 1;
        let value = match (kind, self.pick(8)) {
            (_, 0 | 1) => self.simple_value(kind),
            (Kind::Drops, 2 | 3) => self.moved(kind).unwrap_or_else(|| format!("D::new({id})")),
            (Kind::Drops, 4) => {
                let (one, two) = (self.value(kind), self.value(kind));
                format!("pair({one}, {two})")
            }
            (Kind::Drops, 5) => {
                let (one, two) = (self.value(kind), self.value(Kind::Number));
                match self.pick(2) {
                    0 => format!("unpack(Two {{ one: {one}, two: {two} }})"),
                    _ => format!("{{ let held = {two}; D::with({one}, held) }}"),
                }
            }
            (Kind::Drops, 6) => {
                let (one, two) = (self.value(kind), self.value(kind));
                format!("{{ let [_one, two] = [{one}, {two}]; two }}")
            }
            (Kind::Drops, _) => {
                let one = self.value(kind);
                format!("{{ let (x, _) = ({one}, leaf({id}, D::new)§); x }}")
            }
            (Kind::Number, 2 | 3) => self.used(kind).unwrap_or_else(|| format!("{id}")),
            (Kind::Number, 4) => {
                let (one, two) = (self.value(kind), self.value(kind));
                format!("sum({one}, {two})")
            }
            (Kind::Number, 5) => {
                let (one, two) = (self.value(kind), self.value(kind));
                format!("(({one}) % 100 + ({two}) % 100)")
            }
            (Kind::Number, 6) => {
                let at = self.variable(Kind::Drops, |_, _| true);
                match at {
                    None => format!("{id}"),
                    Some(at) => {
                        let (name, was) = (
                            self.variables[at].name.clone(),
                            self.variables[at].is_locked,
                        );
                        self.variables[at].is_locked = true;
                        // Its own statements must not change what is borrowed.
                        let argument = self.simple_value(kind);
                        self.variables[at].is_locked = was;
                        format!("{name}.add({argument})")
                    }
                }
            }
            (Kind::Number, _) => {
                let value = self.value(Kind::Drops);
                format!("(|it: D| it.take())({value})")
            }
            (Kind::Maybe, 2 | 3) => self.moved(kind).unwrap_or_else(|| format!("some({id})")),
            (Kind::Maybe, 4) => "None::<D>".to_owned(),
            (Kind::Maybe, _) => format!("Some({})", self.value(Kind::Drops)),
        };
        self.depth -= 1;
        value
    }
}

/// A label is not taken for a `break`'s.
fn parenthesised(value: String) -> String {
    match value.starts_with('\'') {
        true => format!("({value})"),
        false => value,
    }
}
