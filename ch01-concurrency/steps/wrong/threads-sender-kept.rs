//! The first sender is never dropped, so the channel never closes: after the last answer the loop
//! waits for ever.
//!
//! caught by: every_request_is_reported_once_with_its_own_answer
//! says: `run` was not over after 3 s
//! hint: A channel ends with its last sender. Who still has one when all threads are done?
// in models/threads.rs
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    thread::scope(|scope| {
        let (sender, answers) = mpsc::channel();
        for (ask, lane) in job.asks.iter().zip(&lanes) {
            let sender = sender.clone();
            let fetch = move || {
                let result = fetch(ask, lane);
                drop(sender.send(ask.answered(timeline.elapsed(), result)));
            };
            if let Err(error) = thread::Builder::new().spawn_scoped(scope, fetch) {
                report(ask.answered(timeline.elapsed(), Err(Error::Io(error))));
            }
        }
        for answer in answers {
            report(answer);
        }
    });
}
