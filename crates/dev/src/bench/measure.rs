//! Runs a program and measures it as a whole: how long from start to end, and how much memory at most.
//! Knows nothing of the program.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use wait4::Wait4;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// From starting the process until it had ended.
    pub(super) time: Duration,
    /// The most memory that was resident at once, in bytes.
    ///
    /// The system counts what this process held when it started the other one as well, so it is never
    /// less than that: a few megabytes.
    pub(super) memory: u64,
}

/// Several runs of one command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) fastest: Duration,
    pub(super) median: Duration,
    /// The most of any run, in bytes.
    pub(super) memory: u64,
}

/// Runs a command to its end, dropping what it prints. It must succeed.
pub(super) fn run(command: &mut Command) -> Result<Run> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let child = command.spawn().with_context(|| format!("{command:?}"))?;
    let ended = child.wait4()?;
    let time = start.elapsed();
    ensure!(ended.status.success(), "{command:?}: {}", ended.status);
    Ok(Run { time, memory: ended.rusage.maxrss })
}

/// The fastest and the middle one of several runs; none if there are no runs.
pub(super) fn summary(runs: &[Run]) -> Option<Measured> {
    let mut times: Vec<Duration> = runs.iter().map(|run| run.time).collect();
    times.sort();
    Some(Measured {
        fastest: *times.first()?,
        median: *times.get(times.len() / 2)?,
        memory: runs.iter().map(|run| run.memory).max()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_fails_is_no_measurement() {
        assert!(run(&mut Command::new("no-such-program")).is_err());
        assert!(run(Command::new("cargo").arg("no-such-subcommand")).is_err());
        assert!(run(Command::new("cargo").arg("--version")).unwrap().memory > 100_000);
    }

    #[test]
    fn the_median_is_the_middle_run() {
        let runs = [30, 10, 20].map(|time| Run { time: Duration::from_millis(time), memory: time });
        let measured = summary(&runs).unwrap();
        assert_eq!(measured.fastest, Duration::from_millis(10));
        assert_eq!(measured.median, Duration::from_millis(20));
        assert_eq!(measured.memory, 30);
        assert!(summary(&[]).is_none());
    }
}
