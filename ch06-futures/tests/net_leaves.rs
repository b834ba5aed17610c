//! The leaves that a request can be composed of.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ch01_concurrency::http::Error;
use ch06_futures::net::{Driver, connect, read_response, write_all};
use ch06_futures::{Either, Future, FutureExt, ready, select};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;
#[path = "support/scripted.rs"]
mod scripted;

use self::panic_of::panic_of;
use self::scripted::{Line, Script, Scripted};

use self::Line::{Connected, Fails, Gives, Pending, Takes};

const SERVER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 80);

const ALL: usize = usize::MAX;

const HELLO: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

fn poll<F: Future>(future: &mut F) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// The connection that the script begins with.
fn connected(script: &Script) -> Scripted {
    match poll(&mut connect(script.clone(), SERVER)) {
        Poll::Ready(Ok(stream)) => stream,
        other => panic!("there is no connection: {other:?}"),
    }
}

#[test]
fn connect_is_ready_with_the_connection() {
    let script = Script::new([Connected, Pending, Pending, Connected]);
    let mut future = connect(script.clone(), SERVER);
    assert_eq!(script.calls(), [""; 0]);

    assert!(poll(&mut future).is_pending());
    assert!(poll(&mut future).is_pending());
    let stream = poll(&mut future);

    assert!(matches!(stream, Poll::Ready(Ok(_))));
    assert_eq!(
        script.calls(),
        ["connect", "connected?", "connected?", "connected?"]
    );
    assert!(script.is_open());
    drop(stream);
    assert!(!script.is_open());
    let again = panic_of(|| poll(&mut future).is_ready());
    assert_eq!(again, Err("`Connect` polled after it was ready".to_owned()));
}

#[test]
fn connect_that_fails_has_no_connection() {
    for lines in [
        vec![Fails(ErrorKind::ConnectionRefused)],
        vec![Connected, Fails(ErrorKind::ConnectionRefused)],
        vec![Connected, Pending, Fails(ErrorKind::ConnectionRefused)],
    ] {
        let script = Script::new(lines);
        let mut future = connect(script.clone(), SERVER);
        let result = loop {
            if let Poll::Ready(result) = poll(&mut future) {
                break result;
            }
        };
        assert_eq!(
            result.expect_err("it failed").kind(),
            ErrorKind::ConnectionRefused
        );
        assert!(!script.is_open());
    }
}

#[test]
fn write_all_gives_the_connection_back_when_all_is_written() {
    let script = Script::new([Connected, Connected, Takes(2), Pending, Takes(ALL)]);
    let stream = connected(&script);
    let mut future = write_all(stream, b"hello".to_vec());

    assert!(poll(&mut future).is_pending());
    assert_eq!(script.sent(), "he");
    let stream = poll(&mut future);

    assert!(matches!(stream, Poll::Ready(Ok(_))));
    assert_eq!(script.sent(), "hello");
    assert!(script.is_open());
    let again = panic_of(|| poll(&mut future).is_ready());
    assert_eq!(
        again,
        Err("`WriteAll` polled after it was ready".to_owned())
    );
}

#[test]
fn write_all_of_nothing_calls_nothing() {
    let script = Script::new([Connected, Connected]);
    let stream = connected(&script);
    assert!(poll(&mut write_all(stream, Vec::new())).is_ready());
    assert_eq!(script.calls(), ["connect", "connected?"]);
}

#[test]
fn write_all_to_a_peer_that_takes_no_more_is_an_error_and_closes() {
    let script = Script::new([Connected, Connected, Takes(2), Takes(0)]);
    let stream = connected(&script);
    let Poll::Ready(result) = poll(&mut write_all(stream, b"hello".to_vec())) else {
        panic!("nothing is pending")
    };
    assert_eq!(result.expect_err("it failed").kind(), ErrorKind::WriteZero);
    assert!(!script.is_open());
}

#[test]
fn read_response_gives_the_answer_and_closes() {
    let script = Script::new([
        Connected,
        Connected,
        Gives(&HELLO[..20]),
        Pending,
        Gives(&HELLO[20..]),
    ]);
    let stream = connected(&script);
    let mut future = read_response(stream);

    assert!(poll(&mut future).is_pending());
    assert!(script.is_open());
    let Poll::Ready(Ok(response)) = poll(&mut future) else {
        panic!("the answer is there")
    };

    assert_eq!(response.text().expect("it is UTF-8"), "hello");
    assert!(!script.is_open());
    let again = panic_of(|| poll(&mut future).is_ready());
    assert_eq!(
        again,
        Err("`ReadResponse` polled after it was ready".to_owned())
    );
}

#[test]
fn the_three_make_a_request() {
    let script = Script::new([
        Connected,
        Pending,
        Connected,
        Takes(1),
        Pending,
        Takes(ALL),
        Pending,
        Gives(HELLO),
    ]);
    let mut future = connect(script.clone(), SERVER)
        .then(|stream| match stream {
            Ok(stream) => Either::Left(write_all(stream, b"GET".to_vec())),
            Err(error) => Either::Right(ready(Err(error))),
        })
        .then(|stream| match stream {
            Ok(stream) => Either::Left(read_response(stream)),
            Err(error) => Either::Right(ready(Err(Error::Io(error)))),
        });

    let polls = [(); 3].map(|()| poll(&mut future).is_pending());
    let Poll::Ready(Ok(response)) = poll(&mut future) else {
        panic!("the answer is there")
    };

    assert_eq!(polls, [true; 3]);
    assert_eq!(response.text().expect("it is UTF-8"), "hello");
    assert_eq!(script.sent(), "GET");
}

#[test]
fn a_select_with_a_delay_is_a_time_out() {
    let script = Script::new([Connected, Pending, Pending]);
    let delay = script.delay(Duration::from_secs(1));
    let mut future = select(connect(script.clone(), SERVER), delay);
    assert!(poll(&mut future).is_pending());

    script.let_time_pass();

    let Poll::Ready(Either::Right(((), connecting))) = poll(&mut future) else {
        panic!("the time is up")
    };
    assert_eq!(script.delays(), [Duration::from_secs(1)]);
    assert!(script.is_open());
    drop(connecting);
    assert!(!script.is_open());
}
