//! What is measured inside the program, by criterion: the benches of this crate, what each must reach,
//! and what criterion wrote down. Knows where criterion leaves its results.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// What a bench must reach.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// So many bytes a second at least.
    Throughput(f64),
    /// So long at most.
    Time(Duration),
}

/// One line of the results.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) title: &'static str,
    pub(super) goal: Goal,
    /// In the unit of the goal: bytes a second, or seconds.
    pub(super) measured: f64,
}

/// A bench by its group and name, what it shows, and what it must reach.
struct Bench {
    identifier: [&'static str; 2],
    title: &'static str,
    goal: Goal,
}

const fn megabytes_a_second(megabytes: u32) -> Goal {
    Goal::Throughput(megabytes as f64 * 1e6)
}

const fn milliseconds(milliseconds: u64) -> Goal {
    Goal::Time(Duration::from_millis(milliseconds))
}

const BENCHES: &[Bench] = &[
    Bench {
        identifier: ["parse", "well-formed"],
        title: "lexing and parsing, well-formed text",
        goal: megabytes_a_second(50),
    },
    Bench {
        identifier: ["parse", "errors"],
        title: "lexing and parsing, an error in every declaration",
        goal: megabytes_a_second(20),
    },
    Bench {
        identifier: ["format", "tree"],
        title: "formatting, from the tree",
        goal: megabytes_a_second(30),
    },
    Bench {
        identifier: ["edit", "body-1000"],
        title: "diagnostics of a file after an edit in a body, 1,000 files",
        goal: milliseconds(2),
    },
    Bench {
        identifier: ["edit", "body-10000"],
        title: "diagnostics of a file after an edit in a body, 10,000 files",
        goal: milliseconds(5),
    },
    Bench {
        identifier: ["edit", "comment-1000"],
        title: "diagnostics of a file after an edit of a comment, 1,000 files",
        goal: milliseconds(2),
    },
    Bench {
        identifier: ["edit", "comment-10000"],
        title: "diagnostics of a file after an edit of a comment, 10,000 files",
        goal: milliseconds(5),
    },
    Bench {
        identifier: ["edit", "account-priority"],
        title: "all diagnostics of an account after an edit of a policy's priority",
        goal: milliseconds(20),
    },
    Bench {
        identifier: ["edit", "account-flow"],
        title: "diagnostics of a flow of an account after an edit in its body",
        goal: milliseconds(3),
    },
];

/// Runs the benches and reads what criterion found.
pub(super) fn measure(root: &Path, target: &Path, quick: bool) -> Result<Vec<Outcome>> {
    let mut arguments = vec!["bench", "--package", "promo-dev"];
    arguments.extend(["--bench", "syntax", "--bench", "incremental", "--", "--noplot"]);
    if quick {
        arguments.extend(["--warm-up-time", "0.5", "--measurement-time", "1", "--sample-size", "10"]);
    }
    let status = Command::new("cargo").args(&arguments).current_dir(root).status()?;
    ensure!(status.success(), "`cargo {}`: {status}", arguments.join(" "));
    BENCHES.iter().map(|bench| outcome(&target.join("criterion"), bench)).collect()
}

fn outcome(results: &Path, bench: &Bench) -> Result<Outcome> {
    let [group, name] = bench.identifier;
    let folder = results.join(group).join(name).join("new");
    let nanoseconds = number(&folder.join("estimates.json"), "/median/point_estimate")?;
    let measured = match bench.goal {
        Goal::Time(_) => nanoseconds / 1e9,
        Goal::Throughput(_) => {
            let bytes = number(&folder.join("benchmark.json"), "/throughput/Bytes")?;
            bytes / nanoseconds * 1e9
        }
    };
    Ok(Outcome { title: bench.title, goal: bench.goal, measured })
}

/// The number at a JSON pointer of a file.
fn number(path: &Path, pointer: &str) -> Result<f64> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let value: Value = serde_json::from_str(&text)?;
    let number = value.pointer(pointer).and_then(Value::as_f64);
    number.with_context(|| format!("{}: no number at {pointer}", path.display()))
}
