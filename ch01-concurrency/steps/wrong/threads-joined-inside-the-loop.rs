//! Each thread is waited for before the next is started: threads, and still one after the other.
//!
//! caught by: all_requests_are_sent_before_any_is_answered
//! says: only 1 of 5 requests had been sent
//! hint: What does `join` do to the thread that calls it, and which threads are running then?
// in models/threads.rs
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    thread::scope(|scope| {
        for (ask, lane) in job.asks.iter().zip(&lanes) {
            let fetch = move || {
                let result = fetch(ask, lane);
                ask.answered(timeline.elapsed(), result)
            };
            match thread::Builder::new().spawn_scoped(scope, fetch) {
                Ok(thread) => report(thread.join().expect("no thread panics")),
                Err(error) => report(ask.answered(timeline.elapsed(), Err(Error::Io(error)))),
            }
        }
    });
}
