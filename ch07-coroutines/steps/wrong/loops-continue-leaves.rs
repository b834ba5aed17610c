//! `continue` goes where `break` goes: the first turn that is cut short is the last one.
//!
//! caught by: continue_begins_the_next_turn
//! says: the rest of the turn is left out, what it holds is dropped, and the loop goes on
//! hint: A loop has two blocks to which one jumps. Which is for `continue`?
// in corofy/src/lower/loops.rs
impl Lower {
    pub(super) fn jump(&mut self, expr: Expr) {
        let span = expr.span();
        let (label, value, is_break) = match expr {
            Expr::Break(it) => (it.label, it.expr, true),
            Expr::Continue(it) => (it.label, None, false),
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
            false => found.head.map(|_| found.exit),
        };
        if is_break {
            let value = value.map_or_else(unit, |value| *value);
            self.into(value, &found.dest);
        }
        if let Some(target) = target {
            self.end(End::Goto(target, Way::Jump));
        }
    }
}
