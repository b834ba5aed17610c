//! Judging steps in a learner's workspace: tests laid, built, run, and put into words.

use anyhow::Result;
use serde::Serialize;

use crate::course::{Chapter, Course, Step};
use crate::learner::{Progress, Workspace};
use crate::outcomes::shape_of_all;
use crate::places::{self, Place};
use crate::runner::{self, BuildOptions, Built, RunOptions, StepOutcome};
use crate::screen::Screen;
use crate::verdict::{TestResult, Verdict};

/// What is said of a step.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) step: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) green: bool,
    /// Nothing but `todo!()` is in the way.
    pub(crate) not_written: bool,
    /// It was done, and is so no more.
    pub(crate) reopened: bool,
    /// The functions that are as the stub has them.
    pub(crate) still_to_write: Vec<Place>,
    /// Whether those are all.
    pub(crate) untouched: bool,
    /// Why no test ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_run: Option<String>,
    pub(crate) tests: Vec<TestResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) looks_like: Option<LooksLike>,
}

/// A known wrong answer that fails the same way.
#[derive(Debug, Serialize)]
pub(crate) struct LooksLike {
    pub(crate) name: String,
    /// Whether it explains all that failed; else it is the best guess.
    pub(crate) sure: bool,
    pub(crate) hint: String,
}

/// All that a run brought.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Judgement {
    pub(crate) steps: Vec<Report>,
    /// The compiler's words.
    pub(crate) compiler: Vec<String>,
    /// Tests that a learner had changed, and where those are now.
    pub(crate) kept: Vec<String>,
}

impl Judgement {
    pub(crate) fn is_green(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.green)
    }

    /// Whether nothing is in the way but what is not written yet, and nothing of it is.
    pub(crate) fn is_start(&self) -> bool {
        self.steps
            .iter()
            .all(|report| report.green || (report.not_written && report.untouched))
    }

    /// Whether nothing is in the way but what is not written yet, and some of it is.
    pub(crate) fn is_begun(&self) -> bool {
        let is_open = |report: &Report| report.not_written && !report.still_to_write.is_empty();
        let mut steps = self.steps.iter();
        !self.is_start() && steps.all(|report| report.green || is_open(report))
    }

    fn has(&self, step: &Step) -> bool {
        self.steps.iter().any(|report| report.step == step.id())
    }
}

/// Judges the steps, chapter by chapter, and remembers what came of it.
///
/// Where one of them is green, the chapter's other steps that are done are judged again: what was
/// written for one step may have broken another.
///
/// # Errors
/// If the workspace cannot be written, or cargo not be started. Red is no error.
pub(crate) fn judge(
    course: &Course,
    workspace: &mut Workspace,
    steps: &[&Step],
    options: &RunOptions,
    screen: Screen,
) -> Result<Judgement> {
    let mut chapters: Vec<&Chapter> = steps.iter().map(|step| course.chapter_of(step)).collect();
    chapters.dedup_by_key(|chapter| &chapter.name);
    workspace.check_chapters(course, &chapters)?;
    let mut judgement = Judgement::default();
    for chapter in chapters {
        let wanted: Vec<&Step> = steps
            .iter()
            .copied()
            .filter(|step| step.chapter == chapter.name)
            .collect();
        lay_tests(course, workspace, chapter, screen, &mut judgement)?;
        judge_chapter(workspace, chapter, &wanted, options, screen, &mut judgement)?;
        judge_again(workspace, chapter, options, screen, &mut judgement)?;
    }
    for report in &judgement.steps {
        let progress = if report.green {
            Progress::Done
        } else {
            Progress::Open
        };
        workspace
            .state
            .progress
            .insert(report.step.clone(), progress);
    }
    workspace.save()?;
    Ok(judgement)
}

/// Lays the tests as the course has them.
fn lay_tests(
    course: &Course,
    workspace: &mut Workspace,
    chapter: &Chapter,
    screen: Screen,
    judgement: &mut Judgement,
) -> Result<()> {
    for relaid in workspace.lay_tests(course, chapter)? {
        for kept in relaid.kept {
            screen.line(format_args!(
                "{} is the course's again; what you made of it is in {}",
                workspace.shown(&relaid.file),
                kept.display(),
            ));
            judgement.kept.push(kept.display().to_string());
        }
    }
    Ok(())
}

