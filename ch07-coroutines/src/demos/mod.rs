//! The demos: each makes a claim of this chapter, and shows it.

pub(crate) mod by_async;
pub(crate) mod by_hand;
pub(crate) mod examples;
pub(crate) mod expand;
pub(crate) mod fetch;
pub(crate) mod five;
