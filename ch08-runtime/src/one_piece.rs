//! One piece: an executor and a queue in one loop, for one future.
//!
//! Poll; if it is pending, sleep in the kernel's queue; poll again. That is all of a runtime, and it is right. But it
//! cannot tell *who* an event is for: whatever comes, the whole future is polled. If that is a
//! [`join_all`](ch06_futures::join_all) of a thousand, each event polls all that are pending. What is missing is in the
//! modules after this one: a waker for each task, and a reactor that knows which one to call.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use ch04_event_queue::{self as queue, Events, Interest, Registry, Token, net};
use ch06_futures::Future;
use ch06_futures::net::{Driver, Stream};

use crate::reactor;

const SOCKET: Token = Token(0);
const WOKEN: Token = Token(1);

/// What the futures of one [`block_on`] wait by.
#[derive(Debug, Clone)]
pub struct Queue {
    registry: Rc<Registry>,
    /// When who waits for the clock wants to be polled.
    deadlines: Rc<RefCell<BTreeSet<Instant>>>,
}

/// What [`block_on`] gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// How often the future was polled.
    pub polls: u64,
    /// How often the kernel was asked.
    pub asked: u64,
}

/// Makes a future, runs it until it is ready, and gives its value, and how much was done for it.
///
/// # Errors
/// The kernel's, of its queue.
pub fn block_on<F: Future>(make: impl FnOnce(Queue) -> F) -> io::Result<(F::Output, Counts)> {
    let mut poll = queue::Poll::new()?;
    let mut events = Events::with_capacity(64);
    let queue = Queue {
        registry: Rc::new(poll.registry().try_clone()?),
        deadlines: Rc::default(),
    };
    let woken = Arc::new(Woken {
        flag: AtomicBool::new(false),
        waker: queue::Waker::new(poll.registry(), WOKEN)?,
    });
    let waker = Waker::from(Arc::clone(&woken));
    let mut future = make(queue.clone());
    let mut counts = Counts { polls: 0, asked: 0 };
    loop {
        queue.forget_past();
        counts.polls += 1;
        if let Poll::Ready(value) = future.poll(&mut Context::from_waker(&waker)) {
            return Ok((value, counts));
        }
        // Acquire: pairs with the Release in `wake`.
        if woken.flag.swap(false, Ordering::Acquire) {
            continue;
        }
        counts.asked += 1;
        match poll.poll(&mut events, queue.timeout()) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => result?,
        }
    }
}

impl Queue {
    /// Who waits for a deadline that is past is about to be polled.
    fn forget_past(&self) {
        let now = Instant::now();
        self.deadlines
            .borrow_mut()
            .retain(|deadline| *deadline > now);
    }

    /// Until the next deadline.
    fn timeout(&self) -> Option<Duration> {
        let first = self.deadlines.borrow().first().copied();
        first.map(|first| first.saturating_duration_since(Instant::now()))
    }
}

/// For leaves that do not wait in the queue, such as another thread.
struct Woken {
    flag: AtomicBool,
    waker: queue::Waker,
}

impl Wake for Woken {
    fn wake(self: Arc<Woken>) {
        // Release: pairs with the Acquire in `block_on`.
        self.flag.store(true, Ordering::Release);
        reactor::wake(&self.waker);
    }
}

impl Driver for Queue {
    type Stream = QueueStream;
    type Delay = QueueDelay;

    fn connect(&self, address: SocketAddr) -> io::Result<QueueStream> {
        let mut inner = uninterrupted(|| net::TcpStream::connect(address))?;
        let interests = Interest::READABLE | Interest::WRITABLE;
        self.registry.register(&mut inner, SOCKET, interests)?;
        Ok(QueueStream { inner })
    }

    fn delay(&self, duration: Duration) -> QueueDelay {
        QueueDelay {
            deadline: Instant::now().checked_add(duration),
            queue: self.clone(),
        }
    }
}

/// A connection that is registered in the queue.
#[derive(Debug)]
pub struct QueueStream {
    inner: net::TcpStream,
}

impl Stream for QueueStream {
    fn poll_connected(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        attempt(|| {
            if let Some(error) = self.inner.take_error()? {
                return Err(error);
            }
            match self.inner.peer_addr() {
                Err(error) if error.kind() == ErrorKind::NotConnected => {
                    Err(ErrorKind::WouldBlock.into())
                }
                result => result.map(drop),
            }
        })
    }

    fn poll_read(&mut self, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        attempt(|| self.inner.read(buffer))
    }

    fn poll_write(&mut self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        attempt(|| self.inner.write(bytes))
    }
}

/// A call that does not block, as a poll. It is registered, so an event will come.
fn attempt<T>(call: impl FnMut() -> io::Result<T>) -> Poll<io::Result<T>> {
    match uninterrupted(call) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Poll::Pending,
        result => Poll::Ready(result),
    }
}

fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Ready when its time has come.
#[derive(Debug)]
pub struct QueueDelay {
    deadline: Option<Instant>,
    queue: Queue,
}

impl Future for QueueDelay {
    type Output = ();

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else {
            return Poll::Pending;
        };
        if Instant::now() >= deadline {
            return Poll::Ready(());
        }
        self.queue.deadlines.borrow_mut().insert(deadline);
        Poll::Pending
    }
}
