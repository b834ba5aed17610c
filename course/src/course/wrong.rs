//! A wrong answer: what it does, and which test must object with which words.

use crate::surgery::{Section, sections};

/// A plausible answer that a step's tests must reject.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// What is wrong, as words with hyphens: `flag-forgotten`.
    pub(crate) name: String,
    /// What it does to a user.
    pub(crate) story: String,
    /// Tests that must object.
    pub(crate) caught_by: Vec<String>,
    pub(crate) says: Vec<Says>,
    pub(crate) hint: String,
    /// Where it is, below the workspace.
    pub(crate) file: String,
    pub(crate) sections: Vec<Section>,
}

/// What stands in the failure's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Says {
    /// Words of the test.
    Words(String),
    /// The class of a hang.
    Hangs(String),
}

impl Wrong {
    /// Reads one; each fault is a line, from 1, and what is wrong there.
    pub(crate) fn read(name: &str, file: &str, text: &str) -> Result<Wrong, Vec<(usize, String)>> {
        let mut wrong = Wrong {
            name: name.to_owned(),
            story: String::new(),
            caught_by: Vec::new(),
            says: Vec::new(),
            hint: String::new(),
            file: file.to_owned(),
            sections: sections(text),
        };
        let mut faults = Vec::new();
        let header = text.lines().map_while(|line| line.strip_prefix("//!"));
        for (number, line) in header.map(str::trim).enumerate() {
            match line.split_once(':') {
                Some(("caught by", test)) => wrong.caught_by.push(test.trim().to_owned()),
                Some(("says", words)) => wrong.says.push(Says::read(words.trim())),
                Some(("hangs", class)) => wrong.says.push(Says::Hangs(class.trim().to_owned())),
                Some(("hint", hint)) => wrong.hint = hint.trim().to_owned(),
                _ if !wrong.hint.is_empty() && !line.is_empty() => {
                    wrong.hint = format!("{} {line}", wrong.hint);
                }
                _ if wrong.caught_by.is_empty() => wrong.story = format!("{} {line}", wrong.story),
                _ if line.is_empty() => {}
                _ => faults.push((
                    number + 1,
                    "need `caught by:`, `says:` or `hint:`".to_owned(),
                )),
            }
        }
        wrong.story = wrong.story.trim().to_owned();
        if wrong.caught_by.is_empty() {
            faults.push((1, "names no test: need `//! caught by: TEST`".to_owned()));
        }
        if wrong.says.is_empty() {
            faults.push((1, "names no words: need `//! says: WORDS`".to_owned()));
        }
        if wrong.hint.is_empty() {
            faults.push((1, "has no hint: need `//! hint: …`".to_owned()));
        }
        if wrong.sections.is_empty() {
            faults.push((
                1,
                "replaces nothing: need a line `// in FILE.rs`".to_owned(),
            ));
        }
        if faults.is_empty() {
            Ok(wrong)
        } else {
            Err(faults)
        }
    }

    /// Its name as words.
    pub(crate) fn words(&self) -> String {
        self.name.replace('-', " ")
    }
}

impl Says {
    fn read(words: &str) -> Says {
        match words.strip_prefix("hangs:") {
            Some(class) => Says::Hangs(class.trim().to_owned()),
            None => Says::Words(words.to_owned()),
        }
    }
}
