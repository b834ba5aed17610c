//! A thread that could not be started is passed over: its request is neither made nor reported.
//!
//! caught by: a_request_without_a_thread_is_reported_with_the_reason
//! says: is how often request-3 was reported
//! hint: `spawn_scoped` returns a `Result`. Who is waiting for the request that it failed for?
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
            let _ = thread::Builder::new().spawn_scoped(scope, fetch);
        }
        drop(sender);
        for answer in answers {
            report(answer);
        }
    });
}
