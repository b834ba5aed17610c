//! Chapters 1 to 3: doing several things at once, before there is an event queue.
//!
//! The one job of this workspace is to fetch N answers from a slow server. Here it is done by
//! means of threads alone, in four ways; the later chapters do it better.
//!
//! Read [`models`] first, each a page; then [`syscall`] and [`pointer`](mod@pointer), which go down
//! to the processor. The rest is what every chapter needs: [`http`], the [`delay_server`], the
//! [`job`], the [`timeline`] and the [`demo`] options.
//!
//! Left out: waiting for many sockets on one thread (chapter 4).

#[cfg(feature = "demo")]
pub mod models;

#[cfg(feature = "demo")]
pub mod pointer;
#[cfg(feature = "demo")]
pub mod syscall;

#[cfg(feature = "demo")]
pub mod delay_server;
#[cfg(feature = "demo")]
pub mod demo;
pub mod http;
#[cfg(feature = "demo")]
pub mod job;
#[cfg(feature = "demo")]
pub mod signal;
#[cfg(feature = "demo")]
pub mod timeline;
