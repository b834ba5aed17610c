//! Where each item of a file begins and ends.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{Attribute, Block, ImplItem, Item, TraitItem, Type};

/// The items of one file.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) entries: Vec<Entry>,
}

/// An item, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Inline modules, and the type for a method.
    pub(crate) inner: Vec<String>,
    /// The trait, for a method in its impl.
    pub(crate) of_trait: Option<String>,
    /// Empty for an impl block.
    pub(crate) name: String,
    /// With attributes and doc comments.
    pub(crate) whole: Range<usize>,
    /// From the visibility on.
    pub(crate) core: Range<usize>,
    /// A function's block, braces included; for an impl block, its braces.
    pub(crate) body: Option<Range<usize>>,
    pub(crate) kind: Kind,
}

/// What kind of item it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A function or a method with a body.
    Function,
    /// An impl block.
    Impl,
    /// A `use`.
    Use,
    /// An inline module, or the word that names one.
    Module,
    /// A type, a constant, a macro.
    Other,
}

/// A file that is not Rust.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    /// From 1.
    pub(crate) line: usize,
    /// From 1.
    pub(crate) column: usize,
    message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for SyntaxError {}

impl Entry {
    /// Whether the path means this item.
    pub(crate) fn is(&self, inner: &[String], of_trait: Option<&str>, name: &str) -> bool {
        self.kind != Kind::Use
            && self.name == name
            && self.inner == inner
            && self.of_trait.as_deref() == of_trait
    }

    /// Whether `other`, perhaps of another file, is called the same.
    pub(crate) fn is_same(&self, other: &Entry) -> bool {
        self.kind == other.kind && self.is(&other.inner, other.of_trait.as_deref(), &other.name)
    }

    /// Whether it stands inside `impl_block`, or is that block.
    pub(crate) fn is_in(&self, outer: &Entry) -> bool {
        outer.whole.start <= self.whole.start && self.whole.end <= outer.whole.end
    }
}

impl Outline {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it stops being Rust.
    pub(crate) fn of(source: &str) -> Result<Outline, SyntaxError> {
        // syn counts from behind a byte order mark.
        let shift = source.len() - source.trim_start_matches('\u{feff}').len();
        let result = parse(&source[shift..], shift);
        // Positions are kept for as long as the thread lives, and `watch` lives for hours.
        proc_macro2::extra::invalidate_current_thread_spans();
        result
    }

    /// All that a path may mean here: more than one where each is for another system.
    pub(crate) fn find(
        &self,
        inner: &[String],
        of_trait: Option<&str>,
        name: &str,
    ) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.is(inner, of_trait, name))
    }

    /// The impl blocks of a type.
    pub(crate) fn impls_of(&self, of_type: &Entry) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| {
            entry.kind == Kind::Impl
                && entry.inner.split_last() == Some((&of_type.name, &of_type.inner))
        })
    }

    /// The innermost function with these bytes in its body.
    pub(crate) fn function_around(&self, bytes: &Range<usize>) -> Option<&Entry> {
        let is_around = |entry: &&Entry| {
            let body = entry.body.as_ref();
            entry.kind == Kind::Function
                && body.is_some_and(|body| body.start <= bytes.start && bytes.end <= body.end)
        };
        self.entries
            .iter()
            .filter(is_around)
            .max_by_key(|entry| entry.whole.start)
    }
}

fn parse(source: &str, shift: usize) -> Result<Outline, SyntaxError> {
    let at = |error: syn::Error| {
        let start = error.span().start();
        SyntaxError {
            line: start.line.max(1),
            column: start.column + 1,
            message: error.to_string(),
        }
    };
    let tokens: TokenStream = source.parse().map_err(|error: proc_macro2::LexError| {
        at(syn::Error::new(
            error.span(),
            "its brackets or quotes do not match",
        ))
    })?;
    let file: syn::File = syn::parse2(tokens).map_err(at)?;
    let mut walk = Walk {
        source,
        shift,
        inner: Vec::new(),
        entries: Vec::new(),
    };
    walk.items(&file.items);
    Ok(Outline {
        entries: walk.entries,
    })
}

struct Walk<'a> {
    /// From behind the byte order mark.
    source: &'a str,
    shift: usize,
    inner: Vec<String>,
    entries: Vec<Entry>,
}

