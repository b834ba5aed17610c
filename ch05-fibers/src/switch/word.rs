//! Word: what crosses with a switch.
//!
//! A small value crosses in the register itself, a large one stays where it is and its address
//! crosses.

use std::mem::{ManuallyDrop, MaybeUninit};

/// A value no larger than a register, or the address of one.
///
/// A pointer type, so that an address keeps its provenance; perhaps uninitialized, as padding and
/// a value without size are.
pub(crate) type Word = MaybeUninit<*mut ()>;

/// A word that nobody looks at.
pub(crate) const NOTHING: Word = MaybeUninit::uninit();

/// A value on its way to the other side; it stays here until that side has read it.
pub(crate) struct Parcel<T>(ManuallyDrop<T>);

impl<T> Parcel<T> {
    const FITS: bool = size_of::<T>() <= size_of::<Word>() && align_of::<T>() <= align_of::<Word>();

    #[inline(always)]
    pub(crate) fn new(value: T) -> Parcel<T> {
        Parcel(ManuallyDrop::new(value))
    }

    /// What to send. Whoever calls [`open`] with it owns the value.
    #[inline(always)]
    pub(crate) fn word(&mut self) -> Word {
        if !Self::FITS {
            return Word::new((&raw mut self.0).cast());
        }
        let mut word = NOTHING;
        let place = word.as_mut_ptr().cast::<ManuallyDrop<T>>();
        // SAFETY: the value fits into the word, which may hold any bytes.
        unsafe { place.copy_from_nonoverlapping(&self.0, 1) };
        word
    }
}

/// Takes the value out of the parcel that the word is from.
///
/// # Safety
/// - The word is from a `Parcel<T>` that is still where it was.
/// - It is opened once.
#[inline(always)]
pub(crate) unsafe fn open<T>(word: Word) -> T {
    if Parcel::<T>::FITS {
        // SAFETY: the word's first bytes are those of the value, and aligned for it.
        return unsafe { word.as_ptr().cast::<T>().read() };
    }
    // SAFETY: a word of a large value is always written.
    let address = unsafe { word.assume_init() };
    // SAFETY: the parcel is there, and nobody else takes the value.
    unsafe { address.cast::<T>().read() }
}
