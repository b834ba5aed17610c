//! The blocks of a coroutine, as text: what `lower` makes of it, before anything is known of its states.

use std::fmt::Write;

use quote::{ToTokens, quote};

use crate::file::{Fault, of_each};
use crate::graph::{Block, End, Graph, Step, VariableId, Way};
use crate::lower;

/// The blocks of every coroutine of a file, under its name, in the file's order.
///
/// # Errors
/// All that is wrong with the file, or that cannot be taken apart.
pub fn blocks(source: &str) -> Result<Vec<(String, Graph)>, Vec<Fault>> {
    of_each(source, |it| {
        it.check()?;
        Ok((it.name(), lower::lower(it)?.graph))
    })
}

/// The same, to be read; `None` if there is no coroutine.
///
/// # Errors
/// As [`blocks`].
pub fn listing(source: &str) -> Result<Option<String>, Vec<Fault>> {
    let graphs = blocks(source)?;
    let mut text = String::new();
    for (name, graph) in &graphs {
        let _ = writeln!(text, "{name}: {} blocks", graph.blocks.len());
        for (number, block) in graph.blocks.iter().enumerate() {
            print(graph, number, block, &mut text);
        }
    }
    Ok((!graphs.is_empty()).then_some(text))
}

fn print(graph: &Graph, number: usize, block: &Block, text: &mut String) {
    let _ = write!(text, "  {number} {}", block.name);
    let _ = match names(graph, &block.variables) {
        in_scope if in_scope.is_empty() => writeln!(text),
        in_scope => writeln!(text, ", with {in_scope}"),
    };
    if let Some(id) = block.value {
        line(text, &format!("{} is there", graph.variables[id].name));
    }
    for step in &block.steps {
        match step {
            Step::Run(statement, _) => line(text, &pretty(statement)),
            Step::Declare(id) => line(text, &format!("let {};", graph.variables[*id].name)),
            Step::Bind(ids) if ids.is_empty() => {}
            Step::Bind(ids) => line(text, &format!("bound: {}", names(graph, ids))),
            Step::Drop(id) => line(text, &format!("drop {}", graph.variables[*id].name)),
            Step::Open(scope) => line(text, &format!("scope {scope} begins")),
            Step::Close(scope) => line(text, &format!("scope {scope} ends")),
        }
    }
    match &block.end {
        End::Diverge => line(text, "diverges"),
        End::Goto(target, Way::Fall) => line(text, &format!("on to {target}")),
        End::Goto(target, Way::Jump) => line(text, &format!("jump to {target}")),
        End::If {
            condition,
            then,
            otherwise,
            ..
        } => line(
            text,
            &format!("if {}: {then}, else {otherwise}", pretty_value(condition)),
        ),
        End::Match {
            scrutinee, arms, ..
        } => {
            line(text, &format!("match {}", pretty_value(scrutinee)));
            for (pattern, target) in arms {
                line(text, &format!("    {}: {target}", pretty_pattern(pattern)));
            }
        }
        End::Wait { child, resume, .. } => line(
            text,
            &format!("wait for {}, then {resume}", pretty_value(child)),
        ),
        End::Return(value) => line(text, &format!("return {}", pretty_value(value))),
    }
}

/// One line, or some, of a block.
fn line(text: &mut String, lines: &str) {
    for line in lines.lines() {
        let _ = writeln!(text, "      {line}");
    }
}

fn names(graph: &Graph, ids: &[VariableId]) -> String {
    let names = ids.iter().map(|id| graph.variables[*id].name.to_string());
    names.collect::<Vec<String>>().join(", ")
}

/// A statement as rustfmt has it, in a function that is taken off again.
fn pretty(statement: impl ToTokens) -> String {
    let tokens = quote!(fn it() { #statement });
    let Ok(file) = syn::parse2(tokens) else {
        return statement.to_token_stream().to_string();
    };
    let text = prettyplease::unparse(&file);
    let lines = text.lines().skip(1).filter(|line| *line != "}");
    let lines = lines.map(|line| line.strip_prefix("    ").unwrap_or(line));
    lines.collect::<Vec<&str>>().join("\n")
}

fn pretty_value(value: &syn::Expr) -> String {
    let text = match value {
        syn::Expr::Let(_) => pretty(quote!(if #value {})),
        _ => pretty(quote!(#value;)),
    };
    let text = text.strip_prefix("if ").unwrap_or(&text);
    text.trim_end_matches(" {}")
        .trim_end_matches(';')
        .to_owned()
}

fn pretty_pattern(pattern: &syn::Pat) -> String {
    let text = match pattern {
        syn::Pat::Guard(it) => {
            let guard = pretty_value(&it.guard);
            return format!("{} if {guard}", pretty_pattern(&it.pat));
        }
        _ => pretty(quote!(let #pattern = ();)),
    };
    let text = text.strip_prefix("let ").unwrap_or(&text);
    text.trim_end_matches(" = ();").to_owned()
}
