//! Ext: what every future can do, in the style of methods.

use crate::Future;
use crate::compat::IntoStd;
use crate::map::Map;
use crate::then::Then;

/// A future of any type, on the heap.
pub type LocalBoxFuture<'a, T> = Box<dyn Future<Output = T> + 'a>;

/// The combinators that begin with one future. Every [`Future`] has them.
pub trait FutureExt: Future {
    /// Passes the value through `function`.
    ///
    /// ```
    /// use ch06_futures::{FutureExt, block_on, ready};
    ///
    /// assert_eq!(block_on(ready("hello").map(str::len)), 5);
    /// ```
    fn map<T, G>(self, function: G) -> Map<Self, G>
    where
        G: FnOnce(Self::Output) -> T,
        Self: Sized,
    {
        Map::new(self, function)
    }

    /// Goes on with another future, which `function` makes of the value of this one.
    ///
    /// ```
    /// use ch06_futures::{FutureExt, block_on, ready, yield_now};
    ///
    /// let later = ready(20).then(|n| yield_now().map(move |()| n + 1));
    /// assert_eq!(block_on(later), 21);
    /// ```
    fn then<B, G>(self, function: G) -> Then<Self, B, G>
    where
        B: Future,
        G: FnOnce(Self::Output) -> B,
        Self: Sized,
    {
        Then::new(self, function)
    }

    /// Puts it on the heap, and forgets its type.
    fn boxed_local<'a>(self) -> LocalBoxFuture<'a, Self::Output>
    where
        Self: Sized + 'a,
    {
        Box::new(self)
    }

    /// The same as a [`std::future::Future`], for `.await` and for other runtimes.
    ///
    /// It must wake whoever polls it, as [`Delay`](crate::Delay) and sockets do only from chapter 8 on.
    fn into_std(self) -> IntoStd<Self>
    where
        Self: Sized,
    {
        IntoStd::new(self)
    }
}

impl<F: Future + ?Sized> FutureExt for F {}
