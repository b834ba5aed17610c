//! Where a step's functions are in a learner's files, and which of them are still to be written.

use std::env::consts;

use serde::Serialize;

use crate::course::{Located, Step};
use crate::learner::Workspace;
use crate::surgery::{Outline, is_stub};

/// Modules that are for one processor or one kind of system, as chapters name them.
const SYSTEMS: [&str; 6] = ["x86_64", "aarch64", "unix", "windows", "linux", "macos"];

/// A function, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    pub(crate) function: String,
    /// `FILE:LINE`, as terminals make clickable.
    pub(crate) at: String,
}

/// Where a function is now: `FILE:LINE`, as terminals make clickable.
pub(crate) fn place(workspace: &Workspace, located: &Located) -> String {
    let shown = workspace.shown(&located.file);
    let Ok(source) = workspace.read(&located.file) else {
        return format!("{shown} (not there)");
    };
    let line = match Outline::of(&source) {
        Err(error) => error.line,
        Ok(outline) => {
            let path = &located.path;
            let found = outline
                .find(&located.inner, path.of_trait(), path.name())
                .next();
            let start = found.map_or(0, |entry| entry.core.start);
            source[..start].matches('\n').count() + 1
        }
    };
    format!("{shown}:{line}")
}

/// The functions of a step that are as its stub has them, of those that this system compiles.
pub(crate) fn still_to_write(workspace: &Workspace, step: &Step) -> Vec<Place> {
    let is_open = |located: &&Located| {
        let source = workspace.read(&located.file);
        source.is_ok_and(|source| is_open(step, located, &source))
    };
    let places = of_this_system(step).filter(is_open).map(|located| Place {
        function: located.path.name().to_owned(),
        at: place(workspace, located),
    });
    places.collect()
}

/// How many functions of a step this system compiles.
pub(crate) fn count(step: &Step) -> usize {
    of_this_system(step).count()
}

/// Whether a file has a step's function as the stub does.
pub(crate) fn is_open(step: &Step, located: &Located, source: &str) -> bool {
    let (path, body) = (&located.path, step.stubs.get(&located.path));
    Outline::of(source).is_ok_and(|outline| {
        let mut found = outline
            .find(&located.inner, path.of_trait(), path.name())
            .peekable();
        found.peek().is_some()
            && found.all(|entry| is_stub(source, entry, body.map(String::as_str)))
    })
}

fn of_this_system(step: &Step) -> impl Iterator<Item = &Located> {
    step.functions.iter().filter(|located| {
        let path = located.path.to_string();
        path.split("::")
            .filter(|name| SYSTEMS.contains(name))
            .all(|name| [consts::ARCH, consts::OS, consts::FAMILY].contains(&name))
    })
}
