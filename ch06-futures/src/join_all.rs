//! Join all: any number of futures at once, of one type.

use std::fmt;
use std::task::{Context, Poll};

use crate::Future;
use crate::future::polled_after_ready;
use crate::maybe_done::MaybeDone;

/// Many futures, until all are ready. Made by [`join_all`].
pub struct JoinAll<F: Future> {
    /// In the order in which they were given; none when it is done.
    children: Option<Vec<MaybeDone<F>>>,
}

/// All values, in the order of the futures, when all are there.
///
/// Each poll polls every future that is not ready yet: for N futures that are woken one by one that makes
/// about N²/2 polls. An executor polls none but the one that was woken (chapter 8).
///
/// Of no futures the values are none, and that at once. For futures of different types, box them:
///
/// ```
/// use ch06_futures::{Future, FutureExt, block_on, join_all, ready};
///
/// let one = ready(1).map(|n| n + 1);
/// let children: [Box<dyn Future<Output = i32>>; 2] = [Box::new(one), Box::new(ready(3))];
/// assert_eq!(block_on(join_all(children)), [2, 3]);
/// ```
pub fn join_all<I>(futures: I) -> JoinAll<I::Item>
where
    I: IntoIterator<Item: Future>,
{
    futures.into_iter().collect()
}

impl<F: Future> FromIterator<F> for JoinAll<F> {
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> JoinAll<F> {
        let children = futures.into_iter().map(MaybeDone::Future).collect();
        JoinAll {
            children: Some(children),
        }
    }
}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let Some(children) = &mut self.children else {
            polled_after_ready("JoinAll");
        };
        let mut are_done = true;
        for child in &mut *children {
            are_done &= child.poll(cx);
        }
        if !are_done {
            return Poll::Pending;
        }
        let values = children.iter_mut().filter_map(MaybeDone::take).collect();
        self.children = None;
        Poll::Ready(values)
    }
}

impl<F: Future<Output: fmt::Debug> + fmt::Debug> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinAll")
            .field("children", &self.children)
            .finish()
    }
}
