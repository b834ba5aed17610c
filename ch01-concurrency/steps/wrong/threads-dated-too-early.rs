//! The clock is read before the request is made: every answer seems to have come at once, and the
//! summary shows a job that took no time.
//!
//! caught by: an_answer_is_dated_when_it_has_come
//! says: which is earlier
//! hint: In which order does Rust evaluate the arguments of a call?
// in models/threads.rs
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    thread::scope(|scope| {
        let (sender, answers) = mpsc::channel();
        for (ask, lane) in job.asks.iter().zip(&lanes) {
            let sender = sender.clone();
            let fetch = move || {
                drop(sender.send(ask.answered(timeline.elapsed(), fetch(ask, lane))));
            };
            if let Err(error) = thread::Builder::new().spawn_scoped(scope, fetch) {
                report(ask.answered(timeline.elapsed(), Err(Error::Io(error))));
            }
        }
        drop(sender);
        for answer in answers {
            report(answer);
        }
    });
}
