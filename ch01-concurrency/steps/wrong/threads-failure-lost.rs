//! Only answers are sent to the one place, and failures are not: a request that nobody answered is
//! never heard of again.
//!
//! caught by: a_failed_request_is_reported_and_the_others_complete
//! says: is how often request-2 was reported
//! hint: What goes through the channel is the outcome: an answer, or why there is none.
// in models/threads.rs
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    thread::scope(|scope| {
        let (sender, answers) = mpsc::channel();
        for (ask, lane) in job.asks.iter().zip(&lanes) {
            let sender = sender.clone();
            let fetch = move || {
                if let Ok(message) = fetch(ask, lane) {
                    drop(sender.send(ask.answered(timeline.elapsed(), Ok(message))));
                }
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
