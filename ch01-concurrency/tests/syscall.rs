//! The three levels answer alike.
#![cfg(all(feature = "demo", unix))]

use ch01_concurrency::syscall;
use std::ffi::c_int;
use std::fs::File;
use std::io::{self, PipeReader, Read};
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::{mem, ptr, thread};

/// Above all that a kernel hands out.
const CLOSED: c_int = c_int::MAX;

/// A level, for a file that is open.
type Level = fn(&File, &[u8]) -> io::Result<usize>;

/// Those that take a number.
type NumberLevel = unsafe fn(c_int, &[u8]) -> io::Result<usize>;

/// The levels that this processor, system and interpreter have.
fn levels() -> Vec<(&'static str, Level)> {
    let mut levels: Vec<(&'static str, Level)> = vec![
        ("libc", |file, bytes| {
            // SAFETY: the file is open, and the test's own.
            unsafe { syscall::libc::write(file.as_raw_fd(), bytes) }
        }),
        ("std", syscall::std::write),
    ];
    if HAS_ASSEMBLY {
        levels.push(("raw", |file, bytes| {
            // SAFETY: the file is open, and the test's own.
            unsafe { syscall::raw::write(file.as_raw_fd(), bytes) }
        }));
    }
    levels
}

const HAS_ASSEMBLY: bool = cfg!(all(
    target_os = "linux",
    any(target_arch = "aarch64", target_arch = "x86_64"),
    not(miri) // Miri runs no assembly.
));

fn pipe() -> (PipeReader, File) {
    let (reader, writer) = io::pipe().expect("a descriptor is free");
    (reader, OwnedFd::from(writer).into())
}

fn errno(answer: io::Result<usize>) -> Option<i32> {
    answer.expect_err("the write fails").raw_os_error()
}

#[test]
fn what_is_written_arrives_at_every_level() {
    for (level, write) in levels() {
        let (mut reader, writer) = pipe();

        let written = write(&writer, b"to the other end").unwrap();

        drop(writer);
        let mut received = Vec::new();
        reader.read_to_end(&mut received).unwrap();
        assert_eq!(
            (written, &received[..]),
            (16, &b"to the other end"[..]),
            "{level}"
        );
    }
}

#[test]
fn nothing_to_write_is_no_error_at_any_level() {
    for (level, write) in levels() {
        let (_reader, writer) = pipe();
        assert_eq!(write(&writer, b"").unwrap(), 0, "{level}");
    }
}

#[test]
#[cfg(target_os = "linux")]
#[cfg_attr(miri, ignore = "Miri runs apart from the file system")]
fn a_full_device_is_enospc_at_every_level() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    for (level, write) in levels() {
        assert_eq!(errno(write(&full, b"!")), Some(libc::ENOSPC), "{level}");
    }
}

#[test]
fn a_file_that_is_not_open_for_writing_is_ebadf_at_every_level() {
    for (level, write) in levels() {
        let (reader, _writer) = pipe();
        let reader = File::from(OwnedFd::from(reader));
        assert_eq!(errno(write(&reader, b"!")), Some(libc::EBADF), "{level}");
    }
}

#[test]
fn a_closed_descriptor_is_ebadf_at_the_levels_that_can_name_one() {
    let mut levels: Vec<(&str, NumberLevel)> = vec![("libc", syscall::libc::write)];
    if HAS_ASSEMBLY {
        levels.push(("raw", syscall::raw::write));
    }
    for (level, write) in levels {
        for number in [CLOSED, -1] {
            // SAFETY: no descriptor has that number.
            let answer = unsafe { write(number, b"!") };
            assert_eq!(errno(answer), Some(libc::EBADF), "{level}, {number}");
        }
    }
}

#[test]
fn a_pipe_that_fills_takes_a_part_and_then_is_eagain_at_every_level() {
    // More than any pipe holds by default.
    let bytes = vec![b'x'; 4 << 20];
    for (level, write) in levels() {
        let (_reader, writer) = pipe();
        // SAFETY: the call takes an open descriptor, which `writer` is, and a number.
        let answer = unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) };
        assert_eq!(answer, 0);

        let written = write(&writer, &bytes).unwrap();
        let full = write(&writer, &bytes);

        assert!((1..bytes.len()).contains(&written), "{level}: {written}");
        assert_eq!(errno(full), Some(libc::EAGAIN), "{level}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "Miri sends no signals")]
fn a_signal_during_a_write_is_eintr_at_every_level() {
    for (level, write) in levels() {
        let (_reader, writer) = pipe();
        fill(&writer);

        let answer = under_signals(|| write(&writer, b"does not fit"));

        assert_eq!(errno(answer), Some(libc::EINTR), "{level}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "Miri sends no signals")]
fn write_all_is_complete_and_in_order_under_signals_at_every_level() {
    let bytes: Vec<u8> = (0..1 << 20).map(|i: u32| (i >> 4) as u8).collect();
    for (level, write) in levels() {
        let (mut reader, writer) = pipe();
        let reading = thread::spawn(move || {
            let mut received = Vec::new();
            reader.read_to_end(&mut received).unwrap();
            received
        });

        let answer = under_signals(|| syscall::write_all(&bytes, |rest| write(&writer, rest)));

        drop(writer);
        assert!(reading.join().unwrap() == bytes, "{level}");
        answer.unwrap();
    }
}

/// Writes to a pipe until it is full, and leaves it blocking.
fn fill(writer: &File) {
    let fd = writer.as_raw_fd();
    // SAFETY: the call takes an open descriptor, which `writer` is, and a number.
    let answer = unsafe { libc::fcntl(fd, libc::F_SETFL, libc::O_NONBLOCK) };
    assert_eq!(answer, 0);
    while syscall::std::write(writer, &[b'x'; 4096]).is_ok() {}
    // SAFETY: as above.
    let answer = unsafe { libc::fcntl(fd, libc::F_SETFL, 0) };
    assert_eq!(answer, 0);
}

/// Does `work` while signals arrive at its thread, again and again until it is done.
fn under_signals<T>(work: impl FnOnce() -> T) -> T {
    extern "C" fn ignore(_signal: c_int) {}

    // SAFETY: all of its fields are numbers, sets of bits or an optional function. The flags are
    // without SA_RESTART, so that a system call ends with EINTR.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = ignore as extern "C" fn(_) as libc::sighandler_t;
    // SAFETY: the action is whole, and a handler that does nothing may be run anywhere.
    let answer = unsafe { libc::sigaction(libc::SIGUSR1, &action, ptr::null_mut()) };
    assert_eq!(answer, 0);

    // SAFETY: the call has no needs.
    let worker = unsafe { libc::pthread_self() } as usize;
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                // SAFETY: the worker is alive: it waits for this thread at the end of the scope.
                unsafe { libc::pthread_kill(worker as libc::pthread_t, libc::SIGUSR1) };
                thread::yield_now();
            }
        });
        let result = work();
        done.store(true, Ordering::Relaxed);
        result
    })
}