fn judge_chapter(
    workspace: &Workspace,
    chapter: &Chapter,
    steps: &[&Step],
    options: &RunOptions,
    screen: Screen,
    judgement: &mut Judgement,
) -> Result<()> {
    let busy = screen.busy(format!("builds {}", chapter.folder));
    let built = build(workspace, chapter, steps, screen)?;
    drop(busy);
    show_compiler(&built, screen, judgement);
    let folder = workspace.root.join(&chapter.folder);
    for step in steps {
        let mut busy = None;
        let say = |count| {
            let tests = tests_in_words(count);
            busy = Some(screen.busy(format!("runs {tests} of {}", step.title)));
        };
        let outcome = runner::run_step(&folder, step, &built, options, say)?;
        drop(busy);
        let report = report(workspace, chapter, step, outcome);
        show(workspace, &report, screen);
        judgement.steps.push(report);
    }
    Ok(())
}

/// The steps of the chapter that are done and were not asked for; only those that fail are shown.
fn judge_again(
    workspace: &Workspace,
    chapter: &Chapter,
    options: &RunOptions,
    screen: Screen,
    judgement: &mut Judgement,
) -> Result<()> {
    let has_green = chapter.steps.iter().any(|step| {
        let mut reports = judgement.steps.iter();
        reports.any(|report| report.step == step.id() && report.green)
    });
    let is_due = |step: &&Step| workspace.state.is_done(&step.id()) && !judgement.has(step);
    let steps: Vec<&Step> = chapter.steps.iter().filter(is_due).collect();
    if !has_green || steps.is_empty() {
        return Ok(());
    }
    let busy = screen.busy("tests again what was done before");
    // What the compiler says has been said.
    let built = build(workspace, chapter, &steps, screen)?;
    let folder = workspace.root.join(&chapter.folder);
    let mut reports = Vec::new();
    for step in steps {
        let outcome = runner::run_step(&folder, step, &built, options, |_| {})?;
        reports.push(report(workspace, chapter, step, outcome));
    }
    drop(busy);
    for report in reports {
        if !report.green {
            show(workspace, &report, screen);
        }
        judgement.steps.push(report);
    }
    Ok(())
}

fn build(
    workspace: &Workspace,
    chapter: &Chapter,
    steps: &[&Step],
    screen: Screen,
) -> Result<Built> {
    let tests: Vec<&str> = steps.iter().map(|step| step.test.as_str()).collect();
    let options = BuildOptions {
        colour: !screen.is_plain,
        ..BuildOptions::default()
    };
    runner::build(&workspace.root, chapter, &tests, &options)
}

fn report(workspace: &Workspace, chapter: &Chapter, step: &Step, outcome: StepOutcome) -> Report {
    let looks_like = chapter
        .outcomes
        .suspect(step, outcome.tests())
        .map(|suspect| LooksLike {
            name: suspect.wrong.words(),
            sure: suspect.is_named,
            hint: suspect.wrong.hint.clone(),
        });
    let red: Vec<&TestResult> = outcome
        .tests()
        .iter()
        .filter(|test| test.verdict.is_red())
        .collect();
    let still_to_write = places::still_to_write(workspace, step);
    Report {
        step: step.id(),
        untouched: still_to_write.len() == places::count(step),
        still_to_write,
        number: step.number(),
        title: step.title.clone(),
        green: outcome.is_green(),
        reopened: !outcome.is_green() && workspace.state.is_done(&step.id()),
        not_written: !red.is_empty()
            && red
                .iter()
                .all(|test| matches!(test.verdict, Verdict::NotWritten { .. })),
        looks_like,
        not_run: match &outcome {
            StepOutcome::NotRun(why) => Some(why.clone()),
            StepOutcome::Ran(_) => None,
        },
        tests: match outcome {
            StepOutcome::NotRun(_) => Vec::new(),
            StepOutcome::Ran(tests) => tests,
        },
    }
}

fn tests_in_words(count: usize) -> String {
    match count {
        1 => "1 test".to_owned(),
        _ => format!("{count} tests"),
    }
}

fn show_compiler(built: &Built, screen: Screen, judgement: &mut Judgement) {
    for diagnostic in &built.diagnostics {
        screen.line(format_args!("{}\n", diagnostic.text));
        judgement.compiler.push(diagnostic.text.clone());
    }
    if let Some(error) = &built.cargo_error {
        screen.line(error);
        judgement.compiler.push(error.clone());
    }
}

