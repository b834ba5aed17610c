//! Two requests, the second of which depends on the first.
//!
//! ```text
//! start ──► first ──► second ──► done
//!             └── an error ───────► done
//! ```

use std::fmt;
use std::mem;
use std::task::{Context, Poll};

use ch06_futures::Future;

/// Two waits and what is between them. Made by [`two_requests`].
pub struct TwoRequests<G, F, T> {
    state: State<G, F, T>,
}

/// Where it has stopped, and what it needs to go on, or still has to drop. Dropped there, it drops what it waits for
/// and then its variables, the last first: so the fields stand in that order.
enum State<G, F, T> {
    /// Before the first line: its parameter.
    Start { get: G },
    /// At the first wait.
    First { request: F, get: G },
    /// At the second wait, with the answer to the first.
    Second { request: F, first: T, get: G },
    /// It has returned, or panicked.
    Done,
}

/// Asks for `"first"`, and when that has been answered, for `"second"`; gives both answers, or the first error.
///
/// The same as [`two_requests_async`], by hand.
pub fn two_requests<G, F, T, E>(get: G) -> TwoRequests<G, F, T>
where
    G: FnMut(&'static str) -> F,
    F: Future<Output = Result<T, E>>,
{
    TwoRequests {
        state: State::Start { get },
    }
}

/// What [`two_requests`] is made of by hand, `rustc` makes of this.
///
/// # Errors
/// Those of the requests.
pub async fn two_requests_async<G, F, T, E>(mut get: G) -> Result<(T, T), E>
where
    G: FnMut(&'static str) -> F,
    F: std::future::Future<Output = Result<T, E>>,
{
    let first = get("first").await?;
    let second = get("second").await?;
    Ok((first, second))
}

impl<G, F, T, E> Future for TwoRequests<G, F, T>
where
    G: FnMut(&'static str) -> F,
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<(T, T), E>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            self.state = match mem::replace(&mut self.state, State::Done) {
                State::Start { mut get } => {
                    let request = get("first");
                    State::First { request, get }
                }
                State::First {
                    mut get,
                    mut request,
                } => {
                    let Poll::Ready(answer) = request.poll(cx) else {
                        self.state = State::First { request, get };
                        return Poll::Pending;
                    };
                    drop(request);
                    let first = answer?;
                    let request = get("second");
                    State::Second {
                        request,
                        first,
                        get,
                    }
                }
                State::Second {
                    get,
                    first,
                    mut request,
                } => {
                    let Poll::Ready(answer) = request.poll(cx) else {
                        self.state = State::Second {
                            request,
                            first,
                            get,
                        };
                        return Poll::Pending;
                    };
                    drop(request);
                    let second = answer?;
                    return Poll::Ready(Ok((first, second)));
                }
                State::Done => panic!("`two_requests` polled after it was ready"),
            };
        }
    }
}

impl<G, F, T> fmt::Debug for TwoRequests<G, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.state {
            State::Start { .. } => "two_requests, not begun",
            State::First { .. } => "two_requests, at the first",
            State::Second { .. } => "two_requests, at the second",
            State::Done => "two_requests, done",
        })
    }
}
