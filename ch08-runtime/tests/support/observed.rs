//! What an observer is told, in words.

use std::sync::{Arc, Mutex, MutexGuard};

use ch08_runtime::{Observer, Outcome, TaskId};

/// Tells tasks by the order in which they were spawned.
#[derive(Debug, Default)]
pub(crate) struct Observed(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    tasks: Vec<TaskId>,
    words: Vec<String>,
    asked: usize,
}

impl Observed {
    pub(crate) fn new() -> Arc<Observed> {
        Arc::default()
    }

    /// What has been told of executors since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.told().words)
    }

    /// How often a kernel was asked.
    pub(crate) fn asked(&self) -> usize {
        self.told().asked
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().expect("no one panics while telling")
    }

    fn tell(&self, what: &str, task: TaskId) {
        let mut told = self.told();
        let number = told.tasks.iter().position(|&other| other == task);
        let number = number.map_or("unknown".to_owned(), |number| number.to_string());
        told.words.push(format!("{what} {number}"));
    }
}

impl Observer for Observed {
    fn spawned(&self, task: TaskId) {
        self.told().tasks.push(task);
        self.tell("spawned", task);
    }

    fn polled(&self, task: TaskId) {
        self.tell("polled", task);
    }

    fn stopped(&self, task: TaskId, outcome: Outcome) {
        let outcome = format!("{outcome:?}").to_lowercase();
        self.tell(&outcome, task);
    }

    fn woken(&self, task: TaskId) {
        self.tell("woken", task);
    }

    fn parked(&self) {
        self.told().words.push("parked".to_owned());
    }

    fn asked_queue(&self) {
        self.told().asked += 1;
    }
}
