//! The results as tables, and their place in a page. Knows nothing of how anything was measured.

use std::time::Duration;

use anyhow::{Context, Result};

use super::{editor, inside, peer, whole};

/// The marks between which the tables stand in `docs/performance.md`.
const BEGIN: &str = "<!-- measured: begin -->";
const END: &str = "<!-- measured: end -->";

/// The tables, with the machine above them.
pub(super) fn tables(
    machine: &str,
    whole: &[whole::Outcome],
    (asked, at_rest): &(Vec<editor::Outcome>, Vec<editor::Rest>),
    peer: &[peer::Outcome],
    inside: &[inside::Outcome],
) -> String {
    let mut lines = vec![format!("Measured on: {machine}."), String::new()];
    lines.push("| project | command | target | fastest | median | a file | peak memory | met |".to_owned());
    lines.push("|---|---|---|---|---|---|---|---|".to_owned());
    lines.extend(whole.iter().map(whole_line));
    lines.push(String::new());
    lines.push("| in the editor | what | target | p50 | p95 | p99 | met |".to_owned());
    lines.push("|---|---|---|---|---|---|---|".to_owned());
    lines.extend(asked.iter().map(asked_line));
    lines.push(String::new());
    lines.push("| in the editor | target | memory | computed in 2 s of rest | met |".to_owned());
    lines.push("|---|---|---|---|---|".to_owned());
    lines.extend(at_rest.iter().map(rest_line));
    lines.push(String::new());
    lines.push(
        "| yaml-language-server, from an edit to what is wrong | p50 | p95 | p99 | memory |".to_owned(),
    );
    lines.push("|---|---|---|---|---|".to_owned());
    lines.extend(peer.iter().map(peer_line));
    lines.push(String::new());
    lines.push("| inside the program | target | measured | met |".to_owned());
    lines.push("|---|---|---|---|".to_owned());
    lines.extend(inside.iter().map(inside_line));
    lines.join("\n") + "\n"
}

fn whole_line(outcome: &whole::Outcome) -> String {
    let (target, measured) = (outcome.target, outcome.measured);
    let limits = [target.time.map(time), target.memory.map(memory)];
    let limits =
        limits.into_iter().flatten().map(|limit| format!("≤ {limit}")).collect::<Vec<_>>().join(", ");
    let in_time = target.time.map(|limit| measured.median <= limit);
    let in_memory = target.memory.map(|limit| measured.memory <= limit);
    let met = in_time.map(|in_time| in_time && in_memory.unwrap_or(true));
    format!(
        "| {} | `{}` | {limits} | {} | {} | {} | {} | {} |",
        outcome.project,
        outcome.command,
        time(measured.fastest),
        time(measured.median),
        time(measured.median / u32::try_from(outcome.files).unwrap_or(u32::MAX)),
        memory(measured.memory),
        met.map_or("", yes_or_no),
    )
}

fn asked_line(outcome: &editor::Outcome) -> String {
    let target = outcome.target.map_or(String::new(), |(share, limit)| {
        let share = if share == editor::Share::Half { "p50" } else { "p99" };
        format!("{share} ≤ {}", time(limit))
    });
    let editor::Times { p50, p95, p99 } = outcome.times;
    format!(
        "| {} | {} | {target} | {} | {} | {} | {} |",
        outcome.project,
        outcome.what,
        time(p50),
        time(p95),
        time(p99),
        outcome.times.meet(outcome.target).map_or("", yes_or_no),
    )
}

fn rest_line(rest: &editor::Rest) -> String {
    let met = rest.target.map(|limit| rest.memory <= limit && rest.computed.is_zero());
    format!(
        "| {} | {} | {} | {} | {} |",
        rest.project,
        rest.target.map_or(String::new(), |limit| format!("≤ {}, nothing", memory(limit))),
        memory(rest.memory),
        time(rest.computed),
        met.map_or("", yes_or_no),
    )
}

