//! Step 2: a source is registered under a token, in one queue, once.

mod support;

use std::io::Write;
use std::time::Duration;

use ch04_event_queue::event::Source;
use ch04_event_queue::{Events, Interest, Poll, Token};

use support::{connection, wait};

/// The tokens of what is reported without waiting.
fn reported(poll: &mut Poll) -> Vec<Token> {
    let mut events = Events::with_capacity(8);
    poll.poll(&mut events, Some(Duration::ZERO))
        .expect("the queue could not wait");
    events.iter().map(|event| event.token()).collect()
}

#[test]
fn a_ready_source_is_reported_under_its_token() {
    for token in [Token(0), Token(7), Token(usize::MAX)] {
        let mut poll = Poll::new().unwrap();
        let mut events = Events::with_capacity(8);
        let (mut stream, _peer) = connection();

        poll.registry()
            .register(&mut stream, token, Interest::WRITABLE)
            .unwrap();

        wait(&mut poll, &mut events);
        let tokens: Vec<Token> = events.iter().map(|event| event.token()).collect();
        assert_eq!(tokens, [token], "the source was registered as {token:?}");
    }
}

#[test]
fn a_source_with_nothing_to_read_is_not_reported() {
    let mut poll = Poll::new().unwrap();
    let (mut stream, _peer) = connection();

    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    assert_eq!(reported(&mut poll), [], "nothing was sent");
}

#[test]
fn reregistering_replaces_the_token() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let (mut stream, mut peer) = connection();
    let registry = poll.registry();
    registry
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    registry
        .reregister(&mut stream, Token(2), Interest::READABLE)
        .unwrap();
    peer.write_all(b"x").unwrap();

    wait(&mut poll, &mut events);
    let tokens: Vec<Token> = events.iter().map(|event| event.token()).collect();
    assert_eq!(tokens, [Token(2)], "the last registration is what counts");
}

#[test]
fn reregistering_reports_what_is_ready_now() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let (mut stream, _peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();
    assert_eq!(reported(&mut poll), [], "nothing was sent");

    poll.registry()
        .reregister(&mut stream, Token(1), Interest::WRITABLE)
        .unwrap();

    wait(&mut poll, &mut events);
}

#[test]
fn a_deregistered_source_is_not_reported() {
    let mut poll = Poll::new().unwrap();
    let (mut stream, _peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    poll.registry().deregister(&mut stream).unwrap();
    drop(_peer);

    assert_eq!(reported(&mut poll), [], "the source was deregistered");
}

#[test]
fn a_deregistered_source_can_be_registered_again() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let (mut stream, _peer) = connection();
    let registry = poll.registry();
    registry
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();
    registry.deregister(&mut stream).unwrap();

    registry
        .register(&mut stream, Token(2), Interest::WRITABLE)
        .unwrap();

    wait(&mut poll, &mut events);
}

#[test]
fn a_dropped_source_is_not_reported() {
    let mut poll = Poll::new().unwrap();
    let (mut stream, mut peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();
    peer.write_all(b"x").unwrap();

    drop(stream);

    assert_eq!(reported(&mut poll), [], "the source was dropped");
}

#[test]
fn a_clone_of_the_registry_registers_with_the_same_queue() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let (mut stream, _peer) = connection();

    let registry = poll.registry().try_clone().unwrap();
    registry
        .register(&mut stream, Token(1), Interest::WRITABLE)
        .unwrap();

    wait(&mut poll, &mut events);
}

#[test]
fn a_source_in_a_box_is_a_source() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let (stream, _peer) = connection();
    let mut source: Box<dyn Source> = Box::new(stream);

    poll.registry()
        .register(&mut source, Token(1), Interest::WRITABLE)
        .unwrap();

    wait(&mut poll, &mut events);
}

/// What the kernel says of a mistake; other systems let some of these pass.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod mistakes {
    use std::fs::File;
    use std::io::{self, ErrorKind};
    use std::os::fd::AsRawFd;

    use ch04_event_queue::unix::SourceFd;

    use super::*;

    #[track_caller]
    fn expect_error(result: io::Result<()>, kind: ErrorKind, mistake: &str) {
        let error = result.expect_err(&format!("{mistake} was accepted"));
        assert_eq!(error.kind(), kind, "{mistake} is another error: {error}");
    }

    #[test]
    fn a_source_is_registered_once() {
        let poll = Poll::new().unwrap();
        let (mut stream, _peer) = connection();
        let registry = poll.registry();
        registry
            .register(&mut stream, Token(1), Interest::READABLE)
            .unwrap();

        let again = registry.register(&mut stream, Token(2), Interest::READABLE);

        expect_error(again, ErrorKind::AlreadyExists, "a second registration");
    }

    #[test]
    fn what_is_not_registered_cannot_be_changed() {
        let poll = Poll::new().unwrap();
        let (mut stream, _peer) = connection();

        let result = poll
            .registry()
            .reregister(&mut stream, Token(1), Interest::READABLE);

        expect_error(result, ErrorKind::NotFound, "a change of what is not here");
    }

    #[test]
    fn what_is_not_registered_cannot_be_taken_out() {
        let poll = Poll::new().unwrap();
        let (mut stream, _peer) = connection();

        let result = poll.registry().deregister(&mut stream);

        expect_error(result, ErrorKind::NotFound, "taking out what is not here");
    }

    #[test]
    fn the_kernel_too_knows_what_is_registered() {
        let poll = Poll::new().unwrap();
        let (stream, _peer) = connection();
        let (fd, registry) = (stream.as_raw_fd(), poll.registry());
        let (token, interest) = (Token(1), Interest::READABLE);
        let number = |result: io::Result<()>| result.unwrap_err().raw_os_error();

        let early = registry.deregister(&mut SourceFd(&fd));
        registry
            .register(&mut SourceFd(&fd), token, interest)
            .unwrap();
        let again = registry.register(&mut SourceFd(&fd), token, interest);

        assert_eq!(number(early), Some(libc::ENOENT), "it was not there yet");
        assert_eq!(number(again), Some(libc::EEXIST), "it was there already");
    }

    #[test]
    fn a_number_that_is_no_descriptor_is_refused() {
        let poll = Poll::new().unwrap();

        let result = poll
            .registry()
            .register(&mut SourceFd(&-1), Token(1), Interest::READABLE);

        let number = result
            .expect_err("a source with descriptor -1 was accepted")
            .raw_os_error();
        assert_eq!(number, Some(libc::EBADF), "-1 is not a descriptor");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri's epoll accepts files")]
    fn a_file_is_refused_because_it_is_always_ready() {
        let poll = Poll::new().unwrap();
        let file = File::open("/proc/self/exe").unwrap();

        let result = poll.registry().register(
            &mut SourceFd(&file.as_raw_fd()),
            Token(1),
            Interest::READABLE,
        );

        expect_error(result, ErrorKind::PermissionDenied, "a file as a source");
    }
}
