//! Step 6: a whole HTTP request as one leaf, a machine of four states by hand.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use ch01_concurrency::http::{Error, Request, Response};
use ch06_futures::net::{HttpGet, Stage};
use ch06_futures::{Future, FutureExt, block_on, join_all};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "support/scripted.rs"]
mod scripted;
#[path = "support/wakes.rs"]
mod wakes;

use self::panic_of::panic_of;
use self::scripted::{Line, Script};
use self::wakes::Wakes;

use self::Line::{Connected, Fails, Gives, Pending, Takes};

const SERVER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 80);

const ALL: usize = usize::MAX;

const HELLO: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// So many polls take no time at all, but for one who stops in each of them.
const MANY: usize = if cfg!(miri) { 100 } else { 30_000 };

fn get(script: &Script) -> HttpGet<Script> {
    HttpGet::with_driver(script.clone(), SERVER, "/0/hello")
}

fn poll<F: Future>(future: &mut F) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// The text of an answer that is there.
#[track_caller]
fn text(poll: Poll<Result<Response, Error>>) -> String {
    match poll {
        Poll::Ready(Ok(response)) => response.text().expect("it is UTF-8"),
        other => panic!("there is no answer: {other:?}"),
    }
}

/// The error of a request that has failed.
#[track_caller]
fn error(poll: Poll<Result<Response, Error>>) -> String {
    match poll {
        Poll::Ready(Err(error)) => error.to_string(),
        other => panic!("it has not failed: {other:?}"),
    }
}

#[test]
fn nothing_is_done_before_the_first_poll() {
    let script = Script::new([]);
    let future = get(&script).timeout(Duration::from_secs(1));

    assert_eq!(future.stage(), Stage::New);
    assert_eq!(script.calls(), [""; 0]);
    assert_eq!(script.delays(), []);
}

#[test]
fn a_request_that_never_has_to_wait_takes_one_poll() {
    let script = Script::new([Connected, Connected, Takes(ALL), Gives(HELLO)]);
    let mut future = get(&script);

    let polled = poll(&mut future);

    assert!(
        polled.is_ready(),
        "nothing has to wait, so nothing is pending"
    );
    assert_eq!(text(polled), "hello");
    assert_eq!(script.calls(), ["connect", "connected?", "write", "read"]);
    assert_eq!(
        script.sent().as_bytes(),
        Request::get(SERVER, "/0/hello").encode()
    );
    assert_eq!(future.stage(), Stage::Done);
}

#[test]
fn where_it_had_to_wait_it_goes_on_and_nothing_is_done_twice() {
    let script = Script::new([
        Connected,
        Pending,
        Connected,
        Pending,
        Takes(ALL),
        Pending,
        Gives(HELLO),
    ]);
    let mut future = get(&script);

    let mut polls = Vec::new();
    for _ in 0..3 {
        assert!(poll(&mut future).is_pending());
        polls.push((future.stage(), script.calls()));
    }
    assert_eq!(text(poll(&mut future)), "hello");
    polls.push((future.stage(), script.calls()));

    let expected = [
        (Stage::Connecting, vec!["connect", "connected?"]),
        (Stage::Sending, vec!["connected?", "write"]),
        (Stage::Receiving, vec!["write", "read"]),
        (Stage::Done, vec!["read"]),
    ];
    assert_eq!(
        polls, expected,
        "how far each poll came, and what it called"
    );
}

#[test]
fn a_request_that_is_taken_in_pieces_arrives_whole() {
    let script = Script::new([
        Connected,
        Connected,
        Takes(7),
        Takes(1),
        Pending,
        Takes(10),
        Pending,
        Pending,
        Takes(ALL),
        Gives(HELLO),
    ]);
    let mut future = get(&script);

    let mut polls = 1;
    while poll(&mut future).is_pending() {
        polls += 1;
    }

    let request = Request::get(SERVER, "/0/hello").encode();
    assert_eq!(
        script.sent(),
        String::from_utf8(request).unwrap(),
        "what has been written, in all"
    );
    assert_eq!(
        polls, 4,
        "polls, of which three met a kernel that had no more room"
    );
}

