//! Step 1: a queue is a descriptor, and an empty one has nothing to say.

use std::time::Duration;

use ch04_event_queue::{Events, Poll};

#[test]
fn an_empty_queue_reports_nothing() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);

    poll.poll(&mut events, Some(Duration::ZERO)).unwrap();

    let n = events.iter().count();
    assert!(
        events.is_empty(),
        "an empty queue waited 0 ms and still reported {n} events"
    );
}

#[test]
fn the_buffer_has_the_room_that_was_asked_for() {
    let capacity = Events::with_capacity(8).capacity();
    assert_eq!(capacity, 8, "room for 8 events was asked for");
}

#[cfg(unix)]
mod descriptor {
    use std::os::fd::AsRawFd;

    use super::*;

    #[test]
    fn a_queue_is_not_inherited_by_other_programs() {
        let poll = Poll::new().unwrap();

        // SAFETY: the call takes no pointer.
        let flags = unsafe { libc::fcntl(poll.as_raw_fd(), libc::F_GETFD) };

        assert_ne!(flags, -1, "the queue's descriptor is not open");
        assert_ne!(
            flags & libc::FD_CLOEXEC,
            0,
            "the queue would stay open in every program that this one starts"
        );
    }

    #[test]
    fn two_queues_are_two_descriptors() {
        let (one, other) = (Poll::new().unwrap(), Poll::new().unwrap());
        assert_ne!(one.as_raw_fd(), other.as_raw_fd(), "two queues are one");
    }

    /// The kernel gives out the lowest number that is free, so a leak shows as numbers that grow.
    #[test]
    fn a_dropped_queue_gives_its_descriptor_back() {
        for n in 0..300 {
            let fd = Poll::new().unwrap().as_raw_fd();
            assert!(
                fd < 200,
                "after {n} queues, each dropped before the next, the new one got number {fd}"
            );
        }
    }

    #[test]
    fn the_registry_is_the_same_descriptor() {
        let poll = Poll::new().unwrap();
        assert_eq!(poll.as_raw_fd(), poll.registry().as_raw_fd());
    }
}
