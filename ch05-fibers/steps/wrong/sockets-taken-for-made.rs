//! A connection without an error is taken for one that stands. It may be in the making still, and the
//! first write to it fails, or a time-out never comes.
//!
//! caught by: connections::a_connection_in_the_making_is_not_yet_one
//! says: a connection that is only in the making
//! hint: What has a connection that stands, and one in the making has not?
// in net/connect.rs
fn is_connected(stream: &TcpStream) -> io::Result<()> {
    match stream.take_error()? {
        Some(error) => Err(error),
        None => Ok(()),
    }
}
