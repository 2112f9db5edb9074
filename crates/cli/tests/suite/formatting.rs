//! Formatting never changes what a project compiles to, however its sources were laid out before.

use promo_analysis::Db;
use promo_diagnostics::Level;
use promo_emit::Format;
use promo_syntax::{TokenKind, format, parse};

use crate::support::{Compiled, files, workspace};

/// White space that comes into the gaps between tokens, one after the other.
const WHITE_SPACE: &[&str] = &[" ", "\n", "\t", "\n\n      ", "  ", "\n  "];

/// The text with other white space between its tokens; comments stay where they are. `turn` says with which
/// of the pieces it begins.
fn laid_out_anew(text: &str, turn: usize) -> String {
    let tree = parse(text).tree;
    let mut pieces = WHITE_SPACE.iter().cycle().skip(turn);
    let mut anew = String::new();
    for index in 0..=tree.tokens().len() {
        let gap = tree.gap(index);
        // A doc comment ends with its line.
        let ends_line = index > 0 && tree.tokens()[index - 1].kind == TokenKind::DocComment;
        if gap.contains("//") || gap.is_empty() {
            anew += gap;
        } else {
            anew += if ends_line { "\n" } else { "" };
            anew += pieces.next().unwrap();
        }
        anew += tree.token_text(index);
    }
    anew
}

/// The project with other texts for its sources.
fn with_sources(project: &Compiled, change: impl Fn(&str) -> String) -> Compiled {
    let database = &project.database;
    let sources = database.project().sources(database).iter();
    let sources = sources.map(|file| (file.path(database).to_string(), change(file.text(database))));
    let sources: Vec<_> = sources.collect();
    let manifests = database.project().manifests(database).iter();
    let manifests: Vec<_> =
        manifests.map(|file| (file.path(database).to_string(), file.text(database).to_string())).collect();
    Compiled::new(&sources, &manifests, database.project().config(database).as_ref().clone())
}

/// The manifests of a project, and what is wrong with it, but for the places.
fn meaning(project: &Compiled) -> (Vec<String>, Vec<String>) {
    let manifests = project.documents.iter().map(|document| document.text(Format::Yaml).unwrap()).collect();
    let errors = project.diagnostics.iter().filter(|found| found.level == Level::Error);
    (manifests, errors.map(|found| format!("{}: {}", found.rule, found.message)).collect())
}

/// Whether the project could be formatted.
fn check(what: &str, project: &Compiled) -> bool {
    let database = &project.database;
    let mut sources = database.project().sources(database).iter();
    if sources.any(|file| format(&parse(file.text(database))).is_err()) {
        return false;
    }
    let expected = meaning(project);
    let formatted = with_sources(project, |text| format(&parse(text)).unwrap());
    assert_eq!(meaning(&formatted), expected, "{what}, formatted");
    for turn in 0..WHITE_SPACE.len() {
        let anew = with_sources(project, |text| laid_out_anew(text, turn));
        assert_eq!(meaning(&anew), expected, "{what}, laid out anew in way {turn}");
        let formatted = with_sources(&anew, |text| format(&parse(text)).unwrap());
        assert_eq!(meaning(&formatted), expected, "{what}, laid out anew in way {turn} and formatted");
    }
    true
}

#[test]
fn of_an_example() {
    for entry in std::fs::read_dir(workspace().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        assert!(check(&path.display().to_string(), &Compiled::of_folder(&path)));
    }
}

#[test]
fn of_what_people_deploy() {
    check_each_source("tests/corpus", 0);
}

#[test]
fn of_a_baseline() {
    check_each_source("tests/baselines", 1);
}

/// Checks each source in a folder as a project of its own; so many of them have syntax errors.
fn check_each_source(folder: &str, broken: usize) {
    let paths = files(&workspace().join(folder), "promo");
    assert!(!paths.is_empty());
    let refused = paths.iter().filter(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        !check(&path.display().to_string(), &Compiled::of_text(&text))
    });
    assert_eq!(refused.count(), broken, "sources with syntax errors in {folder}");
}
