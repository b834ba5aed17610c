//! Step 2: the C library makes the call, and a loop makes it as often as it takes.
#![cfg(all(feature = "demo", unix))]

use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read};
use std::os::fd::AsRawFd;

use ch01_concurrency::syscall;

/// Writes by the library's function.
fn write(file: &impl AsRawFd, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the file is open, and the test's own.
    unsafe { syscall::libc::write(file.as_raw_fd(), bytes) }
}

fn pipe() -> (PipeReader, PipeWriter) {
    io::pipe().expect("a descriptor is free")
}

/// All that has come out of a pipe whose other end is closed.
fn received(mut reader: PipeReader) -> String {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).expect("a pipe can be read");
    bytes.escape_ascii().to_string()
}

mod one_call {
    use super::*;

    #[track_caller]
    fn expect_error(answer: io::Result<usize>, number: i32) {
        match answer {
            Ok(length) => {
                panic!("the library answered -1, an error: `write` made {length} bytes of it")
            }
            Err(error) => assert_eq!(
                error.raw_os_error(),
                Some(number),
                "`errno` was {number}: `write` made another error of it, {error}"
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
        let (_reader, writer) = pipe();
        // SAFETY: the call takes an open descriptor, which `writer` is, and a number.
        let answer = unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) };
        assert_eq!(answer, 0, "the pipe could not be told not to block");

        let length = write(&writer, &[b'x'; 4 << 20]).expect("the pipe is empty");

        assert!(
            (1..4 << 20).contains(&length),
            "no pipe holds 4 MiB, but `write` says that it wrote {length} bytes"
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    #[cfg_attr(miri, ignore = "Miri runs apart from the file system")]
    fn a_full_device_is_an_error() {
        let full = std::fs::File::options().write(true).open("/dev/full");
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
        let answer = unsafe { syscall::libc::write(-1, b"!") };

        expect_error(answer, libc::EBADF);
    }
}

mod all_of_it {
    use super::*;

    /// Has `write_all` write `abcdef`, while its `write` answers this. What it was given, each
    /// time, and what came of it.
    #[track_caller]
    fn written<const N: usize>(answers: [io::Result<usize>; N]) -> (Vec<String>, io::Result<()>) {
        let mut answers = answers.into_iter();
        let mut asked = Vec::new();
        let result = syscall::write_all(b"abcdef", |bytes| {
            let answer = answers.next();
            asked.push(bytes.escape_ascii().to_string());
            answer.unwrap_or_else(|| panic!("`write` was called once too often: {asked:?}"))
        });
        (asked, result)
    }

    fn errno(number: i32) -> io::Error {
        io::Error::from_raw_os_error(number)
    }

    #[test]
    fn one_call_is_enough_if_it_takes_all() {
        let (asked, result) = written([Ok(6)]);

        result.expect("all of it was taken, and still `write_all` failed");
        assert_eq!(asked, ["abcdef"], "is what `write` was given");
    }

    #[test]
    fn after_a_part_comes_the_rest() {
        let (asked, result) = written([Ok(2), Ok(1), Ok(3)]);

        assert_eq!(
            asked,
            ["abcdef", "cdef", "def"],
            "is what `write` was given, which took 2 bytes, then 1, then 3"
        );
        result.expect("all of it was taken, and still `write_all` failed");
    }

    #[test]
    fn a_signal_is_no_failure() {
        let (asked, result) = written([
            Err(errno(libc::EINTR)),
            Ok(2),
            Err(ErrorKind::Interrupted.into()),
            Ok(4),
        ]);

        result.expect("a signal came, and nothing was wrong: the call is to be made again");
        assert_eq!(
            asked,
            ["abcdef", "abcdef", "cdef", "cdef"],
            "is what `write` was given; a call that a signal ended took nothing"
        );
    }

    #[test]
    fn an_error_ends_it() {
        let (_, result) = written([Ok(2), Err(errno(libc::ENOSPC))]);

        let error = result.expect_err("the device was full, and `write_all` says that all is well");
        assert_eq!(error.raw_os_error(), Some(libc::ENOSPC), "{error}");
    }

    #[test]
    fn a_call_that_takes_nothing_ends_it() {
        let (_, result) = written([Ok(2), Ok(0)]);

        let error =
            result.expect_err("4 bytes were not taken, and `write_all` says that all is well");
        assert_eq!(error.kind(), ErrorKind::WriteZero, "{error}");
    }

    #[test]
    fn nothing_to_write_needs_no_call() {
        let result = syscall::write_all(b"", |_| panic!("`write` was called for no bytes"));

        result.expect("there was nothing to do, and still `write_all` failed");
    }

    #[test]
    fn many_parts_arrive_in_order() {
        let (reader, writer) = pipe();

        let result = syscall::write_all(b"to the other end", |bytes| {
            write(&writer, &bytes[..bytes.len().min(3)])
        });

        drop(writer);
        let received = received(reader);
        assert_eq!(received, "to the other end", "came out of the pipe");
        result.expect("all of it arrived, and still `write_all` failed");
    }
}
