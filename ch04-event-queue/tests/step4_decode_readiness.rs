//! Step 4: an event says what arrived, under the names of every system.

#[path = "support/connection.rs"]
mod connection;

use std::io::Write;
use std::net::Shutdown;
use std::time::{Duration, Instant};

use ch04_event_queue::event::{Event, Source};
use ch04_event_queue::{Events, Interest, Poll, Token};

use connection::connection;

/// A method of `Event`, under its name.
type Question = (&'static str, fn(&Event) -> bool);

const READABLE: Question = ("is_readable", Event::is_readable);
const WRITABLE: Question = ("is_writable", Event::is_writable);
const ERROR: Question = ("is_error", Event::is_error);
const READ_CLOSED: Question = ("is_read_closed", Event::is_read_closed);
const WRITE_CLOSED: Question = ("is_write_closed", Event::is_write_closed);
const PRIORITY: Question = ("is_priority", Event::is_priority);

/// It must say yes, because of `why`.
#[track_caller]
fn yes(event: &Event, (name, answer): Question, why: &str) {
    assert!(
        answer(event),
        "`{name}()` says no for {}: {why}",
        flags(event)
    );
}

/// It must say no, because of `why`.
#[track_caller]
fn no(event: &Event, (name, answer): Question, why: &str) {
    assert!(
        !answer(event),
        "`{name}()` says yes for {}: {why}",
        flags(event)
    );
}

/// What the kernel said, as the long form of the event tells it.
fn flags(event: &Event) -> String {
    let text = format!("{event:#?}");
    let flags = text.split("events: ").nth(1);
    let flags = flags.and_then(|rest| rest.split(',').next());
    flags.map_or_else(|| text.clone(), str::to_owned)
}

/// Registers `source`, to which `what` has happened, and returns the first event.
#[track_caller]
fn event(source: &mut impl Source, interest: Interest, what: &str) -> Event {
    event_that_says(source, interest, what, ("", |_| true))
}

/// The same, and returns the first event for which the answer is yes.
#[track_caller]
fn event_that_says(
    source: &mut impl Source,
    interest: Interest,
    what: &str,
    (name, answer): Question,
) -> Event {
    let mut poll = Poll::new().expect("no queue could be made");
    let mut events = Events::with_capacity(8);
    poll.registry()
        .register(source, Token(1), interest)
        .expect("the source could not be registered");
    let end = Instant::now() + Duration::from_secs(3);
    let mut others = Vec::new();
    loop {
        poll.poll(
            &mut events,
            Some(end.saturating_duration_since(Instant::now())),
        )
        .expect("the queue could not wait");
        if let Some(event) = events.iter().find(|event| answer(event)) {
            return event.clone();
        }
        if events.is_empty() {
            break;
        }
        others.extend(events.iter().map(flags));
    }
    match others.is_empty() {
        true => panic!("{what}, and nothing was reported in 3 s"),
        false => panic!("`{name}()` says no for {}: {what}", others.join(", then ")),
    }
}

#[test]
fn data_makes_a_source_readable_and_no_more() {
    let (mut stream, mut peer) = connection();
    peer.write_all(b"x").unwrap();

    let event = event(&mut stream, Interest::READABLE, "the peer has sent a byte");

    yes(&event, READABLE, "data has come");
    no(&event, WRITABLE, "nobody asked for room");
    no(&event, READ_CLOSED, "the peer goes on");
    no(&event, WRITE_CLOSED, "the peer still reads");
    no(&event, ERROR, "nothing has failed");
    no(&event, PRIORITY, "the data is not urgent");
    assert!(!event.is_aio() && !event.is_lio(), "no AIO here");
}

#[test]
fn room_makes_a_source_writable_and_no_more() {
    let (mut stream, mut peer) = connection();
    peer.write_all(b"x").unwrap();

    let event = event(&mut stream, Interest::WRITABLE, "there is room to write");

    yes(&event, WRITABLE, "there is room");
    no(&event, READABLE, "nobody asked for data");
    no(&event, WRITE_CLOSED, "the peer still reads");
    no(&event, READ_CLOSED, "the peer goes on");
    no(&event, ERROR, "nothing has failed");
}

#[test]
fn the_end_of_what_the_peer_sends_closes_reading() {
    let (mut stream, peer) = connection();
    peer.shutdown(Shutdown::Write).unwrap();

    let what = "the peer has ended its half";
    let event = event_that_says(&mut stream, Interest::READABLE, what, READ_CLOSED);

    yes(&event, READABLE, "an end is read as 0 bytes");
    no(&event, WRITE_CLOSED, "the peer still reads");
}

#[test]
fn a_reset_closes_both_ways() {
    let (mut stream, peer) = connection();
    stream.write_all(b"never read").unwrap();
    let mut byte = [0];
    peer.peek(&mut byte).unwrap();
    // A socket that is closed with data unread resets its connection.
    drop(peer);

    let what = "the connection was reset";
    let event = event_that_says(&mut stream, Interest::READABLE, what, READ_CLOSED);

    yes(&event, READABLE, "the read will say why");
    yes(&event, WRITE_CLOSED, "nobody is there");
}

/// What only epoll says, or says as exactly.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll {
    use std::net::{Ipv4Addr, UdpSocket};
    use std::os::fd::AsRawFd;

    use ch04_event_queue::net::UdpSocket as Datagrams;
    use ch04_event_queue::unix::pipe;

    use super::*;

    #[test]
    fn data_and_room_are_one_event() {
        let (mut stream, mut peer) = connection();
        peer.write_all(b"x").unwrap();

        let both = Interest::READABLE | Interest::WRITABLE;
        let what = "the peer has sent a byte";
        let event = event_that_says(&mut stream, both, what, READABLE);

        yes(&event, WRITABLE, "there is room as well");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri reports a reset without its error")]
    fn a_reset_is_an_error() {
        let (mut stream, peer) = connection();
        stream.write_all(b"never read").unwrap();
        peer.peek(&mut [0]).unwrap();
        drop(peer);

        let what = "the connection was reset";
        let event = event_that_says(&mut stream, Interest::READABLE, what, ERROR);

        yes(&event, WRITE_CLOSED, "nobody is there");
    }

    #[test]
    fn both_ends_shut_close_writing_too() {
        let (mut stream, peer) = connection();
        peer.shutdown(Shutdown::Write).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();

        let what = "both halves are closed";
        let event = event_that_says(&mut stream, Interest::READABLE, what, WRITE_CLOSED);

        yes(&event, READ_CLOSED, "both ways are closed");
        no(&event, ERROR, "an orderly end is no error");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri does not report a reader's end")]
    fn a_pipe_without_a_reader_is_closed_for_writing() {
        let (mut sender, receiver) = pipe::new().unwrap();
        drop(receiver);

        let event = event(&mut sender, Interest::READABLE, "the reader has gone");

        yes(&event, ERROR, "a write would fail");
        yes(&event, WRITE_CLOSED, "nobody reads");
        no(&event, READ_CLOSED, "it was never read");
        no(&event, WRITABLE, "nobody asked for room");
        no(&event, READABLE, "nothing will ever come from this end");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri does not report a reader's end")]
    fn a_pipe_without_a_reader_is_closed_to_who_waits_for_room() {
        let (mut sender, receiver) = pipe::new().unwrap();
        drop(receiver);

        let event = event(&mut sender, Interest::WRITABLE, "the reader has gone");

        yes(&event, WRITE_CLOSED, "nobody reads, and there is room");
        yes(&event, WRITABLE, "a write would say so at once");
        no(&event, READ_CLOSED, "it was never read");
    }

    /// The kernel reports this hang-up with no word of something to read.
    #[test]
    fn a_pipe_without_a_writer_is_closed_for_reading() {
        let (sender, mut receiver) = pipe::new().unwrap();
        drop(sender);

        let event = event(&mut receiver, Interest::READABLE, "the writer has gone");

        yes(&event, READ_CLOSED, "a hang-up, and nobody is told");
        no(&event, ERROR, "an orderly end is no error");
        no(&event, WRITABLE, "it was never written to");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri says that there is something to read")]
    fn a_hang_up_alone_is_nothing_to_read() {
        let (sender, mut receiver) = pipe::new().unwrap();
        drop(sender);

        let event = event(&mut receiver, Interest::READABLE, "the writer has gone");

        no(&event, READABLE, "no flag speaks of something to read");
    }

    /// A datagram that nobody took is an error of that datagram: the socket goes on.
    #[test]
    #[cfg_attr(miri, ignore = "Miri has no datagrams")]
    fn an_error_beside_data_does_not_end_writing() {
        let here = (Ipv4Addr::LOCALHOST, 0);
        let (ours, peer) = (UdpSocket::bind(here), UdpSocket::bind(here));
        let (ours, peer) = (ours.unwrap(), peer.unwrap());
        ours.connect(peer.local_addr().unwrap()).unwrap();
        peer.send_to(b"x", ours.local_addr().unwrap()).unwrap();
        drop(peer);
        ours.send(b"refused").unwrap();
        ours.set_nonblocking(true).unwrap();

        let mut ours = Datagrams::from_std(ours);
        let what = "a datagram came, and one of ours was refused";
        let event = event_that_says(&mut ours, Interest::READABLE, what, ERROR);

        yes(&event, READABLE, "a datagram is there");
        no(&event, WRITE_CLOSED, "the next datagram may be taken");
        no(&event, READ_CLOSED, "more datagrams may come");
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri has no urgent data")]
    fn an_urgent_byte_has_priority() {
        let (mut stream, peer) = connection();
        let byte = b"!".as_ptr().cast();
        // SAFETY: `byte` points to one byte.
        let sent = unsafe { libc::send(peer.as_raw_fd(), byte, 1, libc::MSG_OOB) };
        assert_eq!(sent, 1, "the urgent byte could not be sent");

        let event = event(&mut stream, Interest::PRIORITY, "an urgent byte was sent");

        yes(&event, PRIORITY, "the byte is urgent");
        yes(&event, READABLE, "urgent data is data");
    }

    #[test]
    fn an_event_prints_its_answers() {
        let (mut stream, peer) = connection();
        peer.shutdown(Shutdown::Write).unwrap();

        let what = "the peer has ended its half";
        let event = event_that_says(&mut stream, Interest::READABLE, what, READ_CLOSED);

        assert_eq!(
            format!("{event:?}"),
            "Event { token: Token(1), readable: true, writable: false, error: false, \
             read_closed: true, write_closed: false, priority: false, aio: false, lio: false }",
            "the peer has ended its half, and nothing else has happened"
        );
    }

    #[test]
    fn an_event_printed_at_length_names_the_kernel_s_flags() {
        let (mut stream, peer) = connection();
        peer.shutdown(Shutdown::Write).unwrap();

        let what = "the peer has ended its half";
        let event = event_that_says(&mut stream, Interest::READABLE, what, READ_CLOSED);

        let text = format!("{event:#?}");
        assert!(text.contains("events: EPOLLIN|EPOLLRDHUP,"), "{text}");
        assert!(text.contains("u64: 1,"), "{text}");
    }
}
