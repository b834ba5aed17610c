//! Edge: what is lost by reading once, and how level-triggered differs.
//!
//! Twelve bytes arrive at once, and a reader takes four at a time. Edge-triggered, the queue
//! reports the *arrival*: once, whatever is left afterwards. Level-triggered, it reports the
//! *state*: again and again, as long as something is left.

#[cfg_attr(
    any(target_os = "linux", target_os = "android"),
    path = "edge/level_linux.rs"
)]
#[cfg_attr(
    not(any(target_os = "linux", target_os = "android")),
    path = "edge/level_other.rs"
)]
mod level;

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use ch04_event_queue::event::Source;
use ch04_event_queue::net::TcpStream;
use ch04_event_queue::{Events, Interest, Poll, Token};

use super::drain::drain;
use super::wait::wait_until;

/// What arrives first.
const ARRIVAL: &[u8] = b"one two six ";
/// What arrives later.
const LATER: &[u8] = b"ten ";
/// What a reader takes at a time.
const BITE: usize = 4;

/// Nothing is under way in the kernel when the queue is asked, so a short wait is enough to
/// know that there is no more to be reported.
const SHORT: Duration = Duration::from_millis(50);

/// How a reader answers an event.
#[derive(Clone, Copy)]
enum Habit {
    ReadOnce,
    ReadToWouldBlock,
}

pub(crate) fn run(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} bytes arrive; a reader takes {BITE} at a time",
        ARRIVAL.len()
    )?;

    writeln!(out, "\nedge-triggered, one read an event")?;
    show(out, Habit::ReadOnce, |stream| stream)?;

    writeln!(
        out,
        "\nedge-triggered, reading until the socket says `WouldBlock`"
    )?;
    show(out, Habit::ReadToWouldBlock, |stream| stream)?;

    writeln!(out, "\nlevel-triggered, one read an event")?;
    match level::triggered() {
        Some(level) => show(out, Habit::ReadOnce, level)?,
        None => writeln!(out, "  this system's queue cannot be asked for it here")?,
    }
    Ok(())
}

/// Lets bytes arrive, waits for events as long as there are any, then the same with more bytes.
fn show<S: Source + Read>(
    out: &mut dyn Write,
    habit: Habit,
    source: impl FnOnce(TcpStream) -> S,
) -> io::Result<()> {
    let (reader, mut writer) = connected_pair()?;
    let mut reader = source(reader);
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(8);
    poll.registry()
        .register(&mut reader, Token(0), Interest::READABLE)?;

    let mut unread = 0;
    for bytes in [ARRIVAL, LATER] {
        writer.write_all(bytes)?;
        unread += bytes.len();
        writeln!(out, "  {} bytes arrive", bytes.len())?;
        loop {
            let deadline = Some(Instant::now() + SHORT);
            wait_until(deadline, |left| poll.poll(&mut events, left))?;
            if events.is_empty() {
                break;
            }
            let read = answer(&mut reader, habit)?;
            unread -= read.concat().len();
            let read: Vec<_> = read
                .iter()
                .map(|bytes| bytes.escape_ascii().to_string())
                .collect();
            writeln!(out, "    an event: read {:?}", read)?;
        }
        writeln!(out, "    no more events; {unread} bytes lie unread")?;
    }
    poll.registry().deregister(&mut reader)
}

/// Does what the habit is, and gives what each read gave.
fn answer(reader: &mut impl Read, habit: Habit) -> io::Result<Vec<Vec<u8>>> {
    let (mut taken, mut bite) = (Vec::new(), [0; BITE]);
    let mut take = |piece: &[u8]| taken.push(piece.to_vec());
    match habit {
        Habit::ReadOnce => drain(&mut reader.take(BITE as u64), &mut bite, &mut take)?,
        Habit::ReadToWouldBlock => drain(reader, &mut bite, &mut take)?,
    };
    Ok(taken)
}

/// Two ends of one connection: one for the queue, one that blocks.
fn connected_pair() -> io::Result<(TcpStream, std::net::TcpStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let writer = std::net::TcpStream::connect(listener.local_addr()?)?;
    let (reader, _) = listener.accept()?;
    reader.set_nonblocking(true)?;
    writer.set_nodelay(true)?;
    Ok((TcpStream::from_std(reader), writer))
}
