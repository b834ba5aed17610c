//! Examples: five requests in turn, by one function that waits; then five more, by two of them at once.

use std::ops::Range;

use ch01_concurrency::demo::{Failure, PeerAndOutput};
use ch06_futures::{block_on, join_all};

use super::five::Requests;

pub(crate) fn run(arguments: &PeerAndOutput) -> Result<(), Failure> {
    let requests = Requests::start(arguments, 10)?;
    block_on(both(&requests));
    requests.finish("one coroutine, then two at once")
}

#[ch07_coroutines::coroutine]
fn both(requests: &Requests) {
    in_turn(requests, 0..5).wait;
    join_all([in_turn(requests, 5..8), in_turn(requests, 8..10)]).wait;
}

/// Makes each request when the one before it has been answered.
#[ch07_coroutines::coroutine]
fn in_turn(requests: &Requests, numbers: Range<usize>) {
    for number in numbers {
        requests.get(number).wait;
    }
}
