//! A chapter, and its steps, checked against the sources that they speak of.

use std::collections::BTreeMap;

use super::fault::{Fault, from_toml, line_of};
use super::files::Files;
use super::member::Member;
use super::mutants_toml::{self, NoFault};
use super::steps_toml::{StepToml, StepsToml};
use super::wrong::Wrong;
use crate::outcomes::Outcomes;
use crate::surgery::{ItemPath, Outline};

/// A crate of the course, and those in folders below it.
#[derive(Debug)]
pub(crate) struct Chapter {
    /// `ch04-event-queue`, which is also the package's name.
    pub(crate) folder: String,
    /// `ch04`.
    pub(crate) name: String,
    /// Its own crate, and those in its folder.
    pub(crate) members: Vec<Member>,
    /// Whether the steps' tests need the chapter's default features.
    pub(crate) default_features: bool,
    /// The feature with which the same tests run on what the chapter imitates.
    pub(crate) oracle: Option<String>,
    pub(crate) steps: Vec<Step>,
    /// What each wrong answer was seen to do.
    pub(crate) outcomes: Outcomes,
    /// The mutants that are no faults.
    pub(crate) no_faults: Vec<NoFault>,
}

/// What a learner builds in one go.
#[derive(Debug)]
pub(crate) struct Step {
    /// `ch04`.
    pub(crate) chapter: String,
    /// From 1, in its chapter.
    pub(crate) position: usize,
    pub(crate) name: String,
    pub(crate) title: String,
    /// Markdown.
    pub(crate) text: String,
    /// Where the text is, below the workspace.
    pub(crate) text_file: String,
    /// The test target's name.
    pub(crate) test: String,
    pub(crate) minutes: u32,
    pub(crate) functions: Vec<Located>,
    pub(crate) left_out: Vec<Located>,
    pub(crate) hints: Vec<String>,
    /// Bodies for where `todo!()` will not do.
    pub(crate) stubs: BTreeMap<ItemPath, String>,
    pub(crate) wrong: Vec<Wrong>,
}

/// An item, and where the reference has it.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    pub(crate) path: ItemPath,
    /// Below the workspace.
    pub(crate) file: String,
    /// Inline modules and the type, inside the file.
    pub(crate) inner: Vec<String>,
}

impl Step {
    /// `ch04/make-the-queue`.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// `4.1`.
    pub(crate) fn number(&self) -> String {
        let chapter = self
            .chapter
            .trim_start_matches("ch")
            .trim_start_matches('0');
        format!("{chapter}.{}", self.position)
    }
}

impl Chapter {
    /// `4` for `ch04`.
    pub(crate) fn number(&self) -> String {
        self.name
            .trim_start_matches("ch")
            .trim_start_matches('0')
            .to_owned()
    }

    /// Where its mutants are listed that are no faults, below the workspace.
    pub(crate) fn mutants_file(&self) -> String {
        format!("{}/steps/mutants.toml", self.folder)
    }

    /// Whether a file of the chapter is in a learner's workspace. Its steps are shown by the commands,
    /// and tests that are of no step may need what a learner has not; each goes with the folder of its name.
    pub(crate) fn is_for_learners(&self, files: &Files, file: &str) -> bool {
        let below = file.strip_prefix(&self.folder).unwrap_or(file);
        let test = below
            .strip_prefix("/tests/")
            .and_then(|name| name.split(['/', '.']).next())
            .filter(|name| {
                let test = format!("{}/tests/{name}.rs", self.folder);
                files.bytes(&test).is_some()
            });
        let is_of_a_step = |name: &str| self.steps.iter().any(|step| step.test == name);
        let others = self.members.iter().filter(|it| it.folder != self.folder);
        let mut their_tests = others.map(|member| format!("{}/tests/", member.folder));
        !below.starts_with("/steps/")
            && test.is_none_or(is_of_a_step)
            && !their_tests.any(|tests| file.starts_with(&tests))
    }

