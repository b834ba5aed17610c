//! Base: the first things on a fiber's stack, and the first function that runs there.
//!
//! ```text
//! top          ┌─────────────────────────┐
//!              │ link                    │
//!              │ the fiber's closure     │
//!              │ frame for the switch    │ ◄── where the fiber begins
//!              │ …                       │
//! bottom       └─────────────────────────┘
//! ```

use std::any::Any;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe, Location};
use std::ptr::NonNull;

use super::Suspender;
use super::link::Link;
use super::sanitizer;
use crate::stack::{MIN_STACK_SIZE, Stack};
use crate::switch::{self, StackPointer, Word, open};

/// What a fiber leaves when it has finished: a value, or a panic.
pub(super) type Outcome<Return> = Result<Return, Box<dyn Any + Send>>;

/// Puts a closure onto a stack that is not in use; gives where to begin.
#[inline(always)]
pub(super) fn lay<Input, Yield, Return, Body>(
    stack: &impl Stack,
    body: Body,
    made_at: &'static Location<'static>,
) -> StackPointer
where
    Body: FnOnce(&Suspender<Input, Yield>, Input) -> Return,
{
    let room = Below::<Body>::ROOM;
    assert!(
        room <= MIN_STACK_SIZE || room <= stack.size(),
        "stack of {} bytes is too small for a closure of {}: need {room}",
        stack.size(),
        size_of::<Body>(),
    );
    let link = Link::of(stack.top());
    // SAFETY: there is room, as has just been checked, and the stack is not in use.
    unsafe { link.write(Link::new(made_at, stack)) };
    // SAFETY: likewise, and the place is aligned for it.
    unsafe { Below::body(link).write(body) };
    let frame = Below::<Body>::frame(link);
    // SAFETY: likewise; the link stays as long as the stack, and both are on it.
    unsafe { switch::prepare(frame, link, main::<Input, Yield, Return, Body>, stack) }
}

/// Drops the closure of a fiber that has not begun.
///
/// # Safety
/// The link is of a stack on which such a closure has been [laid](lay), and the fiber will not begin.
pub(super) unsafe fn drop_body<Body>(link: NonNull<Link>) {
    // SAFETY: the closure is where it was put, and nobody has taken it.
    unsafe { Below::<Body>::body(link).drop_in_place() };
}

/// What lies below the link of a fiber with such a closure.
struct Below<Body>(PhantomData<Body>);

impl<Body> Below<Body> {
    const FRAME: usize = switch::FRAME_WORDS * size_of::<usize>();

    /// A stack's end is a multiple of this, and so is a link's address.
    const ALIGN: usize = 16;

    /// Of the closure, so that what is below it is aligned too.
    const SIZE: usize = size_of::<Body>().next_multiple_of(Self::ALIGN);

    /// What must be there for the fiber to begin, with 1 KiB for its first frames.
    const ROOM: usize = Link::SIZE + align_of::<Body>() + Self::SIZE + Self::FRAME + 1024;

    /// Where the closure is.
    #[inline(always)]
    fn body(link: NonNull<Link>) -> NonNull<Body> {
        let lowest = link.as_ptr().cast::<u8>().wrapping_sub(Self::SIZE);
        let place = match align_of::<Body>() <= Self::ALIGN {
            true => lowest,
            false => lowest.map_addr(|address| address & !(align_of::<Body>() - 1)),
        };
        // SAFETY: it is on the link's stack, and so not at address 0.
        unsafe { NonNull::new_unchecked(place.cast()) }
    }

    /// Where the switch's frame is.
    #[inline(always)]
    fn frame(link: NonNull<Link>) -> NonNull<usize> {
        let body = Self::body(link).cast::<u8>();
        // SAFETY: it is on the link's stack, too.
        unsafe { body.sub(Self::FRAME) }.cast()
    }
}

/// Runs the closure, and leaves for good.
///
/// # Safety
/// Called by the switch, on the stack of the link, with a word that [`open`]s to an `Input`.
unsafe extern "C" fn main<Input, Yield, Return, Body>(word: Word, link: NonNull<Link>) -> !
where
    Body: FnOnce(&Suspender<Input, Yield>, Input) -> Return,
{
    // SAFETY: the link is alive as long as its stack.
    sanitizer::begins(unsafe { link.as_ref() });
    // SAFETY: as the caller says.
    let input: Input = unsafe { open(word) };
    // SAFETY: `lay` has put it there, and this is the only time that it is taken.
    let body = unsafe { Below::<Body>::body(link).read() };
    // SAFETY: the link is alive as long as its stack, and a suspender is a link.
    let suspender = unsafe { link.cast::<Suspender<Input, Yield>>().as_ref() };
    // Whoever resumes takes it from here.
    let mut outcome = ManuallyDrop::new(run(|| body(suspender, input)));
    let word = Word::new((&raw mut outcome).cast());
    // SAFETY: the fiber is running.
    let resumer = unsafe { suspender.link().resumer() };
    sanitizer::finish(suspender.link());
    // SAFETY: nothing but the outcome is left on the stack.
    unsafe { switch::finish(resumer, word) }
}

/// Nothing is above this frame that could be unwound. A panic goes on in the resumer, to whom the closure
/// belongs.
fn run<Return>(body: impl FnOnce() -> Return) -> Outcome<Return> {
    panic::catch_unwind(AssertUnwindSafe(body))
}
