//! Queue: who can run, first in, first out.
//!
//! The links of the list are in the tasks themselves (it is *intrusive*): to put a task in or take it out is a few
//! stores, and never takes memory.
//!
//! # Rules
//!
//! 1. For each task in it, the queue has an [`Rc`], in the shape of a pointer: `push` makes it one, and
//!    `pop` makes it an `Rc` again.
//! 2. A task is in a queue once at most, as `push` checks; so its [`Place`] is that queue's alone.

use std::cell::Cell;
use std::mem;
use std::ptr::NonNull;
use std::rc::Rc;

use super::task::Task;

/// Tasks in the order in which they came.
#[derive(Default)]
pub(super) struct Queue {
    first: Cell<Option<NonNull<Task>>>,
    /// Means nothing while there is no first.
    last: Cell<Option<NonNull<Task>>>,
}

/// A task's part of the list.
#[derive(Default)]
pub(super) struct Place {
    /// Who comes after it; the last one has itself, and who is in no queue has nothing.
    next: Cell<Option<NonNull<Task>>>,
}

impl Queue {
    /// Puts a task at the end.
    ///
    /// # Panics
    /// If it is in a queue.
    #[inline]
    pub(super) fn push(&self, task: Rc<Task>) {
        let itself = NonNull::new(Rc::as_ptr(&task).cast_mut());
        let next = task.place.next.replace(itself);
        assert!(
            next.is_none(),
            "{task} is in the queue, and was put there again"
        );
        mem::forget(task);
        match self.first.get().and(self.last.get()) {
            // SAFETY: rule 1.
            Some(last) => unsafe { last.as_ref() }.place.next.set(itself),
            None => self.first.set(itself),
        }
        self.last.set(itself);
    }

    /// Takes the first one out.
    #[inline]
    pub(super) fn pop(&self) -> Option<Rc<Task>> {
        let first = self.first.get()?;
        // SAFETY: rule 1; and nobody else takes it, as it is the first no longer when this returns.
        let task = unsafe { Rc::from_raw(first.as_ptr()) };
        let next = task.place.next.take();
        self.first.set(next.filter(|&next| next != first));
        Some(task)
    }

    /// Takes one out, wherever it is.
    pub(super) fn remove(&self, task: &Rc<Task>) {
        let others = Queue::default();
        while let Some(other) = self.pop() {
            if !Rc::ptr_eq(&other, task) {
                others.push(other);
            }
        }
        self.first.swap(&others.first);
        self.last.swap(&others.last);
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        while self.pop().is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks() -> [Rc<Task>; 3] {
        [1, 2, 3].map(|id| Task::new(id, None, None, None))
    }

    fn ids(queue: &Queue) -> Vec<u64> {
        std::iter::from_fn(|| queue.pop())
            .map(|task| task.id.0)
            .collect()
    }

    #[test]
    fn who_comes_first_is_first() {
        let queue = Queue::default();
        for _ in 0..2 {
            tasks().into_iter().for_each(|task| queue.push(task));
            assert_eq!(ids(&queue), [1, 2, 3]);
        }
    }

    #[test]
    fn who_is_taken_out_may_come_again() {
        let queue = Queue::default();
        tasks().into_iter().for_each(|task| queue.push(task));

        let first = queue.pop().expect("there are three");
        queue.push(first);

        assert_eq!(ids(&queue), [2, 3, 1]);
    }

    #[test]
    #[should_panic(expected = "fiber 3 is in the queue, and was put there again")]
    fn who_is_in_the_queue_cannot_be_put_there() {
        let (queue, tasks) = (Queue::default(), tasks());
        tasks.clone().into_iter().for_each(|task| queue.push(task));

        queue.push(Rc::clone(&tasks[2]));
    }

    #[test]
    fn each_can_be_taken_out_and_the_others_keep_their_order() {
        for (place, rest) in [[2, 3], [1, 3], [1, 2]].into_iter().enumerate() {
            let (queue, tasks) = (Queue::default(), tasks());
            tasks.clone().into_iter().for_each(|task| queue.push(task));

            queue.remove(&tasks[place]);

            queue.push(Task::new(4, None, None, None));
            assert_eq!(ids(&queue), [rest[0], rest[1], 4]);
        }
    }

    #[test]
    fn a_queue_that_is_dropped_keeps_nobody() {
        let (queue, tasks) = (Queue::default(), tasks());
        tasks.clone().into_iter().for_each(|task| queue.push(task));

        drop(queue);

        assert!(tasks.iter().all(|task| Rc::strong_count(task) == 1));
    }
}
