//! Deadlock: who waits for what, when nobody can wake anybody.

use std::fmt::Write;
use std::rc::Rc;

use slab::Slab;

use super::observer::Why;
use super::task::Task;

/// So many fibers are named; of the others there is a count.
const NAMED: usize = 20;

pub(super) fn describe(root: &Rc<Task>, tasks: &Slab<Rc<Task>>) -> String {
    let mut text =
        "deadlock: no fiber of this thread can run, and nothing will wake one".to_owned();
    let all = [root].into_iter().chain(tasks.iter().map(|(_, task)| task));
    for task in all.clone().take(NAMED) {
        // Writing to a string does not fail.
        let _ = write!(text, "\n  {task} {}", why(task, all.clone()));
    }
    if let Some(others @ 1..) = all.count().checked_sub(NAMED) {
        let _ = write!(text, "\n  and {others} others");
    }
    text
}

fn why<'a>(task: &Task, mut all: impl Iterator<Item = &'a Rc<Task>>) -> String {
    match task.waiting() {
        Some(Why::Joining(id)) => match all.find(|other| other.id == id) {
            Some(other) => format!("waits for the end of {other}"),
            None => format!("waits for the end of fiber {}", id.0),
        },
        Some(Why::Parked) => "is parked".to_owned(),
        Some(Why::Scope) => "waits for the end of the fibers of its scope".to_owned(),
        Some(Why::Sleeping) => "sleeps".to_owned(),
        Some(Why::Io(what)) => format!("waits to {what}"),
        None => "does not wait".to_owned(),
    }
}
