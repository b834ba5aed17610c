//! The value is dropped when its bytes have been copied, as if it were needed no more: the receiver
//! gets what has been dropped.
//!
//! caught by: a_small_value_is_dropped_once
//! caught by: a_large_value_is_dropped_once
//! says: while all are in use
//! hint: Copying the bytes of a value makes no second value. Which of the two places owns it now?
// in switch/word.rs
impl<T> Parcel<T> {
    pub(crate) fn word(&mut self) -> Word {
        if !Self::FITS {
            let word = Word::new((&raw mut self.0).cast());
            // SAFETY: it is sent now.
            unsafe { ManuallyDrop::drop(&mut self.0) };
            return word;
        }
        let mut word = NOTHING;
        let place = word.as_mut_ptr().cast::<ManuallyDrop<T>>();
        // SAFETY: the value fits into the word, which may hold any bytes.
        unsafe { place.copy_from_nonoverlapping(&self.0, 1) };
        // SAFETY: it is in the word now.
        unsafe { ManuallyDrop::drop(&mut self.0) };
        word
    }
}