    pub(super) fn read(files: &Files, folder: &str, faults: &mut Vec<Fault>) -> Chapter {
        let name = folder.split('-').next().unwrap_or(folder).to_owned();
        let mut chapter = Chapter {
            folder: folder.to_owned(),
            name,
            members: Member::all_of(files, folder, faults),
            default_features: true,
            oracle: None,
            steps: Vec::new(),
            outcomes: Outcomes::default(),
            no_faults: Vec::new(),
        };
        let file = format!("{folder}/steps/steps.toml");
        let Some(text) = files.text(&file) else {
            return chapter;
        };
        let outcomes = format!("{folder}/steps/outcomes.json");
        match files.text(&outcomes).map(serde_json::from_str).transpose() {
            Ok(recorded) => chapter.outcomes = recorded.unwrap_or_default(),
            Err(error) => faults.push(Fault {
                file: outcomes,
                line: error.line().max(1),
                what: error.to_string(),
            }),
        }
        let mutants = chapter.mutants_file();
        match mutants_toml::read(&mutants, files.text(&mutants).unwrap_or_default()) {
            Ok(listed) => chapter.no_faults = listed,
            Err(fault) => faults.push(fault),
        }
        match from_toml::<StepsToml>(&file, text) {
            Err(fault) => faults.push(fault),
            Ok(parsed) => {
                chapter.default_features = parsed.default_features;
                chapter.oracle = parsed.oracle;
                let mut reader = Reader {
                    files,
                    folder,
                    members: &chapter.members,
                    file: &file,
                    text,
                    faults,
                };
                for (index, step) in parsed.step.into_iter().enumerate() {
                    let at = step.span().start;
                    let step = reader.step(&chapter.name, index + 1, step.into_inner(), at);
                    if chapter.steps.iter().any(|other| other.name == step.name) {
                        reader.fault(at, format!("a second step is called {}", step.name));
                    }
                    chapter.steps.push(step);
                }
                reader.wrong_answers(&mut chapter.steps);
            }
        }
        chapter
    }
}

