//! What is written to the learner: with colour, or plain.

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process;
use std::time::Duration;

use console::Style;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use termimad::{Alignment, MadSkin};

/// What a shell says of a program whose reader has gone.
const NO_READER: i32 = 141;

/// Where it is written to, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// No escape code at all.
    pub(crate) is_plain: bool,
    /// Nothing but the result, as JSON.
    pub(crate) is_json: bool,
}

impl Screen {
    /// Plain by wish, by NO_COLOR, on a terminal that knows no codes, or where nobody looks on.
    pub(crate) fn new(plain: bool, json: bool) -> Screen {
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
        Screen {
            is_plain: plain || json || no_color || is_dumb || !io::stdout().is_terminal(),
            is_json: json,
        }
    }

    /// A line for a person.
    pub(crate) fn line(self, text: impl Display) {
        match (self.is_json, self.is_plain) {
            (true, _) => {}
            // A test's words may bring colours of their own.
            (false, true) => write(format_args!(
                "{}\n",
                console::strip_ansi_codes(&text.to_string())
            )),
            (false, false) => write(format_args!("{text}\n")),
        }
    }

    /// A line beside the result: why it takes a while, or what went wrong.
    pub(crate) fn aside(self, text: impl Display) {
        let text = text.to_string();
        let text = match self.is_plain {
            true => console::strip_ansi_codes(&text),
            false => text.into(),
        };
        // Who closes it does not want to know.
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// A result for a program.
    pub(crate) fn json(self, result: &impl Serialize) -> anyhow::Result<()> {
        if self.is_json {
            write(format_args!("{}\n", serde_json::to_string_pretty(result)?));
        }
        Ok(())
    }

    /// A text; plain, it is as its author wrote it.
    pub(crate) fn markdown(self, text: &str) {
        match self.is_plain {
            true => self.line(text.trim_end()),
            false => {
                let width = usize::from(console::Term::stdout().size().1).clamp(40, 100);
                let mut skin = MadSkin::default();
                skin.headers[0].align = Alignment::Left;
                let text = paragraphs(text.trim_end());
                self.line(skin.text(&text, Some(width)));
            }
        }
    }

    pub(crate) fn bold(self, text: impl Display) -> impl Display {
        self.styled(Style::new().bold(), text)
    }

    pub(crate) fn good(self, text: impl Display) -> impl Display {
        self.styled(Style::new().green(), text)
    }

    pub(crate) fn bad(self, text: impl Display) -> impl Display {
        self.styled(Style::new().red(), text)
    }

    /// For what is no alarm.
    pub(crate) fn calm(self, text: impl Display) -> impl Display {
        self.styled(Style::new().cyan(), text)
    }

    pub(crate) fn dim(self, text: impl Display) -> impl Display {
        self.styled(Style::new().dim(), text)
    }

    fn styled<T: Display>(self, style: Style, text: T) -> impl Display {
        style.force_styling(!self.is_plain).apply_to(text)
    }

    /// Says what takes a while, until it is dropped; plain, by a line that stays.
    pub(crate) fn busy(self, what: impl Display) -> Busy {
        if self.is_plain {
            self.line(format_args!("{what}…"));
            return Busy(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.set_message(what.to_string());
        bar.enable_steady_tick(Duration::from_millis(120));
        Busy(bar)
    }

    /// Says how far a long list is.
    pub(crate) fn progress(self, length: usize) -> Busy {
        let bar = match self.is_plain {
            true => ProgressBar::hidden(),
            false => ProgressBar::new(length as u64),
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Busy(bar)
    }
}

/// A line that goes when the work is done.
#[derive(Debug)]
pub(crate) struct Busy(ProgressBar);

impl Busy {
    /// One more is done.
    pub(crate) fn step(&self, what: String) {
        self.0.set_message(what);
        self.0.inc(1);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Joins the lines of each paragraph and list item: termimad ends a line where its author did.
fn paragraphs(text: &str) -> String {
    let mut result = String::new();
    let (mut in_block, mut goes_on) = (false, false);
    for line in text.lines() {
        let words = line.trim_start();
        let is_fence = words.starts_with("```");
        let begins = ["#", "|", "> ", "- ", "* "]
            .iter()
            .any(|mark| words.starts_with(mark))
            || words.starts_with(|letter: char| letter.is_ascii_digit());
        match goes_on && !begins && !is_fence && !words.is_empty() {
            true => result.push(' '),
            false if result.is_empty() => {}
            false => result.push('\n'),
        }
        let is_joined = result.ends_with(' ');
        result.push_str(if is_joined { words } else { line });
        in_block ^= is_fence;
        goes_on = !in_block && !is_fence && !words.is_empty() && !words.starts_with(['#', '|']);
    }
    result
}

fn write(text: std::fmt::Arguments<'_>) {
    let mut stdout = io::stdout().lock();
    match stdout.write_fmt(text).and_then(|()| stdout.flush()) {
        Ok(()) => {}
        // A pipe to `head`: what is written to files is whole at any time.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => process::exit(NO_READER),
        Err(error) => {
            let _ = writeln!(
                io::stderr(),
                "cargo course: the output cannot be written: {error}"
            );
            process::exit(2);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_one_line_and_a_block_is_as_it_was() {
        let text = "# T\none\ntwo\n\n- a\n  b\n- c\n```text\nx\n y\n```\nz";
        assert_eq!(
            paragraphs(text),
            "# T\none two\n\n- a b\n- c\n```text\nx\n y\n```\nz"
        );
    }

    #[test]
    fn only_a_plain_screen_is_without_escape_codes() {
        let colourful = Screen {
            is_plain: false,
            is_json: false,
        };
        let plain = Screen {
            is_plain: true,
            is_json: false,
        };
        assert!(colourful.bad("x").to_string().contains('\u{1b}'));
        assert_eq!(plain.bad("x").to_string(), "x");
    }
}
