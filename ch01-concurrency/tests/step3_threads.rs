//! Step 3: a thread for each request, and what all of them find goes to one place.
#![cfg(feature = "demo")]

#[path = "support/job.rs"]
mod job;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[path = "support/no_thread.rs"]
mod no_thread;
#[path = "support/peer.rs"]
mod peer;
#[path = "support/within.rs"]
mod within;

use ch01_concurrency::models::threads;

#[test]
fn every_request_is_reported_once_with_its_own_answer() {
    job::every_request_is_reported_once_with_its_own_answer(threads::run);
}

#[test]
fn all_requests_are_sent_before_any_is_answered() {
    job::all_requests_are_sent_before_any_is_answered(threads::run);
}

#[test]
fn answers_are_reported_as_they_come() {
    job::answers_are_reported_as_they_come(threads::run);
}

#[test]
fn an_answer_is_dated_when_it_has_come() {
    job::an_answer_is_dated_when_it_has_come(threads::run);
}

#[test]
fn a_failed_request_is_reported_and_the_others_complete() {
    job::a_failed_request_is_reported_and_the_others_complete(threads::run);
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn a_request_without_a_thread_is_reported_with_the_reason() {
    job::a_request_without_a_thread_is_reported_with_the_reason(threads::run);
}