/// Reads one `steps.toml`, and collects what is wrong with it.
struct Reader<'a> {
    files: &'a Files,
    folder: &'a str,
    members: &'a [Member],
    file: &'a str,
    text: &'a str,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn step(&mut self, chapter: &str, position: usize, step: StepToml, at: usize) -> Step {
        let text_file = format!("{}/steps/{}", self.folder, step.text.get_ref());
        let text = self.files.text(&text_file).map(str::to_owned);
        if text.is_none() {
            self.fault(
                step.text.span().start,
                format!("{text_file} does not exist"),
            );
        }
        let test_file = format!("{}/tests/{}.rs", self.folder, step.test.get_ref());
        if self.files.bytes(&test_file).is_none() {
            self.fault(
                step.test.span().start,
                format!("{test_file} does not exist"),
            );
        }
        if step.hints.get_ref().is_empty() {
            let at = step.hints.span().start;
            self.fault(
                at,
                format!("{} has no hints: need two to four", step.name.get_ref()),
            );
        }
        if step.functions.is_empty() {
            self.fault(at, format!("{} has no functions", step.name.get_ref()));
        }
        let functions = self.items(&step.functions, true);
        let left_out = self.items(&step.left_out, false);
        let mut stubs = BTreeMap::new();
        for stub in &step.stub {
            let is_known = step
                .functions
                .iter()
                .any(|path| path.get_ref() == stub.function.get_ref());
            if !is_known {
                let what = format!(
                    "`{}` is not among the step's functions",
                    stub.function.get_ref()
                );
                self.fault(stub.function.span().start, what);
            }
            if syn::parse_str::<syn::Block>(&format!("{{ {}\n }}", stub.body)).is_err() {
                self.fault(
                    stub.function.span().start,
                    format!("its body is not Rust: {}", stub.body),
                );
            }
            if let Ok(path) = ItemPath::parse(stub.function.get_ref()) {
                stubs.insert(path, stub.body.clone());
            }
        }
        Step {
            chapter: chapter.to_owned(),
            position,
            name: step.name.into_inner(),
            title: step.title,
            text: text.unwrap_or_default(),
            text_file,
            test: step.test.into_inner(),
            minutes: step.minutes,
            functions,
            left_out,
            hints: step.hints.into_inner(),
            stubs,
            wrong: Vec::new(),
        }
    }

    fn items(&mut self, paths: &[toml::Spanned<String>], with_body: bool) -> Vec<Located> {
        let mut located = Vec::new();
        for text in paths {
            match self.locate(text.get_ref(), with_body) {
                Ok(item) => located.push(item),
                Err(what) => self.fault(text.span().start, what),
            }
        }
        located
    }

    fn locate(&self, text: &str, with_body: bool) -> Result<Located, String> {
        let path = ItemPath::parse(text)?;
        let members = self.members.iter();
        let crates: Vec<&str> = members.filter_map(|it| it.below(self.folder)).collect();
        for place in path.places(&crates) {
            for name in &place.files {
                let file = format!("{}/{name}", self.folder);
                let Some(source) = self.files.text(&file) else {
                    continue;
                };
                let outline = Outline::of(source)
                    .map_err(|error| format!("{file}:{}: {error}", error.line))?;
                let mut found = outline
                    .find(&place.inner, path.of_trait(), path.name())
                    .peekable();
                if found.peek().is_none() {
                    continue;
                }
                if with_body && found.all(|entry| entry.body.is_none()) {
                    return Err(format!("`{text}` has no body"));
                }
                let inner = place.inner.clone();
                return Ok(Located {
                    path: path.clone(),
                    file,
                    inner,
                });
            }
        }
        Err(format!("`{text}` does not exist in {}/src", self.folder))
    }

    /// Files `wrong/STEP-what-is-wrong.rs`; of two steps that fit, the longer name is meant.
    fn wrong_answers(&mut self, steps: &mut [Step]) {
        let folder = format!("{}/steps/wrong", self.folder);
        for file in self.files.below(&folder) {
            let Some(name) = file
                .strip_prefix(&folder)
                .and_then(|name| name.strip_suffix(".rs"))
            else {
                continue;
            };
            let name = name.trim_start_matches('/');
            let rest = |step: &Step| name.strip_prefix(&step.name)?.strip_prefix('-');
            let fits = steps.iter_mut().filter(|step| rest(step).is_some());
            let Some(step) = fits.max_by_key(|step| step.name.len()) else {
                self.faults.push(Fault {
                    file: file.to_owned(),
                    line: 1,
                    what: "belongs to no step: need STEP-what-is-wrong.rs".to_owned(),
                });
                continue;
            };
            let what_is_wrong = name[step.name.len() + 1..].to_owned();
            match Wrong::read(
                &what_is_wrong,
                file,
                self.files.text(file).unwrap_or_default(),
            ) {
                Ok(wrong) => {
                    self.check(&wrong);
                    step.wrong.push(wrong);
                }
                Err(faults) => self
                    .faults
                    .extend(faults.into_iter().map(|(line, what)| Fault {
                        file: file.to_owned(),
                        line,
                        what,
                    })),
            }
        }
        for step in steps.iter().filter(|step| step.wrong.is_empty()) {
            let name = format!("\"{}\"", step.name);
            let at = self.text.find(&name).unwrap_or(0);
            self.fault(
                at,
                format!(
                    "{} has no wrong answers: need three to eight in steps/wrong",
                    step.name
                ),
            );
        }
    }

    fn check(&mut self, wrong: &Wrong) {
        for section in &wrong.sections {
            let mut fault = |line: usize, what: String| {
                self.faults.push(Fault {
                    file: wrong.file.clone(),
                    line,
                    what,
                });
            };
            if self
                .files
                .bytes(&format!("{}/{}", self.folder, section.file))
                .is_none()
            {
                fault(
                    section.lines_before,
                    format!("{} does not exist", section.file),
                );
            }
            if let Err(error) = Outline::of(&section.source) {
                fault(section.lines_before + error.line, error.to_string());
            }
        }
    }

    fn fault(&mut self, at: usize, what: String) {
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line: line_of(self.text, at),
            what,
        });
    }
}
