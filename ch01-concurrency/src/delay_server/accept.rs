//! Accept: a thread a connection, and what to do when there are no more threads or descriptors.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::connection;
use super::shared::Shared;

/// Plenty for what a connection does, in a build without optimisations too.
const STACK_BYTES: usize = 256 * 1024;

/// How often to look again, at least, when nothing can be accepted: descriptors may come free
/// in another part of the process, which tells nobody.
const RETRY: Duration = Duration::from_millis(50);

/// Accepts until the server stops, and returns when every connection has ended.
pub(super) fn accept_all(listener: &TcpListener, shared: &Shared) {
    thread::scope(|scope| {
        while !shared.is_stopping() {
            if shared.is_full() {
                shared.wait_for_change(RETRY);
                continue;
            }
            let Some(stream) = accept(listener, shared) else {
                continue;
            };
            let stream = Arc::new(stream);
            // Only now is it known whether there is room: much may have happened in `accept`.
            let (number, admission) = shared.open(&stream);
            let serve = {
                let stream = Arc::clone(&stream);
                move || {
                    connection::serve(&stream, admission, shared);
                    drop(stream);
                    shared.close(number);
                }
            };
            let builder = thread::Builder::new().stack_size(STACK_BYTES);
            if builder.spawn_scoped(scope, serve).is_err() {
                connection::refuse(&stream, "no thread is to be had", shared);
                shared.close(number);
            }
        }
    });
}

/// The next connection; `None` if there is none to be had now.
fn accept(listener: &TcpListener, shared: &Shared) -> Option<TcpStream> {
    match listener.accept() {
        Ok((stream, _)) => Some(stream),
        // The client has gone, or a signal came: neither says anything about the next.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::ConnectionAborted | ErrorKind::Interrupted
            ) =>
        {
            None
        }
        // Descriptors or memory have run out. The client waits in the backlog meanwhile.
        Err(_) => {
            shared.wait_for_change(RETRY);
            None
        }
    }
}
