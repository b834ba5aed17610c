//! Processor time on Unix: a clock that runs while the process does.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How long this process has been on a processor, all its threads together; `None` where the system does not tell.
pub fn processor_time() -> Option<Duration> {
    clock_gettime(ClockId::ProcessCPUTime).try_into().ok()
}
