//! Rust source, taken apart and put together by byte ranges.
//!
//! A learner's file is theirs: its comments, its blank lines and its formatting stay as they are
//! wherever a step does not speak of them. So nothing here prints syntax. [`Outline`] finds where
//! each item of a file begins and ends, and an edit replaces just those bytes.
//!
//! Read [`path`] first (what an item is called), then [`outline`] (where it is), [`edit`], and
//! last what is made of them: [`stub()`], [`restore()`] and [`graft()`].

mod edit;
mod graft;
mod outline;
mod path;
mod restore;
mod stub;

pub(crate) use graft::{Section, graft, sections};
pub(crate) use outline::Outline;
pub(crate) use path::ItemPath;
pub(crate) use restore::{restore, stub_again};
pub(crate) use stub::{Stub, is_stub, stub};
