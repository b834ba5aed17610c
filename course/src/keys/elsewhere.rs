//! Where a terminal has no signals: Ctrl-C is a key.

use std::io;

use termimad::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use termimad::crossterm::terminal;

use super::END;

/// Keys come one by one and leave no mark.
pub(super) fn enter() -> io::Result<()> {
    terminal::enable_raw_mode()
}

/// The mode is the shell's again.
pub(super) fn leave() {
    // A terminal that is gone needs no mode.
    drop(terminal::disable_raw_mode());
}

/// Hands on the keys until nobody takes them, or the terminal is gone.
pub(super) fn read(mut take: impl FnMut(char) -> bool) {
    while let Ok(event) = event::read() {
        let Event::Key(key) = event else { continue };
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        let typed = match key.code {
            _ if key.kind == KeyEventKind::Release => continue,
            KeyCode::Char('c' | 'd') if is_control => END,
            KeyCode::Char(letter) => letter,
            _ => continue,
        };
        if !take(typed) {
            return;
        }
    }
}
