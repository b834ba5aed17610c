//! The loops around are searched from the outside: in two nested loops, each `break` leaves both.
//!
//! caught by: a_jump_without_a_label_is_about_the_innermost_loop
//! says: the first `break` leaves the inner loop
//! hint: In which order are the loops in `self.loops`?
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
        let found = self.loops.iter().find(|it| match &label {
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
        if is_break {
            let value = value.map_or_else(unit, |value| *value);
            self.into(value, &found.dest);
        }
        if let Some(target) = target {
            self.end(End::Goto(target, Way::Jump));
        }
    }
}
