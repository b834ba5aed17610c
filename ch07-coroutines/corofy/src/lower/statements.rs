//! Blocks and statements, straight on.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Block, Expr, Local, Pat, Stmt, Type, parse_quote_spanned};

use super::parameters::is_plain_type;
use super::{Dest, Lower, path, unit};
use crate::adapt::has_jump;
use crate::graph::{End, Scope, Step, Variable};
use crate::operators::{self, Kind};
use crate::waits::has_wait;
use crate::{macros, pattern};

impl Lower {
    /// A block in braces of its own.
    pub(super) fn block(&mut self, block: Block, dest: &Dest) {
        self.open_scope(Scope::Braces);
        self.statements(block.stmts, dest, block.brace_token.span.close());
        self.close_scope();
    }

    /// Statements, the last of which may be the value. `end` is where they end.
    pub(super) fn statements(&mut self, statements: Vec<Stmt>, dest: &Dest, end: Span) {
        let mut statements = statements.into_iter().peekable();
        while let Some(statement) = statements.next() {
            let before = self.variables.len();
            match statement {
                Stmt::Item(item) => self.graph.items.push(item),
                Stmt::Local(local) => self.local(local),
                Stmt::Macro(it) if it.semi_token.is_none() && statements.peek().is_none() => {
                    let value = Expr::Macro(syn::ExprMacro {
                        attrs: it.attrs,
                        mac: it.mac,
                    });
                    return self.into(value, dest);
                }
                Stmt::Macro(mut it) => {
                    let diverges = macros::diverges(&it.mac);
                    self.adapt_with(false, |adapt| {
                        syn::visit_mut::VisitMut::visit_stmt_macro_mut(adapt, &mut it);
                    });
                    self.run(Stmt::Macro(it), vec![]);
                    if diverges {
                        self.end(End::Diverge);
                    }
                }
                Stmt::Expr(expr, None) if statements.peek().is_none() => {
                    return self.into(expr, dest);
                }
                Stmt::Expr(expr, semicolon) => self.statement(expr, semicolon.is_some()),
            }
            self.forget_temporaries(before);
        }
        self.store(unit(), dest, end);
    }

    /// They have been moved.
    fn forget_temporaries(&mut self, before: usize) {
        let variables = &self.graph.variables;
        let mut at = 0;
        self.variables.retain(|id| {
            at += 1;
            at <= before || !variables[*id].is_temporary
        });
    }

    fn statement(&mut self, expr: Expr, has_semicolon: bool) {
        if has_wait(&expr) || is_jump(&expr) {
            return self.into(expr, &Dest::Discard);
        }
        let diverges = matches!(&expr, Expr::Macro(it) if macros::diverges(&it.mac));
        let expr = self.adapt(expr);
        let semicolon = has_semicolon.then(Default::default);
        self.run(Stmt::Expr(expr, semicolon), vec![]);
        if diverges {
            self.end(End::Diverge);
        }
    }

    fn local(&mut self, local: Local) {
        match &local.init {
            None => self.local_without_value(local),
            Some(init) if init.diverge.as_ref().is_some_and(|(_, it)| has_wait(it)) => {
                self.local(else_as_match(local));
            }
            Some(init) if has_wait(&init.expr) => self.local_that_waits(local),
            Some(_) => self.local_as_it_is(local),
        }
    }

    /// `let x;`: it is written again in each state that assigns it.
    fn local_without_value(&mut self, local: Local) {
        let (mut pattern, annotation) = without_type(local.pat);
        for id in self.bind(&mut pattern) {
            self.annotated(id, annotation.clone());
            self.push(Step::Declare(id));
        }
    }

    fn local_as_it_is(&mut self, mut local: Local) {
        let init = local.init.as_ref().expect("the caller has seen it");
        let otherwise = init.diverge.as_ref().is_some_and(|(_, it)| has_jump(it));
        self.adapt_with(otherwise || has_jump(&init.expr), |adapt| {
            if let Some(init) = &mut local.init {
                syn::visit_mut::VisitMut::visit_local_init_mut(adapt, init);
            }
        });
        let init = local.init.as_ref().expect("the caller has seen it");
        let (is_plain, borrow) = (self.is_plain(&init.expr), self.borrow(&init.expr));
        let is_plain = is_plain || matches!(&local.pat, Pat::Type(it) if is_plain_type(&it.ty));
        let declares = self.bind(&mut local.pat);
        if pattern::single(&local.pat).is_some() {
            for id in &declares {
                self.graph.variables[*id].is_plain |= is_plain;
            }
        }
        for id in &declares {
            let variable = &mut self.graph.variables[*id];
            variable.borrow = variable.borrow.or(borrow);
        }
        self.run(Stmt::Local(local), declares);
    }

