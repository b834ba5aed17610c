//! One file a demo. What they have in common is in `ch01_concurrency::demo`.

pub(crate) mod compare;
pub(crate) mod model;
pub(crate) mod parallel;
pub(crate) mod pointer;
pub(crate) mod serve;
pub(crate) mod syscall;
