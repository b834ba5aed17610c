//! What is recorded of the wrong answers, held against those that there are.

use super::Row;
use super::cases::{chapters_of, of_chapter};
use crate::course::{Course, Fault, Step};

/// Where a chapter's record is out of date, with what to type.
pub(super) fn faults(course: &Course, steps: &[&Step], rows: &[Row]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for chapter in chapters_of(course, steps) {
        let wanted = of_chapter(steps, chapter);
        let mut found = chapter.outcomes.out_of_date(chapter, &wanted);
        for step in wanted {
            let id = step.id();
            let of_step = rows.iter().filter(|row| row.step.as_ref() == Some(&id));
            let tests: Vec<&str> = of_step
                .flat_map(|row| &row.tests)
                .map(|test| test.name.as_str())
                .collect();
            let recorded = chapter.outcomes.tests_of(step).into_iter();
            // Without a run nothing is known of the tests.
            let gone = recorded.filter(|test| !tests.is_empty() && !tests.contains(test));
            found.extend(gone.map(|test| format!("speaks of the test {test}, which {id} has not")));
        }
        let name = &chapter.name;
        faults.extend(found.into_iter().map(|what| Fault {
            file: format!("{}/steps/outcomes.json", chapter.folder),
            line: 1,
            what: format!("{what}: type `cargo run -p cargo-course -- audit {name} --record`"),
        }));
    }
    faults
}
