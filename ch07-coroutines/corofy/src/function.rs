//! The function that is to become a coroutine: what is taken apart, and what stays as it is.

use proc_macro2::Span;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Block, ItemFn, ReturnType, Safety, Signature, Type};

use crate::adapt::Question;
use crate::errors::Errors;
use crate::waits;

/// A function, free or in an impl, that may wait.
#[derive(Debug, Clone)]
pub struct Function(pub(crate) ItemFn);

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Function> {
        let fork = input.fork();
        match input.parse() {
            Ok(function) => Ok(Function(function)),
            Err(error) => Err(match fork.parse::<syn::Item>() {
                Ok(item) => syn::Error::new(item.span(), "a coroutine is a function: `fn`"),
                Err(_) => error,
            }),
        }
    }
}

/// The attribute's arguments, of which there are none.
///
/// # Errors
/// If there are some.
pub fn no_arguments(input: ParseStream<'_>) -> syn::Result<()> {
    match input.is_empty() {
        true => Ok(()),
        false => Err(input.error("`coroutine` takes no arguments")),
    }
}

impl Function {
    /// # Errors
    /// All that is wrong with the signature, and each wait that is where none can be.
    pub(crate) fn check(&self) -> syn::Result<()> {
        let mut errors = Errors::default();
        check_signature(&self.0.sig, &mut errors);
        waits::check(&self.0.block, &mut errors);
        errors.check()
    }

    pub(crate) fn signature(&self) -> &Signature {
        &self.0.sig
    }

    pub(crate) fn block(&self) -> &Block {
        &self.0.block
    }

    /// The type of the value; `()` has none that is written.
    pub(crate) fn output(&self) -> Option<&Type> {
        match &self.0.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, output) => Some(output),
        }
    }

    /// How the function's type, as it is written, wants its `?`.
    pub(crate) fn question(&self) -> Question {
        let Some(Type::Path(path)) = self.output() else {
            return Question::Left;
        };
        match path.path.segments.last() {
            Some(last) if last.ident == "Option" => Question::Option,
            Some(last) if last.ident == "ControlFlow" => Question::ControlFlow,
            _ => Question::Left,
        }
    }

    /// For a message that names the coroutine.
    pub(crate) fn name(&self) -> String {
        self.0.sig.ident.to_string()
    }
}

fn check_signature(signature: &Signature, errors: &mut Errors) {
    let mut reject = |token: Option<Span>, message: &str| {
        if let Some(span) = token {
            errors.add(span, message);
        }
    };
    reject(
        signature.asyncness.map(|it| it.span),
        "an `async fn` waits by `.await`; a coroutine is a plain `fn`",
    );
    reject(
        signature.constness.map(|it| it.span),
        "a coroutine cannot be `const`: it is run by who polls it",
    );
    let safety = match &signature.safety {
        Safety::Safe(token) => Some(token.span),
        Safety::Unsafe(token) => Some(token.span),
        Safety::Default => None,
    };
    reject(safety, "a coroutine cannot be `unsafe`");
    reject(
        signature.abi.as_ref().map(|it| it.extern_token.span),
        "a coroutine cannot be `extern`: it returns a future",
    );
    reject(
        signature
            .variadic
            .as_ref()
            .map(|it| it.to_token_stream().span()),
        "a coroutine cannot be variadic",
    );
}
