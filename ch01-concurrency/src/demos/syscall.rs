//! `write(2)` at three levels, where it works and where it fails.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as sys;
#[cfg(windows)]
use windows as sys;

use ch01_concurrency::syscall;
use std::env;
use std::ffi::c_int;
use std::fs::File;
use std::io::{self, Write};

/// A descriptor that is surely closed. One that is opened and closed for the purpose may be open
/// again, if another thread opens a file; this number is above all that a kernel hands out
/// (Linux: `fs.nr_open` can be set to 2,147,483,584 at most).
const CLOSED: c_int = c_int::MAX;

/// What is written to.
struct Target {
    name: &'static str,
    /// For the levels that take a number: that of `file`, or [`CLOSED`].
    number: c_int,
    /// For the level that takes a [`File`].
    file: Option<File>,
}

type Level = fn(&Target, &[u8]) -> io::Result<usize>;

const LEVELS: [(&str, Level); 3] = [("raw", write_raw), ("libc", write_libc), ("std", write_std)];

/// Writes a line at each level, then shows what each answers for every target.
pub(crate) fn run(out: &mut dyn Write) -> io::Result<()> {
    // What is in `out` comes before the lines that go around it.
    out.flush()?;
    let stdout = Target::open("standard output", sys::stdout()?);
    let written = LEVELS.map(|(name, write)| {
        let line = format!("This line was written at the {name} level.\n");
        syscall::write_all(line.as_bytes(), |bytes| write(&stdout, bytes))
    });

    writeln!(out)?;
    for ((level, _), written) in LEVELS.iter().zip(written) {
        row(
            out,
            stdout.name,
            level,
            written.map(|()| "the line above".into()),
        )?;
    }
    match File::options().write(true).open("/dev/full") {
        Ok(full) => rows(out, &Target::open("/dev/full", full))?,
        Err(error) => row(out, "/dev/full", "-", Err(error))?,
    }
    let executable = File::open(env::current_exe()?)?;
    rows(out, &Target::open("opened for reading", executable))?;
    let closed = Target {
        name: "closed",
        number: CLOSED,
        file: None,
    };
    rows(out, &closed)
}

impl Target {
    fn open(name: &'static str, file: File) -> Target {
        Target {
            name,
            number: sys::number(&file),
            file: Some(file),
        }
    }
}

fn write_raw(target: &Target, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the number is that of the target's own open file, or of none.
    unsafe { syscall::raw::write(target.number, bytes) }
}

fn write_libc(target: &Target, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the number is that of the target's own open file, or of none.
    unsafe { syscall::libc::write(target.number, bytes) }
}

fn write_std(target: &Target, bytes: &[u8]) -> io::Result<usize> {
    match &target.file {
        Some(file) => syscall::std::write(file, bytes),
        None => Err(io::Error::other(
            "cannot be tried: a File is open while it lives",
        )),
    }
}

/// Writes one byte to `target` at each level.
fn rows(out: &mut dyn Write, target: &Target) -> io::Result<()> {
    for (level, write) in LEVELS {
        let written = syscall::write_all(b"!", |bytes| write(target, bytes));
        row(out, target.name, level, written.map(|()| "took it".into()))?;
    }
    Ok(())
}

fn row(
    out: &mut dyn Write,
    target: &str,
    level: &str,
    answer: io::Result<String>,
) -> io::Result<()> {
    let answer = answer.unwrap_or_else(|error| error.to_string());
    writeln!(out, "{target:18}  {level:4}  {answer}")
}