    fn local_that_waits(&mut self, mut local: Local) {
        let init = local.init.as_mut().expect("the caller has seen it");
        let value = std::mem::replace(&mut *init.expr, unit());
        if is_construct(&value)
            && init.diverge.is_none()
            && pattern::single(&local.pat).is_some_and(|it| it.by_ref.is_none())
        {
            return self.local_of_construct(local.pat, value);
        }
        let annotation = match &local.pat {
            Pat::Type(it) if is_construct(&value) => Some((*it.ty).clone()),
            _ => None,
        };
        let value = self.annotated_expr(value, annotation);
        *init.expr = match pattern::single(&local.pat) {
            Some(it) if it.by_ref.is_none() => value,
            // As a value, not as a variable of which parts could stay behind.
            _ => self.as_value(value),
        };
        if let Some((_, otherwise)) = &mut init.diverge {
            // A brace cannot be before an `else`.
            let value = &init.expr;
            *init.expr = parse_quote_spanned!(value.span()=> (#value));
            self.adapt_with(has_jump(otherwise), |adapt| {
                syn::visit_mut::VisitMut::visit_expr_mut(adapt, otherwise);
            });
        }
        let declares = self.bind(&mut local.pat);
        if let Pat::Type(it) = &local.pat
            && is_plain_type(&it.ty)
        {
            for id in &declares {
                self.graph.variables[*id].is_plain = true;
            }
        }
        self.run(Stmt::Local(local), declares);
    }

    /// `let x = if …`: each branch assigns `x`, which the branches themselves cannot see.
    fn local_of_construct(&mut self, pattern: Pat, value: Expr) {
        let (mut pattern, annotation) = without_type(pattern);
        let declares = self.bind(&mut pattern);
        let id = declares[0];
        self.annotated(id, annotation);
        let user_name = self.graph.variables[id].user_name.take();
        let name = self.graph.variables[id].name.clone();
        self.push(Step::Declare(id));
        self.into(value, &Dest::Variable(name));
        self.graph.variables[id].user_name = user_name;
    }

    fn annotated_expr(&mut self, value: Expr, annotation: Option<Type>) -> Expr {
        if !is_construct(&value) {
            return self.expr(value);
        }
        let (id, name) = self.temporary("value", value.span());
        self.annotated(id, annotation);
        self.push(Step::Declare(id));
        self.into(value, &Dest::Variable(name.clone()));
        path(&name)
    }

    /// Lowers an expression and sends its value where it is wanted.
    pub(super) fn into(&mut self, expr: Expr, dest: &Dest) {
        let span = expr.span();
        match expr {
            Expr::Return(it) => {
                let value = it.expr.map_or_else(unit, |value| *value);
                match is_construct(&value) {
                    true => self.into(value, &Dest::Return),
                    false => {
                        let value = self.expr(value);
                        self.end(End::Return(Box::new(value)));
                    }
                }
            }
            Expr::Break(_) | Expr::Continue(_) => self.jump(expr),
            Expr::Paren(it) if is_construct(&it.expr) => self.into(*it.expr, dest),
            expr if !has_wait(&expr) => {
                let diverges = matches!(&expr, Expr::Macro(it) if macros::diverges(&it.mac));
                let value = self.adapt(expr);
                match diverges {
                    true => {
                        self.run(Stmt::Expr(value, Some(Default::default())), vec![]);
                        self.end(End::Diverge);
                    }
                    false => self.store(value, dest, span),
                }
            }
            Expr::Block(it) if it.label.is_some() => self.labelled_block(it, dest),
            Expr::Block(it) => self.block(it.block, dest),
            Expr::If(it) => self.branch(it, dest),
            Expr::Match(it) => self.match_(it, dest),
            Expr::Loop(it) => self.loop_(it, dest),
            Expr::While(it) => self.while_(it, dest),
            Expr::ForLoop(it) => self.for_(it, dest),
            Expr::Binary(it) if waits_lazily(&it) => self.into(lazy_as_if(it), dest),
            expr => {
                let value = self.expr(expr);
                self.store(value, dest, span);
            }
        }
    }

    // ---------------------------------------------------------------------- what tokens can tell

    /// Whether a value visibly has no destructor.
    fn is_plain(&self, value: &Expr) -> bool {
        match value {
            Expr::Lit(_) | Expr::Reference(_) => true,
            Expr::Paren(it) => self.is_plain(&it.expr),
            Expr::Unary(it) => self.is_plain(&it.expr),
            Expr::Cast(it) => is_plain_type(&it.ty),
            Expr::Tuple(it) => it.elems.iter().all(|it| self.is_plain(it)),
            Expr::Path(it) => it.path.get_ident().is_some_and(|name| {
                let variable = self.named(name);
                variable.is_some_and(|it| it.is_plain)
            }),
            Expr::Binary(it) => match operators::kind(&it.op) {
                Kind::Lazy | Kind::Comparison => true,
                Kind::Assignment | Kind::Arithmetic => {
                    self.is_plain(&it.left) && self.is_plain(&it.right)
                }
            },
            _ => false,
        }
    }

    /// Where a reference to a variable that holds its value is visibly taken.
    pub(super) fn borrow(&self, value: &Expr) -> Option<Span> {
        match value {
            Expr::Reference(it) => self.is_held(&it.expr).then(|| it.span()),
            Expr::Paren(it) => self.borrow(&it.expr),
            Expr::Tuple(it) => it.elems.iter().find_map(|it| self.borrow(it)),
            Expr::Array(it) => it.elems.iter().find_map(|it| self.borrow(it)),
            _ => None,
        }
    }

    /// Whether a place is in a variable that is no reference.
    fn is_held(&self, place: &Expr) -> bool {
        match place {
            Expr::Path(it) => it
                .path
                .get_ident()
                .and_then(|name| self.named(name))
                .is_some_and(|it| !it.is_plain || it.annotation.is_some()),
            Expr::Field(it) => self.is_held(&it.base),
            Expr::Index(it) => self.is_held(&it.expr),
            Expr::Paren(it) => self.is_held(&it.expr),
            _ => false,
        }
    }

    pub(super) fn named(&self, name: &proc_macro2::Ident) -> Option<&Variable> {
        let mut in_scope = self
            .variables
            .iter()
            .rev()
            .map(|id| &self.graph.variables[*id]);
        in_scope.find(|it| it.name == *name)
    }
}

fn is_jump(expr: &Expr) -> bool {
    matches!(expr, Expr::Return(_) | Expr::Break(_) | Expr::Continue(_))
}

/// Whether an expression is taken apart into blocks, if it waits.
pub(super) fn is_construct(expr: &Expr) -> bool {
    match expr {
        Expr::Block(_)
        | Expr::If(_)
        | Expr::Match(_)
        | Expr::Loop(_)
        | Expr::While(_)
        | Expr::ForLoop(_) => has_wait(expr),
        Expr::Binary(it) => waits_lazily(it),
        Expr::Paren(it) => is_construct(&it.expr),
        _ => false,
    }
}

/// Whether there is a wait in what is evaluated only if it is needed.
fn waits_lazily(it: &syn::ExprBinary) -> bool {
    operators::kind(&it.op) == Kind::Lazy && has_wait(&it.right)
}

/// `a && b` is `if a { b } else { false }`.
fn lazy_as_if(it: syn::ExprBinary) -> Expr {
    let (left, right, span) = (it.left, it.right, it.op.span());
    match it.op {
        syn::BinOp::And(_) => {
            parse_quote_spanned!(span=> if #left { #right } else { false })
        }
        _ => parse_quote_spanned!(span=> if #left { true } else { #right }),
    }
}

/// `let PATTERN = value else { … }`, whose `else` waits, is `let (a, b) = match value { … }`.
fn else_as_match(mut local: Local) -> Local {
    let init = local.init.as_mut().expect("the caller has seen it");
    let (_, otherwise) = init.diverge.take().expect("the caller has seen it");
    let (value, pattern, span) = (&init.expr, &local.pat, local.let_token.span);
    let bound = pattern::bindings(pattern);
    let names: Vec<_> = bound.iter().map(|it| &it.ident).collect();
    let mutable = bound.iter().map(|it| &it.mutability);
    let (mut inner, _) = without_type(pattern.clone());
    pattern::rename_bindings(&mut inner, |it| it.mutability = None);
    *init.expr = parse_quote_spanned!(span=> match #value {
        #inner => (#(#names,)*),
        _ => #otherwise,
    });
    let names = names.iter();
    local.pat = parse_quote_spanned!(span=> (#(#mutable #names,)*));
    local
}

fn without_type(pattern: Pat) -> (Pat, Option<Type>) {
    match pattern {
        Pat::Type(it) => (*it.pat, Some(*it.ty)),
        other => (other, None),
    }
}
