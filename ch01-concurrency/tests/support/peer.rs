//! A peer of the test's own, which answers when the test lets it.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use ch01_concurrency::http::{RequestDecoder, Response};

/// Right answers take milliseconds, and wrong ones for ever.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes requests until the test's process ends, each on a thread of its own, and answers
/// `request-N` with that name when `hold(N)` returns.
pub(crate) fn peer(hold: impl Fn(usize) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let hold = Arc::new(hold);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let hold = Arc::clone(&hold);
            // What a client that has gone would have got does not matter.
            thread::spawn(move || drop(stream.and_then(|stream| serve(stream, &*hold))));
        }
    });
    address
}

fn serve(mut stream: TcpStream, hold: &impl Fn(usize)) -> io::Result<()> {
    let mut decoder = RequestDecoder::default();
    let mut chunk = [0; 1024];
    let request = loop {
        let length = stream.read(&mut chunk)?;
        match decoder.feed(&chunk[..length]) {
            Ok(Some(request)) => break request,
            Ok(None) if length > 0 => {}
            other => panic!("no request came, but {other:?}"),
        }
    };
    let name = request.target().rsplit('/').next().unwrap_or_default();
    let number = name.strip_prefix("request-").and_then(|n| n.parse().ok());
    hold(number.expect("requests are named by their number"));
    stream.write_all(&Response::text_plain(200, name).encode())?;
    // Until the client closes: what is unread at the end would make a reset of it.
    stream.read(&mut [0]).map(drop)
}

/// A port that nobody listens at.
pub(crate) fn nobody() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it is bound")
}

/// How far something has come. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<(Mutex<State>, Condvar)>);

#[derive(Default)]
struct State {
    now: usize,
    /// How far it had come when nobody waited any longer.
    stuck_at: Option<usize>,
}

impl Progress {
    pub(crate) fn step(&self) {
        let (state, changed) = &*self.0;
        state.lock().expect("no one panics here").now += 1;
        changed.notify_all();
    }

    /// Waits until it has come so far, or until it is clear that it never will.
    pub(crate) fn wait_for(&self, goal: usize) {
        let (state, changed) = &*self.0;
        let state = state.lock().expect("no one panics here");
        let (mut state, wait) = changed
            .wait_timeout_while(state, PATIENCE, |state| {
                state.now < goal && state.stuck_at.is_none()
            })
            .expect("no one panics here");
        if wait.timed_out() {
            state.stuck_at = state.stuck_at.or(Some(state.now));
            changed.notify_all();
        }
    }

    /// Where it was when it was waited for in vain.
    pub(crate) fn stuck_at(&self) -> Option<usize> {
        self.0.0.lock().expect("no one panics here").stuck_at
    }
}
