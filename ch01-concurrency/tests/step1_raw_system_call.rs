//! Step 1: the kernel is asked by one instruction, and its answer is taken for what it is.
#![cfg(all(
    feature = "demo",
    target_os = "linux",
    any(target_arch = "aarch64", target_arch = "x86_64"),
    not(miri) // Miri runs no assembly.
))]

use std::fs::File;
use std::hint::black_box;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;

use ch01_concurrency::syscall::raw;

/// Writes by the instruction.
fn write(file: &impl AsRawFd, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the file is open, and the test's own.
    unsafe { raw::write(file.as_raw_fd(), bytes) }
}

fn pipe() -> (PipeReader, PipeWriter) {
    io::pipe().expect("a descriptor is free")
}

/// Takes what fits, and does not wait for room.
fn pipe_that_does_not_block() -> (PipeReader, PipeWriter) {
    let (reader, writer) = pipe();
    // SAFETY: the call takes an open descriptor, which `writer` is, and a number.
    let answer = unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) };
    assert_eq!(answer, 0, "the pipe could not be told not to block");
    (reader, writer)
}

/// All that has come out of a pipe whose other end is closed.
fn received(mut reader: PipeReader) -> String {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).expect("a pipe can be read");
    bytes.escape_ascii().to_string()
}

#[track_caller]
fn expect_error(answer: io::Result<usize>, number: i32) {
    match answer {
        Ok(length) => {
            panic!("the kernel answered -{number}, an error: `write` made {length} bytes of it")
        }
        Err(error) => assert_eq!(
            error.raw_os_error(),
            Some(number),
            "the kernel answered -{number}: `write` made another error of it, {error}"
        ),
    }
}

#[test]
fn what_is_written_arrives() {
    let (reader, writer) = pipe();

    let answer = write(&writer, b"to the other end");

    drop(writer);
    let received = received(reader);
    assert_eq!(received, "to the other end", "came out of the pipe");
    let length = answer.expect("all of it arrived, and still `write` failed");
    assert_eq!(length, 16, "is how many bytes `write` says that it wrote");
}

#[test]
fn a_part_is_told_as_a_part() {
    let (_reader, writer) = pipe_that_does_not_block();

    let length = write(&writer, &[b'x'; 4 << 20]).expect("the pipe is empty");

    assert!(
        (1..4 << 20).contains(&length),
        "no pipe holds 4 MiB, but `write` says that it wrote {length} bytes"
    );
}

#[test]
fn a_full_device_is_an_error() {
    let full = File::options().write(true).open("/dev/full");
    let full = full.expect("every Linux has /dev/full");

    expect_error(write(&full, b"!"), libc::ENOSPC);
}

#[test]
fn a_file_that_may_only_be_read_is_an_error() {
    let (reader, _writer) = pipe();

    expect_error(write(&reader, b"!"), libc::EBADF);
}

#[test]
fn a_number_that_no_file_has_is_an_error() {
    // SAFETY: no descriptor has that number.
    let answer = unsafe { raw::write(-1, b"!") };

    expect_error(answer, libc::EBADF);
}

#[test]
fn a_pipe_that_is_full_is_an_error() {
    let (_reader, writer) = pipe_that_does_not_block();
    while (&writer).write(&[b'x'; 4096]).is_ok() {}

    expect_error(write(&writer, b"!"), libc::EAGAIN);
}

#[test]
fn what_was_stored_right_before_the_call_is_written() {
    let (reader, writer) = pipe();
    let (before, after) = black_box((*b"before", *b"after!"));
    let mut bytes = before;

    let answer = write(&writer, &bytes);
    // To a compiler that believes that nobody has read it, `before` need never have been there.
    bytes = after;

    black_box(bytes);
    drop(writer);
    assert_eq!(
        received(reader),
        "before",
        "was written: does the compiler know that the instruction reads the memory?"
    );
    answer.expect("all of it arrived, and still `write` failed");
}

/// Works because this crate is optimised also for its tests: see the workspace's `Cargo.toml`.
#[test]
fn no_register_changes_that_the_compiler_does_not_know_of() {
    let (_reader, writer) = pipe();
    // As many as there are registers, so that each holds one of them during the call.
    let [a, b, c, d, e, f, g, h] = black_box([1_usize, 2, 3, 4, 5, 6, 7, 8]);
    let [i, j, k, l, m, n, o, p] = black_box([9_usize, 10, 11, 12, 13, 14, 15, 16]);
    // Their sums exist nowhere but in registers.
    let before = [a + b, c + d, e + f, g + h, i + j, k + l, m + n, o + p];
    let [q, r, s, t, u, v, w, x] = before;

    let answer = write(&writer, b"!");

    let sums = black_box([q, r, s, t, u, v, w, x]);
    let values = black_box([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]);
    let known = (sums, values)
        == (
            [3, 7, 11, 15, 19, 23, 27, 31],
            std::array::from_fn(|i| i + 1),
        );
    assert!(
        known,
        "values of the caller's changed during the call, in registers that `asm!` did not declare: \
         {sums:?} should be [3, 7, 11, …, 31], and {values:?} should be [1, 2, 3, …, 16]"
    );
    answer.expect("the pipe is open and empty");
}
