//! All threads are started, and then waited for in the order of their start: the fastest answer is
//! not seen before the slowest, if that was asked for first.
//!
//! caught by: answers_are_reported_as_they_come
//! says: were reported meanwhile
//! hint: You wait for one certain thread. Through what can you wait for whichever is first?
// in models/threads.rs
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for (ask, lane) in job.asks.iter().zip(&lanes) {
            let fetch = move || {
                let result = fetch(ask, lane);
                ask.answered(timeline.elapsed(), result)
            };
            match thread::Builder::new().spawn_scoped(scope, fetch) {
                Ok(thread) => threads.push(thread),
                Err(error) => report(ask.answered(timeline.elapsed(), Err(Error::Io(error)))),
            }
        }
        for thread in threads {
            report(thread.join().expect("no thread panics"));
        }
    });
}
