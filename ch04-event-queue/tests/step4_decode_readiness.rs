//! Step 4: an event says what arrived, under the names of every system.

mod support;

use std::io::Write;
use std::net::Shutdown;

use ch04_event_queue::event::Event;
use ch04_event_queue::net::TcpStream;
use ch04_event_queue::{Events, Interest, Poll, Token};

use support::{connection, wait};

/// Registers `stream` and returns the first event that `wanted` accepts.
fn event(stream: &mut TcpStream, interest: Interest, wanted: fn(&Event) -> bool) -> Event {
    let mut poll = Poll::new().expect("no queue could be made");
    let mut events = Events::with_capacity(8);
    poll.registry()
        .register(stream, Token(1), interest)
        .expect("the stream could not be registered");
    loop {
        wait(&mut poll, &mut events);
        if let Some(event) = events.iter().find(|event| wanted(event)) {
            return event.clone();
        }
    }
}

#[test]
fn data_makes_a_source_readable_and_no_more() {
    let (mut stream, mut peer) = connection();
    peer.write_all(b"x").unwrap();

    let event = event(&mut stream, Interest::READABLE, |_| true);

    assert!(event.is_readable(), "data has come: {event:?}");
    assert!(!event.is_writable(), "nobody asked for room: {event:?}");
    assert!(!event.is_read_closed(), "the peer goes on: {event:?}");
    assert!(!event.is_write_closed(), "the peer still reads: {event:?}");
    assert!(!event.is_error(), "nothing has failed: {event:?}");
    assert!(!event.is_priority(), "the data is not urgent: {event:?}");
    assert!(!event.is_aio() && !event.is_lio(), "no AIO here: {event:?}");
}

#[test]
fn room_makes_a_source_writable_and_no_more() {
    let (mut stream, mut peer) = connection();
    peer.write_all(b"x").unwrap();

    let event = event(&mut stream, Interest::WRITABLE, |_| true);

    assert!(event.is_writable(), "there is room: {event:?}");
    assert!(!event.is_readable(), "nobody asked for data: {event:?}");
}

#[test]
fn the_end_of_what_the_peer_sends_closes_reading() {
    let (mut stream, peer) = connection();
    peer.shutdown(Shutdown::Write).unwrap();

    let event = event(&mut stream, Interest::READABLE, Event::is_read_closed);

    assert!(event.is_readable(), "an end is read as 0 bytes: {event:?}");
    assert!(!event.is_write_closed(), "the peer still reads: {event:?}");
}

#[test]
fn a_reset_is_an_error_and_closes_both_ways() {
    let (mut stream, peer) = connection();
    stream.write_all(b"never read").unwrap();
    let mut byte = [0];
    peer.peek(&mut byte).unwrap();
    // A socket that is closed with data unread resets its connection.
    drop(peer);

    let event = event(&mut stream, Interest::READABLE, Event::is_read_closed);

    assert!(event.is_readable(), "the read will say why: {event:?}");
    assert!(event.is_write_closed(), "nobody is there: {event:?}");
}

#[cfg(not(target_vendor = "apple"))] // There 127.0.0.2 is no address of this machine.
#[test]
fn a_refused_connection_is_writable_and_says_why() {
    // Listens at the same port, of another address: so nobody else comes to listen here.
    let neighbour = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = neighbour.local_addr().unwrap().port();
    let nobody = ([127, 0, 0, 2], port).into();
    let Ok(mut stream) = TcpStream::connect(nobody) else {
        return; // Some systems know at once.
    };

    let event = event(&mut stream, Interest::WRITABLE, |_| true);

    assert!(event.is_writable(), "the attempt is over: {event:?}");
    let error = stream.take_error().unwrap();
    let kind = error.expect("nobody listens there, and still").kind();
    assert_eq!(kind, std::io::ErrorKind::ConnectionRefused);
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
            |event| event.is_readable(),
        );

        assert!(event.is_writable(), "there is room as well: {event:?}");
    }

    #[test]
    fn both_ends_shut_close_writing_too() {
        let (mut stream, peer) = connection();
        peer.shutdown(Shutdown::Write).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();

        let event = event(&mut stream, Interest::READABLE, Event::is_write_closed);

        assert!(event.is_read_closed(), "both ways are closed: {event:?}");
        assert!(!event.is_error(), "an orderly end is no error: {event:?}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri does not report a reader's end")]
    fn a_pipe_without_a_reader_is_closed_for_writing() {
        let mut poll = Poll::new().unwrap();
        let mut events = Events::with_capacity(8);
        let (mut sender, receiver) = pipe::new().unwrap();
        poll.registry()
            .register(&mut sender, Token(1), Interest::READABLE)
            .unwrap();

        drop(receiver);

        wait(&mut poll, &mut events);
        let event = events.iter().next().unwrap();
        assert!(event.is_error(), "a write would fail: {event:?}");
        assert!(event.is_write_closed(), "nobody reads: {event:?}");
        assert!(!event.is_read_closed(), "it was never read: {event:?}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri has no urgent data")]
    fn an_urgent_byte_has_priority() {
        let (mut stream, peer) = connection();
        let byte = b"!".as_ptr().cast();
        // SAFETY: `byte` points to one byte.
        let sent = unsafe { libc::send(peer.as_raw_fd(), byte, 1, libc::MSG_OOB) };
        assert_eq!(sent, 1);

        let event = event(&mut stream, Interest::PRIORITY, |_| true);

        assert!(event.is_priority(), "the byte is urgent: {event:?}");
        assert!(event.is_readable(), "urgent data is data: {event:?}");
    }

    #[test]
    fn an_event_prints_its_answers() {
        let (mut stream, peer) = connection();
        peer.shutdown(Shutdown::Write).unwrap();

        let event = event(&mut stream, Interest::READABLE, Event::is_read_closed);

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

        let event = event(&mut stream, Interest::READABLE, Event::is_read_closed);

        let text = format!("{event:#?}");
        assert!(text.contains("events: EPOLLIN|EPOLLRDHUP,"), "{text}");
        assert!(text.contains("u64: 1,"), "{text}");
    }

    #[test]
    fn interest_in_priority_prints_too() {
        let all = Interest::READABLE | Interest::WRITABLE | Interest::PRIORITY;
        assert_eq!(format!("{all:?}"), "READABLE | WRITABLE | PRIORITY");
    }
}
