//! What a queue watches, in the kernel's own words: see proc_pid_fdinfo(5).

use std::fs;
use std::os::fd::{AsRawFd, RawFd};

use ch04_event_queue::Poll;

/// A source, as the kernel has it in its list.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) fd: RawFd,
    pub(crate) token: u64,
    /// Without EPOLLERR and EPOLLHUP, which the kernel adds to every registration.
    pub(crate) flags: Vec<&'static str>,
}

/// All that `poll` watches.
pub(crate) fn watched(poll: &Poll) -> Vec<Watched> {
    let path = format!("/proc/self/fdinfo/{}", poll.as_raw_fd());
    let text = fs::read_to_string(path).expect("the kernel says what a queue watches");
    text.lines().filter_map(parse).collect()
}

/// `tfd: 5 events: 80002019 data: 7 …`, of which the last two numbers are hexadecimal.
fn parse(line: &str) -> Option<Watched> {
    let mut words = line.strip_prefix("tfd:")?.split_ascii_whitespace();
    let fd = words.next()?.parse().ok()?;
    let flags = u32::from_str_radix(words.nth(1)?, 16).ok()?;
    let token = u64::from_str_radix(words.nth(1)?, 16).ok()?;
    let flags = FLAGS
        .iter()
        .filter(|(flag, _)| flags & *flag as u32 != 0)
        .map(|(_, name)| *name)
        .collect();
    Some(Watched { fd, token, flags })
}

const FLAGS: [(libc::c_int, &str); 8] = [
    (libc::EPOLLIN, "EPOLLIN"),
    (libc::EPOLLPRI, "EPOLLPRI"),
    (libc::EPOLLOUT, "EPOLLOUT"),
    (libc::EPOLLRDHUP, "EPOLLRDHUP"),
    (libc::EPOLLEXCLUSIVE, "EPOLLEXCLUSIVE"),
    (libc::EPOLLWAKEUP, "EPOLLWAKEUP"),
    (libc::EPOLLONESHOT, "EPOLLONESHOT"),
    (libc::EPOLLET, "EPOLLET"),
];
