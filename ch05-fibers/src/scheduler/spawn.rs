//! Spawn: making a fiber that takes its turns.

use std::io;
use std::rc::Rc;

use super::core::Core;
use super::handle::FiberHandle;
use super::join::{JoinHandle, Packet};

/// Makes a fiber that runs `body` when its turn comes, and gives a handle to wait for it.
///
/// ```
/// let fibers: Vec<_> = (1..=3).map(|n| ch05_fibers::spawn(move || n * n)).collect();
/// let squares: Vec<u32> = fibers.into_iter().map(|fiber| fiber.join().unwrap()).collect();
/// assert_eq!(squares, [1, 4, 9]);
/// ```
///
/// A panic ends the fiber alone, and comes out of [`JoinHandle::join`].
///
/// # Panics
/// If the system has no memory for a stack; [`Builder::spawn`] gives an error instead.
#[track_caller]
pub fn spawn<T, Body>(body: Body) -> JoinHandle<T>
where
    Body: FnOnce() -> T + 'static,
    T: 'static,
{
    match Builder::new().spawn(body) {
        Ok(handle) => handle,
        Err(error) => panic!("`spawn` has no stack for another fiber: {error}"),
    }
}

/// What a fiber is called, and how large its stack is.
///
/// ```
/// let builder = ch05_fibers::Builder::new().name("counter".to_owned()).stack_size(64 * 1024);
/// let fiber = builder.spawn(|| ch05_fibers::current().name().map(str::to_owned))?;
/// assert_eq!(fiber.join().unwrap().as_deref(), Some("counter"));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Default, Clone)]
#[must_use = "a builder that does not spawn does nothing"]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// No name, and a stack of [`DEFAULT_STACK_SIZE`](crate::DEFAULT_STACK_SIZE).
    pub fn new() -> Builder {
        Builder::default()
    }

    /// What messages call the fiber: those of an overflow and of a deadlock.
    pub fn name(mut self, name: String) -> Builder {
        self.name = Some(name);
        self
    }

    /// How many bytes the fiber's stack has, rounded up to whole pages.
    pub fn stack_size(mut self, bytes: usize) -> Builder {
        self.stack_size = Some(bytes);
        self
    }

    /// As [`spawn`].
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for a stack smaller than
    /// [`MIN_STACK_SIZE`](crate::MIN_STACK_SIZE); the kernel's, when there is no memory for a stack.
    #[track_caller]
    pub fn spawn<T, Body>(self, body: Body) -> io::Result<JoinHandle<T>>
    where
        Body: FnOnce() -> T + 'static,
        T: 'static,
    {
        // SAFETY: the closure borrows nothing.
        let handle = unsafe { self.spawn_filling(Packet::new(), body, ())? };
        handle.fiber.tell_spawned();
        Ok(handle)
    }

    /// Makes a fiber that puts what `body` gives into the packet, and drops `last` when all else is dropped.
    /// The caller tells the observer, as the last thing that it does: whatever that does, the fiber is one.
    ///
    /// # Safety
    /// What `body` borrows lives until `last` is dropped.
    #[track_caller]
    pub(super) unsafe fn spawn_filling<T, Body>(
        self,
        packet: Rc<Packet<T>>,
        body: Body,
        last: impl Sized,
    ) -> io::Result<JoinHandle<T>>
    where
        Body: FnOnce() -> T,
    {
        let core = Core::of_thread();
        let stack = core.stack(self.stack_size)?;
        let work = Work {
            body,
            packet: Rc::clone(&packet),
            last,
        };
        // SAFETY: as the caller says; `work` drops `last` at its end, or with itself.
        let task = unsafe { core.spawn(self.name, stack, move || work.run()) };
        Ok(JoinHandle {
            fiber: FiberHandle::new(&core, &task),
            packet,
        })
    }
}

/// What a fiber owns; dropped in this order.
struct Work<T, Body, Last> {
    body: Body,
    packet: Rc<Packet<T>>,
    last: Last,
}

impl<T, Body: FnOnce() -> T, Last> Work<T, Body, Last> {
    fn run(self) {
        let Work { body, packet, last } = self;
        // Locals are dropped in the reverse order, also when the fiber is unwound.
        let (_last, packet) = (last, packet);
        packet.fill(body);
    }
}
