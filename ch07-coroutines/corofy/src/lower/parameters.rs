//! Parameters are the first variables: a coroutine that was never polled holds them, in their order.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{FnArg, Pat, ReceiverKind, Signature, Stmt, Type, parse_quote_spanned};

use super::Lower;
use crate::graph::{Variable, VariableId};
use crate::pattern;

impl Lower {
    /// Declares a variable for each parameter. From the first that is a pattern on, they have none of the
    /// user's names yet: what a pattern binds is declared before the parameters after it.
    pub(super) fn parameters(&mut self, signature: &Signature) {
        let mut is_name = true;
        for input in &signature.inputs {
            match input {
                FnArg::Receiver(it) => {
                    let name = self.names.fresh("this");
                    let variable = Variable {
                        user_name: Some("self".to_owned()),
                        is_mutable: it.mutability.is_some(),
                        is_plain: matches!(it.kind, ReceiverKind::Reference(..)),
                        ..self.variable(Ident::new(&name, it.self_token.span))
                    };
                    self.declare(variable);
                }
                FnArg::Typed(it) => {
                    let mut pattern = (*it.pat).clone();
                    is_name &= pattern::single(&pattern).is_some_and(|it| it.by_ref.is_none());
                    let ids = match is_name {
                        true => self.bind(&mut pattern),
                        false => vec![self.hidden("argument", pattern.span()).0],
                    };
                    for id in ids {
                        self.graph.variables[id].is_plain = is_plain_type(&it.ty);
                    }
                }
            }
        }
    }

    /// `_` keeps its value to the end.
    fn ignored(&mut self, span: Span) -> Pat {
        let name = Ident::new(&self.unused("_ignored"), span);
        parse_quote_spanned!(span=> #name)
    }

    /// Takes apart the parameters that are patterns.
    pub(super) fn patterns_of_parameters(&mut self, signature: &Signature) {
        let ids: Vec<VariableId> = self.variables.clone();
        for (input, id) in signature.inputs.iter().zip(ids) {
            let FnArg::Typed(it) = input else { continue };
            if self.graph.variables[id].user_name.is_some() {
                continue;
            }
            let mut pattern = match &*it.pat {
                Pat::Wild(it) => self.ignored(it.underscore_token.span),
                other => other.clone(),
            };
            let is_plain = self.graph.variables[id].is_plain;
            let declares = self.bind(&mut pattern);
            for bound in &declares {
                self.graph.variables[*bound].is_plain = is_plain;
            }
            let name = self.graph.variables[id].name.clone();
            let span = pattern.span();
            let statement: Stmt = parse_quote_spanned!(span=> let #pattern = #name;);
            self.run(statement, declares);
        }
    }
}

/// The name under which each parameter is in scope of the signature, for the first state.
pub(crate) fn argument_names(
    signature: &Signature,
    variables: &[Variable],
) -> Vec<(VariableId, Ident)> {
    let names = signature.inputs.iter().enumerate().map(|(id, input)| {
        let variable = &variables[id];
        let name = match (input, &variable.user_name) {
            (FnArg::Receiver(it), _) => Ident::new("self", it.self_token.span),
            (_, Some(name)) => Ident::new(name, variable.name.span()),
            (_, None) => variable.name.clone(),
        };
        (id, name)
    });
    names.collect()
}

/// Whether a type visibly has no destructor.
pub(crate) fn is_plain_type(it: &Type) -> bool {
    const NUMBERS: [&str; 17] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
        "u32", "u64", "u128", "usize", "str",
    ];
    match it {
        Type::Reference(_) | Type::Ptr(_) | Type::FnPtr(_) | Type::Never(_) => true,
        Type::Paren(it) => is_plain_type(&it.elem),
        Type::Group(it) => is_plain_type(&it.elem),
        Type::Array(it) => is_plain_type(&it.elem),
        Type::Tuple(it) => it.elems.iter().all(is_plain_type),
        Type::Path(it) => NUMBERS.iter().any(|name| it.path.is_ident(name)),
        _ => false,
    }
}
