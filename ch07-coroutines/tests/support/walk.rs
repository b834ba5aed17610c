//! A walk through the blocks of a coroutine: what is done, in order, if its questions are answered so.
//!
//! A call is told with its arguments, `add(1, get(2))`, and what it gives is called the same. A name with a
//! capital, `Lock(1)`, gives a value that is told of when it is dropped; it is moved where it is used, and
//! all other values are copied. A block that cannot be walked is told as `stuck: …`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use corofy::graph::{BlockId, End, Graph, ScopeId, Step, VariableId};
use quote::ToTokens;
use syn::{Block, Expr, Pat, Stmt};

/// Walks through a coroutine. Each `if` takes an answer, `yes` or `no`, and each `match` one
/// which its arm's pattern begins with, such as `Some`.
pub(crate) fn walk(source: &str, answers: &[&str]) -> String {
    let graphs = match corofy::blocks(&format!("#[coroutine] {source}")) {
        Ok(graphs) => graphs,
        Err(faults) => return faults[0].to_string(),
    };
    let (_, graph) = &graphs[0];
    let mut walker = Walker {
        graph,
        answers: answers.iter().copied().collect(),
        told: Vec::new(),
        open: BTreeSet::new(),
        variables: BTreeMap::new(),
        matched: None,
    };
    if let Err(Leave::Stuck(why)) = walker.all() {
        walker.told.push(format!("stuck: {why}"));
    }
    walker.told.join("; ")
}

struct Walker<'a> {
    graph: &'a Graph,
    answers: VecDeque<&'a str>,
    told: Vec<String>,
    open: BTreeSet<ScopeId>,
    /// The variables that there are, and what is in them.
    variables: BTreeMap<VariableId, Option<Value>>,
    /// What the last branch looked at.
    matched: Option<Matched>,
}

#[derive(Debug, Clone)]
struct Value {
    text: String,
    /// Whether it is told of when it is dropped.
    tells: bool,
}

#[derive(Debug)]
enum Matched {
    Value(Value),
    Variable(VariableId),
}

/// How a block is left before its end.
enum Leave {
    Jump(BlockId),
    Return(Value),
    Stuck(String),
}

type Walked<T> = Result<T, Leave>;

fn stuck<T>(why: String) -> Walked<T> {
    Err(Leave::Stuck(why))
}

fn plain(text: impl Into<String>) -> Value {
    let (text, tells) = (text.into(), false);
    Value { text, tells }
}

fn tokens(of: &impl ToTokens) -> String {
    of.to_token_stream().to_string().replace(' ', "")
}

