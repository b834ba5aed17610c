//! Four bytes are copied, whatever the value: a number as large as a register arrives without its
//! upper half.
//!
//! caught by: a_value_as_large_as_a_register_goes_through_whole
//! says: what `suspend` has sent
//! hint: How many bytes has a `T`?
// in switch/word.rs
impl<T> Parcel<T> {
    pub(crate) fn word(&mut self) -> Word {
        if !Self::FITS {
            return Word::new((&raw mut self.0).cast());
        }
        let mut word = NOTHING;
        let length = size_of::<T>().min(4);
        let place = word.as_mut_ptr().cast::<u8>();
        // SAFETY: the word holds anything.
        unsafe { place.write_bytes(0, 8) };
        // SAFETY: the value has so many bytes.
        unsafe { place.copy_from_nonoverlapping((&raw const self.0).cast(), length) };
        word
    }
}
