//! From facts to a class of hang. Nothing is looked up here.

use std::time::Duration;

use super::proc::{Call, Descriptor, Thread, Watch};
use super::{Class, Evidence};

/// The kernel's clock for processor time, whatever its own rate: see times(2).
const TICKS_PER_SECOND: u64 = 100;

const IN: u32 = 0x1;
const OUT: u32 = 0x4;
const EDGE: u32 = 1 << 31;

/// `before` and `threads` are two looks at the same process.
pub(super) fn classify(
    before: &[Thread],
    threads: &[Thread],
    descriptors: &[Descriptor],
    age: Duration,
) -> Evidence {
    if let Some(evidence) = spinning(before, threads, age) {
        return evidence;
    }
    let in_queue = threads.iter().find_map(|thread| {
        let call = thread
            .call
            .as_ref()
            .filter(|call| call.name.starts_with("epoll_"))?;
        let queue = descriptors
            .iter()
            .find(|descriptor| u64::from(descriptor.number) == call.first)?;
        Some((thread, call, queue))
    });
    match in_queue {
        Some((thread, call, queue)) => waiting(thread, call, queue, descriptors),
        None => blocked(threads, descriptors),
    }
}

/// A processor burnt for a thirtieth of the time: a machine may have much else to do, and a test that
/// waits burns next to nothing.
fn spinning(before: &[Thread], threads: &[Thread], age: Duration) -> Option<Evidence> {
    let total: u64 = threads.iter().map(|thread| thread.ticks).sum();
    let busiest = threads.iter().max_by_key(|thread| thread.ticks)?;
    let earlier = before.iter().find(|thread| thread.id == busiest.id)?;
    let is_at_it = busiest.ticks > earlier.ticks || busiest.state == 'R';
    let age_ticks = u64::try_from(age.as_millis()).unwrap_or(u64::MAX) * TICKS_PER_SECOND / 1000;
    (is_at_it && total * 30 >= age_ticks).then(|| {
        let (burnt, all) = (total * 1000 / TICKS_PER_SECOND, age.as_millis());
        let doing = match (&busiest.call, &earlier.call) {
            (Some(call), _) | (None, Some(call)) => format!("mostly around {}", call.name),
            (None, None) => "outside of any system call".to_owned(),
        };
        Evidence {
            class: Class::Spinning,
            lines: vec![
                format!("it burnt {burnt} ms of processor time in {all} ms"),
                format!("thread {} runs on, {doing}", busiest.name),
            ],
        }
    })
}

fn waiting(
    thread: &Thread,
    call: &Call,
    queue: &Descriptor,
    descriptors: &[Descriptor],
) -> Evidence {
    let watched = |descriptor: &Descriptor| {
        queue
            .watches
            .iter()
            .find(|watch| watch.descriptor == descriptor.number)
    };
    let timeout_ms = call.timeout_ms();
    let time = timeout_ms
        .map(|ms| format!(" for {ms} ms"))
        .unwrap_or_default();
    let first = format!(
        "thread {} waits in {} on fd {}{time}, which watches {}",
        thread.name,
        call.name,
        queue.number,
        watches(queue)
    );
    let evidence = |class: Class, second: String| Evidence {
        class,
        lines: vec![first.clone(), second],
    };
    let readable = |descriptor: &&Descriptor| {
        is_source(descriptor) && descriptor.ready.is_some_and(|ready| ready.read)
    };

    for (descriptor, watch) in descriptors
        .iter()
        .filter_map(|source| Some((source, watched(source)?)))
    {
        let Some(ready) = descriptor.ready else {
            continue;
        };
        let is_asked =
            (ready.read && watch.events & IN != 0) || (ready.write && watch.events & OUT != 0);
        if is_asked && watch.events & EDGE != 0 {
            let second = format!(
                "{} {} still: an edge is reported once, so read or write until WouldBlock",
                descriptor.shown(),
                readiness(descriptor)
            );
            return evidence(Class::NotDrained, second);
        }
    }
    if queue.watches.is_empty() {
        let ready = descriptors.iter().find(readable);
        if let (None, Some(_)) = (ready, timeout_ms) {
            let second = "nothing was registered with it, so only its time can end the wait";
            return evidence(Class::Blocked, second.to_owned());
        }
        let second = match ready {
            Some(ready) => format!(
                "{} {}, and was never registered",
                ready.shown(),
                readiness(ready)
            ),
            None => "nothing was registered with it, so nothing can end the wait".to_owned(),
        };
        return evidence(Class::NeverAsked, second);
    }
    let mut all = descriptors.iter();
    if let Some(source) = all.find(|source| {
        readable(source) && watched(source).is_some_and(|watch| watch.events & IN == 0)
    }) {
        let second = format!(
            "{} {}, and was not asked for that",
            source.shown(),
            readiness(source)
        );
        return evidence(Class::WrongInterest, second);
    }
    let mut others = descriptors
        .iter()
        .filter(|source| watched(source).is_none());
    if let Some(source) = others.find(readable) {
        let second = format!(
            "{} {}, and is not among them",
            source.shown(),
            readiness(source)
        );
        return evidence(Class::WrongSource, second);
    }
    if let Some(watch) = queue
        .watches
        .iter()
        .find(|watch| watch.events & (IN | OUT) == 0)
    {
        let second = format!(
            "fd {} was asked neither for reading nor for writing",
            watch.descriptor
        );
        return evidence(Class::WrongInterest, second);
    }
    // A counter can always be added to: that says nothing.
    let writable = descriptors.iter().find(|source| {
        let is_stream = source.what.starts_with("socket") || source.what.starts_with("pipe");
        is_stream
            && source.ready.is_some_and(|ready| ready.write)
            && watched(source).is_some_and(|watch| watch.events & OUT == 0)
    });
    match writable {
        Some(source) => evidence(
            Class::WrongInterest,
            format!(
                "{} could be written to, and was asked for reading only; there is nothing to read",
                source.shown()
            ),
        ),
        None => evidence(
            Class::Unknown,
            "none of them has anything to report: what was to make one ready did not".to_owned(),
        ),
    }
}

