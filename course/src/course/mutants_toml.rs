//! `mutants.toml`: the mutants of a chapter that its tests let pass, and why they are no faults.

use serde::Deserialize;
use toml::Spanned;

use super::fault::{Fault, from_toml, line_of};

/// The file. `course/mutants.schema.json` says what each key means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MutantsToml {
    #[serde(default)]
    no_fault: Vec<Spanned<NoFaultToml>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoFaultToml {
    file: String,
    mutant: String,
    code: Option<String>,
    why: Spanned<String>,
}

/// A mutant that is no fault; several, if they are called the same and change the same line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoFault {
    /// Below the chapter.
    pub(crate) file: String,
    /// As cargo-mutants calls it, without the place.
    pub(crate) mutant: String,
    /// The line that it changes, where the file has such a mutant in another one too.
    pub(crate) code: Option<String>,
    pub(crate) why: String,
    /// Where it is listed, from 1.
    pub(crate) line: usize,
}

/// Reads one.
///
/// # Errors
/// What its author must mend.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<NoFault>, Fault> {
    let parsed: MutantsToml = from_toml(file, text)?;
    let mut listed = Vec::new();
    for entry in parsed.no_fault {
        let line = line_of(text, entry.span().start);
        let entry = entry.into_inner();
        if entry.why.get_ref().trim().is_empty() {
            return Err(Fault {
                file: file.to_owned(),
                line: line_of(text, entry.why.span().start),
                what: "says nothing: need why it is no fault".to_owned(),
            });
        }
        listed.push(NoFault {
            file: entry.file,
            mutant: entry.mutant,
            code: entry.code,
            why: entry.why.into_inner(),
            line,
        });
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str =
        "[[no_fault]]\nfile = \"src/a.rs\"\nmutant = \"delete ! in f\"\nwhy = \"Equal.\"\n";

    #[test]
    fn an_entry_knows_its_line() {
        let listed = read("mutants.toml", &format!("# Ours.\n\n{ENTRY}\n{ENTRY}")).unwrap();
        let lines: Vec<usize> = listed.iter().map(|entry| entry.line).collect();
        assert_eq!(lines, [3, 8]);
    }

    #[test]
    fn what_is_wrong_with_an_entry_is_named_with_its_line() {
        let wrong = [
            (ENTRY.replace("why", "reason"), 4, "reason"),
            (ENTRY.replace("Equal.", " "), 4, "says nothing"),
            (ENTRY.replace("\"src/a.rs\"", "1"), 2, "string"),
            (ENTRY.replace("no_fault", "fault"), 1, "fault"),
        ];
        for (text, line, words) in wrong {
            let fault = read("mutants.toml", &text).unwrap_err();
            assert_eq!(fault.line, line, "{fault}");
            assert!(fault.what.contains(words), "{fault}");
        }
    }
}
