//! The word of a large value is the address of a copy, in a frame that ends before the other side
//! reads it.
//!
//! caught by: a_value_larger_than_a_register_goes_through
//! says: what `suspend` has sent
//! hint: Which frame must the value be in, so that it is there when the other side reads it?
// in switch/word.rs
impl<T> Parcel<T> {
    pub(crate) fn word(&mut self) -> Word {
        if !Self::FITS {
            // SAFETY: `self.0` is not used any more.
            let mut copy = std::hint::black_box(unsafe { std::ptr::read(&self.0) });
            return Word::new((&raw mut copy).cast());
        }
        let mut word = NOTHING;
        let place = word.as_mut_ptr().cast::<ManuallyDrop<T>>();
        // SAFETY: the value fits into the word, which may hold any bytes.
        unsafe { place.copy_from_nonoverlapping(&self.0, 1) };
        word
    }
}
