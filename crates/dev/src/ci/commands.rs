//! What is said of promo's commands where nobody runs them: each must be one that promo takes, with options that it
//! has.

use std::path::Path;

use anyhow::{Result, ensure};

use super::process::{expect, program};
use crate::tidy::lines;

/// The files that call promo or show how to.
const FILES: &[&str] = &["action.yml", ".pre-commit-hooks.yaml", "docs/ci.md", ".ci/pack"];

/// Tries every command with `--help` behind it: what stands before that is read first, and refused if it is wrong.
pub(super) fn run(root: &Path, programs: &Path) -> Result<()> {
    let mut count = 0;
    for file in FILES {
        let text = std::fs::read_to_string(root.join(file))?;
        for arguments in calls(file, &text) {
            let mut promo = program(programs.join("promo"), root, &[])?;
            expect(promo.args(&arguments).arg("--help"), 0).map_err(|error| error.context(*file))?;
            count += 1;
        }
    }
    println!("commands that are named: {count} tried");
    ensure!(count > 20, "only {count} commands were found");
    Ok(())
}

/// The arguments of the calls of promo in a file.
fn calls(file: &str, text: &str) -> Vec<Vec<String>> {
    if !file.ends_with(".md") {
        return text.lines().flat_map(|line| commands(line, true)).collect();
    }
    lines(text).iter().flat_map(|line| commands(line.text, line.fence.is_some())).collect()
}

/// The arguments of the calls of promo in a line: words behind `promo`, up to what ends a command in a shell or in a
/// text.
fn commands(line: &str, is_code: bool) -> Vec<Vec<String>> {
    const BEFORE_COMMANDS: [&str; 7] = [": ", "$ ", "; ", "&& ", "then ", "- ", "| "];
    let is_call = |start: &usize| {
        let before = line.get(..*start).unwrap_or_default();
        let is_in_code = before.trim().is_empty() || BEFORE_COMMANDS.iter().any(|end| before.ends_with(end));
        let begins_command = before.ends_with('`') || is_code && is_in_code;
        begins_command && !before.contains('#')
    };
    let starts = line.match_indices("promo ").map(|(start, _)| start).filter(is_call);
    starts.filter_map(|start| arguments(line.get(start + "promo ".len()..)?)).collect()
}

fn arguments(rest: &str) -> Option<Vec<String>> {
    let end = rest.find(['|', '>', '<', ';', '&', '#', '`', ')', '[', '…', '\'']);
    let mut words = rest.get(..end.unwrap_or(rest.len()))?.split_whitespace().peekable();
    let begins_with_name =
        words.peek().is_some_and(|word| word.chars().all(|letter| letter.is_ascii_lowercase()));
    let is_sentence = words.clone().any(|word| word.ends_with(['.', ',', ':']) && word.len() > 1);
    (begins_with_name && !is_sentence).then(|| words.filter_map(plain).collect())
}

/// A word as a shell would hand it on, with something in the place of its variables; nothing for a list of options.
fn plain(word: &str) -> Option<String> {
    let word = word.trim_matches('"');
    match word {
        _ if word.starts_with("${") => None,
        _ if word.starts_with('$') => Some("x".to_owned()),
        _ => Some(word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_in_shells_and_texts() {
        let found = |line| commands(line, true).into_iter().map(|words| words.join(" ")).collect::<Vec<_>>();
        assert_eq!(found("  promo check \"$PROJECT\" --output sarif > x || y"), ["check x --output sarif"]);
        assert_eq!(found("- run: promo fmt --check"), ["fmt --check"]);
        assert_eq!(found("`promo build --check` and `promo check`"), ["build --check", "check"]);
        assert_eq!(found("if a; then promo check . \"${deny[@]}\"; fi"), ["check ."]);
        assert_eq!(found("the promo project, and promo is young"), [] as [&str; 0]);
        assert_eq!(commands("promo is young, says `promo check`", false), [["check"]]);
        assert_eq!(found("  # promo check"), [] as [&str; 0]);
    }
}
