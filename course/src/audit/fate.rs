//! What becomes of a mutant, and whether that is as the chapter's list says.

use serde::Serialize;

use crate::course::NoFault;

/// What becomes of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fate {
    /// A test of its step is red.
    Rejected,
    /// It does not compile.
    Unviable,
    /// It changes what is compiled for other systems alone.
    Elsewhere,
    /// All tests of its step pass.
    Survived,
}

impl Fate {
    /// After "it".
    pub(super) fn words(self) -> &'static str {
        match self {
            Fate::Rejected => "is rejected",
            Fate::Unviable => "does not compile",
            Fate::Elsewhere => "is for other systems alone",
            Fate::Survived => "passes",
        }
    }

    /// What is wrong with it, `list` being the file with the chapter's entries.
    pub(super) fn problem(self, listed: Option<&NoFault>, list: &str) -> Option<String> {
        match (self, listed) {
            (Fate::Survived, None) => Some(format!(
                "the step's tests let it pass: need a test, or an entry in {list} with why it is no fault"
            )),
            (Fate::Rejected | Fate::Unviable, Some(entry)) => Some(format!(
                "{list}:{}: this mutant {}: need no entry",
                entry.line,
                self.words()
            )),
            // Whether it survives is for the other system to say.
            (Fate::Elsewhere, _)
            | (Fate::Survived, Some(_))
            | (Fate::Rejected | Fate::Unviable, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_survivor_is_listed_and_each_is() {
        let entry = NoFault {
            file: "src/a.rs".to_owned(),
            mutant: "delete ! in f".to_owned(),
            code: None,
            why: "Equal.".to_owned(),
            line: 7,
        };
        let problem = |fate: Fate, listed| fate.problem(listed, "mutants.toml").unwrap_or_default();
        for fate in [Fate::Rejected, Fate::Unviable] {
            assert_eq!(problem(fate, None), "");
            let stale = problem(fate, Some(&entry));
            assert!(stale.starts_with("mutants.toml:7: "), "{stale}");
        }
        assert_eq!(problem(Fate::Survived, Some(&entry)), "");
        assert!(problem(Fate::Survived, None).contains("let it pass"));
        assert_eq!(problem(Fate::Elsewhere, None), "");
        assert_eq!(problem(Fate::Elsewhere, Some(&entry)), "");
    }
}
