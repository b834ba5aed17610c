//! A peer that does to each request what it is told, on a free port of this process.

use std::io::{self, Read, Write};
use std::iter;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};

use super::program::{FOR_EVER, Ran};

/// Plenty for what is done to a request. There may be hundreds at once.
const STACK_BYTES: usize = 256 * 1024;

/// The beginning of an answer.
const PART: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nabc";

/// What is done to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    ResetInTheBody,
    ResetUnanswered,
    Truncated,
    ClosedUnanswered,
    ByteByByte,
    CharacterInTwo,
    Status500,
    TwoLengths,
    HugeHead,
    AnsweredTwice,
    MoreThanAnnounced,
    Silent,
}

impl Fault {
    pub(crate) const ALL: [Fault; 13] = [
        Fault::None,
        Fault::ResetInTheBody,
        Fault::ResetUnanswered,
        Fault::Truncated,
        Fault::ClosedUnanswered,
        Fault::ByteByByte,
        Fault::CharacterInTwo,
        Fault::Status500,
        Fault::TwoLengths,
        Fault::HugeHead,
        Fault::AnsweredTwice,
        Fault::MoreThanAnnounced,
        Fault::Silent,
    ];

    /// All that need no time-out, so that the client never waits for ever.
    pub(crate) const AUDIBLE: [Fault; 12] = {
        let mut faults = [Fault::None; 12];
        let mut i = 0;
        while i < faults.len() {
            faults[i] = Fault::ALL[i];
            i += 1;
        }
        faults
    };

    /// Of request `number`, from 1.
    pub(crate) fn of(faults: &[Fault], number: usize) -> Fault {
        faults[number % faults.len()].as_can_be()
    }

    #[cfg(not(windows))]
    fn as_can_be(self) -> Fault {
        self
    }

    /// wine does not reset where it is asked to: the close that is most like it.
    #[cfg(windows)]
    fn as_can_be(self) -> Fault {
        match self {
            Fault::ResetInTheBody => Fault::Truncated,
            Fault::ResetUnanswered => Fault::ClosedUnanswered,
            other => other,
        }
    }

    /// Whether there is no answer to a request to which this is done.
    pub(crate) fn fails(self) -> bool {
        !matches!(
            self,
            Fault::None
                | Fault::ByteByByte
                | Fault::CharacterInTwo
                | Fault::AnsweredTwice
                | Fault::MoreThanAnnounced
        )
    }

    /// Asserts that a demo tells what was done to each of `requests`, each once. None waited
    /// longer than `timeout`.
    #[track_caller]
    pub(crate) fn assert_told(faults: &[Fault], requests: usize, timeout: Duration, ran: &Ran) {
        let outcomes = ran.outcomes();
        for number in 1..=requests {
            let fault = Fault::of(faults, number);
            let told = outcomes.get(&number).map_or("nothing", String::as_str);
            assert!(
                fault.is_told_by(number, timeout, told),
                "{fault:?} came out as {told}: {ran:#?}"
            );
        }
        assert_eq!(outcomes.len(), requests, "{ran:#?}");
    }

    fn is_told_by(self, number: usize, timeout: Duration, told: &str) -> bool {
        let before = "before the answer was complete";
        let reset = |bytes| format!("failed: connection reset after {bytes} bytes, {before}");
        let closed = |bytes| format!("failed: connection closed after {bytes} bytes, {before}");
        match self {
            Fault::None | Fault::ByteByByte | Fault::AnsweredTwice | Fault::MoreThanAnnounced => {
                told == format!("answered \"request-{number}\"")
            }
            Fault::CharacterInTwo => told == format!(r#"answered "request-{number} gr\u{{fc}}n""#),
            // On some systems a reset overtakes what was sent before.
            Fault::ResetInTheBody => (0..=PART.len()).any(|bytes| told == reset(bytes)),
            Fault::ResetUnanswered => told == reset(0),
            Fault::Truncated => told == closed(PART.len()),
            Fault::ClosedUnanswered => told == closed(0),
            Fault::Status500 => told == "failed: status 500 Out Of Order",
            Fault::TwoLengths => {
                told == "failed: malformed answer: content lengths that contradict each other"
            }
            Fault::HugeHead => told == "failed: head of more than 8192 bytes is too large",
            Fault::Silent => {
                told == format!(
                    "failed: no complete answer within {} ms",
                    timeout.as_millis()
                )
            }
        }
    }
}

/// Opens once, for all who wait for it.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    pub(crate) fn open(&self) {
        *self.is_open.lock().expect("no one panics at the gate") = true;
        self.opened.notify_all();
    }

    pub(crate) fn pass(&self) {
        let is_open = self.is_open.lock().expect("no one panics at the gate");
        let closed = |is_open: &mut bool| !*is_open;
        let passed = self.opened.wait_timeout_while(is_open, FOR_EVER, closed);
        drop(passed.expect("no one panics at the gate"));
    }
}