impl Walker<'_> {
    fn all(&mut self) -> Walked<()> {
        self.variables = (self.graph.blocks[0].variables.iter())
            .map(|id| (*id, Some(plain(self.name(*id)))))
            .collect();
        let mut block = 0;
        for _ in 0..100 {
            let next = match self.block(block) {
                Ok(next) | Err(Leave::Jump(next)) => next,
                Err(Leave::Return(value)) => return self.returned(&value),
                Err(stuck) => return Err(stuck),
            };
            self.enter(next)?;
            block = next;
        }
        stuck("after 100 blocks it has not come to an end".to_owned())
    }

    fn returned(&mut self, value: &Value) -> Walked<()> {
        self.told.push(format!("return {}", value.text));
        self.close(0);
        match self.answers.front() {
            None => Ok(()),
            Some(left) => stuck(format!("nobody asked what is answered by `{left}`")),
        }
    }

    /// Scopes that are not open there end.
    fn enter(&mut self, block: BlockId) -> Walked<()> {
        let it = &self.graph.blocks[block];
        let ending = self.open.iter().find(|scope| !it.open.contains(scope));
        if let Some(outermost) = ending.copied() {
            self.close(outermost);
        }
        self.open.extend(&it.open);
        let missing = it
            .variables
            .iter()
            .find(|id| !self.variables.contains_key(id));
        match missing {
            None => Ok(()),
            Some(id) => stuck(format!(
                "block {block}, {}, is entered where there is no `{}`",
                it.name,
                self.name(*id)
            )),
        }
    }

    fn block(&mut self, block: BlockId) -> Walked<BlockId> {
        let it = &self.graph.blocks[block];
        for step in &it.steps {
            match step {
                Step::Run(statement, declares) => self.statement(statement, declares)?,
                Step::Declare(id) => self.declare(*id, None),
                Step::Bind(ids) => self.bind(ids),
                Step::Drop(id) => {
                    let value = self.variables.get_mut(id).and_then(Option::take);
                    self.drop(value);
                }
                Step::Open(scope) => drop(self.open.insert(*scope)),
                Step::Close(scope) => self.close(*scope),
            }
        }
        match &it.end {
            End::Diverge => stuck(format!("block {block}, {}, has no end", it.name)),
            End::Goto(target, _) => Ok(*target),
            End::Return(value) => Err(Leave::Return(self.value(value)?)),
            End::If {
                condition,
                then,
                otherwise,
                ..
            } => Ok(match self.holds(condition)? {
                true => *then,
                false => *otherwise,
            }),
            End::Match {
                scrutinee, arms, ..
            } => {
                self.look(scrutinee)?;
                let answer = self.answer(&tokens(scrutinee))?;
                match arms.iter().find(|(it, _)| tokens(it).starts_with(answer)) {
                    Some((_, target)) => Ok(*target),
                    None => stuck(format!("there is no arm for `{answer}`")),
                }
            }
            End::Wait { child, resume, .. } => self.wait(child, *resume),
        }
    }

    /// What is not in scope where it goes on is not kept.
    fn wait(&mut self, child: &Expr, resume: BlockId) -> Walked<BlockId> {
        let child = self.value(child)?;
        self.told.push(format!("wait for {}", child.text));
        let it = &self.graph.blocks[resume];
        let lost = |id: &VariableId| !it.variables.contains(id);
        let lost: Vec<VariableId> = self.variables.keys().copied().filter(lost).collect();
        for id in lost.into_iter().rev() {
            let value = self.variables.remove(&id).flatten();
            self.drop(value);
        }
        match it.value {
            Some(id) => self.declare(id, Some(child)),
            None => self.drop(Some(child)),
        }
        Ok(resume)
    }

    // --------------------------------------------------------------------------------- variables

    fn name(&self, id: VariableId) -> String {
        let variable = &self.graph.variables[id];
        let name = variable.user_name.clone();
        name.unwrap_or_else(|| variable.name.to_string())
    }

    fn declare(&mut self, id: VariableId, value: Option<Value>) {
        self.open.insert(self.graph.variables[id].scope);
        let before = self.variables.insert(id, value).flatten();
        self.drop(before);
    }

    fn drop(&mut self, value: Option<Value>) {
        if let Some(value) = value.filter(|it| it.tells) {
            self.told.push(format!("drop {}", value.text));
        }
    }

    /// Ends a scope, and those that are open in it: they began later, so their numbers are higher.
    fn close(&mut self, scope: ScopeId) {
        let ended = self.open.split_off(&scope);
        for scope in ended.into_iter().rev() {
            let ids = self.variables.keys().copied();
            let its = ids.filter(|id| self.graph.variables[*id].scope == scope);
            for id in its.collect::<Vec<_>>().into_iter().rev() {
                let value = self.variables.remove(&id).flatten();
                self.drop(value);
            }
        }
    }

    fn find(&self, expr: &Expr) -> Option<VariableId> {
        let Expr::Path(it) = expr else { return None };
        let name = it.path.get_ident()?;
        let mut ids = self.variables.keys().rev();
        ids.find(|id| self.graph.variables[**id].name == *name)
            .copied()
    }

    /// What a pattern binds: all of the value, if it is one variable; else a part each.
    fn bind(&mut self, ids: &[VariableId]) {
        let value = match self.matched.take() {
            Some(Matched::Variable(id)) if !ids.is_empty() => {
                self.variables.get_mut(&id).and_then(Option::take)
            }
            Some(Matched::Value(value)) => Some(value),
            _ => None,
        };
        let value = value.unwrap_or_else(|| plain("?"));
        self.give(ids, value);
    }

    fn give(&mut self, ids: &[VariableId], value: Value) {
        match ids {
            [] => self.drop(Some(value)),
            [id] => self.declare(*id, Some(value)),
            ids => {
                for id in ids {
                    let part = plain(format!("{} of {}", self.name(*id), value.text));
                    self.declare(*id, Some(part));
                }
            }
        }
    }

    // --------------------------------------------------------------------------------- questions

    fn answer(&mut self, question: &str) -> Walked<&str> {
        match self.answers.pop_front() {
            Some(answer) => Ok(answer),
            None => stuck(format!(
                "`{question}` is asked, which the test does not expect here"
            )),
        }
    }

    fn holds(&mut self, condition: &Expr) -> Walked<bool> {
        let question = match condition {
            Expr::Let(it) => {
                self.look(&it.expr)?;
                tokens(condition)
            }
            other => self.value(other)?.text,
        };
        Ok(self.answer(&question)? == "yes")
    }

    /// Looks at what is matched: a variable stays where it is.
    fn look(&mut self, scrutinee: &Expr) -> Walked<()> {
        self.matched = Some(match self.find(scrutinee) {
            Some(id) => Matched::Variable(id),
            None => Matched::Value(self.value(scrutinee)?),
        });
        Ok(())
    }

    // ------------------------------------------------------------------------------- expressions

    fn statement(&mut self, statement: &Stmt, declares: &[VariableId]) -> Walked<()> {
        match statement {
            Stmt::Local(local) => {
                let init = local.init.as_ref().expect("one without is a `Declare`");
                let is_ignored = matches!(local.pat, Pat::Wild(_));
                if is_ignored && self.find(&init.expr).is_some() {
                    return Ok(());
                }
                let value = self.value(&init.expr)?;
                self.give(declares, value);
            }
            Stmt::Expr(expr, _) => {
                let value = self.value(expr)?;
                self.drop(Some(value));
            }
            Stmt::Macro(it) => self.told.push(tokens(it)),
            Stmt::Item(_) => {}
        }
        Ok(())
    }

    fn statements(&mut self, block: &Block) -> Walked<Value> {
        if let [Stmt::Expr(value, None)] = &block.stmts[..] {
            return self.value(value);
        }
        for statement in &block.stmts {
            self.statement(statement, &[])?;
        }
        Ok(plain("()"))
    }

    /// A value: a variable is moved, if it can tell of that.
    fn value(&mut self, expr: &Expr) -> Walked<Value> {
        let Some(id) = self.find(expr) else {
            return self.computed(expr);
        };
        let value = match self.variables.get(&id) {
            Some(Some(value)) => value.clone(),
            _ => return stuck(format!("`{}` is used, and has no value", self.name(id))),
        };
        if value.tells {
            self.variables.insert(id, None);
        }
        Ok(value)
    }

    /// A place: nothing is moved.
    fn place(&mut self, expr: &Expr) -> Walked<String> {
        match (self.find(expr), expr) {
            (Some(id), _) => match self.variables.get(&id) {
                Some(Some(_)) => Ok(self.name(id)),
                _ => stuck(format!("`{}` is used, and has no value", self.name(id))),
            },
            (None, Expr::Field(it)) => {
                let base = self.place(&it.base)?;
                Ok(format!("{base}.{}", tokens(&it.member)))
            }
            (None, other) => Ok(self.value(other)?.text),
        }
    }

    fn values<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Walked<String> {
        let values = exprs.into_iter().map(|it| Ok(self.value(it)?.text));
        Ok(values.collect::<Walked<Vec<String>>>()?.join(", "))
    }

    /// Tells of a call; its value is called the same.
    fn call(&mut self, text: String) -> Value {
        self.told.push(text.clone());
        let tells = text.starts_with(char::is_uppercase);
        Value { text, tells }
    }

    fn computed(&mut self, expr: &Expr) -> Walked<Value> {
        Ok(match expr {
            Expr::Lit(_) | Expr::Path(_) => plain(tokens(expr)),
            Expr::Paren(it) => self.value(&it.expr)?,
            Expr::Group(it) => self.value(&it.expr)?,
            Expr::Try(it) => self.value(&it.expr)?,
            Expr::Field(_) => plain(self.place(expr)?),
            Expr::Reference(it) => plain(format!("&{}", self.place(&it.expr)?)),
            Expr::Unary(it) => plain(format!("{}{}", tokens(&it.op), self.value(&it.expr)?.text)),
            Expr::Tuple(it) if it.elems.len() == 1 => self.value(&it.elems[0])?,
            Expr::Tuple(it) => plain(format!("({})", self.values(&it.elems)?)),
            Expr::Array(it) => plain(format!("[{}]", self.values(&it.elems)?)),
            Expr::Call(it) if tokens(&it.func) == "IntoIterator::into_iter" => {
                self.value(&it.args[0])?
            }
            Expr::Call(it) if tokens(&it.func) == "Iterator::next" => {
                let Expr::Reference(it) = &it.args[0] else {
                    return stuck("`next` takes a reference".to_owned());
                };
                self.place(&it.expr)?;
                plain("item")
            }
            Expr::Call(it) => {
                let arguments = self.values(&it.args)?;
                self.call(format!("{}({arguments})", tokens(&it.func)))
            }
            Expr::MethodCall(it) => {
                let receiver = self.place(&it.receiver)?;
                let arguments = self.values(&it.args)?;
                self.call(format!("{receiver}.{}({arguments})", it.method))
            }
            Expr::Assign(it) => {
                let value = self.value(&it.right)?;
                match self.find(&it.left) {
                    Some(id) => self.declare(id, Some(value)),
                    None => {
                        let place = self.place(&it.left)?;
                        self.told.push(format!("{place} = {}", value.text));
                    }
                }
                plain("()")
            }
            Expr::Binary(it) => self.binary(it)?,
            Expr::Block(it) => self.statements(&it.block)?,
            Expr::If(it) => match (self.holds(&it.cond)?, &it.else_branch) {
                (true, _) => self.statements(&it.then_branch)?,
                (false, Some((_, otherwise))) => self.value(otherwise)?,
                (false, None) => plain("()"),
            },
            Expr::Return(it) => {
                // `Poll::Ready(value)`.
                let Some(Expr::Call(ready)) = it.expr.as_deref() else {
                    return stuck("`return` without a value".to_owned());
                };
                return Err(Leave::Return(self.value(&ready.args[0])?));
            }
            Expr::Macro(it) if it.mac.path.is_ident("r#break") => {
                let text = it.mac.tokens.to_string();
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                return Err(Leave::Jump(digits.parse().expect("it names a block")));
            }
            other => return stuck(format!("it cannot walk through `{}`", tokens(other))),
        })
    }

    fn binary(&mut self, it: &syn::ExprBinary) -> Walked<Value> {
        let operator = tokens(&it.op);
        if let Some(operator) = operator.strip_suffix('=').filter(|it| "+-*/".contains(it)) {
            let right = self.value(&it.right)?.text;
            let place = self.place(&it.left)?;
            match self.find(&it.left) {
                Some(id) => {
                    let left = self.value(&it.left)?.text;
                    self.declare(id, Some(plain(format!("{left} {operator} {right}"))));
                }
                None => self.told.push(format!("{place} {operator}= {right}")),
            }
            return Ok(plain("()"));
        }
        if let "&&" | "||" = operator.as_str() {
            let holds = self.holds(&it.left)?;
            return match holds == (operator == "&&") {
                true => self.value(&it.right),
                false => Ok(plain(holds.to_string())),
            };
        }
        let left = match operator.as_str() {
            "==" | "<" | ">" => self.place(&it.left)?,
            _ => self.value(&it.left)?.text,
        };
        let right = match operator.as_str() {
            "==" | "<" | ">" => self.place(&it.right)?,
            _ => self.value(&it.right)?.text,
        };
        Ok(plain(format!("{left} {operator} {right}")))
    }
}
