//! The repositories of demo accounts, each imported whole, as a team would on its first day: what is left of the YAML
//! and the new sources are a project without an error, and much shorter.

use std::collections::BTreeMap;

use promo_diagnostics::{Level, render_concise};
use promo_import::{Around, Imported, ManifestText, import};

use crate::corpus_index::{Row, rows};
use crate::support::Compiled;

/// How long sources may be, in hundredths of the lines of the YAML that they replace.
const AT_MOST: usize = 40;

/// No account, but examples that have nothing to do with one another, so that everything they name stands elsewhere.
const DOCUMENTATION: &str = "codefresh-io/docs.codefresh.io";

#[test]
fn each_account_becomes_a_short_project() {
    let Some(rows) = rows() else { return };
    let mut told = String::new();
    for (repository, rows) in accounts(&rows) {
        let imported = imported(&rows);
        let project = project(&rows, &imported);
        project.assert_formatted(repository);
        assert_errors(repository, &project);
        told.push_str(&assert_short(repository, &rows, &imported));
    }
    eprintln!("{told}");
}

/// The newest version of each manifest, by repository.
fn accounts(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut newest: BTreeMap<(&str, &str, &str), &Row> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.is_ok()) {
        let known = newest.entry((&row.repository, &row.kind, &row.name)).or_insert(row);
        if (&row.date, row.is_head) > (&known.date, known.is_head) {
            *known = row;
        }
    }
    let mut accounts: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for ((repository, ..), row) in newest {
        accounts.entry(repository).or_default().push(row);
    }
    accounts
}

fn path(row: &Row) -> String {
    format!("resources/{}", row.stem() + ".yaml")
}

/// The import of an account in its own repository.
fn imported(rows: &[&Row]) -> Imported {
    let text = |row: &&Row| ManifestText {
        path: path(row).into(),
        text: row.text().into(),
        member: Some(path(row).into()),
    };
    let texts: Vec<ManifestText> = rows.iter().map(text).collect();
    let manifests = texts.iter().map(|text| (text.path.clone(), text.text.clone())).collect();
    import(&texts, &Around { manifests, ..Around::default() })
}

/// What the repository is after `--replace`: the sources, and the YAML that is not in them.
fn project(rows: &[&Row], imported: &Imported) -> Compiled {
    let sources: Vec<_> = imported.files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    let left = rows.iter().filter(|row| !imported.whole.iter().any(|whole| **whole == *path(row)));
    let manifests: Vec<_> = left.map(|row| (path(row), row.text())).collect();
    let config = imported.config.as_deref().map(|text| promo_project::parse_config(text).unwrap());
    Compiled::new(&sources, &manifests, config.unwrap_or_default())
}

fn assert_errors(repository: &str, project: &Compiled) {
    let errors: Vec<_> =
        project.diagnostics.iter().filter(|found| found.level == Level::Error).cloned().collect();
    assert_eq!(render_concise(&errors, project), "", "{repository}");
}

/// Asserts that the sources are short: compared with all the YAML of the account, and line by line that says something
/// with what they replace. Workflows are scripts for the most part, which are as long in both, and don't count.
fn assert_short(repository: &str, rows: &[&Row], imported: &Imported) -> String {
    let sources = imported.files.iter().filter(|file| !file.path.starts_with("workflows/"));
    let sources: Vec<&str> = sources.flat_map(|file| file.text.lines()).collect();
    let counted =
        rows.iter().filter(|row| !["PromotionWorkflow", "Application"].contains(&row.kind.as_str()));
    let is_replaced = |row: &&&Row| imported.whole.iter().any(|whole| **whole == *path(row));
    let all: Vec<String> =
        counted.clone().map(|row| row.text().trim_start_matches('\n').to_owned()).collect();
    let replaced: Vec<String> = counted.filter(is_replaced).map(|row| row.text()).collect();
    let all = all.iter().flat_map(|text| text.lines()).count();
    let replaced = filled(replaced.iter().flat_map(|text| text.lines()));
    let lines = format!(
        "{repository}: {} lines instead of {all}; {} that say something instead of {replaced}; {} objects left\n",
        sources.len(),
        filled(sources.iter().copied()),
        imported.left.len()
    );
    if replaced > 0 {
        assert!(sources.len() * 100 <= all * AT_MOST, "{lines}");
    }
    if replaced > 0 && repository != DOCUMENTATION {
        assert!(filled(sources.iter().copied()) * 100 <= replaced * AT_MOST, "{lines}");
    }
    lines
}

fn filled<'l>(lines: impl Iterator<Item = &'l str>) -> usize {
    lines.filter(|line| !line.trim().is_empty()).count()
}
