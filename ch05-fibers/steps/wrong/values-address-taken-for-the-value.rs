//! The word is always taken for the value itself, also where it is an address.
//!
//! caught by: a_value_larger_than_a_register_goes_through
//! caught by: a_value_that_owns_memory_goes_through
//! says: what `suspend` has sent
//! says: SIG
//! hint: What is in the word of a value that does not fit into it?
// in switch/word.rs
pub(crate) unsafe fn open<T>(word: Word) -> T {
    if size_of::<T>() <= 64 {
        // SAFETY: the word's first bytes are those of the value, and aligned for it.
        return unsafe { word.as_ptr().cast::<T>().read() };
    }
    // SAFETY: a word of a large value is always written.
    let address = unsafe { word.assume_init() };
    // SAFETY: the parcel is there, and nobody else takes the value.
    unsafe { address.cast::<T>().read() }
}
