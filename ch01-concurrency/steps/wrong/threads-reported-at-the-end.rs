//! Answers are collected, and reported when all of them are there: who reads the output sees
//! nothing for as long as the slowest takes.
//!
//! caught by: answers_are_reported_as_they_come
//! says: were reported meanwhile
//! hint: When does your loop over the answers begin: with the first of them, or after the last?
// in models/threads.rs
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    let (sender, answers) = mpsc::channel();
    thread::scope(|scope| {
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
    });
    drop(sender);
    for answer in answers {
        report(answer);
    }
}
