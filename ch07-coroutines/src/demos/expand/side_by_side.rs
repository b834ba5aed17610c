//! Side by side: for a terminal that is wide enough; else one below the other.

use super::Expanded;

/// Between the two columns.
const GAP: &str = "  |  ";

/// A coroutine and what becomes of it, in so many columns.
pub(super) fn text(coroutine: &Expanded, columns: usize) -> String {
    let Expanded {
        name,
        source,
        machine,
        states,
    } = coroutine;
    let [left, right] = [source, machine].map(|text| widest(text));
    let both = match left + GAP.len() + right <= columns {
        true => beside(source, machine, left),
        false => format!("{source}\n\nbecomes\n\n{machine}"),
    };
    format!("== {name}\n\n{both}\n{states}\n")
}

fn beside(left: &str, right: &str, width: usize) -> String {
    let (mut left, mut right) = (left.lines(), right.lines());
    let mut text = String::new();
    loop {
        let (left, right) = match (left.next(), right.next()) {
            (None, None) => return text,
            (left, right) => (left.unwrap_or_default(), right.unwrap_or_default()),
        };
        text += format!("{left:<width$}{GAP}{right}").trim_end();
        text.push('\n');
    }
}

fn widest(text: &str) -> usize {
    let widths = text.lines().map(|line| line.chars().count());
    widths.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coroutine() -> Expanded {
        Expanded {
            name: "f".to_owned(),
            source: "fn f() {\n    a().wait\n}".to_owned(),
            machine: "enum State {\n    A,\n    B,\n}\n".to_owned(),
            states: "A then B\n".to_owned(),
        }
    }

    #[test]
    fn a_wide_terminal_has_both_beside_each_other() {
        let expected = "\
== f

fn f() {      |  enum State {
    a().wait  |      A,
}             |      B,
              |  }

A then B

";
        assert_eq!(text(&coroutine(), 29), expected);
    }

    #[test]
    fn a_narrow_terminal_has_one_below_the_other() {
        let expected = "\
== f

fn f() {
    a().wait
}

becomes

enum State {
    A,
    B,
}

A then B

";
        assert_eq!(text(&coroutine(), 28), expected);
    }
}
