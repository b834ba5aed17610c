//! A connection without an error is taken for one that stands. It may be in the making still, and then it is not the
//! request that there is no room for.
//!
//! caught by: a_connection_in_the_making_is_not_yet_one
//! says: the connection is only in the making
//! hint: What has a connection that stands, and one in the making has not?
// in net/busy.rs
pub fn is_connected(stream: &TcpStream) -> io::Result<()> {
    match stream.take_error()? {
        Some(error) => Err(error),
        None => Ok(()),
    }
}
