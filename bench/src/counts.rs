//! Counts that repeat exactly: user-mode instructions and system calls an operation.
//!
//! A sample is run at two lengths under a tool that counts, and the difference is divided by the
//! difference of the lengths: starting, setting up and warming up cancel out.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;

use crate::sample;
use crate::suite::{Contender, Counts, Suite, Workload};

/// Iterations of the shorter run; the longer has twice as many.
const INSTRUCTION_RUN: u64 = 10_000;

/// Tracing a system call is slow, and their number needs no averaging.
const SYSTEM_CALL_RUN: u64 = 1_000;

/// The top of the JSON.
#[derive(Debug, Serialize)]
pub(crate) struct CountsReport {
    suite: String,
    workloads: Vec<WorkloadCounts>,
}

#[derive(Debug, Serialize)]
struct WorkloadCounts {
    name: String,
    title: String,
    /// The most instructions that ours may take, and why.
    limit: Option<Limit>,
    /// The base, ours, then the others.
    contenders: Vec<ContenderCounts>,
}

#[derive(Debug, Serialize)]
struct Limit {
    instructions: u64,
    /// Whose count it is, if it is not a fixed number.
    of: Option<String>,
}

#[derive(Debug, Serialize)]
struct ContenderCounts {
    name: String,
    /// User-mode instructions an operation, to the nearest whole one.
    instructions: u64,
    /// System calls an operation.
    system_calls: BTreeMap<String, f64>,
}

/// Counts each selected workload on each contender, with a line of progress on stderr for each.
pub(crate) fn run(suite: &Suite, only: Option<&str>) -> Result<CountsReport> {
    let mut workloads = Vec::new();
    for workload in suite.select(only)? {
        if workload.counts == Counts::Vary {
            eprintln!("{}: not counted, its counts vary", workload.title);
            continue;
        }
        let mut contenders = Vec::new();
        for contender in suite.contenders_of(workload) {
            if contender.threads {
                continue;
            }
            eprintln!("{}: counting {}", workload.title, contender.name);
            contenders.push(count(suite, workload, contender)?);
        }
        workloads.push(WorkloadCounts {
            name: workload.name.into(),
            title: workload.title.into(),
            limit: limit(workload.counts, &contenders)?,
            contenders,
        });
    }
    Ok(CountsReport {
        suite: suite.name.into(),
        workloads,
    })
}

fn limit(counts: Counts, contenders: &[ContenderCounts]) -> Result<Option<Limit>> {
    Ok(match counts {
        Counts::Vary | Counts::Repeat => None,
        Counts::AtMost(instructions) => Some(Limit {
            instructions,
            of: None,
        }),
        Counts::NoMoreThan(rival) => {
            let counted = contenders.iter().find(|counts| counts.name == rival);
            let counted = counted.with_context(|| format!("no counts of `{rival}`"))?;
            Some(Limit {
                instructions: counted.instructions,
                of: Some(rival.into()),
            })
        }
    })
}

fn count(suite: &Suite, workload: &Workload, contender: &Contender) -> Result<ContenderCounts> {
    let callgrind = |iterations| {
        let tool = [
            "valgrind",
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
        ];
        let report = under(&tool, suite, workload, contender, iterations)?;
        instructions(&report).context("no count of instructions in callgrind's report")
    };
    let strace = |iterations| {
        let report = under(
            &["strace", "-c", "-f"],
            suite,
            workload,
            contender,
            iterations,
        )?;
        system_calls(&report).context("no table of system calls in strace's report")
    };
    let (short, long) = (callgrind(INSTRUCTION_RUN)?, callgrind(2 * INSTRUCTION_RUN)?);
    let (few, many) = (strace(SYSTEM_CALL_RUN)?, strace(2 * SYSTEM_CALL_RUN)?);
    Ok(ContenderCounts {
        name: contender.name.into(),
        instructions: per_operation(short, long, INSTRUCTION_RUN)?,
        system_calls: difference(&few, &many),
    })
}

/// Runs a sample under a tool; what the tool says on stderr.
fn under(
    tool: &[&str],
    suite: &Suite,
    workload: &Workload,
    contender: &Contender,
    iterations: u64,
) -> Result<String> {
    let output = Command::new(tool[0])
        .args(&tool[1..])
        .args(sample::arguments(suite, workload, contender, iterations)?)
        .output();
    let output = match output {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            bail!("`{}` is not installed: counting needs it", tool[0])
        }
        output => output.with_context(|| format!("cannot start `{}`", tool[0]))?,
    };
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let (name, status) = (tool[0], output.status);
    ensure!(status.success(), "`{name}` ended with {status}: {report}");
    Ok(report)
}

/// From `==12== Collected : 126621`.
fn instructions(report: &str) -> Option<u64> {
    let line = report.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(' ').next()?.parse().ok()
}

/// From lines such as `12.50    0.000007           0         1       [errors] set_robust_list`.
fn system_calls(report: &str) -> Option<BTreeMap<String, u64>> {
    let rows = report.lines().skip_while(|line| !line.starts_with("---"));
    let mut calls = BTreeMap::new();
    for row in rows.skip(1).take_while(|line| !line.starts_with("---")) {
        let mut columns = row.split_whitespace();
        let number = columns.nth(3)?.parse().ok()?;
        calls.insert(columns.next_back()?.into(), number);
    }
    (!calls.is_empty()).then_some(calls)
}

