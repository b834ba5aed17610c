//! Who runs next, without any fiber: a queue, and where each stands in its script.

use std::collections::VecDeque;

use crate::program::{Op, Script};

/// What a program does, line by line, until the thread's own script ends or can never go on.
pub(crate) fn trace(script: &Script) -> Vec<String> {
    let mut model = Model::default();
    model.make(script.clone(), None);
    model.run();
    model.trace
}

#[derive(Default)]
struct Model {
    fibers: Vec<Fiber>,
    /// Without the one that runs.
    queue: VecDeque<usize>,
    trace: Vec<String>,
}

struct Fiber {
    script: Place,
    scopes: Vec<Scope>,
    handles: Vec<usize>,
    inner: Vec<Place>,
    /// Which of them runs.
    resumed: Option<usize>,
    waits: Option<Wait>,
    /// Its wait, or its turn, is over.
    is_back: bool,
    permit: bool,
    /// Whether it panicked, once it has ended.
    end: Option<bool>,
    /// Whose member it is.
    owner: Option<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Wait {
    Parked,
    Join(usize),
    Scope,
}

/// How far in a script.
struct Place {
    script: Script,
    next: usize,
}

struct Scope {
    body: Place,
    handles: Vec<usize>,
    /// Members that have not ended.
    open: Vec<usize>,
    /// Members whose panic was given to a join.
    seen: Vec<usize>,
    members: Vec<usize>,
}

enum Then {
    GoOn,
    LeaveTurn,
}

impl Place {
    fn of(script: Script) -> Place {
        Place { script, next: 0 }
    }

    fn op(&self) -> Option<Op> {
        self.script.get(self.next).cloned()
    }
}

impl Model {
    fn make(&mut self, script: Script, owner: Option<usize>) -> usize {
        self.fibers.push(Fiber {
            script: Place::of(script),
            scopes: Vec::new(),
            handles: Vec::new(),
            inner: Vec::new(),
            resumed: None,
            waits: None,
            is_back: false,
            permit: false,
            end: None,
            owner,
        });
        self.fibers.len() - 1
    }

    fn say(&mut self, id: usize, what: &str) {
        self.trace.push(format!("{id} {what}"));
    }

    fn run(&mut self) {
        let mut running = 0;
        loop {
            while let Then::GoOn = self.step(running) {}
            if self.fibers[0].end.is_some() {
                return;
            }
            match self.queue.pop_front() {
                Some(next) => running = next,
                None => return self.say(0, "deadlock"),
            }
        }
    }

    fn advance(&mut self, id: usize) {
        let fiber = &mut self.fibers[id];
        fiber.is_back = false;
        let place = match (fiber.resumed, fiber.scopes.last_mut()) {
            (Some(inner), _) => &mut fiber.inner[inner],
            (None, Some(scope)) => &mut scope.body,
            (None, None) => &mut fiber.script,
        };
        place.next += 1;
    }

    fn wait(&mut self, id: usize, wait: Wait) -> Then {
        self.fibers[id].waits = Some(wait);
        Then::LeaveTurn
    }

    fn wake(&mut self, id: usize) {
        self.fibers[id].waits = None;
        self.fibers[id].is_back = true;
        self.queue.push_back(id);
    }

    fn step(&mut self, id: usize) -> Then {
        let fiber = &self.fibers[id];
        if let Some(inner) = fiber.resumed {
            return match fiber.inner[inner].op() {
                Some(Op::Suspend) => self.leave_inner(id, "inner suspends", false),
                Some(Op::Panic) => self.leave_inner(id, "inner panics", true),
                Some(op) => self.step_by(id, op),
                None => self.leave_inner(id, "inner ends", true),
            };
        }
        match fiber.scopes.last() {
            Some(scope) => match scope.body.op() {
                Some(op) => self.step_by(id, op),
                None => self.end_scope(id),
            },
            None => match fiber.script.op() {
                Some(op) => self.step_by(id, op),
                None => self.end(id, false),
            },
        }
    }

