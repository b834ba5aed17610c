//! Demo: what the programs of this chapter and of later ones need to show requests at work.

mod watched;

pub use watched::{Polls, Watched};
