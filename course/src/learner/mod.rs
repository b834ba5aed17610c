//! A learner's workspace: made whole, found again, changed only by whole files.

mod draft;
mod layout;
mod manifest;
mod state;
mod workspace;
mod write;

pub(crate) use layout::{files_of, quiet, solution_of};
pub(crate) use state::Progress;
pub(crate) use workspace::{Workspace, write_tree};
pub(crate) use write::{replace, write_atomically};
