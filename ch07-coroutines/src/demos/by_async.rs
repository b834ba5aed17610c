//! By async: the machines of `by-hand`, made by the compiler of functions that wait.

use std::convert::Infallible;

use ch01_concurrency::demo::{Failure, PeerAndOutput};
use ch06_futures::{FutureExt, block_on, from_std, join};
use ch07_coroutines::by_hand::in_turn::in_turn_async;
use ch07_coroutines::by_hand::two_requests::two_requests_async;

use super::five::Requests;

pub(crate) fn run(arguments: &PeerAndOutput) -> Result<(), Failure> {
    let requests = Requests::start(arguments, 5)?;
    let get = |number| requests.get(number).map(Ok::<(), Infallible>).into_std();

    let two = two_requests_async(|name| get(if name == "first" { 0 } else { 1 }));
    let three = in_turn_async(3, |number| get(2 + number));
    // What the compiler makes may refer to itself, and so must not be moved (chapter 9): it goes onto the heap.
    // None of them can fail: what becomes of a request is reported by itself.
    let (Ok(_), Ok(_)) = block_on(join(from_std(Box::pin(two)), from_std(Box::pin(three))));

    requests.finish("two coroutines by async and await")
}