/// Not in the queue: the call that is most telling. A join or a lock only waits for another thread.
fn blocked(threads: &[Thread], descriptors: &[Descriptor]) -> Evidence {
    let telling = threads
        .iter()
        .filter(|thread| thread.call.is_some())
        .min_by_key(|thread| {
            thread
                .call
                .as_ref()
                .is_some_and(|call| call.name.starts_with("futex"))
        });
    let queue = descriptors.iter().find(|descriptor| descriptor.is_queue());
    let Some((thread, call)) = telling.and_then(|thread| Some((thread, thread.call.as_ref()?)))
    else {
        let class = match threads
            .iter()
            .any(|thread| thread.state == 'S' && !thread.sleeps_in.is_empty())
        {
            true => Class::Blocked,
            false => Class::Unknown,
        };
        let places: Vec<String> = threads
            .iter()
            .map(|thread| format!("{} is {} {}", thread.name, thread.state, thread.sleeps_in))
            .collect();
        return Evidence {
            class,
            lines: vec![
                format!("threads: {}", places.join(", ")),
                "the system does not say in which call".to_owned(),
            ],
        };
    };
    let on = descriptors.iter().find(|descriptor| {
        u64::from(descriptor.number) == call.first && takes_descriptor(&call.name)
    });
    let on = on
        .map(|descriptor| format!(" on {}", descriptor.shown()))
        .unwrap_or_default();
    let why = match call.name.as_str() {
        "futex" => ": a lock, a join or a channel",
        _ => "",
    };
    let second = match queue {
        Some(queue) => format!(
            "and nobody waits on the queue, fd {}, which watches {}",
            queue.number,
            watches(queue)
        ),
        None => format!("it has {} threads, and no queue", threads.len()),
    };
    Evidence {
        class: Class::Blocked,
        lines: vec![
            format!(
                "thread {} is blocked in {}{on}{why}",
                thread.name, call.name
            ),
            second,
        ],
    }
}

fn takes_descriptor(call: &str) -> bool {
    [
        "read", "write", "recv", "send", "accept", "connect", "pread", "pwrite",
    ]
    .iter()
    .any(|name| call.starts_with(name))
}

/// What a program may wait for; its stdin is nobody's source.
fn is_source(descriptor: &Descriptor) -> bool {
    descriptor.number > 2
        && (descriptor.what.starts_with("socket:")
            || descriptor.what.starts_with("pipe:")
            || descriptor.what.contains("[eventfd]")
            || descriptor.what.contains("[timerfd]"))
}

fn watches(queue: &Descriptor) -> String {
    let words = |watch: &Watch| {
        let names = [
            (IN, "IN"),
            (OUT, "OUT"),
            (0x2, "PRI"),
            (0x2000, "RDHUP"),
            (EDGE, "ET"),
        ];
        let names: Vec<&str> = names
            .iter()
            .filter(|(bit, _)| watch.events & bit != 0)
            .map(|(_, name)| *name)
            .collect();
        format!(
            "fd {} for {}",
            watch.descriptor,
            if names.is_empty() {
                "nothing".to_owned()
            } else {
                names.join("|")
            }
        )
    };
    match queue.watches.as_slice() {
        [] => "nothing".to_owned(),
        few if few.len() <= 4 => few.iter().map(words).collect::<Vec<_>>().join(", "),
        many => format!("{} and {} more", words(&many[0]), many.len() - 1),
    }
}

