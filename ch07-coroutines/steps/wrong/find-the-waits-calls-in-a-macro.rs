//! In a macro every `.wait` counts: a call of a method is an error, though it waits for nothing here.
//!
//! caught by: in_a_macro_there_are_only_words
//! says: `println!("{}", child.wait());` is right
//! hint: What comes behind the name of a method that is called, and what before the end of a range?
// in corofy/src/waits.rs
fn wait_in_tokens(tokens: TokenStream) -> Option<Span> {
    let mut after_dot = false;
    for token in tokens {
        match &token {
            TokenTree::Group(group) => {
                if let Some(span) = wait_in_tokens(group.stream()) {
                    return Some(span);
                }
            }
            TokenTree::Ident(name) if after_dot && name == "wait" => return Some(name.span()),
            _ => {}
        }
        after_dot = matches!(&token, TokenTree::Punct(it) if it.as_char() == '.');
    }
    None
}
