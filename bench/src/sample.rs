//! One sample: one contender runs one workload, in a process of its own.
//!
//! The processor time counted is the measured loop's alone: neither the process's start nor the
//! setting up of sources is in it.

use std::env;
use std::io;
use std::mem::MaybeUninit;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::suite::{Contender, Suite, Workload};

/// Operations before the clock starts, so that caches and branch predictors have met the code.
pub(crate) const WARM_UP: u64 = 1_000;

/// A sample that takes longer has lost an event and would wait for ever.
pub(crate) const LIMIT_S: u32 = 300;

/// Runs `operation` so many times, after a warm-up; the processor time of this process meanwhile.
#[inline(always)]
pub(crate) fn measure(iterations: u64, operation: impl FnMut() -> Result<()>) -> Result<Duration> {
    measure_after(WARM_UP, iterations, operation)
}

/// As [`measure`], with a warm-up of so many operations.
#[inline(always)]
pub(crate) fn measure_after(
    warm_up: u64,
    iterations: u64,
    mut operation: impl FnMut() -> Result<()>,
) -> Result<Duration> {
    let mut before = Duration::ZERO;
    // One place calls the operation, so that it is inlined there: a call between a fiber's switch and the
    // loop would be mispredicted each time.
    for count in [warm_up, iterations] {
        before = processor_time()?;
        for _ in 0..count {
            operation()?;
        }
    }
    Ok(processor_time()? - before)
}

/// User and system time of all threads of this process so far: `getrusage(2)`.
fn processor_time() -> io::Result<Duration> {
    let mut usage = MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the kernel writes one `rusage` to a pointer to room for one.
    if unsafe { libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call succeeded, so it has filled the whole of it in.
    let usage = unsafe { usage.assume_init() };
    Ok(duration(usage.ru_utime) + duration(usage.ru_stime))
}

fn duration(time: libc::timeval) -> Duration {
    let micros = time.tv_sec as u64 * 1_000_000 + time.tv_usec as u64;
    Duration::from_micros(micros)
}

/// The command that makes one sample: this executable, with its hidden subcommand.
pub(crate) fn arguments(
    suite: &Suite,
    workload: &Workload,
    contender: &Contender,
    iterations: u64,
) -> Result<Vec<String>> {
    let executable = env::current_exe().context("cannot find this executable")?;
    let executable = executable.into_os_string().into_string();
    Ok(vec![
        executable.map_err(|path| anyhow::anyhow!("path {path:?} is not UTF-8"))?,
        "sample".into(),
        suite.name.into(),
        workload.name.into(),
        contender.name.into(),
        iterations.to_string(),
    ])
}

/// Takes one sample in a new process.
pub(crate) fn take(
    suite: &Suite,
    workload: &Workload,
    contender: &Contender,
    iterations: u64,
) -> Result<Duration> {
    let arguments = arguments(suite, workload, contender, iterations)?;
    let output = Command::new(&arguments[0])
        .args(&arguments[1..])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start a sample")?;
    ensure!(
        output.status.success(),
        "sample of `{}` on `{}`: {}",
        workload.name,
        contender.name,
        output.status
    );
    let nanoseconds = String::from_utf8(output.stdout)?;
    let nanoseconds = nanoseconds.trim().parse();
    nanoseconds
        .map(Duration::from_nanos)
        .context("a sample prints nanoseconds")
}

/// The other side of [`take`]: runs the workload in this process and prints its processor time.
pub(crate) fn run(suite: &Suite, workload: &str, contender: &str, iterations: u64) -> Result<()> {
    // SAFETY: `alarm` only sets a timer; no handler is installed, so the signal ends the process.
    unsafe { libc::alarm(LIMIT_S) };
    let contender = suite.contender(contender)?;
    println!("{}", (contender.run)(workload, iterations)?.as_nanos());
    Ok(())
}
