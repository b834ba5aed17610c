//! By hand: two state machines at once, one that goes straight on, and one with a loop.

use std::convert::Infallible;

use ch01_concurrency::demo::{Failure, PeerAndOutput};
use ch06_futures::{FutureExt, block_on, join};
use ch07_coroutines::by_hand::in_turn::in_turn;
use ch07_coroutines::by_hand::two_requests::two_requests;

use super::five::Requests;

pub(crate) fn run(arguments: &PeerAndOutput) -> Result<(), Failure> {
    let requests = Requests::start(arguments, 5)?;
    let get = |number| requests.get(number).map(Ok::<(), Infallible>);

    let two = two_requests(|name| get(if name == "first" { 0 } else { 1 }));
    let three = in_turn(3, |number| get(2 + number));
    // None of them can fail: what becomes of a request is reported by itself.
    let (Ok(_), Ok(_)) = block_on(join(two, three));

    requests.finish("two coroutines by hand")
}
