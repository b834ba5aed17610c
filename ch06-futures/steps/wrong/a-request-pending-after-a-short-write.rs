//! When the kernel has taken a part of the request, it is pending, although it could be asked at once whether it takes
//! more: nobody has said that he will wake us.
//!
//! caught by: a_request_that_is_taken_in_pieces_arrives_whole
//! says: of which three met a kernel that had no more room
//! hint: Who has said that there is no room for the rest?
// in net/write_all.rs
pub(super) fn poll_write_all(
    stream: &mut impl Stream,
    cx: &mut Context<'_>,
    bytes: &[u8],
    written: &mut usize,
) -> Poll<io::Result<()>> {
    match ready!(stream.poll_write(cx, &bytes[*written..]))? {
        0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
        length => *written += length,
    }
    match *written == bytes.len() {
        true => Poll::Ready(Ok(())),
        false => Poll::Pending,
    }
}
