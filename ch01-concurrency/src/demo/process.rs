//! Process: what the kernel knows of this one, where it says so (`/proc`, proc(5)).

use std::fs;

/// How many threads there are now; `None` where there is no `/proc`.
pub fn threads() -> Option<usize> {
    status("Threads:")?.parse().ok()
}

/// The most memory that was resident at once, in bytes; `None` where there is no `/proc`.
pub fn peak_memory() -> Option<u64> {
    let kib: u64 = status("VmHWM:")?.strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

fn status(name: &str) -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(value.trim().to_owned())
}