impl Walk<'_> {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        let whole = self.bytes(item.span());
        let (name, attributes) = match item {
            Item::Fn(item) => {
                self.function(&item.sig, &item.attrs, Some(&item.block), whole, None);
                return;
            }
            Item::Impl(item) => {
                self.impl_block(item, whole);
                return;
            }
            Item::Trait(item) => {
                self.trait_block(item, whole);
                return;
            }
            Item::Mod(item) => {
                let name = item.ident.to_string();
                self.other(name.clone(), &item.attrs, whole, Kind::Module);
                if let Some((_, items)) = &item.content {
                    self.within(name, |walk| walk.items(items));
                }
                return;
            }
            Item::Use(item) => {
                self.other(String::new(), &item.attrs, whole, Kind::Use);
                return;
            }
            Item::Const(item) => (item.ident.to_string(), &item.attrs),
            Item::Enum(item) => (item.ident.to_string(), &item.attrs),
            Item::Static(item) => (item.ident.to_string(), &item.attrs),
            Item::Struct(item) => (item.ident.to_string(), &item.attrs),
            Item::Type(item) => (item.ident.to_string(), &item.attrs),
            Item::Union(item) => (item.ident.to_string(), &item.attrs),
            Item::Macro(item) => match &item.ident {
                Some(ident) => (ident.to_string(), &item.attrs),
                None => return,
            },
            _ => return,
        };
        self.other(name, attributes, whole, Kind::Other);
    }

    fn impl_block(&mut self, item: &syn::ItemImpl, whole: Range<usize>) {
        let Some(of_type) = type_name(&item.self_ty) else {
            return;
        };
        let of_trait = item
            .trait_
            .as_ref()
            .and_then(|implemented| implemented.0.segments.last())
            .map(|segment| segment.ident.to_string());
        let braces = self.bytes(item.brace_token.span.join());
        let core = self.without_attributes(&item.attrs, &whole);
        self.within(of_type, |walk| {
            walk.entries.push(Entry {
                inner: walk.inner.clone(),
                of_trait: of_trait.clone(),
                name: String::new(),
                whole,
                core,
                body: Some(braces),
                kind: Kind::Impl,
            });
            for item in &item.items {
                let whole = walk.bytes(item.span());
                match item {
                    ImplItem::Fn(item) => {
                        let block = Some(&item.block);
                        walk.function(&item.sig, &item.attrs, block, whole, of_trait.clone());
                    }
                    ImplItem::Const(item) => {
                        walk.member(&item.ident, &item.attrs, whole, &of_trait)
                    }
                    ImplItem::Type(item) => walk.member(&item.ident, &item.attrs, whole, &of_trait),
                    _ => {}
                }
            }
        });
    }

    fn trait_block(&mut self, item: &syn::ItemTrait, whole: Range<usize>) {
        let name = item.ident.to_string();
        self.other(name.clone(), &item.attrs, whole, Kind::Other);
        self.within(name, |walk| {
            for item in &item.items {
                if let TraitItem::Fn(item) = item {
                    let whole = walk.bytes(item.span());
                    walk.function(&item.sig, &item.attrs, item.default.as_ref(), whole, None);
                }
            }
        });
    }

    fn function(
        &mut self,
        signature: &syn::Signature,
        attributes: &[Attribute],
        block: Option<&Block>,
        whole: Range<usize>,
        of_trait: Option<String>,
    ) {
        self.entries.push(Entry {
            inner: self.inner.clone(),
            of_trait,
            name: signature.ident.to_string(),
            core: self.without_attributes(attributes, &whole),
            whole,
            body: block.map(|block| self.bytes(block.brace_token.span.join())),
            kind: Kind::Function,
        });
    }

    fn member(
        &mut self,
        name: &syn::Ident,
        attributes: &[Attribute],
        whole: Range<usize>,
        of_trait: &Option<String>,
    ) {
        self.other(name.to_string(), attributes, whole, Kind::Other);
        if let Some(entry) = self.entries.last_mut() {
            entry.of_trait.clone_from(of_trait);
        }
    }

    fn other(&mut self, name: String, attributes: &[Attribute], whole: Range<usize>, kind: Kind) {
        self.entries.push(Entry {
            inner: self.inner.clone(),
            of_trait: None,
            name,
            core: self.without_attributes(attributes, &whole),
            whole,
            body: None,
            kind,
        });
    }

    fn within(&mut self, name: String, look: impl FnOnce(&mut Self)) {
        self.inner.push(name);
        look(self);
        self.inner.pop();
    }

    /// What follows the outer attributes, up to the item's end.
    fn without_attributes(&self, attributes: &[Attribute], whole: &Range<usize>) -> Range<usize> {
        let outer = attributes
            .iter()
            .filter(|attribute| matches!(attribute.style, syn::AttrStyle::Outer));
        let Some(end) = outer
            .map(|attribute| self.bytes(attribute.span()).end)
            .max()
        else {
            return whole.clone();
        };
        let rest = &self.source[end - self.shift..];
        end + (rest.len() - rest.trim_start().len())..whole.end
    }

    fn bytes(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.shift..range.end + self.shift
    }
}

/// The last name of a type: `IoSource` of `&mut io_source::IoSource<T>`.
fn type_name(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        Type::Reference(reference) => type_name(&reference.elem),
        Type::Paren(paren) => type_name(&paren.elem),
        Type::Group(group) => type_name(&group.elem),
        _ => None,
    }
}
