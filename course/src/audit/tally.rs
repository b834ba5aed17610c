//! The mutants of each step, counted.

use std::fmt;

use serde::Serialize;

use super::{Fate, Row};
use crate::course::Step;

/// How many mutants a step has, and what became of them.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tally {
    pub(super) step: String,
    pub(super) mutants: usize,
    pub(super) rejected: usize,
    pub(super) unviable: usize,
    pub(super) elsewhere: usize,
    /// Survived, and listed with the reason.
    pub(super) no_fault: usize,
    /// Survived, and not listed.
    pub(super) faults: usize,
}

impl Tally {
    /// One a step; none is a number too, for cargo-mutants changes no `unsafe fn`.
    pub(super) fn of(steps: &[&Step], rows: &[Row]) -> Vec<Tally> {
        let tally = |step: &&Step| Tally::of_step(step.id(), rows);
        steps.iter().map(tally).collect()
    }

    fn of_step(step: String, rows: &[Row]) -> Tally {
        let mut tally = Tally::default();
        for row in rows.iter().filter(|row| row.step.as_ref() == Some(&step)) {
            if let Some(fate) = row.mutant {
                tally.count(fate, row.why_no_fault.is_some());
            }
        }
        Tally { step, ..tally }
    }

    fn count(&mut self, fate: Fate, is_listed: bool) {
        self.mutants += 1;
        let counter = match (fate, is_listed) {
            (Fate::Rejected, _) => &mut self.rejected,
            (Fate::Unviable, _) => &mut self.unviable,
            (Fate::Elsewhere, _) => &mut self.elsewhere,
            (Fate::Survived, true) => &mut self.no_fault,
            (Fate::Survived, false) => &mut self.faults,
        };
        *counter += 1;
    }

    /// For a table with [`Tally::HEAD`].
    pub(super) fn markdown(&self) -> String {
        format!(
            "| {} | {} | {} | {} | {} | {} | {} |",
            self.step,
            self.mutants,
            self.rejected,
            self.unviable,
            self.elsewhere,
            self.no_fault,
            self.faults
        )
    }

    pub(super) const HEAD: &str = "| step | mutants | rejected | do not compile | for other systems | no fault | not rejected |\n|---|---|---|---|---|---|---|";
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<28} {:>3} mutants", self.step, self.mutants)?;
        let counts = [
            (self.rejected, "rejected"),
            (self.unviable, "do not compile"),
            (self.elsewhere, "for other systems"),
            (self.no_fault, "no fault"),
            (self.faults, "NOT REJECTED"),
        ];
        let mut before = ": ";
        for (count, word) in counts.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{before}{count} {word}")?;
            before = ", ";
        }
        Ok(())
    }
}
