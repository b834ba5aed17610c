//! Process: what the kernel knows of this one, where it says so (`/proc`, proc(5), clock_gettime(2)).

use std::fs;
use std::time::Duration;

#[cfg_attr(unix, path = "processor_unix.rs")]
#[cfg_attr(not(unix), path = "processor_other.rs")]
mod processor;

pub use self::processor::processor_time;

/// How long the process has been on a processor since [`processor_time`] was `before`, in words.
pub fn processor_time_since(before: Option<Duration>) -> String {
    let time = processor_time().zip(before);
    time.map_or_else(
        || "unknown".to_owned(),
        |(now, before)| format!("{} ms", now.saturating_sub(before).as_millis()),
    )
}

/// How many threads there are now; `None` where there is no `/proc`.
pub fn threads() -> Option<usize> {
    status("Threads:")?.parse().ok()
}

/// The most memory that was resident at once, in bytes; `None` where there is no `/proc`.
pub fn peak_memory() -> Option<u64> {
    bytes(&status("VmHWM:")?)
}

/// The memory that is resident now, in bytes; `None` where there is no `/proc`.
pub fn resident_memory() -> Option<u64> {
    bytes(&status("VmRSS:")?)
}

/// What the page tables take, which is not in [`resident_memory`], in bytes; `None` where there is no
/// `/proc`.
pub fn page_tables() -> Option<u64> {
    bytes(&status("VmPTE:")?)
}

/// How many mappings there are; `None` where there is no `/proc`.
pub fn mappings() -> Option<usize> {
    Some(fs::read_to_string("/proc/self/maps").ok()?.lines().count())
}

/// What all processes together may still take before the system swaps or kills, in bytes; `None` where
/// there is no `/proc`.
pub fn available_memory() -> Option<u64> {
    bytes(&field("/proc/meminfo", "MemAvailable:")?)
}

fn status(name: &str) -> Option<String> {
    field("/proc/self/status", name)
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(value.trim().to_owned())
}

/// Of `1024 kB`.
fn bytes(value: &str) -> Option<u64> {
    let kib: u64 = value.strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::iter;

    use super::*;

    #[test]
    fn work_takes_processor_time() {
        let before = processor_time().unwrap();
        let is_enough = || processor_time().unwrap() - before >= Duration::from_millis(5);
        let turns = iter::repeat_with(is_enough)
            .take_while(|&is_enough| !is_enough)
            .count();

        assert!(turns > 0);
    }

    #[test]
    fn memory_that_is_touched_is_resident_and_has_page_tables() {
        const SIZE: usize = 64 << 20;
        let before = (resident_memory().unwrap(), page_tables().unwrap());
        let touched = vec![1_u8; SIZE];
        let after = (resident_memory().unwrap(), page_tables().unwrap());
        drop(touched);

        assert!(
            after.0 >= before.0 + SIZE as u64 / 2,
            "{before:?} {after:?}"
        );
        assert!(after.1 > 0, "{before:?} {after:?}");
        assert!(peak_memory().unwrap() >= after.0 - SIZE as u64 / 2);
        assert!(available_memory().unwrap() > 0);
        assert!(mappings().unwrap() > 10);
    }
}
