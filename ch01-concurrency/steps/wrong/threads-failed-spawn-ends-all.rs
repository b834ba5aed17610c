//! `scope.spawn` panics when the kernel has no thread left: the answers that were on their way are
//! lost with the one that was not.
//!
//! caught by: a_request_without_a_thread_is_reported_with_the_reason
//! says: failed to spawn thread
//! hint: `Scope::spawn` says under "Panics" what to use instead.
// in models/threads.rs
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    thread::scope(|scope| {
        let (sender, answers) = mpsc::channel();
        for (ask, lane) in job.asks.iter().zip(&lanes) {
            let sender = sender.clone();
            scope.spawn(move || {
                let result = fetch(ask, lane);
                drop(sender.send(ask.answered(timeline.elapsed(), result)));
            });
        }
        drop(sender);
        for answer in answers {
            report(answer);
        }
    });
}
