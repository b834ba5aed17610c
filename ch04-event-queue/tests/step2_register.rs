//! Step 2: a source is registered under a token, in one queue, once.

#[path = "support/connection.rs"]
mod connection;
#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "support/fdinfo.rs"]
mod fdinfo;

use ch04_event_queue::event::Source;
use ch04_event_queue::{Interest, Poll, Token};

use connection::connection;

#[test]
fn a_source_comes_goes_and_comes_again() {
    let poll = Poll::new().unwrap();
    let (mut stream, _peer) = connection();
    let registry = poll.registry();

    for time in ["first", "second"] {
        let registered = registry.register(&mut stream, Token(1), Interest::READABLE);
        assert!(
            registered.is_ok(),
            "registering, {time} time: {registered:?}"
        );
        let changed = registry.reregister(&mut stream, Token(2), Interest::WRITABLE);
        assert!(changed.is_ok(), "reregistering, {time} time: {changed:?}");
        let ended = registry.deregister(&mut stream);
        assert!(ended.is_ok(), "deregistering, {time} time: {ended:?}");
    }
}

#[test]
fn a_source_in_a_box_is_a_source() {
    let poll = Poll::new().unwrap();
    let (stream, _peer) = connection();
    let mut source: Box<dyn Source> = Box::new(stream);

    poll.registry()
        .register(&mut source, Token(1), Interest::WRITABLE)
        .expect("the source could not be registered");
}

#[test]
fn interests_add_up_and_print_as_what_they_are() {
    let both = Interest::READABLE | Interest::WRITABLE;

    assert_eq!(Interest::READABLE.add(Interest::WRITABLE), both);
    assert!(both.is_readable() && both.is_writable() && !both.is_priority());
    assert_eq!(both.remove(Interest::WRITABLE), Some(Interest::READABLE));
    assert_eq!(both.remove(both), None, "an interest is never in nothing");
    assert_eq!(format!("{both:?}"), "READABLE | WRITABLE");
}

/// What the kernel has in its list. `WRITABLE` and `PRIORITY` alone show each flag by itself.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[cfg(not(miri))] // Miri has no /proc.
mod list {
    use std::os::fd::AsRawFd;

    use ch04_event_queue::net::TcpStream;

    use super::fdinfo::{Watched, watched};
    use super::*;

    #[track_caller]
    fn only<const N: usize>(poll: &Poll, what: &str) -> [Watched; N] {
        let list = watched(poll);
        let found = list.len();
        list.try_into()
            .unwrap_or_else(|list| panic!("{what}: the kernel watches {found} sources: {list:?}"))
    }

    /// A queue in which one source is registered.
    #[track_caller]
    fn registered(token: Token, interest: Interest) -> (Poll, TcpStream) {
        let poll = Poll::new().expect("no queue could be made");
        let (mut stream, _peer) = connection();
        poll.registry()
            .register(&mut stream, token, interest)
            .expect("the source could not be registered");
        (poll, stream)
    }

