//! `steps.toml`.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::fault::{Fault, from_toml};

    fn fault(text: &str) -> Fault {
        from_toml::<StepsToml>("steps.toml", text).unwrap_err()
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let text = "[[step]]\nname = \"a\"\ncolour = \"red\"\n";
        let fault = fault(text);
        assert_eq!(fault.line, 3, "{fault}");
        assert!(fault.what.contains("colour"), "{fault}");
    }

    #[test]
    fn a_key_of_the_wrong_type_is_named_with_its_line() {
        let text = "[[step]]\nname = \"a\"\nminutes = \"long\"\n";
        let fault = fault(text);
        assert_eq!(fault.line, 3, "{fault}");
    }
}
