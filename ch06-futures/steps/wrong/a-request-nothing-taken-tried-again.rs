//! A peer that takes nothing is asked again at once, for ever: no error, no `Pending`, and the thread is lost.
//!
//! caught by: a_failure_at_any_point_is_the_answer_and_closes_the_connection
//! says: `write` was called once more than the script has lines
//! hint: 0 bytes of a request that has some: what does the standard library call that?
// in net/write_all.rs
pub(super) fn poll_write_all(
    stream: &mut impl Stream,
    cx: &mut Context<'_>,
    bytes: &[u8],
    written: &mut usize,
) -> Poll<io::Result<()>> {
    while *written < bytes.len() {
        *written += ready!(stream.poll_write(cx, &bytes[*written..]))?;
    }
    Poll::Ready(Ok(()))
}