    /// The flags that the kernel is given for `interest`.
    #[track_caller]
    fn flags(interest: Interest) -> Vec<&'static str> {
        let (poll, _stream) = registered(Token(1), interest);
        let [source] = only(&poll, "one source is registered");
        source.flags
    }

    #[test]
    fn a_source_is_watched_under_its_token() {
        for token in [Token(0), Token(7), Token(usize::MAX)] {
            let (poll, stream) = registered(token, Interest::READABLE);

            let [source] = only(&poll, "one source is registered");

            assert_eq!(source.fd, stream.as_raw_fd(), "another descriptor");
            assert_eq!(
                Token(source.token as usize),
                token,
                "the kernel hands back another token than the source was registered under"
            );
        }
    }

    #[test]
    fn arrivals_are_asked_for_and_not_states() {
        let flags = flags(Interest::READABLE);
        assert!(
            flags.contains(&"EPOLLET"),
            "level-triggered: what is unread would be reported in every wait: {flags:?}"
        );
    }

    #[test]
    fn reading_includes_the_peer_s_end() {
        let flags = flags(Interest::READABLE);
        assert!(
            flags.contains(&"EPOLLRDHUP"),
            "a peer that ends could not be told from one that sends: {flags:?}"
        );
    }

    #[test]
    fn interests_are_added_up() {
        let all = Interest::READABLE | Interest::WRITABLE | Interest::PRIORITY;
        let flags = flags(all);
        for (flag, interest) in [
            ("EPOLLIN", "reading"),
            ("EPOLLOUT", "writing"),
            ("EPOLLPRI", "priority"),
        ] {
            assert!(
                flags.contains(&flag),
                "asked for everything, and {interest} is not among it: {flags:?}"
            );
        }
    }

    #[test]
    fn nothing_is_asked_for_that_nobody_wants() {
        for (interest, wanted) in [
            (
                Interest::READABLE,
                &["EPOLLIN", "EPOLLRDHUP", "EPOLLET"][..],
            ),
            (Interest::WRITABLE, &["EPOLLOUT", "EPOLLET"]),
            (Interest::PRIORITY, &["EPOLLPRI", "EPOLLET"]),
        ] {
            let flags = flags(interest);
            let unwanted: Vec<&str> = flags
                .into_iter()
                .filter(|flag| !wanted.contains(flag))
                .collect();
            assert!(
                unwanted.is_empty(),
                "nobody wants {unwanted:?} when {interest:?} is asked for"
            );
        }
    }

    #[test]
    fn reregistering_replaces_token_and_interest() {
        let (poll, mut stream) = registered(Token(1), Interest::READABLE);

        poll.registry()
            .reregister(&mut stream, Token(2), Interest::WRITABLE)
            .expect("the registration could not be changed");

        let [source] = only(&poll, "the same source was registered anew");
        assert_eq!(source.token, 2, "the last token is what counts");
        assert_eq!(source.flags, ["EPOLLOUT", "EPOLLET"], "the last interest");
    }

    #[test]
    fn a_deregistered_source_is_not_watched() {
        let (poll, mut stream) = registered(Token(1), Interest::READABLE);

        poll.registry()
            .deregister(&mut stream)
            .expect("the source could not be taken out");

        let [] = only(&poll, "the source was deregistered");
    }

    #[test]
    fn a_dropped_source_is_not_watched() {
        let (poll, stream) = registered(Token(1), Interest::READABLE);

        drop(stream);

        let [] = only(&poll, "the source was dropped");
    }

    #[test]
    fn a_clone_of_the_registry_registers_with_the_same_queue() {
        let poll = Poll::new().unwrap();
        let (mut stream, _peer) = connection();

        let registry = poll.registry().try_clone().unwrap();
        registry
            .register(&mut stream, Token(1), Interest::WRITABLE)
            .unwrap();

        let [_] = only(&poll, "a source was registered through a clone");
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[test]
fn interest_in_priority_prints_too() {
    let all = Interest::READABLE | Interest::WRITABLE | Interest::PRIORITY;
    assert_eq!(format!("{all:?}"), "READABLE | WRITABLE | PRIORITY");
}

/// What the kernel says of a mistake; other systems let some of these pass.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod mistakes {
    use std::fs::File;
    use std::io::{self, ErrorKind};
    use std::os::fd::{AsRawFd, RawFd};

    use ch04_event_queue::unix::SourceFd;

    use super::*;

    #[track_caller]
    fn expect_error(result: io::Result<()>, kind: ErrorKind, mistake: &str) {
        let Err(error) = result else {
            panic!("{mistake} was accepted")
        };
        let text = format!("{mistake} was refused with another error: {error}");
        assert_eq!(error.kind(), kind, "{text}");
    }

    #[track_caller]
    fn expect_number(result: io::Result<()>, number: i32, mistake: &str) {
        let Err(error) = result else {
            panic!("{mistake} was accepted")
        };
        let text = format!("{mistake} was refused with another error: {error}");
        assert_eq!(error.raw_os_error(), Some(number), "{text}");
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
    #[cfg_attr(not(debug_assertions), ignore = "release builds do not look")]
    fn a_source_is_registered_with_one_queue() {
        let (one, other) = (Poll::new().unwrap(), Poll::new().unwrap());
        let (mut stream, _peer) = connection();
        one.registry()
            .register(&mut stream, Token(1), Interest::READABLE)
            .unwrap();

        let too = other
            .registry()
            .register(&mut stream, Token(1), Interest::READABLE);

        expect_error(too, ErrorKind::AlreadyExists, "a second queue");
    }

    #[test]
    #[cfg_attr(not(debug_assertions), ignore = "release builds do not look")]
    fn a_source_is_changed_where_it_is_registered() {
        let (one, other) = (Poll::new().unwrap(), Poll::new().unwrap());
        let (mut stream, _peer) = connection();
        one.registry()
            .register(&mut stream, Token(1), Interest::READABLE)
            .unwrap();

        let elsewhere = other
            .registry()
            .reregister(&mut stream, Token(1), Interest::READABLE);

        expect_error(
            elsewhere,
            ErrorKind::AlreadyExists,
            "another queue's source",
        );
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

    /// A [`SourceFd`] remembers nothing, so this is the kernel's word alone.
    #[test]
    fn the_kernel_too_knows_what_is_registered() {
        let poll = Poll::new().unwrap();
        let (stream, _peer) = connection();
        let (fd, registry) = (stream.as_raw_fd(), poll.registry());
        let (token, interest) = (Token(1), Interest::READABLE);
        let add = |fd: &RawFd| registry.register(&mut SourceFd(fd), token, interest);
        let modify = |fd: &RawFd| registry.reregister(&mut SourceFd(fd), token, interest);
        let delete = |fd: &RawFd| registry.deregister(&mut SourceFd(fd));

        expect_number(modify(&fd), libc::ENOENT, "a change of what is not here");
        expect_number(delete(&fd), libc::ENOENT, "taking out what is not here");
        add(&fd).expect("the source could not be registered");
        expect_number(add(&fd), libc::EEXIST, "a second registration");
    }

    /// The source's own books say that it is registered, and only the kernel knows better.
    #[test]
    fn the_kernel_has_the_last_word_on_what_is_registered() {
        let poll = Poll::new().unwrap();
        let (mut stream, _peer) = connection();
        let (fd, registry) = (stream.as_raw_fd(), poll.registry());
        let (token, interest) = (Token(1), Interest::READABLE);
        registry
            .register(&mut stream, token, interest)
            .expect("the source could not be registered");
        registry
            .deregister(&mut SourceFd(&fd))
            .expect("the source could not be taken out by its descriptor");

        let changed = registry.reregister(&mut stream, token, interest);
        let ended = registry.deregister(&mut stream);

        let mistake = "a change of what the kernel has no longer";
        expect_error(changed, ErrorKind::NotFound, mistake);
        let mistake = "taking out what the kernel has no longer";
        expect_error(ended, ErrorKind::NotFound, mistake);
    }

    #[test]
    fn a_number_that_is_no_descriptor_is_refused() {
        let poll = Poll::new().unwrap();

        let result = poll
            .registry()
            .register(&mut SourceFd(&-1), Token(1), Interest::READABLE);

        expect_number(result, libc::EBADF, "a source with descriptor -1");
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
