//! `break` jumps, and what it says is not evaluated: the variable that waits for the loop's value has none.
//!
//! caught by: a_loop_gives_the_value_of_its_break
//! says: is used, and has no value
//! hint: The loop knows what becomes of its value: `Loop::dest`. Who has to send it there, and before what?
// in corofy/src/lower/loops.rs
impl Lower {
    pub(super) fn jump(&mut self, expr: Expr) {
        let span = expr.span();
        let (label, is_break) = match expr {
            Expr::Break(it) => (it.label, true),
            Expr::Continue(it) => (it.label, false),
            _ => unreachable!("only these are jumps"),
        };
        let label = label.map(|it| it.to_string());
        let found = self.loops.iter().rev().find(|it| match &label {
            Some(_) => it.label == label,
            None => it.head.is_some(),
        });
        let Some(found) = found.cloned() else {
            return self.errors.add(span, "there is no such label around");
        };
        let target = match is_break {
            true => Some(found.exit),
            false => found.head,
        };
        
        if let Some(target) = target {
            self.end(End::Goto(target, Way::Jump));
        }
    }
}
