//! What of a name can be shown: a name may come from a stranger.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `name`, with an escape for each character that steers a terminal, turns the direction of
/// writing, hides, or has no place in XML.
pub(super) fn printable(name: &str) -> Cow<'_, str> {
    escaped(name, steers)
}

/// As [`printable`], with an escape for all that isn't ASCII, too.
pub(super) fn ascii(name: &str) -> Cow<'_, str> {
    escaped(name, |c| steers(c) || !c.is_ascii())
}

/// The columns a terminal needs for `text`.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// The start of `text`, with `ellipsis` at its end if it is wider than `most` columns.
pub(super) fn shortened<'a>(text: &'a str, most: usize, ellipsis: &str) -> Cow<'a, str> {
    if columns(text) <= most {
        return Cow::Borrowed(text);
    }
    let mut room = most.saturating_sub(columns(ellipsis));
    let fits = |c: &char| {
        let left = room.checked_sub(c.width().unwrap_or(0));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let mut start: String = text.chars().take_while(fits).collect();
    // A character may widen the one before it.
    while columns(&start) > most.saturating_sub(columns(ellipsis)) {
        start.pop();
    }
    Cow::Owned(start + ellipsis)
}

/// `text` for XML and HTML, as content or between quotes.
pub(super) fn markup(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            c => escaped.push(c),
        }
    }
    escaped
}

fn escaped(name: &str, unwanted: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !name.contains(&unwanted) {
        return Cow::Borrowed(name);
    }
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        if unwanted(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters; what has no width, or turns the direction of writing; noncharacters.
/// Joiners stay: scripts and emoji need them.
fn steers(c: char) -> bool {
    const INVISIBLE: [char; 6] = [
        '\u{ad}', '\u{61c}', '\u{180e}', '\u{200b}', '\u{200e}', '\u{200f}',
    ];
    c.is_control()
        || INVISIBLE.contains(&c)
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(
            c,
            '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        )
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        assert_eq!(printable("a\u{1b}[2Jb\n"), r"a\u{1b}[2Jb\n");
        assert_eq!(printable("\u{202e}evil"), r"\u{202e}evil");
        assert_eq!(printable("grüße 👋"), "grüße 👋");
        assert_eq!(ascii("grüße"), r"gr\u{fc}\u{df}e");
    }

    #[test]
    fn a_long_name_ends_in_an_ellipsis_and_fits() {
        assert_eq!(shortened("request 12", 10, "…"), "request 12");
        assert_eq!(shortened("request 123", 10, "…"), "request 1…");
        assert_eq!(shortened("日本語の名前", 8, "…"), "日本語…");
        let hearts = "❤\u{fe0f}".repeat(9);
        assert!(columns(&shortened(&hearts, 8, "…")) <= 8);
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            markup("</title><script>'\"&"),
            "&lt;/title&gt;&lt;script&gt;&#39;&quot;&amp;"
        );
    }
}
