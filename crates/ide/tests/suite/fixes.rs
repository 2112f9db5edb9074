//! The fixes of the rules, as an editor offers them: each mends what it is for. The pages of the rules show what is
//! wrong.

use std::path::Path;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_analysis::diagnostics::{of_file, of_manifest};
use promo_analysis::{Change, Database, Db};
use promo_diagnostics::{Diagnostic, Rule};
use promo_ide::{FixedFile, QuickFix, fix_all, quick_fixes, quick_fixes_in_manifest};
use promo_testing::Fixture;

use crate::examples::{Texts, edited};

/// A text of a page, as a project.
struct Example {
    texts: Texts,
    config: Arc<Config>,
}

impl Example {
    fn of_block(block: &str) -> Example {
        let files = Fixture::parse(block).files;
        let config = files.iter().find(|file| &*file.path == "promo.toml");
        let config = config.map(|file| promo_project::parse_config(&file.text).unwrap()).unwrap_or_default();
        let texts = files.into_iter().filter(|file| &*file.path != "promo.toml");
        let texts = texts.map(|file| (file.path, Arc::from(file.text))).collect();
        Example { texts, config: Arc::new(config) }
    }

    fn database(&self) -> Database {
        let mut database = crate::examples::database(&self.texts);
        database.apply(Change { config: Some(self.config.clone()), ..Change::default() });
        database
    }

    fn after(&self, fix: &QuickFix) -> Example {
        Example { texts: edited(&self.texts, &fix.edits), config: self.config.clone() }
    }
}

/// The same project with the mark that some editors put before the first character.
fn with_mark(example: &Example) -> Example {
    let texts = example.texts.iter().map(|(path, text)| match path.ends_with(".promo") {
        true => (path.clone(), Arc::from(format!("\u{feff}{text}"))),
        false => (path.clone(), text.clone()),
    });
    Example { texts: texts.collect(), config: example.config.clone() }
}

/// The examples of what is wrong, with the name of the rule.
fn examples() -> Vec<(String, Example)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/rules");
    let mut examples = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let page = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let rule = page.lines().next().unwrap().trim_start_matches("# ").to_owned();
        // What can't be shown as a text has no such section.
        let failing = page.split("\n## Fails\n").nth(1).unwrap_or_default().split("\n## ").next().unwrap();
        for block in failing.split("```promo\n").skip(1) {
            let block = block.split("```").next().unwrap();
            examples.push((rule.clone(), Example::of_block(block)));
        }
    }
    assert!(examples.len() > Rule::ALL.len());
    examples
}

fn all_diagnostics(database: &Database) -> Vec<Diagnostic> {
    let project = database.project();
    let sources = project.sources(database).iter().flat_map(|file| of_file(database, *file));
    sources.chain(project.manifests(database).iter().flat_map(|file| of_manifest(database, *file))).collect()
}

fn all_fixes(database: &Database) -> Vec<QuickFix> {
    let project = database.project();
    let sources = project.sources(database).iter();
    let of_sources =
        sources.flat_map(|file| quick_fixes(database, *file, &[], &(0..file.text(database).len())));
    let manifests = project.manifests(database).iter();
    let of_manifests = manifests
        .flat_map(|file| quick_fixes_in_manifest(database, *file, &[], &(0..file.text(database).len())));
    of_sources.chain(of_manifests).collect()
}

/// How often it is said of a file, wherever it stands in it.
fn count(found: &[Diagnostic], like: &Diagnostic) -> usize {
    let is_like = |found: &&Diagnostic| {
        (found.rule, &found.message, &found.place.file) == (like.rule, &like.message, &like.place.file)
    };
    found.iter().filter(is_like).count()
}

#[test]
fn each_fix_mends_what_it_is_for() {
    let (mut fixed, mut silenced, mut declared) = (0, 0, 0);
    for (rule, example) in examples() {
        let database = example.database();
        let before = all_diagnostics(&database);
        for fix in all_fixes(&database) {
            let after = all_diagnostics(&example.after(&fix).database());
            for mended in &fix.diagnostics {
                let is_gone = count(&after, mended) < count(&before, mended);
                let texts = example.after(&fix).texts;
                assert!(is_gone, "{rule}: {} leaves {:?}\n{texts:#?}", fix.title, mended.message);
            }
            if fix.title.starts_with("Silence") {
                silenced += 1;
                let left = before.len() - fix.diagnostics.len();
                assert_eq!(after.len(), left, "{rule}: {}\n{after:#?}", fix.title);
            } else if fix.title.starts_with("Declare") {
                declared += 1;
            } else {
                fixed += 1;
            }
        }
    }
    assert!(fixed > 40 && silenced > 40 && declared > 4, "{fixed} {silenced} {declared}");
}

#[test]
fn no_fix_puts_anything_before_a_byte_order_mark() {
    let mut count = 0;
    for (rule, example) in examples() {
        let example = with_mark(&example);
        for fix in all_fixes(&example.database()) {
            let after = example.after(&fix);
            let marks = after.texts.iter().filter(|(path, _)| path.ends_with(".promo"));
            for (_, text) in marks {
                assert!(
                    !text.trim_start_matches('\u{feff}').contains('\u{feff}'),
                    "{rule}: {} {text}",
                    fix.title
                );
            }
            count += 1;
        }
    }
    assert!(count > 100, "there are fixes to make: {count}");
}

#[test]
fn each_rule_with_a_fix_is_offered_one() {
    let mut offered: Vec<Rule> = Vec::new();
    for (_, example) in examples() {
        let fixes = all_fixes(&example.database());
        let of_rules = fixes.iter().filter(|fix| !fix.title.starts_with("Silence"));
        offered.extend(of_rules.flat_map(|fix| &fix.diagnostics).map(|found| found.rule));
    }
    let missing: Vec<&Rule> =
        Rule::ALL.iter().filter(|rule| rule.has_fix() && !offered.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn nothing_safe_is_left_to_fix() {
    let mut count = 0;
    for (rule, example) in examples() {
        let database = example.database();
        let sources = database.project().sources(&database).iter().map(|file| FixedFile::Source(*file));
        let manifests = database.project().manifests(&database).iter();
        let manifests = manifests.map(|file| FixedFile::Manifest(*file));
        for file in sources.chain(manifests) {
            let edits = fix_all(&database, file);
            let Some(path) = edits.first().map(|edit| edit.place.file.clone()) else { continue };
            count += 1;
            let after = Example { texts: edited(&example.texts, &edits), config: example.config.clone() };
            let database = after.database();
            let file = match file {
                FixedFile::Source(_) => FixedFile::Source(database.source(&path).unwrap()),
                FixedFile::Manifest(_) => FixedFile::Manifest(database.manifest(&path).unwrap()),
            };
            assert!(!promo_ide::has_safe_fixes(&database, file), "{rule}: {:#?}", after.texts);
        }
    }
    assert!(count > 12, "there is something to fix: {count}");
}
