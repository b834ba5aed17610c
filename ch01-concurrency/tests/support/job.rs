//! What every model but the sequential one must do with the one job.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch01_concurrency::job::{Answer, Job};
use ch01_concurrency::models::Model;
use ch01_concurrency::timeline::Timeline;

use super::peer::{Progress, nobody, peer};
use super::within::within_3_s;

const COUNT: usize = 5;

fn job(server: SocketAddr) -> Job {
    Job::new(server, COUNT, Duration::ZERO, None)
}

/// Has the model do the job.
#[track_caller]
fn answers(model: Model, job: Job) -> Vec<Answer> {
    answers_telling(model, job, Timeline::new(), Progress::default())
}

/// As [`answers`], by this clock, and tells `reported` of each answer.
#[track_caller]
fn answers_telling(model: Model, job: Job, clock: Timeline, reported: Progress) -> Vec<Answer> {
    within_3_s("`run`", move || {
        let mut answers = Vec::new();
        model(&job, &clock, &mut |answer| {
            answers.push(answer);
            reported.step();
        });
        answers
    })
}

/// Sorts what was reported, and checks that each request is there once.
#[track_caller]
fn each_once(mut answers: Vec<Answer>) -> Vec<Answer> {
    answers.sort_by_key(|answer| answer.index);
    for index in 0..COUNT {
        let times = answers
            .iter()
            .filter(|answer| answer.index == index)
            .count();
        assert_eq!(times, 1, "is how often request-{} was reported", index + 1);
    }
    answers
}

#[track_caller]
pub(crate) fn every_request_is_reported_once_with_its_own_answer(model: Model) {
    let job = job(peer(|_| ()));

    let answers = each_once(answers(model, job));

    for answer in answers {
        let name = answer.name;
        match answer.result {
            Ok(message) => assert_eq!(message, name, "is the answer reported for {name}"),
            Err(error) => panic!("{name} was answered, and is reported as failed: {error}"),
        }
    }
}

#[track_caller]
pub(crate) fn all_requests_are_sent_before_any_is_answered(model: Model) {
    let sent = Progress::default();
    let counted = sent.clone();
    let job = job(peer(move |_| {
        counted.step();
        counted.wait_for(COUNT);
    }));

    each_once(answers(model, job));

    if let Some(sent) = sent.stuck_at() {
        panic!("only {sent} of {COUNT} requests had been sent, and the next waited for an answer");
    }
}

/// The last is answered first, and each of the others when the one after it has been reported.
#[track_caller]
pub(crate) fn answers_are_reported_as_they_come(model: Model) {
    let reported = Progress::default();
    let heard = reported.clone();
    let job = job(peer(move |number| heard.wait_for(COUNT - number)));

    let answers = answers_telling(model, job, Timeline::new(), reported.clone());

    if let Some(reported) = reported.stuck_at() {
        let there = reported + 1;
        panic!("{there} of {COUNT} had been answered, and only {reported} were reported meanwhile");
    }
    let order: Vec<usize> = answers.iter().map(|answer| answer.index + 1).collect();
    assert_eq!(order, [5, 4, 3, 2, 1], "is the order of the reports");
}

#[track_caller]
pub(crate) fn an_answer_is_dated_when_it_has_come(model: Model) {
    let clock = Timeline::new();
    let given = Arc::new(Mutex::new([Duration::ZERO; COUNT]));
    let (peers_clock, giving) = (clock.clone(), Arc::clone(&given));
    let job = job(peer(move |number| {
        giving.lock().expect("no one panics here")[number - 1] = peers_clock.elapsed();
    }));

    let answers = each_once(answers_telling(model, job, clock, Progress::default()));

    let given = given.lock().expect("no one panics here");
    for answer in answers {
        assert!(
            answer.at >= given[answer.index],
            "{} was answered {:?} after the start, and its report says after {:?}, which is earlier",
            answer.name,
            given[answer.index],
            answer.at
        );
    }
}

#[track_caller]
pub(crate) fn a_failed_request_is_reported_and_the_others_complete(model: Model) {
    let mut job = job(peer(|_| ()));
    job.asks[1].server = nobody();

    let answers = each_once(answers(model, job));

    for answer in answers {
        let name = answer.name;
        match (answer.index, answer.result) {
            (1, Ok(message)) => panic!("nobody answered {name}, and still it got {message:?}"),
            (1, Err(_)) | (_, Ok(_)) => {}
            (_, Err(error)) => panic!("{name} failed because another did: {error}"),
        }
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[track_caller]
pub(crate) fn a_request_without_a_thread_is_reported_with_the_reason(model: Model) {
    use ch01_concurrency::http::Error;

    use super::no_thread::with_threads_left;

    let job = job(peer(|_| ()));
    let seen = within_3_s("`run`, when there was no thread left,", move || {
        let mut seen = Vec::new();
        with_threads_left(2, || {
            model(&job, &Timeline::new(), &mut |answer| seen.push(answer));
        });
        seen
    });

    let failures: Vec<Error> = each_once(seen)
        .into_iter()
        .filter_map(|answer| answer.result.err())
        .collect();
    assert!(
        !failures.is_empty(),
        "there were threads for 2 of {COUNT} requests, and none failed: were they made one by one?"
    );
    for failure in failures {
        let reason = match &failure {
            Error::Io(error) => error.raw_os_error(),
            _ => None,
        };
        assert_eq!(
            reason,
            Some(libc::EAGAIN),
            "no thread was left, which is EAGAIN: the report says {failure}"
        );
    }
}