fn peer_line(outcome: &peer::Outcome) -> String {
    let editor::Times { p50, p95, p99 } = outcome.times;
    let times = [p50, p95, p99].map(time).join(" | ");
    format!("| {} lines of YAML | {times} | {} |", outcome.lines, memory(outcome.memory))
}

fn inside_line(outcome: &inside::Outcome) -> String {
    let (target, measured, met) = match outcome.goal {
        inside::Goal::Throughput(least) => {
            (format!("≥ {}", throughput(least)), throughput(outcome.measured), outcome.measured >= least)
        }
        inside::Goal::Time(most) => {
            let taken = Duration::from_secs_f64(outcome.measured);
            (format!("≤ {}", time(most)), time(taken), taken <= most)
        }
    };
    format!("| {} | {target} | {measured} | {} |", outcome.title, yes_or_no(met))
}

fn yes_or_no(met: bool) -> &'static str {
    if met { "yes" } else { "**no**" }
}

/// A duration in the unit that suits it, with three digits that count.
fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let (number, unit) = match seconds {
        _ if seconds >= 1.0 => (seconds, "s"),
        _ if seconds >= 1e-3 => (seconds * 1e3, "ms"),
        _ => (seconds * 1e6, "µs"),
    };
    format!("{} {unit}", three_digits(number))
}

fn memory(bytes: u64) -> String {
    format!("{} MB", three_digits(bytes as f64 / 1e6))
}

fn throughput(bytes_a_second: f64) -> String {
    format!("{} MB/s", three_digits(bytes_a_second / 1e6))
}

fn three_digits(number: f64) -> String {
    let decimals = match number {
        _ if number >= 99.95 => 0,
        _ if number >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{number:.decimals$}");
    if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The page with the tables in the place of those it had.
///
/// # Errors
/// The page has no place for them.
pub(super) fn with_tables(page: &str, tables: &str) -> Result<String> {
    let (before, rest) = page.split_once(BEGIN).with_context(|| format!("there is no {BEGIN}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("there is no {END} after it"))?;
    Ok(format!("{before}{BEGIN}\n\n{tables}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Measured;

    #[test]
    fn quantities_have_three_digits_and_a_unit() {
        let times = [(1_234, "1.23 ms"), (200_000, "200 ms"), (12, "12 µs"), (2_500_000, "2.5 s")];
        for (microseconds, expected) in times {
            assert_eq!(time(Duration::from_micros(microseconds)), expected);
        }
        assert_eq!(memory(119_960_000), "120 MB");
        assert_eq!(throughput(50e6), "50 MB/s");
    }

    #[test]
    fn a_target_is_met_by_the_median_and_the_memory() {
        let measured = Measured {
            fastest: Duration::from_millis(150),
            median: Duration::from_millis(180),
            memory: 90_000_000,
        };
        let target = whole::Target { time: Some(Duration::from_millis(200)), memory: Some(80_000_000) };
        let outcome = whole::Outcome { project: "big", command: "promo check", files: 100, target, measured };
        let expected =
            "| big | `promo check` | ≤ 200 ms, ≤ 80 MB | 150 ms | 180 ms | 1.8 ms | 90 MB | **no** |";
        assert_eq!(whole_line(&outcome), expected);
        let outcome = whole::Outcome { target: whole::Target::default(), ..outcome };
        assert!(whole_line(&outcome).ends_with("| 90 MB |  |"));
    }

    #[test]
    fn a_goal_is_met_from_its_own_side() {
        let line = |goal, measured| inside_line(&inside::Outcome { title: "it", goal, measured });
        assert_eq!(line(inside::Goal::Throughput(50e6), 60e6), "| it | ≥ 50 MB/s | 60 MB/s | yes |");
        let most = inside::Goal::Time(Duration::from_millis(2));
        assert_eq!(line(most, 0.003), "| it | ≤ 2 ms | 3 ms | **no** |");
    }

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        let page = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        assert_eq!(with_tables(&page, "new\n").unwrap(), format!("before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"));
        assert!(with_tables("nothing", "new").is_err());
    }
}