    fn step_by(&mut self, id: usize, op: Op) -> Then {
        let count = self.fibers.len();
        match op {
            Op::Yield if self.fibers[id].is_back => self.advance(id),
            Op::Yield => {
                self.say(id, "yields");
                self.wake(id);
                return Then::LeaveTurn;
            }
            Op::Park if self.fibers[id].is_back => {
                self.say(id, "unparked");
                self.advance(id);
            }
            Op::Park => {
                self.say(id, "parks");
                if !std::mem::take(&mut self.fibers[id].permit) {
                    return self.wait(id, Wait::Parked);
                }
                self.say(id, "unparked");
                self.advance(id);
            }
            Op::Unpark(which) => {
                let other = which % count;
                self.say(id, &format!("unparks {other}"));
                match self.fibers[other].waits {
                    Some(Wait::Parked) => self.wake(other),
                    _ => self.fibers[other].permit = true,
                }
                self.advance(id);
            }
            Op::Panic => return self.end(id, true),
            Op::Spawn(script) => {
                let new = self.make(script, None);
                self.queue.push_back(new);
                self.fibers[id].handles.push(new);
                self.say(id, &format!("spawns {new}"));
                self.advance(id);
            }
            Op::Join(which) => return self.join(id, which),
            Op::DropHandle(which) => {
                let handles = &mut self.fibers[id].handles;
                if !handles.is_empty() {
                    handles.remove(which % handles.len());
                    self.say(id, "drops a handle");
                }
                self.advance(id);
            }
            Op::Scope { members, body } => {
                self.advance(id);
                let members: Vec<usize> = members
                    .into_iter()
                    .map(|script| {
                        let new = self.make(script, Some(id));
                        self.queue.push_back(new);
                        new
                    })
                    .collect();
                self.say(id, "opens a scope");
                self.fibers[id].scopes.push(Scope {
                    body: Place::of(body),
                    handles: members.clone(),
                    open: members.clone(),
                    seen: Vec::new(),
                    members,
                });
            }
            Op::Inner(script) => {
                self.fibers[id].inner.push(Place::of(script));
                self.advance(id);
            }
            Op::Resume(which) => {
                self.advance(id);
                let fiber = &mut self.fibers[id];
                if !fiber.inner.is_empty() {
                    fiber.resumed = Some(which % fiber.inner.len());
                    self.say(id, "resumes inner");
                }
            }
            Op::DropInner(which) => {
                let inner = &mut self.fibers[id].inner;
                if !inner.is_empty() {
                    inner.remove(which % inner.len());
                    self.say(id, "drops inner");
                }
                self.advance(id);
            }
            Op::Suspend => unreachable!("only in a raw fiber"),
        }
        Then::GoOn
    }

    fn join(&mut self, id: usize, which: usize) -> Then {
        let fiber = &mut self.fibers[id];
        let handles = match fiber.scopes.last_mut() {
            Some(scope) => &mut scope.handles,
            None => &mut fiber.handles,
        };
        if handles.is_empty() {
            self.advance(id);
            return Then::GoOn;
        }
        let index = which % handles.len();
        let other = handles[index];
        if !fiber.is_back {
            self.say(id, &format!("joins {other}"));
        }
        let Some(is_panic) = self.fibers[other].end else {
            return self.wait(id, Wait::Join(other));
        };
        let fiber = &mut self.fibers[id];
        match fiber.scopes.last_mut() {
            Some(scope) => {
                scope.handles.remove(index);
                scope.seen.push(other);
            }
            None => {
                fiber.handles.remove(index);
            }
        }
        let end = if is_panic { "joins panic" } else { "joins ok" };
        self.say(id, end);
        self.advance(id);
        Then::GoOn
    }

    fn leave_inner(&mut self, id: usize, how: &str, is_done: bool) -> Then {
        let fiber = &mut self.fibers[id];
        let inner = fiber.resumed.expect("it runs");
        if is_done {
            fiber.inner.remove(inner);
        } else {
            fiber.inner[inner].next += 1;
        }
        fiber.resumed = None;
        self.say(id, how);
        Then::GoOn
    }

    fn end_scope(&mut self, id: usize) -> Then {
        let scope = self.fibers[id].scopes.last().expect("it is in one");
        if !scope.open.is_empty() {
            return self.wait(id, Wait::Scope);
        }
        let scope = self.fibers[id].scopes.pop().expect("it is in one");
        self.fibers[id].is_back = false;
        let is_unseen =
            |member: &usize| self.fibers[*member].end == Some(true) && !scope.seen.contains(member);
        if scope.members.iter().any(is_unseen) {
            self.say(id, "scope panics");
            return self.end(id, true);
        }
        self.say(id, "scope ends");
        Then::GoOn
    }

    fn end(&mut self, id: usize, is_panic: bool) -> Then {
        self.say(id, if is_panic { "panics" } else { "ends" });
        self.fibers[id].end = Some(is_panic);
        if let Some(owner) = self.fibers[id].owner {
            let owner_fiber = &mut self.fibers[owner];
            let scope = owner_fiber.scopes.last_mut();
            let scope = scope.expect("it waits for its members");
            scope.open.retain(|member| *member != id);
            if scope.open.is_empty() && owner_fiber.waits == Some(Wait::Scope) {
                self.wake(owner);
            }
        }
        let joiner = self
            .fibers
            .iter()
            .position(|fiber| fiber.waits == Some(Wait::Join(id)));
        if let Some(joiner) = joiner {
            self.wake(joiner);
        }
        Then::LeaveTurn
    }
}
