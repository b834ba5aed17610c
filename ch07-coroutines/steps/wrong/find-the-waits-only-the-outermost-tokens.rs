//! Of a macro only the tokens right in it are looked at: in brackets a wait is overlooked, and the error is rustc's,
//! of a field that does not exist.
//!
//! caught by: in_a_macro_there_are_only_words
//! says: `let all = vec![f((1, a.wait))];` cannot wait there
//! hint: What kind of token is everything between two parentheses?
// in corofy/src/waits.rs
fn wait_in_tokens(tokens: TokenStream) -> Option<Span> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_dot = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == '.');
    tokens.iter().enumerate().find_map(|(at, token)| {
        let after_dot = at > 0 && is_dot(&tokens[at - 1]);
        let after_range = at > 1 && is_dot(&tokens[at - 2]);
        let is_call = matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
        match token {
            TokenTree::Ident(name) if name == "wait" => {
                (after_dot && !after_range && !is_call).then(|| name.span())
            }
            _ => None,
        }
    })
}
