//! The README's two commands: one that builds promo and compiles an example, one that runs all checks.
//! What continuous integration calls must be the second, letter for letter.

use super::Complaint;
use super::markdown::lines;
use crate::repository::Repository;

/// How the command begins that builds promo and compiles an example.
pub(crate) const EXAMPLE_COMMAND_START: &str = "cargo run ";

/// The command that runs all checks.
const TEST_COMMAND: &str = "cargo xtask test";

const README: &str = "README.md";
const CI: &str = ".ci/run";

/// The commands for a terminal that a page shows, without the comments behind them.
pub(crate) fn commands(page: &str) -> impl Iterator<Item = &str> {
    let shell = lines(page)
        .into_iter()
        .filter(|line| matches!(line.fence, Some("sh" | "shell" | "bash" | "console")));
    let texts = shell.map(|line| line.text.trim().trim_start_matches("$ "));
    texts.map(|text| text.split(" #").next().unwrap_or(text).trim()).filter(|text| !text.is_empty())
}

/// Both commands stand in the README, and continuous integration calls the second.
pub(super) fn complaints(repository: &Repository) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let readme = repository.text(README).unwrap_or_default();
    let examples: Vec<&str> =
        commands(readme).filter(|command| command.starts_with(EXAMPLE_COMMAND_START)).collect();
    match examples.as_slice() {
        [example] if names_an_example(repository, example) => {}
        [example] => complaints.push(Complaint::of_file(README, format!("`{example}` compiles no example"))),
        all => {
            let message = format!("{} commands begin with `{EXAMPLE_COMMAND_START}`; one is due", all.len());
            complaints.push(Complaint::of_file(README, message));
        }
    }
    if !commands(readme).any(|command| command == TEST_COMMAND) {
        complaints.push(Complaint::of_file(README, format!("does not show `{TEST_COMMAND}`")));
    }
    let ci = repository.text(CI).unwrap_or_default();
    if !ci.lines().any(|line| line == TEST_COMMAND) {
        complaints.push(Complaint::of_file(CI, format!("does not call `{TEST_COMMAND}`")));
    }
    complaints
}

fn names_an_example(repository: &Repository, command: &str) -> bool {
    let mut words = command.split_whitespace();
    words.any(|word| word.starts_with("examples/") && repository.exists(word.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "```sh\ncargo run --release -p promo -- build examples/a  # compiles\n\n$ cargo xtask test\n```\n";

    #[test]
    fn commands_stand_in_shell_blocks() {
        let page = format!("{PAGE}```promo\nflow a\n```\ncargo run x\n");
        let found: Vec<&str> = commands(&page).collect();
        assert_eq!(found, ["cargo run --release -p promo -- build examples/a", "cargo xtask test"]);
    }

    #[test]
    fn both_commands_are_asked_for() {
        let example = ("examples/a/a.promo", "");
        let good = [("README.md", PAGE), (".ci/run", "set -e\ncargo xtask test\n"), example];
        assert_eq!(complaints(&Repository::of(good)), []);
        let no_example = [("README.md", PAGE), (".ci/run", "cargo xtask test\n")];
        assert_eq!(complaints(&Repository::of(no_example)).len(), 1);
        let other_check = [("README.md", PAGE), (".ci/run", "cargo test\n"), example];
        assert_eq!(complaints(&Repository::of(other_check)).len(), 1);
        assert_eq!(complaints(&Repository::default()).len(), 3);
    }
}
