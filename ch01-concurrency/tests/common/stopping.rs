//! SIGSTOP and SIGCONT, as Ctrl-Z and `fg` send them.

use std::fs;
use std::thread;

/// Stops a process, waits until it stands still, and lets it go on. So too its children, while
/// it cannot take leave of them.
pub(crate) fn stop_and_continue(process: u32) {
    if !stop(process) {
        return;
    }
    for child in children(process) {
        if stop(child) {
            signal(child, libc::SIGCONT);
        }
    }
    signal(process, libc::SIGCONT);
}

/// Whether it stands still now; it may have ended before.
fn stop(process: u32) -> bool {
    signal(process, libc::SIGSTOP);
    loop {
        match state_and_parent(process) {
            Some(('T', _)) => return true,
            Some(('Z' | 'X', _)) | None => return false,
            Some(_) => thread::yield_now(),
        }
    }
}

fn signal(process: u32, signal: libc::c_int) {
    // SAFETY: the call takes two numbers, and the process is a child of this one, or a child's
    // child that stands still, whose number cannot have passed to another.
    let answer = unsafe { libc::kill(process as libc::pid_t, signal) };
    assert_eq!(answer, 0, "signal {signal} to {process}");
}

fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").expect("this is Linux");
    processes
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|&process| {
            state_and_parent(process)
                .is_some_and(|(state, of)| of == parent && state != 'Z' && state != 'X')
        })
        .collect()
}

/// The third and the fourth field of proc(5)'s `stat`, behind a name that may hold anything.
fn state_and_parent(process: u32) -> Option<(char, u32)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ');
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}
