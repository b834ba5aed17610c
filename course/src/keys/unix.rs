//! A terminal's mode, and the signals that must find it as the shell left it.

use std::io;
use std::sync::{Mutex, Once, PoisonError};
use std::thread;

use rustix::io::Errno;
use rustix::process::getpgrp;
use rustix::stdio::stdin;
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr,
};
use signal_hook::consts::{SIGCONT, SIGQUIT, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// The first byte of what an arrow or a function key types.
const ESCAPE: u8 = 0x1b;

/// The mode that the shell left, while ours is on.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Keys come one by one and leave no mark.
pub(super) fn enter() -> io::Result<()> {
    static SIGNALS: Once = Once::new();
    SIGNALS.call_once(|| {
        // Without them, Ctrl-Z leaves a terminal that shows no letters: a shell mends that itself.
        if let Ok(signals) = Signals::new([SIGTSTP, SIGCONT, SIGQUIT]) {
            thread::spawn(|| heed(signals));
        }
    });
    set_mode()
}

/// The mode is the shell's again.
pub(super) fn leave() {
    let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    if let (true, Some(mode)) = (is_ours(), before.take()) {
        // A terminal that is gone needs no mode.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &mode);
    }
}

/// Hands on the keys until nobody takes them, or the terminal is gone.
pub(super) fn read(mut take: impl FnMut(char) -> bool) {
    let mut buffer = [0; 64];
    loop {
        match rustix::io::read(stdin(), &mut buffer) {
            Err(Errno::INTR) => {}
            Ok(0) | Err(_) => return,
            Ok(count) => {
                if !keys(&buffer[..count]).into_iter().all(&mut take) {
                    return;
                }
            }
        }
    }
}

/// The letters among what was typed: an arrow or a function key is `ESC [`, or `ESC O`, and on to a
/// letter or `~`, which are none.
fn keys(typed: &[u8]) -> Vec<char> {
    let mut keys = Vec::new();
    let mut rest = typed;
    while let [first, others @ ..] = rest {
        rest = match (first, others) {
            (&ESCAPE, [b'[' | b'O', code @ ..]) => {
                let last = code.iter().position(|byte| matches!(byte, b'@'..=b'~'));
                &code[last.map_or(code.len(), |last| last + 1)..]
            }
            _ => {
                keys.push(char::from(*first));
                others
            }
        };
    }
    keys
}

fn set_mode() -> io::Result<()> {
    // In the background the terminal is someone else's. SIGCONT says when it is ours.
    if !is_ours() {
        return Ok(());
    }
    let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    let found = tcgetattr(stdin())?;
    let mut ours = found.clone();
    ours.local_modes &= !(LocalModes::ICANON | LocalModes::ECHO);
    ours.special_codes[SpecialCodeIndex::VMIN] = 1;
    ours.special_codes[SpecialCodeIndex::VTIME] = 0;
    before.get_or_insert(found);
    tcsetattr(stdin(), OptionalActions::Now, &ours)?;
    Ok(())
}

/// Whether this program is in the foreground.
fn is_ours() -> bool {
    tcgetpgrp(stdin()).is_ok_and(|group| group == getpgrp())
}

/// Gives the terminal back before this program stops or dies, and takes it again when it goes on.
fn heed(mut signals: Signals) {
    for signal in signals.forever() {
        if signal == SIGCONT {
            // If it cannot be, keys need Enter.
            drop(set_mode());
        } else {
            leave();
            drop(emulate_default_handler(signal));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_is_no_letter_and_hides_none() {
        assert_eq!(keys(b"h\x1b[Aq\x1bOPr\x1b[15~l\x1b["), ['h', 'q', 'r', 'l']);
    }
}
