//! `#[coroutine]`: hands its function to corofy, which is where all is explained.

use proc_macro::TokenStream;
use syn::parse_macro_input;

/// Makes a function one that may wait: in it, `expr.wait` waits for the future `expr`.
///
/// It returns `impl Future<Output = T>` then, and nothing of it runs before the first poll.
#[proc_macro_attribute]
pub fn coroutine(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function = parse_macro_input!(item as corofy::Function);
    match syn::parse::Parser::parse(corofy::no_arguments, attribute) {
        Ok(()) => corofy::rewrite(&function),
        Err(error) => Err(error),
    }
    .unwrap_or_else(|error| error.to_compile_error())
    .into()
}
