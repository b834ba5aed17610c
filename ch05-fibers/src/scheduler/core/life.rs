//! Life: how a task begins, and how it ends.
//!
//! It ends when its fiber returns or panics, or when it is cancelled: by a scope that ends before it, or by
//! the end of the thread. In each case its stack goes back to the pool at once, though handles of the task may
//! live on, and whoever joins it is woken.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use super::Core;
use super::payload::discard;
use crate::scheduler::own_stack::Addresses;
use crate::scheduler::task::{Task, Wish};
use crate::stack::{DEFAULT_STACK_SIZE, PooledStack, Stack, StackPool};
use crate::{Fiber, Suspender};

impl Core {
    /// A stack of so many bytes.
    pub(crate) fn stack(&self, size: Option<usize>) -> io::Result<PooledStack> {
        let Some(size) = size.filter(|&size| size != DEFAULT_STACK_SIZE) else {
            return StackPool::of_thread().take();
        };
        let new = StackPool::new(size)?;
        let mut pools = self.pools.borrow_mut();
        match pools
            .iter()
            .find(|pool| pool.stack_size() == new.stack_size())
        {
            Some(pool) => pool.take(),
            None => {
                pools.push(new);
                pools[pools.len() - 1].take()
            }
        }
    }

    /// Makes a task that runs `body`, and puts it into the queue.
    ///
    /// # Safety
    /// What `body` borrows lives until the task has finished, or been dropped.
    #[track_caller]
    pub(crate) unsafe fn spawn(
        self: &Rc<Core>,
        name: Option<String>,
        stack: PooledStack,
        body: impl FnOnce(),
    ) -> Rc<Task> {
        self.count.set(self.count.get() + 1);
        let addresses = Addresses {
            lowest: stack.bottom().addr().get(),
            end: stack.top().addr(),
        };
        let mut fiber = Fiber::borrowing(stack, |_: &Suspender<(), Wish>, ()| body());
        let suspender = Some(fiber.suspender());
        let task = Task::new(self.count.get(), name, suspender, Some(addresses));
        if let Some(name) = &task.name {
            // SAFETY: the task has both, and drops the fiber first.
            unsafe { fiber.set_name((&**name).into()) };
        }
        task.fiber.replace(Some(fiber));
        task.key
            .set(self.tasks.borrow_mut().insert(Rc::clone(&task)));
        self.enqueue(Rc::clone(&task));
        task
    }

    pub(super) fn finish(&self, task: &Task) {
        self.tasks.borrow_mut().remove(task.key.get());
        // The stack goes back to its pool.
        drop(task.fiber.take());
        self.tell_joiner(task);
    }

    fn tell_joiner(&self, task: &Task) {
        task.finish();
        if let Some(ticket) = task.joiner.take() {
            ticket.wake();
        }
    }

    /// Ends a task wherever it stands: its fiber is unwound. Its destructors run as part of who calls this; a
    /// panic of theirs ends here.
    pub(crate) fn cancel(&self, task: &Task) {
        let Some(fiber) = task.fiber.take() else {
            return;
        };
        // First, so that who comes again meanwhile does not find it.
        self.tasks.borrow_mut().remove(task.key.get());
        let current = self.current();
        let stack = current.stack.get();
        if fiber.started() {
            current.stack.set(task.stack.get());
        }
        if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| drop(fiber))) {
            discard(payload);
        }
        current.stack.set(stack);
        self.tell_joiner(task);
    }

    /// Ends all tasks, those too that are made meanwhile.
    pub(super) fn drop_tasks(&self) {
        loop {
            let next = self
                .tasks
                .borrow()
                .iter()
                .next()
                .map(|(_, task)| Rc::clone(task));
            let Some(task) = next else { break };
            self.cancel(&task);
        }
        while self.ready.pop().is_some() {}
    }
}
