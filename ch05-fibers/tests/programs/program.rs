//! What a program is made of.

use proptest::collection::vec;
use proptest::prelude::*;

/// What a fiber does, one after the other. A number picks one of what there is, and wraps around.
pub(crate) type Script = Vec<Op>;

#[derive(Debug, Clone)]
pub(crate) enum Op {
    Yield,
    Park,
    /// Of any fiber that has been made, the thread among them.
    Unpark(usize),
    Panic,
    Spawn(Script),
    /// Of the handles that this fiber has.
    Join(usize),
    DropHandle(usize),
    Scope {
        members: Vec<Script>,
        /// Only what needs no place of its own: yields, unparks and joins, of members.
        body: Script,
    },
    /// Makes a raw fiber, which is kept.
    Inner(Script),
    /// Of the raw fibers that this one has.
    Resume(usize),
    DropInner(usize),
    /// In a raw fiber.
    Suspend,
}

fn of_inner() -> impl Strategy<Value = Script> {
    let op = prop_oneof![
        4 => Just(Op::Suspend),
        2 => Just(Op::Yield),
        1 => Just(Op::Park),
        1 => any::<usize>().prop_map(Op::Unpark),
        1 => Just(Op::Panic),
    ];
    vec(op, 0..5)
}

fn of_scope() -> impl Strategy<Value = Script> {
    let op = prop_oneof![
        2 => Just(Op::Yield),
        1 => any::<usize>().prop_map(Op::Unpark),
        1 => any::<usize>().prop_map(Op::Join),
    ];
    vec(op, 0..4)
}

fn simple() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => Just(Op::Yield),
        2 => Just(Op::Park),
        4 => any::<usize>().prop_map(Op::Unpark),
        1 => Just(Op::Panic),
        4 => any::<usize>().prop_map(Op::Join),
        2 => any::<usize>().prop_map(Op::DropHandle),
        3 => of_inner().prop_map(Op::Inner),
        4 => any::<usize>().prop_map(Op::Resume),
        1 => any::<usize>().prop_map(Op::DropInner),
    ]
}

pub(crate) fn script() -> impl Strategy<Value = Script> {
    let leaf = vec(simple(), 0..8);
    leaf.prop_recursive(3, 64, 8, |script| {
        let op = prop_oneof![
            4 => simple(),
            4 => script.clone().prop_map(Op::Spawn),
            1 => (vec(script, 0..4), of_scope())
                .prop_map(|(members, body)| Op::Scope { members, body }),
        ];
        vec(op, 0..10)
    })
}
