//! Any number of requests, each made when the one before it has been answered: a loop.
//!
//! ```text
//! start ──► next ◄──────────┐
//!            │ └─► waiting ─┘
//!            │        └── an error ──► done
//!            └── none is left ───────► done
//! ```

use std::fmt;
use std::mem;
use std::ops::Range;
use std::task::{Context, Poll};

use ch06_futures::Future;

/// A loop with a wait in it. Made by [`in_turn`].
pub struct InTurn<G, F, T> {
    state: State<G, F, T>,
}

/// Where it has stopped. The loop is no loop any more but a state to which another one leads back; its
/// variables are fields, and so is how far it has come.
enum State<G, F, T> {
    /// Before the first line: the parameters.
    Start { get: G, count: usize },
    /// At the head of the loop. It never stops here.
    Next(Variables<G, T>),
    /// At the wait.
    Waiting {
        request: F,
        variables: Variables<G, T>,
    },
    /// It has returned, or panicked.
    Done,
}

/// What lives as long as the loop; the last first.
struct Variables<G, T> {
    numbers: Range<usize>,
    answers: Vec<T>,
    get: G,
}

/// Asks for so many numbers from 0 on, one after the other; gives all answers, or the first error.
///
/// The same as [`in_turn_async`], by hand.
pub fn in_turn<G, F, T, E>(count: usize, get: G) -> InTurn<G, F, T>
where
    G: FnMut(usize) -> F,
    F: Future<Output = Result<T, E>>,
{
    InTurn {
        state: State::Start { get, count },
    }
}

/// What [`in_turn`] is made of by hand, `rustc` makes of this.
///
/// # Errors
/// Those of the requests.
pub async fn in_turn_async<G, F, T, E>(count: usize, mut get: G) -> Result<Vec<T>, E>
where
    G: FnMut(usize) -> F,
    F: std::future::Future<Output = Result<T, E>>,
{
    let mut answers = Vec::new();
    for number in 0..count {
        let answer = get(number).await?;
        answers.push(answer);
    }
    Ok(answers)
}

impl<G, F, T, E> Future for InTurn<G, F, T>
where
    G: FnMut(usize) -> F,
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<Vec<T>, E>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            self.state = match mem::replace(&mut self.state, State::Done) {
                State::Start { get, count } => State::Next(Variables {
                    numbers: 0..count,
                    answers: Vec::new(),
                    get,
                }),
                State::Next(mut variables) => match variables.numbers.next() {
                    Some(number) => State::Waiting {
                        request: (variables.get)(number),
                        variables,
                    },
                    None => return Poll::Ready(Ok(variables.answers)),
                },
                State::Waiting {
                    mut variables,
                    mut request,
                } => {
                    let Poll::Ready(answer) = request.poll(cx) else {
                        self.state = State::Waiting { request, variables };
                        return Poll::Pending;
                    };
                    drop(request);
                    variables.answers.push(answer?);
                    State::Next(variables)
                }
                State::Done => panic!("`in_turn` polled after it was ready"),
            };
        }
    }
}

impl<G, F, T> fmt::Debug for InTurn<G, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.state {
            State::Start { .. } => "in_turn, not begun",
            State::Next(_) => "in_turn, at the head of the loop",
            State::Waiting { .. } => "in_turn, waiting",
            State::Done => "in_turn, done",
        })
    }
}
