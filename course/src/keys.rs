//! Keys as they are typed: without Enter, and without a mark on the screen.
//!
//! The terminal is in this mode all the while, also when tests run: a key that is typed then is read
//! after them. Ctrl-C and Ctrl-Z stay signals, so that they work at any time.

#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod unix;

use std::io::{self, BufRead, IsTerminal};
use std::thread;

#[cfg(not(unix))]
use elsewhere as sys;
#[cfg(unix)]
use unix as sys;

/// What Ctrl-D types where a key is no line.
const END: char = '\u{4}';

/// Keys are read while this lives.
#[derive(Debug)]
pub(crate) struct Keys(());

impl Keys {
    /// Hands each key to `take` until that says no. Without a terminal, a key is a line's first letter.
    ///
    /// # Errors
    /// If the terminal cannot be asked for its mode.
    pub(crate) fn listen(take: impl FnMut(char) -> bool + Send + 'static) -> io::Result<Keys> {
        if io::stdin().is_terminal() {
            sys::enter()?;
            thread::spawn(|| sys::read(take));
        } else {
            thread::spawn(|| read_lines(take));
        }
        Ok(Keys(()))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        give_back();
    }
}

/// The terminal is as it was again: for who ends the program without a drop.
pub(crate) fn give_back() {
    sys::leave();
}

/// Whether a key ends it all.
pub(crate) fn is_end(key: char) -> bool {
    key == 'q' || key == END
}

fn read_lines(mut take: impl FnMut(char) -> bool) {
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let key = line.trim().chars().next();
        if key.is_some_and(|key| !take(key)) {
            return;
        }
    }
}
