//! Whether a descriptor of another process is ready: a copy of it is asked by poll(2).
//!
//! pidfd_getfd(2) makes the copy, where the kernel allows it: since 5.6, for a process that we
//! may trace, as a parent may its child.

use std::os::fd::OwnedFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionread;
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};

use super::proc::{Descriptor, Ready};

/// Fills in what is ready, as far as it can be known.
pub(super) fn ask(pid: u32, descriptors: &mut [Descriptor]) {
    let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else {
        return;
    };
    let Ok(process) = pidfd_open(pid, PidfdFlags::empty()) else {
        return;
    };
    for descriptor in descriptors
        .iter_mut()
        .filter(|descriptor| !descriptor.is_queue())
    {
        let Ok(number) = i32::try_from(descriptor.number) else {
            continue;
        };
        descriptor.ready = pidfd_getfd(&process, number, PidfdGetfdFlags::empty())
            .ok()
            .and_then(|copy| ready(&copy));
    }
}

fn ready(copy: &OwnedFd) -> Option<Ready> {
    let mut asked = [PollFd::new(copy, PollFlags::IN | PollFlags::OUT)];
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    poll(&mut asked, Some(&at_once)).ok()?;
    let found = asked[0].revents();
    Some(Ready {
        read: found.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::RDHUP),
        write: found.intersects(PollFlags::OUT),
        bytes: ioctl_fionread(copy).ok(),
    })
}
