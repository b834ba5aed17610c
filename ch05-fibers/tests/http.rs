//! The HTTP code of chapter 1 knows nothing of fibers.
#![cfg(feature = "demo")]

use std::io::Write;
use std::time::{Duration, Instant};

use ch01_concurrency::delay_server::{Config, DelayServer};
use ch01_concurrency::http::{Request, read_response};
use ch05_fibers::net::TcpStream;
use ch05_fibers::scope;

#[test]
fn http_of_chapter_1_runs_on_fibers_unchanged() {
    let server = DelayServer::start(Config::default()).expect("a port is free");
    let address = server.address();
    let start = Instant::now();
    scope(|scope| {
        for index in 0..50 {
            scope.spawn(move || {
                let request = Request::get(address, &format!("/50/answer-{index}"));
                let mut stream = TcpStream::connect(address).expect("it listens");
                stream.write_all(&request.encode()).expect("it reads");
                let response = read_response(stream).expect("it answers");
                assert_eq!(
                    response.text().expect("it is text"),
                    format!("answer-{index}")
                );
            });
        }
    });
    assert!(start.elapsed() >= Duration::from_millis(50));
}
