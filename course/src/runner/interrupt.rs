//! Ctrl-C: a test is in a process group of its own, so the terminal does not reach it.

use std::collections::BTreeSet;
use std::process;
use std::sync::{Mutex, PoisonError};

/// The process groups of the tests that run now.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// What a shell says of a program that SIGINT has ended.
const INTERRUPTED: i32 = 130;

/// From now on, Ctrl-C ends the tests too, and does the rest before it ends this process.
pub(crate) fn end_tests_on_interrupt(rest: fn()) {
    let handler = move || {
        // Kept: no test is started while this one ends them.
        let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.iter().for_each(|&group| kill(group));
        rest();
        process::exit(INTERRUPTED);
    };
    // Fails where someone else handles it, and then they do.
    drop(ctrlc::set_handler(handler));
}

/// A test that runs; dropping it says that it has ended.
#[derive(Debug)]
pub(super) struct Running(u32);

impl Running {
    pub(super) fn new(group: u32) -> Running {
        RUNNING
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(group);
        Running(group)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.0);
    }
}

#[cfg(unix)]
fn kill(group: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(group).ok().and_then(Pid::from_raw) {
        // A group that has just ended is what is wanted.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Elsewhere a job ends with the process that made it.
#[cfg(not(unix))]
fn kill(_group: u32) {}
