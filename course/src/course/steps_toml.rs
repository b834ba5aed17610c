//! `steps.toml`, and what may be wrong with it, by file and line.

use std::fmt;

use serde::Deserialize;
use toml::Spanned;

/// The file. `course/README.md` says what each key means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepsToml {
    #[serde(default = "yes")]
    pub(super) default_features: bool,
    pub(super) oracle: Option<String>,
    #[serde(default)]
    pub(super) step: Vec<Spanned<StepToml>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepToml {
    pub(super) name: Spanned<String>,
    pub(super) title: String,
    pub(super) text: Spanned<String>,
    pub(super) test: Spanned<String>,
    pub(super) minutes: u32,
    pub(super) functions: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) left_out: Vec<Spanned<String>>,
    pub(super) hints: Spanned<Vec<String>>,
    #[serde(default)]
    pub(super) stub: Vec<StubToml>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StubToml {
    pub(super) function: Spanned<String>,
    pub(super) body: String,
}

fn yes() -> bool {
    true
}

/// Something that the course's author must mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: usize,
    pub(crate) what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl StepsToml {
    pub(super) fn parse(file: &str, text: &str) -> Result<StepsToml, Fault> {
        toml::from_str(text).map_err(|error| Fault {
            file: file.to_owned(),
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            what: error.message().to_owned(),
        })
    }
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let text = "[[step]]\nname = \"a\"\ncolour = \"red\"\n";
        let fault = StepsToml::parse("steps.toml", text).unwrap_err();
        assert_eq!(fault.line, 3, "{fault}");
        assert!(fault.what.contains("colour"), "{fault}");
    }

    #[test]
    fn a_key_of_the_wrong_type_is_named_with_its_line() {
        let text = "[[step]]\nname = \"a\"\nminutes = \"long\"\n";
        let fault = StepsToml::parse("steps.toml", text).unwrap_err();
        assert_eq!(fault.line, 3, "{fault}");
    }
}
