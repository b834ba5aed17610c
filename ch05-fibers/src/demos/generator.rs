//! Generator: values go in and come out, and each side goes on where it has stopped.
//!
//! First a fiber that keeps a sum in a local variable. Then one that walks a tree by calling itself, and
//! stops at each node, however deep in its calls: a function without a stack of its own could not. At the end it is
//! dropped half-way, and its frames are unwound from the innermost out.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Write};

use ch05_fibers::{FiberResult, Suspender, scoped};

pub(crate) fn run(out: &mut dyn Write) -> io::Result<()> {
    let talk = Talk::new(out);
    talk.heading("A running average: numbers go in, averages come out.");
    averages(&talk);
    talk.heading("\nA walk through a tree: nodes come out, and whether to enter them goes in.");
    walk(&talk);
    talk.end()
}

// ------------------------------------------------------------------------------------------ a running average

fn averages(talk: &Talk) {
    let body = |suspender: &Suspender<f64, f64>, first: f64| average(suspender, first, talk);
    scoped(body, |mut fiber| {
        for number in [2.0, 4.0, 9.0] {
            talk.caller(format_args!("resume({number})"));
            if let FiberResult::Yield(average) = fiber.resume(number) {
                talk.caller(format_args!("gets {average}"));
            }
        }
        talk.caller(format_args!("drops the fiber"));
    });
}

fn average(suspender: &Suspender<f64, f64>, first: f64, talk: &Talk) {
    talk.fiber(0, format_args!("begins with {first}"));
    let (mut sum, mut count) = (first, 1.0);
    loop {
        let average = sum / count;
        talk.fiber(0, format_args!("{sum} / {count}, suspend({average})"));
        let number = suspender.suspend(average);
        talk.fiber(0, format_args!("goes on with {number}"));
        sum += number;
        count += 1.0;
    }
}

// ------------------------------------------------------------------------------------------ a walk through a tree

struct Node {
    name: &'static str,
    below: &'static [Node],
}

const fn leaf(name: &'static str) -> Node {
    Node { name, below: &[] }
}

static TREE: Node = Node {
    name: "src",
    below: &[
        Node {
            name: "net",
            below: &[leaf("tcp"), leaf("udp")],
        },
        leaf("lib"),
        Node {
            name: "stack",
            below: &[leaf("guard"), leaf("pool")],
        },
    ],
};

/// What the caller says to a node.
#[derive(Debug, Clone, Copy)]
enum Then {
    Enter,
    Skip,
}

fn walk(talk: &Talk) {
    let body = |suspender: &Suspender<Then, &'static str>, first| {
        visit(&TREE, first, suspender, 0, talk);
    };
    scoped(body, |mut fiber| {
        let mut then = Then::Enter;
        loop {
            talk.caller(format_args!("resume({then:?})"));
            let FiberResult::Yield(name) = fiber.resume(then) else {
                break;
            };
            talk.caller(format_args!("gets {name:?}"));
            then = match name {
                "net" => Then::Skip,
                "guard" => break,
                _ => Then::Enter,
            };
        }
        talk.caller(format_args!("drops the fiber"));
    });
}

/// Visits what is below a node, if it is to be entered.
fn visit(
    node: &Node,
    then: Then,
    suspender: &Suspender<Then, &'static str>,
    depth: usize,
    talk: &Talk,
) {
    let name = node.name;
    if let Then::Skip = then {
        talk.fiber(depth, format_args!("skips {name}"));
        return;
    }
    let _leaves = Leaves { name, depth, talk };
    talk.fiber(depth, format_args!("enters {name}"));
    for child in node.below {
        talk.fiber(depth, format_args!("suspend({:?})", child.name));
        let then = suspender.suspend(child.name);
        visit(child, then, suspender, depth + 1, talk);
    }
}

/// Says when its frame is left, by whatever way.
struct Leaves<'a, 'out> {
    name: &'static str,
    depth: usize,
    talk: &'a Talk<'out>,
}

impl Drop for Leaves<'_, '_> {
    fn drop(&mut self) {
        let Leaves { name, depth, talk } = self;
        talk.fiber(*depth, format_args!("leaves {name}"));
    }
}

// ------------------------------------------------------------------------------------------ who speaks

/// What caller and fiber say, each on its own side.
struct Talk<'a> {
    out: RefCell<&'a mut dyn Write>,
    /// The first write that failed; nothing is written after it.
    broken: Cell<Option<io::Error>>,
}

impl<'a> Talk<'a> {
    /// Columns from the caller's side to the fiber's.
    const FIBER: usize = 18;

    fn new(out: &'a mut dyn Write) -> Talk<'a> {
        Talk {
            out: RefCell::new(out),
            broken: Cell::new(None),
        }
    }

    fn heading(&self, text: &str) {
        self.line(format_args!("{text}\n"));
        self.caller(format_args!(
            "{:width$}fiber",
            "caller",
            width = Self::FIBER
        ));
        self.line(format_args!(""));
    }

    fn caller(&self, what: fmt::Arguments<'_>) {
        self.line(format_args!("  {what}"));
    }

    /// So many calls deep.
    fn fiber(&self, depth: usize, what: fmt::Arguments<'_>) {
        let indent = Self::FIBER + 2 * depth;
        self.caller(format_args!("{:indent$}{what}", ""));
    }

    fn line(&self, text: fmt::Arguments<'_>) {
        let broken = match self.broken.take() {
            None => writeln!(self.out.borrow_mut(), "{text}").err(),
            broken => broken,
        };
        self.broken.set(broken);
    }

    fn end(self) -> io::Result<()> {
        self.broken.take().map_or(Ok(()), Err)
    }
}
