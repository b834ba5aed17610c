//! A terminal with the tool in it, and someone who types and reads.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use std::{fs, thread};

use rustix::process::{Pid, Signal, ioctl_tiocsctty, kill_process, setsid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// Only a test that fails waits so long.
const LONG: Duration = Duration::from_secs(60);

/// What no tool says.
const END: &str = "-- no more --";

pub(crate) struct Terminal {
    ours: File,
    /// Kept, so that the terminal is there after the tool.
    theirs: File,
    child: Child,
    screen: Arc<(Mutex<String>, Condvar)>,
    /// How much of the screen has been waited for.
    seen: usize,
}

impl Terminal {
    /// Starts the tool in the foreground of a terminal of its own.
    pub(crate) fn with(mut command: Command) -> Terminal {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("there are terminals");
        grantpt(&ours).expect("there are terminals");
        unlockpt(&ours).expect("there are terminals");
        let name = ptsname(&ours, Vec::new()).expect("there are terminals");
        let theirs = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().expect("a terminal's name is ASCII"))
            .expect("there are terminals");
        let end = || theirs.try_clone().expect("there are descriptors");
        command.stdin(end()).stdout(end()).stderr(end());
        if command.get_envs().all(|(name, _)| name != "TERM") {
            command.env("TERM", "xterm");
        }
        let lead = || {
            setsid()?;
            Ok(ioctl_tiocsctty(rustix::stdio::stdin())?)
        };
        // SAFETY: between fork and exec the closure makes two system calls, and takes neither lock nor
        // memory.
        unsafe { command.pre_exec(lead) };
        let child = command.spawn().expect("the tool starts");
        let screen = Arc::default();
        let ours = File::from(ours);
        let source = ours.try_clone().expect("there are descriptors");
        let target = Arc::clone(&screen);
        thread::spawn(move || show(source, &target));
        Terminal {
            ours,
            theirs,
            child,
            screen,
            seen: 0,
        }
    }

    pub(crate) fn type_in(&mut self, keys: &str) {
        self.ours.write_all(keys.as_bytes()).expect("it is open");
    }

    /// Waits for the words, behind those that were waited for before; says what was between.
    pub(crate) fn read_until(&mut self, words: &str) -> String {
        let start = Instant::now();
        let (text, changed) = &*self.screen;
        let mut text = text.lock().expect("no one panics with the screen");
        loop {
            if let Some(at) = text[self.seen..].find(words) {
                let end = self.seen + at + words.len();
                let found = text[self.seen..end].to_owned();
                self.seen = end;
                return found;
            }
            assert!(
                start.elapsed() < LONG,
                "{words:?} was not said: {:?}",
                &text[self.seen..]
            );
            let waited = changed.wait_timeout(text, Duration::from_secs(1));
            text = waited.expect("no one panics with the screen").0;
        }
    }

    /// Waits for the end of the tool; says all that it said.
    pub(crate) fn read_to_end(mut self) -> String {
        self.wait_for_end();
        // What is written last is behind all that it said.
        self.theirs.write_all(END.as_bytes()).expect("it is open");
        let said = self.read_until(END);
        said.trim_end_matches(END).to_owned()
    }

    /// Whether the terminal shows what is typed, and hands it on in lines: as a shell leaves it.
    pub(crate) fn is_as_a_shell_leaves_it(&self) -> bool {
        let wanted = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        let mode = tcgetattr(&self.ours).expect("it is open");
        mode.local_modes.contains(wanted)
    }

    pub(crate) fn resize(&self, columns: u16) {
        let size = Winsize {
            ws_row: 20,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&self.ours, size).expect("it is open");
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    /// Waits until it is stopped, as by Ctrl-Z.
    pub(crate) fn wait_for_stop(&self) {
        let file = format!("/proc/{}/stat", self.child.id());
        until("it stops", || {
            fs::read_to_string(&file).is_ok_and(|stat| stat.contains(") T "))
        });
    }

    pub(crate) fn wait_for_end(&mut self) -> ExitStatus {
        let child = &mut self.child;
        until("it ends", || {
            child.try_wait().is_ok_and(|end| end.is_some())
        });
        child.wait().expect("it has ended")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended, where the test did not fail.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn show(mut source: File, screen: &(Mutex<String>, Condvar)) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = source.read(&mut buffer) {
        let text = String::from_utf8_lossy(&buffer[..count]);
        screen
            .0
            .lock()
            .expect("no one panics with the screen")
            .push_str(&text);
        screen.1.notify_all();
    }
}

/// Waits until it is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LONG, "not so: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}
