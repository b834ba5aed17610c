//! A peer that does to each request what it is told, on a free port of this process.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// Listens until it is dropped.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Peer {
    /// Gives every connection to `answer`, on a thread of its own, when its request is there.
    pub(crate) fn start(
        answer: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Peer {
        let (listener, address) = listen();
        let is_over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_over);
        let thread = thread::spawn(move || {
            thread::scope(|scope| {
                for stream in listener.incoming() {
                    // Acquire: pairs with the Release in drop, which has connected to say so.
                    if stop.load(Ordering::Acquire) {
                        break;
                    }
                    let answer = &answer;
                    // What a client that has gone would have got does not matter.
                    scope.spawn(move || drop(stream.and_then(|stream| serve(stream, answer))));
                }
            });
        });
        Peer {
            address,
            is_over,
            thread: Some(thread),
        }
    }

    /// Answers each request with this text.
    pub(crate) fn saying(text: &'static str) -> Peer {
        Peer::start(move |mut stream| stream.write_all(&answer(text)))
    }

    /// Answers nothing until the client has had enough.
    pub(crate) fn silent() -> Peer {
        Peer::start(|mut stream| io::copy(&mut stream, &mut io::sink()).map(drop))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Release: pairs with the Acquire in start.
        self.is_over.store(true, Ordering::Release);
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// An answer of this text.
pub(crate) fn answer(text: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    )
    .into_bytes()
}

fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    (listener, address)
}

/// Reads a request's head, and does what is to be done to it.
fn serve(mut stream: TcpStream, answer: &impl Fn(TcpStream) -> io::Result<()>) -> io::Result<()> {
    let mut head = Vec::new();
    let mut chunk = [0; 512];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut chunk)? {
            // Someone who only connects.
            0 => return Ok(()),
            length => head.extend_from_slice(&chunk[..length]),
        }
    }
    answer(stream)
}
