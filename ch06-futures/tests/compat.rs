//! The same future for either trait.

use std::task::Poll;
use std::time::Duration;

use ch06_futures::{
    Delay, FutureExt, block_on, block_on_counted, from_std, join, pending, ready, yield_now,
};
use futures::future::FutureExt as _;

#[test]
fn a_future_of_ours_can_be_awaited() {
    let text = futures::executor::block_on(async {
        let n = ready(20)
            .then(|n| yield_now().map(move |()| n + 1))
            .into_std()
            .await;
        Delay::new(Duration::from_millis(2)).into_std().await;
        format!("{n} {n}")
    });
    assert_eq!(text, "21 21");
}

#[test]
fn a_future_of_ours_is_unpin_for_std_whatever_it_holds() {
    fn is_unpin(_: &impl Unpin) {}
    is_unpin(&ready(std::marker::PhantomPinned).into_std());
}

#[test]
fn a_future_of_stds_is_one_of_ours() {
    let pinned = Box::pin(async { from_std(std::future::ready(1)).into_std().await + 1 });
    let mut polls = 0;
    let counted = futures::future::poll_fn(|_| {
        polls += 1;
        if polls == 3 {
            Poll::Ready(polls)
        } else {
            Poll::Pending
        }
    });

    assert_eq!(block_on(join(from_std(pinned), from_std(counted))), (2, 3));
}

#[test]
fn there_and_back_again_takes_the_same_polls() {
    let there_and_back = from_std(from_std(yield_now().into_std()).into_std());
    assert_eq!(block_on_counted(there_and_back), ((), 2));
}

#[test]
fn pending_stays_pending_for_both() {
    assert!(pending::<()>().into_std().now_or_never().is_none());
}