/// To the nearest whole instruction: a run prints its processor time, whose digits differ.
fn per_operation(short: u64, long: u64, operations: u64) -> Result<u64> {
    let more = long.checked_sub(short);
    let more = more.context("a longer run took fewer instructions")?;
    Ok((more + operations / 2) / operations)
}

fn difference(few: &BTreeMap<String, u64>, many: &BTreeMap<String, u64>) -> BTreeMap<String, f64> {
    let more = |name: &String, many: u64| {
        let few = few.get(name).copied().unwrap_or(0);
        (many as f64 - few as f64) / SYSTEM_CALL_RUN as f64
    };
    many.iter()
        .map(|(name, &many)| (name.clone(), more(name, many)))
        .filter(|&(_, calls)| calls != 0.0)
        .collect()
}

impl CountsReport {
    /// Where ours takes more instructions than it may, a line each.
    pub(crate) fn excesses(&self) -> Vec<String> {
        let workloads = self.workloads.iter();
        workloads.filter_map(WorkloadCounts::excess).collect()
    }
}

impl WorkloadCounts {
    fn excess(&self) -> Option<String> {
        let limit = self.limit.as_ref()?;
        let ours = &self.contenders[1];
        (ours.instructions > limit.instructions).then(|| {
            format!(
                "{}: {} takes {} instructions, {} {}",
                self.title,
                ours.name,
                ours.instructions,
                limit.of.as_deref().unwrap_or("at most"),
                limit.instructions
            )
        })
    }
}

impl fmt::Display for CountsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: user-mode instructions (system calls) an operation",
            self.suite
        )?;
        // Not every contender has every workload.
        let mut names: Vec<&str> = Vec::new();
        for counts in self.workloads.iter().flat_map(|w| &w.contenders) {
            if !names.contains(&&*counts.name) {
                names.push(&counts.name);
            }
        }
        write!(f, "{:40}", "")?;
        for name in &names {
            write!(f, "{name:>16}")?;
        }
        writeln!(f)?;
        for workload in &self.workloads {
            write!(f, "{:40}", workload.title)?;
            for name in &names {
                let counts = workload.contenders.iter().find(|c| c.name == **name);
                let cell = counts.map(ContenderCounts::to_string);
                write!(f, "{:>16}", cell.as_deref().unwrap_or("–"))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for ContenderCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The sum of none is -0.
        let calls = self.system_calls.values().sum::<f64>() + 0.0;
        write!(f, "{} ({calls})", self.instructions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_read_from_callgrinds_summary() {
        let report = "==9== Events    : Ir\n==9== Collected : 126621\n==9==\n";

        assert_eq!(instructions(report), Some(126_621));
        assert_eq!(instructions("==9== no summary"), None);
    }

    #[test]
    fn system_calls_are_read_with_and_without_errors_and_without_the_total() {
        let report = "\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 60.00    0.000003           0      2001           epoll_wait
 40.00    0.000002           0         2         1 access
------ ----------- ----------- --------- --------- ----------------
100.00    0.000005           0      2003         1 total
";

        let calls = system_calls(report).unwrap();

        let expected = [("access".to_owned(), 2), ("epoll_wait".to_owned(), 2001)];
        assert_eq!(calls, BTreeMap::from(expected));
        assert_eq!(system_calls("strace: no such process"), None);
    }

    #[test]
    fn what_both_lengths_do_cancels_out() {
        let few = BTreeMap::from([("mmap".to_owned(), 9), ("read".to_owned(), 1_002)]);
        let many = BTreeMap::from([("mmap".to_owned(), 9), ("read".to_owned(), 2_002)]);

        assert_eq!(
            difference(&few, &many),
            BTreeMap::from([("read".to_owned(), 1.0)])
        );
        assert_eq!(per_operation(123_456, 153_450, 100).unwrap(), 300);
    }

    #[test]
    fn the_gate_names_where_ours_takes_more_than_its_limit() {
        let limit = |instructions, of: Option<&str>| Limit {
            instructions,
            of: of.map(str::to_owned),
        };
        let workload = |title: &str, ours, limit| WorkloadCounts {
            name: title.into(),
            title: title.into(),
            limit,
            contenders: [("floor", 50), ("ours", ours), ("mio", 100)]
                .map(|(name, instructions)| ContenderCounts {
                    name: name.into(),
                    instructions,
                    system_calls: BTreeMap::new(),
                })
                .into(),
        };
        let report = CountsReport {
            suite: "any".into(),
            workloads: vec![
                workload("equal", 100, Some(limit(100, Some("mio")))),
                workload("more than mio", 101, Some(limit(100, Some("mio")))),
                workload("more", 27, Some(limit(26, None))),
                workload("not gated", 200, None),
            ],
        };

        let expected = [
            "more than mio: ours takes 101 instructions, mio 100",
            "more: ours takes 27 instructions, at most 26",
        ];
        assert_eq!(report.excesses(), expected);
    }
}
