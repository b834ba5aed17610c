//! What a pattern binds, and what it takes from the value that it is matched with.

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, FieldPat, Pat, PatIdent};

/// What a match with the pattern does to the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// All of it is moved into bindings.
    Moves,
    /// There is nothing in it: a number, or a variant without fields.
    Empty,
    /// Something stays behind, as far as can be seen.
    Keeps,
}

/// The effect of one pattern.
pub(crate) fn effect(pattern: &Pat) -> Effect {
    match pattern {
        Pat::Ident(it) if !is_binding(it) => Effect::Empty,
        Pat::Ident(it) if it.by_ref.is_none() && it.subpat.is_none() => Effect::Moves,
        Pat::Lit(_) | Pat::Range(_) | Pat::Const(_) | Pat::Path(_) | Pat::Reference(_) => {
            Effect::Empty
        }
        Pat::Paren(it) => effect(&it.pat),
        Pat::Type(it) => effect(&it.pat),
        Pat::Guard(it) => effect(&it.pat),
        Pat::Tuple(it) => all(it.elems.iter()),
        Pat::TupleStruct(it) => all(it.elems.iter()),
        Pat::Slice(it) => all(it.elems.iter()),
        Pat::Struct(it) if it.rest.is_none() => all(it.fields.iter().map(|field| &*field.pat)),
        Pat::Or(it) => {
            let effects: Vec<Effect> = it.cases.iter().map(effect).collect();
            match effects.iter().all(|it| *it == effects[0]) {
                true => effects[0],
                false => Effect::Keeps,
            }
        }
        _ => Effect::Keeps,
    }
}

fn all<'a>(parts: impl Iterator<Item = &'a Pat>) -> Effect {
    parts.fold(Effect::Empty, |sum, part| match (sum, effect(part)) {
        (Effect::Keeps, _) | (_, Effect::Keeps) => Effect::Keeps,
        (Effect::Moves, _) | (_, Effect::Moves) => Effect::Moves,
        (Effect::Empty, Effect::Empty) => Effect::Empty,
    })
}

/// The effect of not matching: nothing is left of an `Option` that is not `Some`.
pub(crate) fn effect_of_failure(pattern: &Pat) -> Effect {
    let is_some = |path: &syn::Path| path.segments.last().is_some_and(|it| it.ident == "Some");
    match pattern {
        Pat::TupleStruct(it) if is_some(&it.path) => Effect::Empty,
        Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) => Effect::Empty,
        Pat::Ident(it) if !is_binding(it) => Effect::Empty,
        _ => Effect::Keeps,
    }
}

/// Whether a match with all these leaves nothing behind, whichever matches.
pub(crate) fn leave_nothing<'a>(patterns: impl Iterator<Item = &'a Pat> + Clone) -> bool {
    let takes_all = |pattern: &Pat| effect(pattern) != Effect::Keeps;
    let is_empty = |pattern: &Pat| effect(pattern) == Effect::Empty;
    let is_wild = |pattern: &Pat| matches!(unguarded(pattern), Pat::Wild(_));
    patterns.clone().all(takes_all)
        || (patterns.clone().any(is_empty)
            && patterns.clone().all(|it| is_empty(it) || is_wild(it)))
}

/// A pattern without its guard.
pub(crate) fn unguarded(pattern: &Pat) -> &Pat {
    match pattern {
        Pat::Guard(it) => unguarded(&it.pat),
        Pat::Paren(it) => unguarded(&it.pat),
        _ => pattern,
    }
}

/// Whether an identifier in a pattern is a new variable: a capital is for constants and variants.
pub(crate) fn is_binding(it: &PatIdent) -> bool {
    let is_constant = it.ident.to_string().starts_with(char::is_uppercase);
    !is_constant || it.by_ref.is_some() || it.mutability.is_some() || it.subpat.is_some()
}

/// The names that a pattern binds.
pub(crate) fn bindings(pattern: &Pat) -> Vec<&PatIdent> {
    #[derive(Default)]
    struct Bindings<'ast>(Vec<&'ast PatIdent>);
    impl<'ast> Visit<'ast> for Bindings<'ast> {
        fn visit_pat_ident(&mut self, it: &'ast PatIdent) {
            if is_binding(it) {
                self.0.push(it);
            }
            visit::visit_pat_ident(self, it);
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
    }
    let mut found = Bindings::default();
    found.visit_pat(pattern);
    found.0
}

/// Calls `rename` with each binding.
pub(crate) fn rename_bindings(pattern: &mut Pat, rename: impl FnMut(&mut PatIdent)) {
    struct Renamer<F>(F);
    impl<F: FnMut(&mut PatIdent)> VisitMut for Renamer<F> {
        fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
            visit_mut::visit_field_pat_mut(self, field);
            // `S { x }` is `S { x: x_2 }` then.
            if let (syn::Member::Named(name), Pat::Ident(it)) = (&field.member, &*field.pat)
                && *name != it.ident
            {
                field.colon_token.get_or_insert_default();
            }
        }
        fn visit_pat_ident_mut(&mut self, it: &mut PatIdent) {
            if is_binding(it) {
                (self.0)(it);
            }
            visit_mut::visit_pat_ident_mut(self, it);
        }
        fn visit_expr_mut(&mut self, _: &mut Expr) {}
    }
    Renamer(rename).visit_pat_mut(pattern);
}

/// A pattern that is one name.
pub(crate) fn single(pattern: &Pat) -> Option<&PatIdent> {
    match pattern {
        Pat::Ident(it) if is_binding(it) && it.subpat.is_none() => Some(it),
        Pat::Type(it) => single(&it.pat),
        Pat::Paren(it) => single(&it.pat),
        _ => None,
    }
}
