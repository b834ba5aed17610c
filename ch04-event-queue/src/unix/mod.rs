//! What only Unix has: any descriptor as a source, and pipes.

pub mod pipe;
mod source_fd;

pub use source_fd::SourceFd;
