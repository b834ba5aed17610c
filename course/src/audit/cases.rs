//! The cases: each a variant, built once, and what must come of its tests.

use std::fmt;
use std::time::Instant;

use anyhow::Result;

use super::{Audit, Fate, Mutant, Row};
use crate::course::{Chapter, Course, Says, Step, Wrong};
use crate::outcomes::{is_said, is_test};
use crate::runner::{self, BuildOptions, Built, RunOptions, StepOutcome};
use crate::scratch::Scratch;
use crate::variant;
use crate::verdict::{TestResult, Verdict};

/// How often a mutant must pass until it is believed: what shows in a race does not show each time.
const TRIES: usize = 3;

/// One thing to prove.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    /// Its row in the matrix.
    position: usize,
    chapter: &'a Chapter,
    claim: Claim<'a>,
}

#[derive(Debug)]
enum Claim<'a> {
    /// The solution passes these steps.
    Solution(Vec<&'a Step>),
    /// So does what the chapter imitates, by this feature.
    Oracle(Vec<&'a Step>, &'a str),
    /// The step is red because it is not written, and the ones before it are green.
    Stub(&'a Step),
    /// The whole workspace with all steps open is checked without a warning.
    AllOpen,
    /// The wrong answer is rejected.
    Wrong(&'a Step, &'a Wrong),
    /// The mutant is rejected, or listed as no fault.
    Mutant(&'a Mutant<'a>),
}

impl fmt::Display for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chapter = &self.chapter.name;
        match &self.claim {
            Claim::Solution(_) => write!(f, "{chapter} solution"),
            Claim::Oracle(_, feature) => write!(f, "{chapter} oracle ({feature})"),
            Claim::Stub(step) => write!(f, "{} stub", step.id()),
            Claim::AllOpen => write!(f, "{chapter} and all others, all steps open"),
            Claim::Wrong(step, wrong) => write!(f, "{} {}", step.id(), wrong.name),
            Claim::Mutant(mutant) => {
                let (step, file, line) = (mutant.step.id(), &mutant.file, mutant.line);
                write!(f, "{step} {file}:{line}: {}", mutant.name)
            }
        }
    }
}

/// The chapters of these steps.
pub(super) fn chapters_of<'a>(course: &'a Course, steps: &[&'a Step]) -> Vec<&'a Chapter> {
    let is_wanted = |chapter: &&Chapter| !of_chapter(steps, chapter).is_empty();
    course.chapters.iter().filter(is_wanted).collect()
}

pub(super) fn of_chapter<'a>(steps: &[&'a Step], chapter: &Chapter) -> Vec<&'a Step> {
    let steps = steps.iter().copied();
    steps.filter(|step| step.chapter == chapter.name).collect()
}

/// The solutions, and everything else.
pub(super) fn plan<'a>(course: &'a Course, steps: &[&'a Step]) -> (Vec<Case<'a>>, Vec<Case<'a>>) {
    let (mut solutions, mut others) = (Vec::new(), Vec::new());
    let mut position = 0;
    let mut case = |chapter: &'a Chapter, claim: Claim<'a>| {
        position += 1;
        Case {
            position,
            chapter,
            claim,
        }
    };
    for chapter in chapters_of(course, steps) {
        let wanted = of_chapter(steps, chapter);
        solutions.push(case(chapter, Claim::Solution(wanted.clone())));
        if let Some(feature) = &chapter.oracle {
            others.push(case(chapter, Claim::Oracle(wanted.clone(), feature)));
        }
        for step in wanted {
            others.push(case(chapter, Claim::Stub(step)));
            for wrong in &step.wrong {
                others.push(case(chapter, Claim::Wrong(step, wrong)));
            }
        }
    }
    if let Some(chapter) = course
        .chapters
        .iter()
        .find(|chapter| !chapter.steps.is_empty())
    {
        others.push(case(chapter, Claim::AllOpen));
    }
    (solutions, others)
}

/// The solutions, and the mutants of these steps.
pub(super) fn plan_mutants<'a>(
    course: &'a Course,
    steps: &[&'a Step],
    mutants: &'a [Mutant<'a>],
) -> (Vec<Case<'a>>, Vec<Case<'a>>) {
    let chapters = chapters_of(course, steps).into_iter();
    let solutions = chapters.map(|chapter| Case {
        position: 0,
        chapter,
        claim: Claim::Solution(of_chapter(steps, chapter)),
    });
    let of_steps = steps.iter().flat_map(|step| {
        mutants
            .iter()
            .filter(move |mutant| mutant.step.id() == step.id())
    });
    let others = of_steps.enumerate().map(|(index, mutant)| Case {
        position: index + 1,
        chapter: course.chapter_of(mutant.step),
        claim: Claim::Mutant(mutant),
    });
    (solutions.collect(), others.collect())
}