#[test]
fn an_answer_that_comes_in_pieces_is_put_together() {
    let script = Script::new([
        Connected,
        Connected,
        Takes(ALL),
        Gives("HTTP/1.1 20"),
        Pending,
        Gives("0 OK\r\nContent-Length: 5\r\n\r\nh"),
        Gives("el"),
        Pending,
        Gives("lo"),
    ]);
    let mut future = get(&script);

    for _ in 0..2 {
        let polled = poll(&mut future);
        assert!(
            polled.is_pending(),
            "after a part of the answer: {polled:?}"
        );
    }
    assert_eq!(text(poll(&mut future)), "hello");
}

#[test]
fn the_connection_is_closed_when_the_answer_is_there() {
    let script = Script::new([Connected, Connected, Takes(ALL), Pending, Gives(HELLO)]);
    let mut future = get(&script);
    assert!(poll(&mut future).is_pending());
    assert!(script.is_open());

    assert!(poll(&mut future).is_ready());

    assert!(!script.is_open());
}

#[test]
fn the_connection_is_closed_when_the_request_is_dropped() {
    let script = Script::new([Connected, Pending]);
    let mut future = get(&script);
    assert!(poll(&mut future).is_pending());

    drop(future);

    assert!(!script.is_open());
}

#[test]
fn a_failure_at_any_point_is_the_answer_and_closes_the_connection() {
    let reset = Fails(ErrorKind::ConnectionReset);
    let part = Gives("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
    let cases: [(&[Line], &str); 8] = [
        (
            &[Fails(ErrorKind::AddrNotAvailable)],
            "address not available",
        ),
        (
            &[Connected, Fails(ErrorKind::ConnectionRefused)],
            "connection refused",
        ),
        (
            &[Connected, Connected, Fails(ErrorKind::BrokenPipe)],
            "broken pipe",
        ),
        (&[Connected, Connected, Takes(3), Takes(0)], "write zero"),
        (
            &[Connected, Connected, Takes(ALL), Gives("")],
            "connection closed after 0 bytes, before the answer was complete",
        ),
        (
            &[Connected, Connected, Takes(ALL), part, reset],
            "connection reset after 41 bytes, before the answer was complete",
        ),
        (
            &[Connected, Connected, Takes(ALL), part, Gives("")],
            "connection closed after 41 bytes, before the answer was complete",
        ),
        (
            &[Connected, Connected, Takes(ALL), Gives("nonsense\r\n\r\n")],
            "malformed answer: invalid HTTP version",
        ),
    ];
    for (lines, expected) in cases {
        let script = Script::new(lines.iter().copied());
        let mut future = get(&script);

        assert_eq!(error(poll(&mut future)), expected);

        assert_eq!(future.stage(), Stage::Done, "after {expected}");
        assert!(!script.is_open(), "after {expected}");
        let again = panic_of(|| poll(&mut future));
        assert_eq!(
            again.expect_err("it was polled again"),
            "`HttpGet` polled after it was ready"
        );
    }
}

#[test]
fn a_refusal_of_the_server_is_an_answer() {
    let answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    let script = Script::new([Connected, Connected, Takes(ALL), Gives(answer)]);

    let Poll::Ready(Ok(response)) = poll(&mut get(&script)) else {
        panic!("it is complete")
    };

    let error = response
        .success()
        .expect_err("it is no success")
        .to_string();
    assert_eq!(error, "status 404 Not Found");
}

#[test]
fn the_time_runs_from_the_first_poll_and_is_asked_for_once() {
    let script = Script::new([Connected, Pending, Pending, Connected, Pending]);
    let mut future = get(&script).timeout(Duration::from_millis(250));
    for polls in 1..=3 {
        assert!(poll(&mut future).is_pending());
        assert_eq!(
            script.delays(),
            [Duration::from_millis(250)],
            "the delays that were asked for in {polls} polls"
        );
    }
}

#[test]
fn a_request_whose_time_is_up_fails_and_closes_the_connection() {
    let script = Script::new([Connected, Pending, Pending]);
    let mut future = get(&script).timeout(Duration::from_millis(250));
    assert!(poll(&mut future).is_pending());

    script.let_time_pass();

    assert_eq!(error(poll(&mut future)), "no complete answer within 250 ms");
    assert!(!script.is_open(), "the connection is open after a time-out");
    assert_eq!(future.stage(), Stage::Done);
    let again = panic_of(|| poll(&mut future).is_ready());
    assert_eq!(again, Err("`HttpGet` polled after it was ready".to_owned()));
}

#[test]
fn an_answer_that_has_come_counts_also_where_the_time_is_up() {
    let script = Script::new([Connected, Pending, Connected, Takes(ALL), Gives(HELLO)]);
    let mut future = get(&script).timeout(Duration::from_millis(250));
    assert!(poll(&mut future).is_pending());

    script.let_time_pass();

    assert_eq!(text(poll(&mut future)), "hello");
}

#[test]
fn without_a_time_out_no_clock_is_asked() {
    let script = Script::new([Connected, Pending]);
    assert!(poll(&mut get(&script)).is_pending());
    assert_eq!(script.delays(), []);
}

#[test]
fn real_connections_are_all_under_way_before_any_is_answered() {
    const COUNT: usize = 20;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    // Answers the last first, and none before all have come.
    let server = thread::spawn(move || {
        let accept = |_| listener.accept().expect("they come").0;
        let mut streams: Vec<_> = (0..COUNT).map(accept).collect();
        while let Some(mut stream) = streams.pop() {
            let target = target(&mut stream);
            let length = target.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
            stream.write_all(head.as_bytes()).expect("it is read");
            stream.write_all(target.as_bytes()).expect("it is read");
        }
    });

    let get = |n| HttpGet::new(address, &format!("/{n}")).map(|answer| answer?.text());
    let answers = block_on(join_all((0..COUNT).map(get)));

    server.join().expect("the server is fine");
    let answers: Vec<_> = answers.into_iter().map(|answer| answer.unwrap()).collect();
    assert_eq!(
        answers,
        (0..COUNT).map(|n| format!("/{n}")).collect::<Vec<_>>()
    );
}

/// Reads a request, and gives what it asks for.
fn target(stream: &mut std::net::TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a request comes");
        request.extend(byte);
    }
    let request = String::from_utf8(request).expect("it is text");
    request.split(' ').nth(1).expect("it asks").to_owned()
}

