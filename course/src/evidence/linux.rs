//! Linux: two looks at `/proc`, and one at each descriptor.

use std::thread;
use std::time::Duration;

use super::classify::classify;
use super::{Evidence, proc, readiness};

/// Between the two looks: long enough for a few of the kernel's ticks.
const BETWEEN: Duration = Duration::from_millis(200);

/// Looks at a process that has run for `age`; nothing, if it has ended.
pub(crate) fn gather(pid: u32, age: Duration) -> Option<Evidence> {
    let before = proc::threads(pid);
    thread::sleep(BETWEEN);
    let threads = proc::threads(pid);
    if threads.is_empty() {
        return None;
    }
    let mut descriptors = proc::descriptors(pid);
    readiness::ask(pid, &mut descriptors);
    Some(classify(&before, &threads, &descriptors, age))
}
