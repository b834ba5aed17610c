//! The demos: each makes a claim of this chapter, and shows it.

pub(crate) mod combinators;
pub(crate) mod fetch;
pub(crate) mod leaf;
pub(crate) mod starve;
