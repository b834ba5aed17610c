//! Closures, which take variables where they are made, and macros, whose tokens mention them.

use proc_macro2::Ident;
use syn::{Expr, Macro, Pat};

use super::Walk;
use crate::adapt::jump_target;
use crate::macros::{self, Mention};

impl Walk<'_> {
    pub(super) fn closure<'p>(
        &mut self,
        moves: bool,
        inputs: impl IntoIterator<Item = &'p Pat>,
        body: &Expr,
    ) {
        self.capture(moves, |walk| {
            walk.scope(|walk| {
                inputs.into_iter().for_each(|it| walk.shadow(it));
                walk.value(body);
            });
        });
    }

    /// What a closure moves is moved where it is made; with `move`, that is all that it mentions.
    pub(super) fn capture(&mut self, moves: bool, walk: impl FnOnce(&mut Self)) {
        let mentioned = std::mem::take(&mut self.mentions);
        let before = self.facts.clone();
        walk(self);
        if self.facts.is_none() {
            self.facts = before;
        }
        let captured = std::mem::replace(&mut self.mentions, mentioned);
        for (id, span) in captured {
            self.mentions.entry(id).or_insert(span);
            if moves {
                self.take(id);
            }
        }
    }

    pub(super) fn macro_(&mut self, it: &Macro) {
        if let Some((target, ..)) = jump_target(it) {
            let facts = self.facts.take();
            return self.jumps.extend(facts.map(|facts| (target, facts)));
        }
        if let Some(arguments) = macros::moved_arguments(it) {
            return self.values(&arguments);
        }
        for mention in macros::mentions(it) {
            match mention {
                Mention::Used(name) => drop(self.mention(&name.to_string(), name.span())),
                Mention::Captured(name, span) => drop(self.mention(&name, span)),
                Mention::Moved(name) => self.moved_in_macro(&name),
            }
        }
        if macros::diverges(it) {
            self.facts = None;
        }
    }

    pub(super) fn moved_in_macro(&mut self, name: &Ident) {
        if let Some(id) = self.mention(&name.to_string(), name.span()) {
            self.take(id);
        }
    }
}