fn show(workspace: &Workspace, report: &Report, screen: Screen) {
    let name = format!("{:<5}{}", report.number, report.title);
    let (passed, all) = (
        count(report, |verdict| *verdict == Verdict::Passed),
        report.tests.len(),
    );
    if report.reopened {
        screen.line(format_args!(
            "{name} was done, and is open again:",
            name = screen.bold(format_args!("{} {}", report.number, report.title))
        ));
    }
    if let Some(why) = &report.not_run {
        screen.line(format_args!(
            "{}  {} {why}",
            screen.bad("FAILED"),
            screen.bold(name)
        ));
        return;
    }
    if report.green {
        screen.line(format_args!(
            "{}  {}  {}",
            screen.good("done  "),
            screen.bold(name),
            match passed {
                1 => "1 test passes".to_owned(),
                _ => format!("{passed} tests pass"),
            }
        ));
        return;
    }
    if report.not_written {
        let words = match report.still_to_write.as_slice() {
            // A `todo!()` of the learner's own.
            [] => format!(
                "not written yet: {}",
                met(workspace, &report.tests).join(", ")
            ),
            _ => "not written yet".to_owned(),
        };
        screen.line(format_args!(
            "{}  {}  {}",
            screen.calm("open  "),
            screen.bold(name),
            words
        ));
        show_still_to_write(report, screen);
        return;
    }
    screen.line(format_args!(
        "{}  {}  {passed} of {all} tests pass",
        screen.bad("red   "),
        screen.bold(name)
    ));
    for (test, others) in by_message(&report.tests) {
        show_test(workspace, test, screen);
        // One cause may fail many tests: two of them show it.
        if let Some((second, more)) = others.split_first() {
            show_test(workspace, second, screen);
            let names: Vec<&str> = more.iter().map(|test| test.name.as_str()).collect();
            if !names.is_empty() {
                screen.line(format_args!(
                    "\n    and {} more with the same message: {}",
                    names.len(),
                    names.join(", ")
                ));
            }
        }
    }
    if let Some(looks_like) = &report.looks_like {
        let name = screen.bold(&looks_like.name);
        let words = match looks_like.sure {
            true => format!("This looks like \"{name}\"."),
            false => format!("One thing that it could be: \"{name}\"."),
        };
        screen.line(format_args!("\n        {words} {}", looks_like.hint));
    }
    if !report.still_to_write.is_empty() {
        screen.line("");
        show_still_to_write(report, screen);
    }
    screen.line("");
}

fn show_still_to_write(report: &Report, screen: Screen) {
    let places: Vec<String> = report
        .still_to_write
        .iter()
        .map(|place| format!("{} {}", place.function, place.at))
        .collect();
    if !places.is_empty() {
        screen.line(format_args!(
            "        Still to write: {}",
            places.join(", ")
        ));
    }
}

/// The tests that are red, in order, each with the later ones that say the same but for numbers.
fn by_message(tests: &[TestResult]) -> Vec<(&TestResult, Vec<&TestResult>)> {
    let mut groups: Vec<(String, &TestResult, Vec<&TestResult>)> = Vec::new();
    for test in tests.iter().filter(|test| test.verdict.is_red()) {
        let message = shape_of_all(&test.verdict);
        match groups.iter_mut().find(|(known, ..)| *known == message) {
            Some((.., others)) => others.push(test),
            None => groups.push((message, test, Vec::new())),
        }
    }
    let without_message = |(_, first, others)| (first, others);
    groups.into_iter().map(without_message).collect()
}

fn show_test(workspace: &Workspace, test: &TestResult, screen: Screen) {
    let (word, at) = match &test.verdict {
        Verdict::NotWritten { at } => (screen.calm("not written yet").to_string(), at),
        Verdict::Failed { at, .. } => (screen.bad("failed").to_string(), at),
        Verdict::Crashed { .. } => (screen.bad("crashed").to_string(), &None),
        Verdict::Hung(evidence) => (
            screen
                .bad(format!("hangs: {}", evidence.class.words()))
                .to_string(),
            &None,
        ),
        Verdict::Passed | Verdict::Ignored => return,
    };
    screen.line(format_args!("\n    {}  {word}", screen.bold(&test.name)));
    let message = match &test.verdict {
        Verdict::NotWritten { .. } => String::new(),
        Verdict::Hung(evidence) => evidence.lines.join("\n"),
        verdict => verdict.message(),
    };
    for line in message.lines() {
        screen.line(format_args!("        {line}"));
    }
    if let Some(at) = at {
        screen.line(format_args!("        {}", screen.dim(workspace.shown(at))));
    }
}

/// Where `todo!()`s were met, each once.
fn met(workspace: &Workspace, tests: &[TestResult]) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for test in tests {
        if let Verdict::NotWritten { at: Some(at) } = &test.verdict {
            let place = workspace.shown(at);
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

fn count(report: &Report, is_wanted: impl Fn(&Verdict) -> bool) -> usize {
    report
        .tests
        .iter()
        .filter(|test| is_wanted(&test.verdict))
        .count()
}