/// Listens until it is dropped.
#[derive(Debug)]
pub(crate) struct Peer {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl Peer {
    /// Gives every connection that asks for `request-N` to `answer`, with that N, on a thread of
    /// its own.
    pub(crate) fn start(
        answer: impl Fn(usize, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Peer {
        let (socket, address) = listen().expect("a port is free");
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let listener = thread::spawn(move || {
            thread::scope(|scope| {
                for stream in iter::repeat_with(|| socket.accept()) {
                    // Acquire: pairs with the Release in drop, which has connected to say so.
                    if stop.load(Ordering::Acquire) {
                        break;
                    }
                    let answer = &answer;
                    let serve = move || {
                        // What is done to a client that has gone does not matter.
                        drop(stream.and_then(|(stream, _)| serve(stream.into(), answer)));
                    };
                    // Without a thread the connection closes, and the test says what that did.
                    let thread = thread::Builder::new().stack_size(STACK_BYTES);
                    drop(thread.spawn_scoped(scope, serve));
                }
            });
        });
        Peer {
            address,
            stopping,
            listener: Some(listener),
        }
    }

    /// Answers as it should, but not before the gate is open.
    pub(crate) fn behind(gate: &Arc<Gate>) -> Peer {
        let gate = Arc::clone(gate);
        Peer::start(move |number, stream| {
            gate.pass();
            stream.write_all(&good_answer(number))
        })
    }

    /// Does to request N what [`Fault::of`] says, of `requests` that are all made at once. A
    /// character in two is completed only after all others have got what they get.
    pub(crate) fn hostile(faults: &'static [Fault], requests: usize) -> Peer {
        let waited_for = (1..=requests)
            .filter(|&number| {
                let fault = Fault::of(faults, number);
                fault != Fault::CharacterInTwo && fault != Fault::Silent
            })
            .count();
        let left = Mutex::new(waited_for);
        let others = Gate::default();
        Peer::start(move |number, stream| {
            let fault = Fault::of(faults, number);
            let result = commit(fault, number, stream, || others.pass());
            if fault != Fault::CharacterInTwo && fault != Fault::Silent {
                let mut left = left.lock().expect("no one panics while counting");
                *left -= 1;
                if *left == 0 {
                    others.open();
                }
            }
            result
        })
    }

    /// As [`hostile`](Peer::hostile), for requests that are made one after the other.
    pub(crate) fn hostile_in_turn(faults: &'static [Fault]) -> Peer {
        Peer::start(move |number, stream| {
            commit(Fault::of(faults, number), number, stream, thread::yield_now)
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Release: pairs with the Acquire in start.
        self.stopping.store(true, Ordering::Release);
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            drop(listener.join());
        }
    }
}

fn listen() -> io::Result<(Socket, SocketAddr)> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    // Those who come all at once must not be turned away.
    socket.listen(1024)?;
    let address = socket.local_addr()?.as_socket();
    Ok((socket, address.ok_or(io::ErrorKind::InvalidData)?))
}

/// Reads a request's head, and does what is to be done to it.
fn serve(
    mut stream: TcpStream,
    answer: &impl Fn(usize, &mut TcpStream) -> io::Result<()>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut head = Vec::new();
    let mut chunk = [0; 512];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut chunk)? {
            // Someone who only wanted to see whether anyone is here.
            0 => return Ok(()),
            length => head.extend_from_slice(&chunk[..length]),
        }
    }
    let head = String::from_utf8(head).expect("a request is ASCII");
    let (_, name) = head.split_once("/request-").expect("it asks for that");
    let (number, _) = name.split_once(' ').expect("the version follows");
    answer(number.parse().expect("it is a number"), &mut stream)
}

fn good_answer(number: usize) -> Vec<u8> {
    answer(&format!("request-{number}"))
}

fn answer(message: &str) -> Vec<u8> {
    let length = message.len();
    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{message}").into_bytes()
}

/// Does it. `others` returns when the others have got what they get.
fn commit(
    fault: Fault,
    number: usize,
    stream: &mut TcpStream,
    others: impl FnOnce(),
) -> io::Result<()> {
    match fault {
        Fault::None => stream.write_all(&good_answer(number)),
        Fault::ResetInTheBody => {
            stream.write_all(PART)?;
            SockRef::from(&*stream).set_linger(Some(Duration::ZERO))
        }
        Fault::ResetUnanswered => SockRef::from(&*stream).set_linger(Some(Duration::ZERO)),
        Fault::Truncated => stream.write_all(PART),
        Fault::ClosedUnanswered => Ok(()),
        Fault::ByteByByte => good_answer(number)
            .chunks(1)
            .try_for_each(|byte| stream.write_all(byte)),
        Fault::CharacterInTwo => {
            let whole = answer(&format!("request-{number} grün"));
            // The last two bytes are the second half of the `ü` and the `n`.
            let (first, second) = whole.split_at(whole.len() - 2);
            stream.write_all(first)?;
            others();
            stream.write_all(second)
        }
        Fault::Status500 => {
            stream.write_all(b"HTTP/1.1 500 Out Of Order\r\nContent-Length: 2\r\n\r\nno")
        }
        Fault::TwoLengths => stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"),
        Fault::HugeHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ")?;
            stream.write_all(&vec![b'x'; 1 << 20])
        }
        Fault::AnsweredTwice => {
            stream.write_all(&[good_answer(number), answer("another")].concat())
        }
        Fault::MoreThanAnnounced => {
            stream.write_all(&[good_answer(number), vec![b'!'; 100_000]].concat())
        }
        Fault::Silent => {
            // Until the client has had enough and closes.
            io::copy(stream, &mut io::sink()).map(drop)
        }
    }
}
