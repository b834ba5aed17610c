//! Runtime: executors and a reactor, put together.
//!
//! ```text
//!  thread of `block_on`     more threads        the reactor's thread
//! ┌────────────────────┐  ┌──────────────┐  ┌──────────────────────────┐
//! │ executor 0         │  │ executor 1 … │  │ loop { reactor.turn() }  │
//! └─────────▲──────────┘  └──────▲───────┘  └────────────┬─────────────┘
//!           └────────────────────┴── wakers ─────────────┘
//! ```
//!
//! A task stays with its executor, and so in its thread: nothing of it has to be [`Send`] once it is there.

use std::fmt;
use std::io;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle as Thread};

use ch06_futures::Future;

use crate::executor::{Executor, JoinHandle, Spawner};
use crate::observer::{Audience, Observer};
use crate::panics::{caught, discard};
use crate::reactor::{self, Reactor};
use crate::signal::Signal;

/// Executors, and a reactor in a thread of its own.
///
/// Dropped, it drops every task that is not over and ends its threads.
///
/// ```
/// use std::time::Duration;
/// use ch08_runtime::{Delay, Runtime};
///
/// let runtime = Runtime::new()?;
/// runtime.block_on(Delay::new(Duration::from_millis(10)));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Runtime {
    // Dropped in this order: the tasks of other threads, those of this one, the reactor that both need.
    workers: Vec<Worker>,
    executor: Executor,
    reactor: ReactorThread,
}

/// How a [`Runtime`] is to be.
#[derive(Default)]
pub struct Builder {
    more_threads: usize,
    audience: Audience,
}

impl Builder {
    /// One thread for tasks, the one that calls `block_on`.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// So many threads more, each with an executor; [`Runtime::spawner`] hands them tasks.
    #[must_use]
    pub fn more_threads(mut self, count: usize) -> Builder {
        self.more_threads = count;
        self
    }

    /// Who is told what happens.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Builder {
        self.audience = Audience::of(observer);
        self
    }

    /// Starts its threads.
    ///
    /// # Errors
    /// The kernel's, if it has no descriptor or no thread for it.
    pub fn build(self) -> io::Result<Runtime> {
        let reactor = ReactorThread::start(self.audience.clone())?;
        let start = |number| Worker::start(number, reactor.handle.clone(), self.audience.clone());
        let workers = (1..=self.more_threads).map(start);
        let workers = workers.collect::<io::Result<Vec<Worker>>>()?;
        Ok(Runtime {
            workers,
            executor: Executor::with(Some(reactor.handle.clone()), self.audience),
            reactor,
        })
    }
}

impl Runtime {
    /// One thread for tasks, the one that calls `block_on`.
    ///
    /// # Errors
    /// As [`Builder::build`].
    pub fn new() -> io::Result<Runtime> {
        Builder::new().build()
    }

    /// Runs the tasks of this thread until this future is ready, and gives its value. Those that are not over by then
    /// go on in the next `block_on`; those of other threads go on meanwhile.
    ///
    /// # Panics
    /// If the future does, or if the thread is in another `block_on` already.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.executor.block_on(future)
    }

    /// Hands a task to the executor of this thread: it has its first turn while `block_on` runs.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        self.executor.spawn(future)
    }

    /// What hands tasks to one of the executors, from any thread: 0 is the one of this thread, 1 and above are those of
    /// [`Builder::more_threads`].
    ///
    /// # Panics
    /// If there is no such thread.
    pub fn spawner(&self, thread: usize) -> Spawner {
        match thread {
            0 => self.executor.spawner(),
            _ => match self.workers.get(thread - 1) {
                Some(worker) => worker.spawner.clone(),
                None => panic!(
                    "`Runtime::spawner` called for thread {thread}: need one of 0 to {}",
                    self.workers.len()
                ),
            },
        }
    }

    /// Where futures register what they wait for. It is a [`Driver`](ch06_futures::net::Driver).
    pub fn reactor(&self) -> &reactor::Handle {
        &self.reactor.handle
    }
}

/// A thread with an executor.
struct Worker {
    spawner: Spawner,
    stop: Signal,
    thread: Option<Thread<()>>,
}

impl Worker {
    fn start(number: usize, reactor: reactor::Handle, audience: Audience) -> io::Result<Worker> {
        let stop = Signal::default();
        let (send, receive) = mpsc::channel();
        let stopped = stop.clone();
        let thread = thread::Builder::new()
            .name(format!("executor-{number}"))
            .spawn(move || {
                let executor = Executor::with(Some(reactor), audience);
                if send.send(executor.spawner()).is_ok() {
                    executor.block_on(stopped);
                }
            })?;
        let spawner = receive
            .recv()
            .expect("the thread sends it before it does anything else");
        Ok(Worker {
            spawner,
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop.set();
        join(self.thread.take());
    }
}

/// A thread that asks the kernel, again and again.
struct ReactorThread {
    handle: reactor::Handle,
    is_over: Arc<AtomicBool>,
    thread: Option<Thread<()>>,
}

impl ReactorThread {
    fn start(audience: Audience) -> io::Result<ReactorThread> {
        let mut reactor = Reactor::with(audience)?;
        let handle = reactor.handle();
        let is_over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_over);
        let thread = thread::Builder::new()
            .name("reactor".to_owned())
            .spawn(move || {
                // Acquire: pairs with the Release in `drop`.
                while !stop.load(Ordering::Acquire) {
                    // A waker that panics has said so; all others are still to be called.
                    match caught(|| reactor.turn(None)) {
                        Ok(turned) => drop(turned.expect("the kernel says what is ready")),
                        Err(payload) => discard(payload),
                    }
                }
            })?;
        Ok(ReactorThread {
            handle,
            is_over,
            thread: Some(thread),
        })
    }
}

impl Drop for ReactorThread {
    fn drop(&mut self) {
        // Release: pairs with the Acquire in the thread.
        self.is_over.store(true, Ordering::Release);
        self.handle.notify();
        join(self.thread.take());
    }
}

/// Waits for a thread's end. If it has panicked, so does the caller.
fn join(thread: Option<Thread<()>>) {
    if let Some(Err(payload)) = thread.map(Thread::join)
        && !thread::panicking()
    {
        panic::resume_unwind(payload);
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("threads", &(1 + self.workers.len()))
            .field("executor", &self.executor)
            .field("reactor", &self.reactor.handle)
            .finish()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("more_threads", &self.more_threads)
            .finish_non_exhaustive()
    }
}
