//! The call is made again and again until it has an answer: one request has the thread until it is done, and the
//! server, which waits for all of them, waits for ever.
//!
//! caught by: real_connections_are_all_under_way_before_any_is_answered
//! hangs: spinning
//! hint: `WouldBlock`: who may do something else meanwhile, and how is he told?
// in net/busy.rs
fn attempt<T>(_cx: &Context<'_>, mut call: impl FnMut() -> io::Result<T>) -> Poll<io::Result<T>> {
    loop {
        match uninterrupted(&mut call) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => std::hint::spin_loop(),
            result => return Poll::Ready(result),
        }
    }
}
