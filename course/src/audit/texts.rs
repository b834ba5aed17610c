//! Texts and hints: the commands, files and methods that they name must exist.

use clap::Parser;

use crate::cli::Cli;
use crate::course::{Course, Fault, Member, Step};

/// What is named and is not there.
pub(super) fn faults(course: &Course, steps: &[&Step]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for step in steps {
        let hints = step.hints.join("\n");
        let toml = format!("{}/steps/steps.toml", course.chapter_of(step).folder);
        let with_lines = step
            .text
            .lines()
            .enumerate()
            .map(|(number, line)| (step.text_file.as_str(), number + 1, line));
        let in_hints = hints.lines().map(|line| (toml.as_str(), 1, line));
        let mut in_block = false;
        for (file, number, line) in with_lines.chain(in_hints) {
            if line.trim_start().starts_with("```") {
                in_block = !in_block;
                continue;
            }
            let codes: Vec<&str> = match in_block {
                true => vec![line],
                false => line.split('`').skip(1).step_by(2).collect(),
            };
            for code in codes {
                if let Some(what) = wrong_with(course, step, code.trim()) {
                    faults.push(Fault {
                        file: file.to_owned(),
                        line: number,
                        what,
                    });
                }
            }
        }
    }
    faults
}

fn wrong_with(course: &Course, step: &Step, code: &str) -> Option<String> {
    let code = code.trim_start_matches("$ ");
    if let Some(rest) = code.strip_prefix("cargo course") {
        let words = shlex::split(rest)?;
        let is_prose = words
            .iter()
            .any(|word| word.chars().all(char::is_uppercase) && !word.is_empty());
        let parsed = Cli::try_parse_from(std::iter::once("cargo-course".to_owned()).chain(words));
        return match parsed {
            Err(error) if !is_prose && error.exit_code() != 0 => {
                Some(format!("`{code}` is no command"))
            }
            _ => None,
        };
    }
    if let Some(rest) = code.strip_prefix("cargo ") {
        let words = shlex::split(rest)?;
        let package = words
            .iter()
            .zip(words.iter().skip(1))
            .find(|(flag, _)| *flag == "-p" || *flag == "--package");
        let (_, package) = package?;
        let is_there = course.members().any(|member| member.package == *package);
        return (!is_there).then(|| format!("`{code}` names no package of the workspace"));
    }
    let chapter = course.chapter_of(step);
    let folder = &chapter.folder;
    let is_in_a_crate = |member: &Member| {
        let below = member.below(folder);
        below.is_some_and(|below| code.starts_with(&format!("{below}/")))
    };
    let is_file = (["src/", "tests/", "ch0", "ch1"]
        .iter()
        .any(|start| code.starts_with(start))
        || chapter.members.iter().any(is_in_a_crate))
        && [".rs", ".md", ".toml"]
            .iter()
            .any(|end| code.ends_with(end));
    let is_there = course.files.bytes(code).is_some()
        || course.files.bytes(&format!("{folder}/{code}")).is_some();
    if is_file && !is_there {
        return Some(format!("`{code}` does not exist"));
    }
    names_nothing(course, folder, code).then(|| format!("`{code}` is nowhere in {folder}"))
}

/// Whether it is `Type::name`, the type is the chapter's, and nothing there is called so.
fn names_nothing(course: &Course, folder: &str, code: &str) -> bool {
    let path = code.split(['(', '<']).next().unwrap_or(code);
    let Some((of_type, name)) = path.rsplit_once("::") else {
        return false;
    };
    let of_type = of_type.rsplit("::").next().unwrap_or(of_type);
    let is_word = |word: &str| syn::parse_str::<syn::Ident>(word).is_ok();
    if !is_word(of_type) || !is_word(name) {
        return false;
    }
    let sources = || {
        let files = course
            .files
            .below(folder)
            .filter(|file| file.ends_with(".rs"));
        files.filter_map(|file| course.files.text(file))
    };
    let defined = ["struct", "enum", "trait"].map(|kind| format!("{kind} {of_type}"));
    let has = |source: &str, words: &str| {
        source.match_indices(words).any(|(at, _)| {
            let after = source[at + words.len()..].chars().next();
            !after.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
        })
    };
    let is_ours = sources().any(|source| defined.iter().any(|words| has(source, words)));
    is_ours && !sources().any(|source| has(source, name))
}
