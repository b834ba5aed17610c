//! A loop that has been lowered is still taken for one that is around: a `break` behind it goes to its end, which is
//! before that line, and so never gets any further.
//!
//! caught by: a_jump_without_a_label_is_about_the_innermost_loop
//! says: which the test does not expect here
//! hint: Until which line is a loop around what is lowered?
// in corofy/src/lower/loops.rs
impl Lower {
    pub(super) fn breakable(
        &mut self,
        label: Option<String>,
        span: Span,
        dest: &Dest,
        body: impl FnOnce(&mut Lower, BlockId, &Dest),
    ) {
        let (dest, value) = match dest {
            Dest::Return => {
                let (id, name) = self.temporary("value", span);
                self.push(Step::Declare(id));
                (Dest::Variable(name.clone()), Some(name))
            }
            other => (other.clone(), None),
        };
        let exit = self.new_block("after_loop", span);
        let head = self.new_block("loop", span);
        self.graph.blocks[head].is_loop_head = true;
        self.loops.push(Loop {
            label,
            head: Some(head),
            exit,
            dest: dest.clone(),
        });
        body(self, exit, &dest);
        self.enter(exit);
        if let Some(name) = value {
            self.end(End::Return(Box::new(path(&name))));
        }
    }
}