impl Case<'_> {
    /// Builds the variant and runs its tests.
    pub(super) fn try_in(&self, audit: &Audit<'_>, scratch: &mut Scratch) -> Result<Row> {
        let start = Instant::now();
        let mut row = Row::new(self.position, &self.chapter.name, self.to_string());
        match &self.claim {
            Claim::Solution(steps) => {
                scratch.set(&variant::Changes::new())?;
                let built = self.build(scratch, steps, None)?;
                row.problems
                    .extend(built.diagnostics.iter().map(|found| found.message.clone()));
                self.all_green(audit, scratch, &built, steps, &mut row)?;
            }
            Claim::Oracle(steps, feature) => {
                scratch.set(&variant::Changes::new())?;
                let built = self.build(scratch, steps, Some(feature))?;
                self.all_green(audit, scratch, &built, steps, &mut row)?;
            }
            Claim::Stub(step) => self.stub(audit, scratch, step, &mut row)?,
            Claim::AllOpen => {
                let open: Vec<&Step> = audit.course.steps().collect();
                scratch.set(&variant::with_open_steps(audit.course, &open)?)?;
                let checked = runner::check_all(&scratch.root, &scratch.build_options())?;
                row.problems
                    .extend(checked.diagnostics.iter().map(|found| found.text.clone()));
                row.problems.extend(checked.cargo_error);
            }
            Claim::Wrong(step, wrong) => self.wrong(audit, scratch, step, wrong, &mut row)?,
            Claim::Mutant(mutant) => self.mutant(audit, scratch, mutant, &mut row)?,
        }
        row.took_ms = start.elapsed().as_millis();
        Ok(row)
    }

    fn build(&self, scratch: &Scratch, steps: &[&Step], feature: Option<&str>) -> Result<Built> {
        let tests: Vec<&str> = steps.iter().map(|step| step.test.as_str()).collect();
        let options = BuildOptions {
            feature: feature.map(str::to_owned),
            ..scratch.build_options()
        };
        runner::build(&scratch.root, self.chapter, &tests, &options)
    }

    fn run(
        &self,
        audit: &Audit<'_>,
        scratch: &Scratch,
        built: &Built,
        step: &Step,
        only: &[String],
    ) -> Result<StepOutcome> {
        // Most tests wait, and few compute.
        let options = RunOptions {
            at_once: 4,
            only: only.to_vec(),
            until_red: matches!(self.claim, Claim::Mutant(_)),
            ..audit.options.clone()
        };
        runner::run_step(
            &scratch.root.join(&self.chapter.folder),
            step,
            built,
            &options,
            |_| {},
        )
    }

    fn all_green(
        &self,
        audit: &Audit<'_>,
        scratch: &Scratch,
        built: &Built,
        steps: &[&Step],
        row: &mut Row,
    ) -> Result<()> {
        row.problems
            .extend(built.errors().map(|error| error.text.clone()));
        row.problems.extend(built.cargo_error.clone());
        for step in steps {
            let outcome = self.run(audit, scratch, built, step, &[])?;
            must_be_green(step, &outcome, row);
        }
        Ok(())
    }

    fn stub(
        &self,
        audit: &Audit<'_>,
        scratch: &mut Scratch,
        step: &Step,
        row: &mut Row,
    ) -> Result<()> {
        row.step = Some(step.id());
        let (before, open) = self.chapter.steps.split_at(step.position - 1);
        let open: Vec<&Step> = open.iter().collect();
        scratch.set(&variant::with_open_steps(audit.course, &open)?)?;
        let mut tests: Vec<&Step> = before.iter().collect();
        tests.push(step);
        let built = self.build(scratch, &tests, None)?;
        row.problems
            .extend(built.diagnostics.iter().map(|found| found.text.clone()));
        row.problems.extend(built.cargo_error.clone());
        for earlier in before {
            let outcome = self.run(audit, scratch, &built, earlier, &[])?;
            must_be_green(earlier, &outcome, row);
        }
        let outcome = self.run(audit, scratch, &built, step, &[])?;
        row.tests = outcome.tests().to_vec();
        let red: Vec<&TestResult> = outcome
            .tests()
            .iter()
            .filter(|test| test.verdict.is_red())
            .collect();
        row.caught_by = red.iter().map(|test| test.name.clone()).collect();
        if red.is_empty() {
            row.problems.push("the stub passes its own step".to_owned());
        }
        let is_not_written = |test: &&&TestResult| {
            test.verdict.message().contains("not yet implemented")
                || matches!(test.verdict, Verdict::NotWritten { .. })
        };
        if step.stubs.is_empty() && red.iter().find(is_not_written).is_none() {
            row.problems.push("no test comes to a `todo!()`".to_owned());
        }
        for test in red
            .iter()
            .filter(|test| matches!(test.verdict, Verdict::Hung(_)))
        {
            row.problems.push(format!(
                "the stub lets {} hang: {}",
                test.name,
                test.verdict.message()
            ));
        }
        Ok(())
    }

    fn wrong(
        &self,
        audit: &Audit<'_>,
        scratch: &mut Scratch,
        step: &Step,
        wrong: &Wrong,
        row: &mut Row,
    ) -> Result<()> {
        row.step = Some(step.id());
        row.wrong = Some(wrong.name.clone());
        row.says = wrong.says.iter().map(says).collect();
        scratch.set(&variant::with_wrong_answer(
            audit.course,
            self.chapter,
            wrong,
        )?)?;
        let built = self.build(scratch, &[step], None)?;
        row.problems
            .extend(built.errors().map(|error| error.text.clone()));
        row.problems.extend(built.cargo_error.clone());
        if !row.problems.is_empty() {
            return Ok(());
        }
        // The others may take their time to hang; what they say is only for the record.
        let only = match audit.all_tests {
            true => &[][..],
            false => &wrong.caught_by,
        };
        for _ in 0..audit.times {
            let outcome = self.run(audit, scratch, &built, step, only)?;
            must_be_rejected(wrong, &outcome, row);
            row.tests = outcome.tests().to_vec();
        }
        let red = row.tests.iter().filter(|test| test.verdict.is_red());
        row.caught_by = red.map(|test| test.name.clone()).collect();
        Ok(())
    }

    fn mutant(
        &self,
        audit: &Audit<'_>,
        scratch: &mut Scratch,
        mutant: &Mutant<'_>,
        row: &mut Row,
    ) -> Result<()> {
        row.step = Some(mutant.step.id());
        scratch.set(&mutant.changes(audit.course)?)?;
        let built = self.build(scratch, &[mutant.step], None)?;
        let fate = match built.errors().next() {
            Some(_) => Fate::Unviable,
            // In what a macro calls: no test can run.
            None if built.is_endless => Fate::Rejected,
            None => self.fate(audit, scratch, mutant, &built, row)?,
        };
        let listed = mutant.listed(self.chapter);
        let problem = fate.problem(listed, &self.chapter.mutants_file());
        row.problems.extend(problem);
        row.mutant = Some(fate);
        row.why_no_fault = listed.map(|entry| entry.why.clone());
        Ok(())
    }

    /// What becomes of one that has been built.
    fn fate(
        &self,
        audit: &Audit<'_>,
        scratch: &mut Scratch,
        mutant: &Mutant<'_>,
        built: &Built,
        row: &mut Row,
    ) -> Result<Fate> {
        for _ in 0..TRIES {
            let outcome = self.run(audit, scratch, built, mutant.step, &[])?;
            if let StepOutcome::NotRun(why) = &outcome {
                row.problems.push(format!("the test {why}"));
                row.problems.extend(built.cargo_error.clone());
            }
            let red = outcome.tests().iter().filter(|test| test.verdict.is_red());
            row.caught_by = red.map(|test| test.name.clone()).collect();
            if !row.caught_by.is_empty() {
                return Ok(Fate::Rejected);
            }
        }
        match self.is_compiled(audit, scratch, mutant)? {
            true => Ok(Fate::Survived),
            false => Ok(Fate::Elsewhere),
        }
    }

    /// Whether the compiler looks at what the mutant changes.
    fn is_compiled(
        &self,
        audit: &Audit<'_>,
        scratch: &mut Scratch,
        mutant: &Mutant<'_>,
    ) -> Result<bool> {
        let Some(changes) = mutant.error_beside(audit.course)? else {
            return Ok(true);
        };
        scratch.set(&changes)?;
        let built = self.build(scratch, &[mutant.step], None)?;
        Ok(built.errors().next().is_some())
    }
}

