//! A wait in an unsafe block passes, and the block would be cut in two, with a state between its halves.
//!
//! caught by: a_wait_where_none_can_be_is_an_error_that_names_the_place
//! says: `unsafe { a.wait };` cannot wait there
//! hint: For which of the messages is there no expression in `no_wait_in`?
// in corofy/src/waits.rs
fn no_wait_in(expr: &Expr) -> Option<&'static str> {
    match expr {
        Expr::Closure(_) => Some(IN_CLOSURE),
        Expr::Async(_) => Some(IN_ASYNC),
        Expr::Const(_) => Some(IN_CONST),
        Expr::TryBlock(_) => Some(IN_TRY),
        _ => None,
    }
}
