//! A recording in a file. An error names the file.

use std::path::Path;
use std::{fs, io};

use super::{Recording, html, svg, trace};

impl Recording {
    /// Writes the recording as a drawing: see [`svg::draw`].
    pub fn write_svg(&self, path: impl AsRef<Path>, title: &str) -> io::Result<()> {
        write(path.as_ref(), &svg::draw(self, title))
    }

    /// Writes the recording as a page for a browser: see [`html::page`].
    pub fn write_html(&self, path: impl AsRef<Path>, title: &str) -> io::Result<()> {
        write(path.as_ref(), &html::page(self, title))
    }

    /// Writes the recording for Perfetto: see [`trace::json`].
    pub fn write_trace(&self, path: impl AsRef<Path>) -> io::Result<()> {
        write(path.as_ref(), &trace::json(self))
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text).map_err(|error| cannot("write", path, &error))
}

/// The error with the name of the file, and what could not be done to it.
pub fn cannot(do_what: &str, path: &Path, error: &io::Error) -> io::Error {
    let message = format!("cannot {do_what} {}: {error}", path.display());
    io::Error::new(error.kind(), message)
}