fn says(says: &Says) -> String {
    match says {
        Says::Words(words) => words.clone(),
        Says::Hangs(class) => format!("hangs: {class}"),
    }
}

fn must_be_green(step: &Step, outcome: &StepOutcome, row: &mut Row) {
    if let StepOutcome::NotRun(why) = outcome {
        row.problems.push(format!("{} {why}", step.id()));
    }
    for test in outcome.tests().iter().filter(|test| test.verdict.is_red()) {
        row.problems.push(format!(
            "{}: {} fails: {}",
            step.id(),
            test.name,
            test.verdict.message()
        ));
    }
    if outcome
        .tests()
        .iter()
        .all(|test| test.verdict == Verdict::Ignored)
    {
        row.problems.push(format!("{}: no test ran", step.id()));
    }
}

fn must_be_rejected(wrong: &Wrong, outcome: &StepOutcome, row: &mut Row) {
    if let StepOutcome::NotRun(why) = outcome {
        row.problems.push(format!("the test {why}"));
        return;
    }
    let mut objections: Vec<&TestResult> = Vec::new();
    for wanted in &wrong.caught_by {
        match outcome
            .tests()
            .iter()
            .find(|test| is_test(&test.name, wanted))
        {
            None => row.problems.push(format!("no test is called {wanted}")),
            Some(test) if !test.verdict.is_red() => {
                row.problems.push(format!("{wanted} lets it pass"))
            }
            Some(test) => objections.push(test),
        }
    }
    for wanted in &wrong.says {
        if !objections.is_empty() && !objections.iter().any(|test| is_said(wanted, &test.verdict)) {
            let said: Vec<String> = objections
                .iter()
                .map(|test| test.verdict.message())
                .collect();
            row.problems.push(format!(
                "nobody says {:?}, but: {}",
                says(wanted),
                said.join("; ")
            ));
        }
    }
}
