//! The settings that make the compiler check the rest are in force. Knows where they stand, not what they
//! mean.

use super::Complaint;
use crate::repository::Repository;

/// Clippy is told what the libraries must not touch, and every crate takes the lints of the workspace.
pub(super) fn lints(repository: &Repository) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for setting in ["disallowed-methods", "disallowed-macros"] {
        if !repository.text("clippy.toml").is_some_and(|text| sets(text, setting)) {
            complaints.push(Complaint::of_file("clippy.toml", format!("does not set `{setting}`")));
        }
    }
    let crates = repository.ending("/Cargo.toml").filter(|(path, _)| path.starts_with("crates/"));
    for (path, _) in crates.filter(|(_, text)| !text.contains("[lints]\nworkspace = true")) {
        complaints.push(Complaint::of_file(path, "does not take the lints of the workspace"));
    }
    complaints
}

fn sets(text: &str, key: &str) -> bool {
    text.parse::<toml::Table>().is_ok_and(|table| table.contains_key(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_asked_for() {
        let good = [
            ("clippy.toml", "disallowed-methods = []\ndisallowed-macros = []\n"),
            ("crates/a/Cargo.toml", "[package]\n\n[lints]\nworkspace = true\n"),
        ];
        assert_eq!(lints(&Repository::of(good)), []);
        let bad = [("clippy.toml", "disallowed-macros = []\n"), ("crates/a/Cargo.toml", "[package]\n")];
        assert_eq!(lints(&Repository::of(bad)).len(), 2);
        assert_eq!(lints(&Repository::default()).len(), 2);
    }
}