#[test]
fn a_request_that_is_pending_is_to_be_polled_again() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let wakes = Wakes::new();
    let mut future = HttpGet::new(address, "/");

    for _ in 0..MANY {
        assert!(wakes.poll(&mut future).is_pending());
    }

    assert_eq!(
        wakes.count(),
        MANY,
        "wakes: nothing but a poll finds out whether there is an answer"
    );
    drop(listener);
}

/// With a full queue the kernel does not answer, as if the other end were far away.
#[test]
#[cfg(target_os = "linux")]
#[cfg_attr(miri, ignore = "Miri's queues are never full")]
fn a_connection_in_the_making_is_not_yet_one() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let queue = socket2::SockRef::from(&listener);
    queue.listen(0).expect("it listens already");
    let _first = std::net::TcpStream::connect(address).expect("there is room for one");
    let _others = [(); 3].map(|()| ch04_event_queue::net::TcpStream::connect(address));
    let mut future = HttpGet::new(address, "/");

    for _ in 0..10 {
        assert!(poll(&mut future).is_pending());
    }

    assert_eq!(
        future.stage(),
        Stage::Connecting,
        "the connection is only in the making"
    );
}

#[test]
fn nobody_listens_is_an_error_and_no_answer() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);

    let error = block_on(HttpGet::new(address, "/")).expect_err("nobody is there");

    match error {
        Error::Io(error) => assert_eq!(error.kind(), ErrorKind::ConnectionRefused),
        other => panic!("{other}"),
    }
}

#[test]
fn a_silent_peer_is_given_up_when_the_time_is_up() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");

    let future = HttpGet::new(address, "/").timeout(Duration::from_millis(30));
    let error = block_on(future).expect_err("nobody answers");

    assert_eq!(error.to_string(), "no complete answer within 30 ms");
    drop(listener);
}
