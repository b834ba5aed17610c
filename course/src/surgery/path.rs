//! What an item is called: `epoll::Epoll::new`, `io_source::IoSource as Source::register`, or
//! `corofy::waits::has_wait`, where `corofy` is a crate in the chapter's folder.

use std::fmt;

/// An item of a chapter: a crate in its folder or none, modules below `src`, a type or none, then the
/// item's own name.
///
/// Whether `a::B::c` is a function in module `a::B` or a method of type `B` is for the files to
/// decide: see [`ItemPath::places`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ItemPath {
    segments: Vec<String>,
    /// The trait, where the item is a method of its impl.
    of_trait: Option<String>,
    name: String,
}

/// Where an item may be: what is left of its path inside one file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Below the chapter's folder, the more likely first.
    pub(crate) files: [String; 2],
    /// Inline modules, and the type if there is one.
    pub(crate) inner: Vec<String>,
}

impl ItemPath {
    /// Reads a path as one would write it in the crate.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn parse(text: &str) -> Result<ItemPath, String> {
        let (path, of_trait) = match text.split_once(" as ") {
            None => (text.to_owned(), None),
            Some((of_type, rest)) => {
                let (of_trait, name) = rest.rsplit_once("::").ok_or_else(|| {
                    format!("`{text}` ends with a trait: need `Type as Trait::name`")
                })?;
                let of_trait = of_trait.rsplit("::").next().unwrap_or(of_trait);
                (format!("{of_type}::{name}"), Some(of_trait.to_owned()))
            }
        };
        let mut segments: Vec<String> = path
            .split("::")
            .map(|part| part.trim().to_owned())
            .collect();
        let is_name = |part: &String| syn::parse_str::<syn::Ident>(part).is_ok();
        if !segments.iter().all(is_name) {
            return Err(format!("`{text}` is no path: need `module::Type::name`"));
        }
        let name = segments.pop().unwrap_or_default();
        Ok(ItemPath {
            segments,
            of_trait,
            name,
        })
    }

    /// The item's own name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The trait whose impl it stands in.
    pub(crate) fn of_trait(&self) -> Option<&str> {
        self.of_trait.as_deref()
    }

    /// Where it may be, the longest file path first. A path that begins with one of `crates`, the
    /// folders of those below the chapter's, is of that crate.
    pub(crate) fn places(&self, crates: &[&str]) -> impl Iterator<Item = Place> + '_ {
        let (sources, segments) = match self.segments.split_first() {
            Some((first, rest)) if crates.contains(&first.as_str()) => {
                (format!("{first}/src"), rest)
            }
            _ => ("src".to_owned(), self.segments.as_slice()),
        };
        (0..=segments.len()).rev().map(move |split| {
            let (modules, inner) = segments.split_at(split);
            let below = modules.join("/");
            let files = match split {
                0 => ["lib.rs".to_owned(), "main.rs".to_owned()],
                _ => [format!("{below}.rs"), format!("{below}/mod.rs")],
            };
            let files = files.map(|file| format!("{sources}/{file}"));
            Place {
                files,
                inner: inner.to_vec(),
            }
        })
    }
}

impl fmt::Display for ItemPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.segments.join("::");
        match &self.of_trait {
            Some(of_trait) => write!(f, "{path} as {of_trait}::{}", self.name),
            None if path.is_empty() => f.write_str(&self.name),
            None => write!(f, "{path}::{}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_of_a_trait_is_written_as_in_rust() {
        let path = ItemPath::parse("io::Source as event::Trait::register").unwrap();
        assert_eq!(path.name(), "register");
        assert_eq!(path.of_trait(), Some("Trait"));
        assert_eq!(path.to_string(), "io::Source as Trait::register");
    }

    #[test]
    fn the_longest_file_path_is_tried_first() {
        let path = ItemPath::parse("a::B::c").unwrap();
        let places: Vec<Place> = path.places(&[]).collect();
        assert_eq!(places[0].files[0], "src/a/B.rs");
        assert_eq!(places[1].files, ["src/a.rs", "src/a/mod.rs"]);
        assert_eq!(places[1].inner, ["B"]);
        assert_eq!(places[2].files[0], "src/lib.rs");
    }

    #[test]
    fn the_first_part_may_be_a_crate_in_the_chapters_folder() {
        let path = ItemPath::parse("b::c::d").unwrap();
        let places: Vec<Place> = path.places(&["a", "b"]).collect();
        assert_eq!(places[0].files, ["b/src/c.rs", "b/src/c/mod.rs"]);
        assert_eq!(places[1].files, ["b/src/lib.rs", "b/src/main.rs"]);
        assert_eq!(places[1].inner, ["c"]);
        assert_eq!(places.len(), 2);
        assert_eq!(path.to_string(), "b::c::d");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["", "a::", "a b", "A as B", "1"] {
            assert!(ItemPath::parse(text).is_err(), "{text:?} was taken");
        }
    }
}
