//! Edits: byte ranges, and what comes in their place.

use std::ops::Range;

/// Replaces each range; ranges must not overlap. All other bytes stay as they are.
pub(super) fn apply(source: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut result = String::with_capacity(source.len());
    let mut done = 0;
    for (range, text) in edits {
        result.push_str(&source[done..range.start]);
        result.push_str(&text);
        done = range.end;
    }
    result.push_str(&source[done..]);
    result
}

/// The white space that the line of `at` begins with.
pub(super) fn indentation(source: &str, at: usize) -> &str {
    let line = &source[line_start(source, at)..];
    let width = line.len() - line.trim_start_matches([' ', '\t']).len();
    &line[..width]
}

/// An item with the comments right above it, and one of the blank lines around it.
pub(super) fn with_surroundings(source: &str, item: &Range<usize>) -> Range<usize> {
    let mut start = line_start(source, item.start);
    while let Some(above) = line_above(source, start) {
        let is_comment = source[above..start].trim_start().starts_with("//");
        // A comment on the module itself is nobody's.
        if !is_comment || source[above..start].trim_start().starts_with("//!") {
            break;
        }
        start = above;
    }
    let end = source[item.end..]
        .find('\n')
        .map_or(source.len(), |newline| item.end + newline + 1);
    match line_above(source, start) {
        Some(above) if source[above..start].trim().is_empty() => above..end,
        _ => start..end,
    }
}

fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_above(source: &str, start: usize) -> Option<usize> {
    (start > 0).then(|| line_start(source, start - 1))
}
