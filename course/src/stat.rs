//! Stat: the line that `/proc` has of a process, or of a thread: proc_pid_stat(5).

use std::fs;

/// What it says. A field that is not there is 0.
#[derive(Debug)]
pub(crate) struct Stat {
    pub(crate) name: String,
    /// From the third on.
    fields: Vec<String>,
}

impl Stat {
    /// Of the process or thread whose folder this is; `None` if it is gone.
    pub(crate) fn of(folder: &str) -> Option<Stat> {
        let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
        // The name is in brackets and may hold some itself.
        let (start, rest) = stat.rsplit_once(')')?;
        let name = start.split_once('(').map_or("", |(_, name)| name);
        Some(Stat {
            name: name.to_owned(),
            fields: rest.split_whitespace().map(str::to_owned).collect(),
        })
    }

    /// `R`, `S`, `D`…
    pub(crate) fn state(&self) -> char {
        let state = self.fields.first().and_then(|state| state.chars().next());
        state.unwrap_or('?')
    }

    /// Whether it has ended, and is only to be fetched.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state(), 'Z' | 'X')
    }

    /// A field, by its number in the manual.
    pub(crate) fn number(&self, field: usize) -> u64 {
        let field = field.checked_sub(3).and_then(|at| self.fields.get(at));
        field.and_then(|field| field.parse().ok()).unwrap_or(0)
    }
}
