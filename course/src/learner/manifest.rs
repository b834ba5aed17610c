//! The manifest and the lock file of a learner's workspace, made from the course's own.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

/// Lints that a stub raises, and that would only disturb: its parameters, imports and helpers are
/// not used yet, and its `expect`s not met. What is still worth saying stays on.
const LINTS: &str = r#"
# A step that is still open leaves parameters, imports and helpers unused.
unused = { level = "allow", priority = -1 }
unfulfilled_lint_expectations = "allow"
unused_must_use = "warn"
unsafe_op_in_unsafe_fn = "deny"
"#;

/// The root manifest with these members, and a learner's lints.
pub(super) fn manifest(course: &str, members: &[&str]) -> Result<String> {
    let mut document: DocumentMut = course.parse().context("the course's Cargo.toml")?;
    let workspace = document["workspace"]
        .as_table_mut()
        .context("no [workspace]")?;
    workspace["members"] = value(members.iter().copied().collect::<toml_edit::Array>());
    workspace.remove("exclude");
    let lints: DocumentMut = LINTS.parse()?;
    let mut rust = lints.as_table().clone();
    // What the sources may be compiled with, which is no lint of taste.
    let cfgs = workspace.get("lints").and_then(|lints| lints.get("rust"));
    if let Some(cfgs) = cfgs.and_then(|rust| rust.get("unexpected_cfgs")) {
        rust.insert("unexpected_cfgs", cfgs.clone());
    }
    let mut table = Table::new();
    table.insert("rust", Item::Table(rust));
    table.set_implicit(true);
    workspace.insert("lints", Item::Table(table));
    Ok(document.to_string())
}

/// The members that a root manifest names; none, if it is not TOML, as cargo will say.
pub(super) fn members(manifest: &str) -> Vec<String> {
    let Ok(document) = manifest.parse::<DocumentMut>() else {
        return Vec::new();
    };
    let members = document
        .get("workspace")
        .and_then(|workspace| workspace.get("members"))
        .and_then(Item::as_array);
    let names = members.into_iter().flatten().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

/// The lock file with what the members need, and nothing else: cargo would call the rest a change.
pub(super) fn lock_file(course: &str, members: &[&str]) -> Result<String> {
    let mut document: DocumentMut = course.parse().context("the course's Cargo.lock")?;
    let packages = document["package"]
        .as_array_of_tables()
        .context("no [[package]]")?;
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, package) in packages.iter().enumerate() {
        by_name
            .entry(text(package, "name"))
            .or_default()
            .push(index);
    }
    let mut wanted = BTreeSet::new();
    let mut open: Vec<usize> = members
        .iter()
        .flat_map(|name| by_name.get(name))
        .flatten()
        .copied()
        .collect();
    while let Some(index) = open.pop() {
        if !wanted.insert(index) {
            continue;
        }
        let Some(package) = packages.get(index) else {
            continue;
        };
        let dependencies = package.get("dependencies").and_then(Item::as_array);
        for dependency in dependencies
            .into_iter()
            .flatten()
            .filter_map(|dependency| dependency.as_str())
        {
            // `NAME`, or `NAME VERSION` where there are several.
            let mut words = dependency.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next());
            let fits = |index: &&usize| {
                let package = packages.get(**index);
                version.is_none() || package.map(|package| text(package, "version")) == version
            };
            open.extend(by_name.get(name).into_iter().flatten().filter(fits));
        }
    }
    let mut kept: ArrayOfTables = packages
        .iter()
        .enumerate()
        .filter(|(index, _)| wanted.contains(index))
        .map(|(_, package)| package.clone())
        .collect();
    name_alone(&mut kept);
    document["package"] = Item::ArrayOfTables(kept);
    Ok(document.to_string())
}

/// A version stands behind a dependency's name only where several are left.
fn name_alone(packages: &mut ArrayOfTables) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for package in packages.iter() {
        *count.entry(text(package, "name").to_owned()).or_default() += 1;
    }
    for package in packages.iter_mut() {
        let dependencies = package.get_mut("dependencies").and_then(Item::as_array_mut);
        for dependency in dependencies.into_iter().flat_map(Array::iter_mut) {
            let name = dependency
                .as_str()
                .and_then(|text| text.split(' ').next())
                .map(str::to_owned);
            if let Some(name) = name.filter(|name| count.get(name) == Some(&1)) {
                let around = dependency.decor().clone();
                *dependency = Value::from(name);
                *dependency.decor_mut() = around;
            }
        }
    }
}

fn text<'a>(package: &'a Table, key: &str) -> &'a str {
    package.get(key).and_then(Item::as_str).unwrap_or_default()
}
