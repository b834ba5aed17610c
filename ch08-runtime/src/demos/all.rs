//! All: a task that is over when others are.

use ch08_runtime::JoinHandle;

/// Waits for all of them.
#[ch07_coroutines::coroutine]
pub(crate) fn all(tasks: Vec<JoinHandle<()>>) {
    for task in tasks {
        task.wait.expect("a request does not panic");
    }
}
