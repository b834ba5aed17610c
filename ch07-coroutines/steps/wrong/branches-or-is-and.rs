//! `||` is taken for `&&` the other way round: its right side is evaluated, and waited for, when the left one is true
//! already.
//!
//! caught by: a_wait_that_may_not_be_needed_is_in_a_branch
//! says: `||` is true when its left side is, and nothing is waited for
//! hint: Write `a || b` as an `if`. In which branch is `b`?
// in corofy/src/lower/statements.rs
fn lazy_as_if(it: syn::ExprBinary) -> Expr {
    let (left, right, span) = (it.left, it.right, it.op.span());
    match it.op {
        syn::BinOp::And(_) => {
            parse_quote_spanned!(span=> if #left { #right } else { false })
        }
        _ => parse_quote_spanned!(span=> if #left { #right } else { true }),
    }
}
