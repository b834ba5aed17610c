//! All that is wrong with a function, not only the first of it.

use std::fmt::Display;

use proc_macro2::Span;

/// Errors, each with its place.
#[derive(Debug, Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// One more.
    pub(crate) fn add(&mut self, span: Span, message: impl Display) {
        self.extend(syn::Error::new(span, message));
    }

    /// All that another one is about.
    pub(crate) fn extend(&mut self, error: syn::Error) {
        match &mut self.0 {
            None => self.0 = Some(error),
            Some(errors) => errors.combine(error),
        }
    }

    /// `Err` if there were any.
    pub(crate) fn check(&mut self) -> syn::Result<()> {
        self.0.take().map_or(Ok(()), Err)
    }
}
