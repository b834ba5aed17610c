//! One piece: an executor and a queue in one loop, for one future.
//!
//! Poll; if it is pending, sleep in the kernel's queue; poll again. That is all of a runtime, and it is right. But it
//! cannot tell *who* an event is for: whatever comes, the whole future is polled, and its leaves wake nobody. If that is a
//! [`join_all`](ch06_futures::join_all) of a thousand, each event polls all that are pending. What is missing is in the
//! modules after this one: a waker for each task, and a reactor that knows which one to call.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use ch04_event_queue::{self as queue, Events, Interest, Registry, Token, net};
use ch06_futures::Future;
use ch06_futures::net::{Driver, Stream, is_connected, uninterrupted};

use crate::reactor;

const SOCKET: Token = Token(0);
const WAKER: Token = Token(1);

/// What the futures of one [`block_on`] wait by.
#[derive(Debug, Clone)]
pub struct Queue {
    registry: Rc<Registry>,
    /// When who waits for the clock wants to be polled; the number tells two of one moment apart.
    deadlines: Rc<RefCell<BTreeSet<(Instant, u64)>>>,
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
        state: AtomicU8::new(AWAKE),
        waker: queue::Waker::new(poll.registry(), WAKER)?,
    });
    let waker = Waker::from(Arc::clone(&woken));
    let mut future = make(queue.clone());
    let mut counts = Counts { polls: 0, asked: 0 };
    loop {
        queue.forget_past();
        woken.wakes_up();
        counts.polls += 1;
        if let Poll::Ready(value) = future.poll(&mut Context::from_waker(&waker)) {
            return Ok((value, counts));
        }
        if woken.falls_asleep() {
            counts.asked += 1;
            uninterrupted(|| poll.poll(&mut events, queue.timeout()))?;
        }
    }
}

impl Queue {
    /// Who waits for a deadline that is past is about to be polled.
    fn forget_past(&self) {
        let now = Instant::now();
        let mut deadlines = self.deadlines.borrow_mut();
        let later = deadlines.split_off(&(now, u64::MAX));
        *deadlines = later;
    }

    /// Until the next deadline.
    fn timeout(&self) -> Option<Duration> {
        let first = self.deadlines.borrow().first().copied();
        first.map(|(first, _)| first.saturating_duration_since(Instant::now()))
    }
}

/// For leaves that do not wait in the queue, such as another thread. The same states as a parker's.
struct Woken {
    state: AtomicU8,
    waker: queue::Waker,
}

const AWAKE: u8 = 0;
const ASLEEP: u8 = 1;
const WOKEN: u8 = 2;

impl Woken {
    /// The future is about to be polled.
    fn wakes_up(&self) {
        // Acquire: pairs with the Release in `wake`, so the poll sees what it is woken for.
        self.state.swap(AWAKE, Ordering::Acquire);
    }

    /// The future is pending. Not if it was woken during its poll.
    fn falls_asleep(&self) -> bool {
        // Relaxed: `wakes_up` comes before the next poll.
        self.state
            .compare_exchange(AWAKE, ASLEEP, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Woken>) {
        // Release: pairs with the Acquire in `wakes_up`.
        if self.state.swap(WOKEN, Ordering::Release) == ASLEEP {
            reactor::wake(&self.waker);
        }
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
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // Relaxed: that no two are the same is all there is to it.
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let deadline = Instant::now().checked_add(duration);
        QueueDelay {
            deadline: deadline.map(|deadline| (deadline, number)),
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
        attempt(|| is_connected(&self.inner))
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

/// Ready when its time has come.
#[derive(Debug)]
pub struct QueueDelay {
    /// None: farther away than the clock goes.
    deadline: Option<(Instant, u64)>,
    queue: Queue,
}

impl Future for QueueDelay {
    type Output = ();

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else {
            return Poll::Pending;
        };
        if Instant::now() >= deadline.0 {
            return Poll::Ready(());
        }
        self.queue.deadlines.borrow_mut().insert(deadline);
        Poll::Pending
    }
}

impl Drop for QueueDelay {
    fn drop(&mut self) {
        if let Some(deadline) = &self.deadline {
            self.queue.deadlines.borrow_mut().remove(deadline);
        }
    }
}
