//! The name under which a source is registered.

/// What an event calls its source: any number you can find the source by.
///
/// The kernel stores it with the registration and hands it back in every event, so an index into
/// your own table costs no look-up. Two sources may share one; then nothing tells them apart.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub usize);

impl From<Token> for usize {
    #[inline]
    fn from(token: Token) -> usize {
        token.0
    }
}
