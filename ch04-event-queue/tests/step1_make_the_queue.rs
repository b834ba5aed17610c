//! Step 1: a queue is a descriptor, and its maker looks after it.

#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "support/error_of.rs"]
mod error_of;
#[cfg(unix)]
#[path = "support/open.rs"]
mod open;

use std::sync::{Mutex, MutexGuard, PoisonError};

use ch04_event_queue::Poll;

/// Descriptors belong to the whole process, so those who make and count them take turns.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn a_queue_can_be_made() {
    let _turn = turn();
    Poll::new().expect("the queue could not be made");
}

#[cfg(unix)]
mod descriptor {
    use std::mem;
    use std::os::fd::{AsRawFd, RawFd};

    use ch04_event_queue::Registry;

    use super::open::open_descriptors;
    use super::*;

    #[track_caller]
    fn queue() -> Poll {
        Poll::new().expect("the queue could not be made")
    }

    #[track_caller]
    fn clone(poll: &Poll) -> Registry {
        let clone = poll
            .registry()
            .try_clone()
            .expect("the queue could not be cloned");
        if clone.as_raw_fd() == poll.as_raw_fd() {
            // Its drop would close the descriptor a second time, and that ends the process.
            mem::forget(clone);
            panic!("the clone has the same descriptor: both would close it");
        }
        clone
    }

    #[track_caller]
    fn expect_not_inherited(fd: RawFd, name: &str) {
        // SAFETY: the call takes no pointer.
        let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
        assert_ne!(flags, -1, "the descriptor of {name} is not open");
        assert!(
            flags & libc::FD_CLOEXEC != 0,
            "{name} would stay open in every program that this one starts"
        );
    }

    #[test]
    fn a_queue_is_not_inherited_by_other_programs() {
        let _turn = turn();
        expect_not_inherited(queue().as_raw_fd(), "the queue");
    }

    #[test]
    fn a_clone_is_not_inherited_by_other_programs() {
        let _turn = turn();
        let poll = queue();
        expect_not_inherited(clone(&poll).as_raw_fd(), "the clone");
    }

    #[test]
    fn two_queues_are_two_descriptors() {
        let _turn = turn();
        let (one, other) = (queue(), queue());
        assert_ne!(one.as_raw_fd(), other.as_raw_fd(), "two queues are one");
    }

    #[test]
    fn a_clone_is_another_descriptor() {
        let _turn = turn();
        let poll = queue();
        assert_ne!(clone(&poll).as_raw_fd(), poll.as_raw_fd());
    }

    #[test]
    fn a_dropped_queue_gives_its_descriptors_back() {
        const QUEUES: usize = 150;
        let _turn = turn();
        let before = open_descriptors();

        for _ in 0..QUEUES {
            let poll = queue();
            drop(clone(&poll));
        }

        let more = open_descriptors().saturating_sub(before);
        assert!(
            more < QUEUES / 2,
            "{QUEUES} queues were made and cloned, each dropped before the next, and now {more} \
             descriptors more are open"
        );
    }

    #[test]
    fn the_registry_is_the_same_descriptor() {
        let _turn = turn();
        let poll = queue();
        assert_eq!(
            poll.as_raw_fd(),
            poll.registry().as_raw_fd(),
            "queue and registry have two descriptors"
        );
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    mod kernel {
        use std::io;

        use super::super::error_of::error_of;
        use super::*;

        /// Adds `source` to `queue` by the kernel's own call.
        fn add(queue: &impl AsRawFd, source: &impl AsRawFd) -> io::Result<()> {
            let (queue, source) = (queue.as_raw_fd(), source.as_raw_fd());
            // Any flags would do, except that Miri knows no queue but an edge-triggered one.
            let events = (libc::EPOLLIN | libc::EPOLLET) as u32;
            let mut event = libc::epoll_event { events, u64: 0 };
            // SAFETY: `event` outlives the call.
            match unsafe { libc::epoll_ctl(queue, libc::EPOLL_CTL_ADD, source, &mut event) } {
                0 => Ok(()),
                _ => Err(io::Error::last_os_error()),
            }
        }

        #[test]
        fn a_clone_is_the_same_queue() {
            let _turn = turn();
            let poll = queue();
            let (source, _writer) = io::pipe().unwrap();

            add(&clone(&poll), &source).unwrap();

            let again = add(&poll, &source);
            let although = "the source was added through the clone: the clone is another queue";
            let error = error_of(again, "epoll_ctl", although);
            assert_eq!(
                error.raw_os_error(),
                Some(libc::EEXIST),
                "adding it to the queue again failed with another error: {error}"
            );
        }

        #[test]
        fn a_call_that_returns_0_has_succeeded() {
            let _turn = turn();
            let pipe = ch04_event_queue::unix::pipe::new();
            assert!(pipe.is_ok(), "pipe2(2) returned 0: {pipe:?}");
        }

        /// Makes a queue while the process may have no descriptor more.
        fn queue_without_a_descriptor() -> io::Result<Poll> {
            let mut limit = libc::rlimit {
                rlim_cur: 0,
                rlim_max: 0,
            };
            // SAFETY: the kernel writes one `rlimit`.
            let got = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) };
            assert_eq!(got, 0, "the limit could not be read");
            let none = libc::rlimit {
                rlim_cur: 0,
                ..limit
            };
            // SAFETY: the kernel reads one `rlimit`.
            let set = unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &none) };
            assert_eq!(set, 0, "the limit could not be set");
            let result = Poll::new();
            // SAFETY: the kernel reads one `rlimit`.
            unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) };
            result
        }

        #[test]
        #[cfg_attr(miri, ignore = "Miri has no limits")]
        fn a_queue_that_cannot_be_made_says_why() {
            let _turn = turn();

            let result = queue_without_a_descriptor();

            let error = error_of(result, "Poll::new", "no descriptor was left");

            assert_eq!(
                error.raw_os_error(),
                Some(libc::EMFILE),
                "no descriptor was left, but the error says: {error}"
            );
        }
    }
}