fn readiness(descriptor: &Descriptor) -> String {
    let ready = descriptor.ready.unwrap_or_default();
    match (ready.read, ready.bytes) {
        (true, Some(bytes @ 1..)) => format!("has {bytes} bytes to read"),
        (true, _) => "has something to read or to accept".to_owned(),
        (false, _) => "could be written to".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::proc::Ready;
    use super::*;

    fn queue(watches: &[(u32, u32)]) -> Descriptor {
        let watches = watches
            .iter()
            .map(|&(descriptor, events)| Watch { descriptor, events })
            .collect();
        Descriptor {
            number: 3,
            what: "anon_inode:[eventpoll]".to_owned(),
            watches,
            ready: None,
        }
    }

    fn socket(number: u32, read: bool) -> Descriptor {
        let ready = Some(Ready {
            read,
            write: true,
            bytes: Some(u64::from(read)),
        });
        Descriptor {
            number,
            what: "socket:[1]".to_owned(),
            watches: Vec::new(),
            ready,
        }
    }

    fn class_of(descriptors: &[Descriptor]) -> Class {
        let thread = Thread {
            id: 1,
            name: "main".to_owned(),
            state: 'S',
            call: Some(Call {
                name: "epoll_wait".to_owned(),
                first: 3,
                fourth: u64::from(u32::MAX),
            }),
            ..Thread::default()
        };
        let threads = [thread];
        classify(&threads, &threads, descriptors, Duration::from_secs(5)).class
    }

    #[test]
    fn what_is_ready_and_what_was_asked_name_the_class() {
        let asked_to_read = (5, IN | EDGE);
        for (descriptors, class) in [
            (vec![queue(&[]), socket(5, true)], Class::NeverAsked),
            (
                vec![queue(&[(5, OUT | EDGE)]), socket(5, true)],
                Class::NotDrained,
            ),
            (
                vec![queue(&[(5, 0x2000 | EDGE)]), socket(5, true)],
                Class::WrongInterest,
            ),
            (
                vec![queue(&[asked_to_read]), socket(5, false), socket(6, true)],
                Class::WrongSource,
            ),
            (
                vec![queue(&[asked_to_read]), socket(5, true)],
                Class::NotDrained,
            ),
            (
                vec![queue(&[asked_to_read]), socket(5, false)],
                Class::WrongInterest,
            ),
        ] {
            assert_eq!(class_of(&descriptors), class, "{descriptors:?}");
        }
    }

    #[test]
    fn a_wait_with_a_time_out_is_said_to_have_one() {
        let thread = Thread {
            id: 1,
            name: "main".to_owned(),
            state: 'S',
            call: Some(Call {
                name: "epoll_wait".to_owned(),
                first: 3,
                fourth: 1_200_000,
            }),
            ..Thread::default()
        };
        let threads = [thread];
        let evidence = classify(&threads, &threads, &[queue(&[])], Duration::from_secs(5));
        assert_eq!(evidence.class, Class::Blocked);
        let said = evidence.to_string();
        assert!(
            said.contains("waits in epoll_wait on fd 3 for 1200000 ms"),
            "{said}"
        );
        assert!(said.contains("only its time can end the wait"), "{said}");
    }

    #[test]
    fn a_processor_burnt_is_spinning() {
        let thread = Thread {
            id: 1,
            name: "main".to_owned(),
            state: 'R',
            ticks: 400,
            ..Thread::default()
        };
        let threads = [thread];
        let evidence = classify(&threads, &threads, &[], Duration::from_secs(5));
        assert_eq!(evidence.class, Class::Spinning);
    }

    #[test]
    fn a_call_elsewhere_is_blocked_in_it() {
        let thread = Thread {
            id: 1,
            name: "main".to_owned(),
            state: 'S',
            call: Some(Call {
                name: "read".to_owned(),
                first: 5,
                fourth: 0,
            }),
            ..Thread::default()
        };
        let threads = [thread];
        let evidence = classify(
            &threads,
            &threads,
            &[socket(5, false)],
            Duration::from_secs(5),
        );
        assert_eq!(evidence.class, Class::Blocked);
        assert_eq!(
            evidence.lines[0],
            "thread main is blocked in read on fd 5 (socket)"
        );
    }
}
