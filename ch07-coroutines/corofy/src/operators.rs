//! What a binary operator does to its operands.

use syn::BinOp;

/// The kinds that differ in what is moved, and in what is evaluated when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `&&`, `||`: the right one is evaluated only if it is needed.
    Lazy,
    /// `==`, `<` …: both are only looked at.
    Comparison,
    /// `+=` …: the right one is evaluated first, and the left one is a place.
    Assignment,
    /// All others: both are values.
    Arithmetic,
}

/// The kind of an operator.
pub(crate) fn kind(operator: &BinOp) -> Kind {
    use BinOp::{
        AddAssign, And, BitAndAssign, BitOrAssign, BitXorAssign, DivAssign, Eq, Ge, Gt, Le, Lt,
        MulAssign, Ne, Or, RemAssign, ShlAssign, ShrAssign, SubAssign,
    };
    match operator {
        And(_) | Or(_) => Kind::Lazy,
        Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_) => Kind::Comparison,
        AddAssign(_) | SubAssign(_) | MulAssign(_) | DivAssign(_) | RemAssign(_)
        | BitXorAssign(_) | BitAndAssign(_) | BitOrAssign(_) | ShlAssign(_) | ShrAssign(_) => {
            Kind::Assignment
        }
        _ => Kind::Arithmetic,
    }
}
