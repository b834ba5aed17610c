//! Step 4: an event says what arrived, under the names of every system.

#[path = "support/connection.rs"]
mod connection;

use std::io::Write;
use std::net::Shutdown;
use std::time::Duration;

use ch04_event_queue::event::{Event, Source};
use ch04_event_queue::{Events, Interest, Poll, Token};

use connection::connection;

/// Registers `source`, to which `what` has happened, and returns the first event that `says` so.
#[track_caller]
fn event(
    source: &mut impl Source,
    interest: Interest,
    what: &str,
    says: fn(&Event) -> bool,
) -> Event {
    let mut poll = Poll::new().expect("no queue could be made");
    let mut events = Events::with_capacity(8);
    poll.registry()
        .register(source, Token(1), interest)
        .expect("the source could not be registered");
    loop {
        poll.poll(&mut events, Some(Duration::from_secs(5)))
            .expect("the queue could not wait");
        if let Some(event) = events.iter().find(|event| says(event)) {
            return event.clone();
        }
        assert!(!events.is_empty(), "{what}, and no event says so");
    }
}

#[test]
fn data_makes_a_source_readable_and_no_more() {
    let (mut stream, mut peer) = connection();
    peer.write_all(b"x").unwrap();

    let event = event(
        &mut stream,
        Interest::READABLE,
        "the peer has sent a byte",
        |_| true,
    );

    assert!(event.is_readable(), "data has come");
    assert!(!event.is_writable(), "nobody asked for room");
    assert!(!event.is_read_closed(), "the peer goes on");
    assert!(!event.is_write_closed(), "the peer still reads");
    assert!(!event.is_error(), "nothing has failed");
    assert!(!event.is_priority(), "the data is not urgent");
    assert!(!event.is_aio() && !event.is_lio(), "no AIO here");
}

#[test]
fn room_makes_a_source_writable_and_no_more() {
    let (mut stream, mut peer) = connection();
    peer.write_all(b"x").unwrap();

    let event = event(
        &mut stream,
        Interest::WRITABLE,
        "there is room to write",
        |_| true,
    );

    assert!(event.is_writable(), "there is room");
    assert!(!event.is_readable(), "nobody asked for data");
    assert!(!event.is_write_closed(), "the peer still reads");
    assert!(!event.is_read_closed(), "the peer goes on");
    assert!(!event.is_error(), "nothing has failed");
}

#[test]
fn the_end_of_what_the_peer_sends_closes_reading() {
    let (mut stream, peer) = connection();
    peer.shutdown(Shutdown::Write).unwrap();

    let event = event(
        &mut stream,
        Interest::READABLE,
        "the peer has ended its half",
        Event::is_read_closed,
    );

    assert!(event.is_readable(), "an end is read as 0 bytes");
    assert!(!event.is_write_closed(), "the peer still reads");
}

#[test]
fn a_reset_closes_both_ways() {
    let (mut stream, peer) = connection();
    stream.write_all(b"never read").unwrap();
    let mut byte = [0];
    peer.peek(&mut byte).unwrap();
    // A socket that is closed with data unread resets its connection.
    drop(peer);

    let event = event(
        &mut stream,
        Interest::READABLE,
        "the connection was reset",
        Event::is_read_closed,
    );

    assert!(event.is_readable(), "the read will say why");
    assert!(event.is_write_closed(), "nobody is there");
}

/// What only epoll says, or says as exactly.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll {
    use std::os::fd::AsRawFd;

    use ch04_event_queue::unix::pipe;

    use super::*;

    #[test]
    fn data_and_room_are_one_event() {
        let (mut stream, mut peer) = connection();
        peer.write_all(b"x").unwrap();

        let event = event(
            &mut stream,
            Interest::READABLE | Interest::WRITABLE,
            "the peer has sent a byte",
            |event| event.is_readable(),
        );

        assert!(event.is_writable(), "there is room as well");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri reports a reset without its error")]
    fn a_reset_is_an_error() {
        let (mut stream, peer) = connection();
        stream.write_all(b"never read").unwrap();
        peer.peek(&mut [0]).unwrap();
        drop(peer);

        let event = event(
            &mut stream,
            Interest::READABLE,
            "the connection was reset",
            Event::is_error,
        );

        assert!(event.is_write_closed(), "nobody is there");
    }

    #[test]
    fn both_ends_shut_close_writing_too() {
        let (mut stream, peer) = connection();
        peer.shutdown(Shutdown::Write).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();

        let event = event(
            &mut stream,
            Interest::READABLE,
            "both halves are closed",
            Event::is_write_closed,
        );

        assert!(event.is_read_closed(), "both ways are closed");
        assert!(!event.is_error(), "an orderly end is no error");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri does not report a reader's end")]
    fn a_pipe_without_a_reader_is_closed_for_writing() {
        let (mut sender, receiver) = pipe::new().unwrap();
        drop(receiver);

        let event = event(
            &mut sender,
            Interest::READABLE,
            "the reader has gone",
            |_| true,
        );

        assert!(event.is_error(), "a write would fail");
        assert!(
            event.is_write_closed(),
            "nobody reads: that is what an error with nothing beside it means"
        );
        assert!(!event.is_read_closed(), "it was never read");
    }

    /// The kernel reports this hang-up with no word of something to read.
    #[test]
    fn a_pipe_without_a_writer_is_closed_for_reading() {
        let (sender, mut receiver) = pipe::new().unwrap();
        drop(sender);

        let event = event(
            &mut receiver,
            Interest::READABLE,
            "the writer has gone",
            |_| true,
        );

        assert!(event.is_read_closed(), "a hang-up, and nobody is told");
        assert!(!event.is_error(), "an orderly end is no error");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri has no urgent data")]
    fn an_urgent_byte_has_priority() {
        let (mut stream, peer) = connection();
        let byte = b"!".as_ptr().cast();
        // SAFETY: `byte` points to one byte.
        let sent = unsafe { libc::send(peer.as_raw_fd(), byte, 1, libc::MSG_OOB) };
        assert_eq!(sent, 1);

        let event = event(
            &mut stream,
            Interest::PRIORITY,
            "an urgent byte was sent",
            |_| true,
        );

        assert!(event.is_priority(), "the byte is urgent");
        assert!(event.is_readable(), "urgent data is data");
    }

    #[test]
    fn an_event_prints_its_answers() {
        let (mut stream, peer) = connection();
        peer.shutdown(Shutdown::Write).unwrap();

        let event = event(
            &mut stream,
            Interest::READABLE,
            "the peer has ended its half",
            Event::is_read_closed,
        );

        assert_eq!(
            format!("{event:?}"),
            "Event { token: Token(1), readable: true, writable: false, error: false, \
             read_closed: true, write_closed: false, priority: false, aio: false, lio: false }"
        );
    }

    #[test]
    fn an_event_printed_at_length_names_the_kernel_s_flags() {
        let (mut stream, peer) = connection();
        peer.shutdown(Shutdown::Write).unwrap();

        let event = event(
            &mut stream,
            Interest::READABLE,
            "the peer has ended its half",
            Event::is_read_closed,
        );

        let text = format!("{event:#?}");
        assert!(text.contains("events: EPOLLIN|EPOLLRDHUP,"), "{text}");
        assert!(text.contains("u64: 1,"), "{text}");
    }
}
