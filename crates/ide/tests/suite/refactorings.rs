//! What holds of every refactoring, at every place of the projects at hand: it means the same afterwards, keeps every
//! comment, and leaves the text laid out.

use std::collections::BTreeSet;
use std::sync::Arc;

use promo_analysis::config::{Config, PolicyPriority};
use promo_analysis::diagnostics::of_file;
use promo_analysis::model::Flow;
use promo_analysis::names::Namespace;
use promo_analysis::policies::{defined, evaluate, flow_named};
use promo_analysis::{Change, Database, Db, SourceFile};
use promo_diagnostics::Level;
use promo_ide::{Refactoring, RefactoringKind, refactor, refactorings};
use promo_syntax::{format, parse};
use promo_testing::Fixture;

use crate::examples::{Texts, database, edited, folders, manifests, texts};
use crate::project::Project;

/// The places at which something may be offered: where tokens begin, and what stands on each line.
fn selections(database: &Database, file: SourceFile) -> Vec<std::ops::Range<usize>> {
    let text = file.text(database);
    let tree = parse(text).tree;
    let cursors = tree.tokens().iter().map(|token| token.range().start..token.range().start);
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        start += line.len();
        start - line.len()..start
    });
    cursors.chain(lines).collect()
}

/// The settings that hold, for every product.
fn settings(database: &Database) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (product, _) in defined(database, Namespace::Products) {
        for settings in evaluate(database, product).unwrap_or_default() {
            let pre = settings.pre.first().map(|candidate| &candidate.value);
            let action = settings.action.first().map(|candidate| candidate.value.name());
            let post = settings.post.first().map(|candidate| &candidate.value);
            let place = (product, &settings.flow, &settings.environment);
            all.insert(format!("{place:?} {pre:?} {action:?} {post:?}"));
        }
    }
    all
}

/// What is wrong, without its places.
fn wrong(database: &Database) -> Vec<String> {
    let files = database.project().sources(database).iter();
    let found = files.flat_map(|file| of_file(database, *file));
    let errors = found.filter(|found| found.level == Level::Error);
    errors.map(|found| format!("{} {}", found.rule, found.message)).collect()
}

fn comments(texts: &Texts) -> usize {
    let sources = texts.iter().filter(|(path, _)| path.ends_with(".promo"));
    sources.map(|(_, text)| text.lines().filter(|line| line.contains("//")).count()).sum()
}

/// A project in which some policies come before others.
fn configured(texts: &Texts, policy_priority: PolicyPriority) -> Database {
    let mut database = database(texts);
    let config = Config { policy_priority, ..Config::default() };
    database.apply(Change { config: Some(Arc::new(config)), ..Change::default() });
    database
}

/// Checks everything that is offered in a project, and notes its title.
fn check(texts: &Texts, priority: PolicyPriority, offered: &mut Vec<String>) {
    let before = configured(texts, priority);
    let yaml = manifests(&before, "", "");
    let mut seen: BTreeSet<(String, Arc<str>, usize)> = BTreeSet::new();
    for file in before.project().sources(&before) {
        for range in selections(&before, *file) {
            for offer in refactorings(&before, *file, range.clone()) {
                let line = file.text(&before)[..range.start].matches('\n').count();
                let is_new = seen.insert((offer.title.clone(), file.path(&before).clone(), line));
                if offer.refusal.is_some() || !is_new {
                    continue;
                }
                let edits = &refactor(&before, *file, range.clone(), &offer.title).unwrap().unwrap();
                offered.push(offer.title.clone());
                let changed = edited(texts, edits);
                let after = configured(&changed, priority);
                check_one((texts, &before, &yaml), (&changed, &after), &offer, edits);
            }
        }
    }
}

fn check_one(
    (texts, before, yaml): (&Texts, &Database, &[String]),
    (changed, after): (&Texts, &Database),
    offer: &Refactoring,
    edits: &[promo_diagnostics::Edit],
) {
    let shown = || {
        let own = changed.iter().filter(|(path, _)| edits.iter().any(|edit| edit.place.file == *path));
        own.map(|(path, text)| format!("{}\n//- {path}\n{text}", offer.title)).collect::<String>()
    };
    assert!(!edits.is_empty(), "{}", offer.title);
    let mixed =
        changed.iter().find(|(_, text)| text.contains('\r') && text.replace("\r\n", "").contains('\n'));
    assert!(mixed.is_none(), "line ends of two kinds: {}", shown());
    assert!(comments(changed) >= comments(texts), "a comment is lost: {}", shown());
    for (path, text) in changed.iter().filter(|(path, _)| path.ends_with(".promo")) {
        let was_laid_out = texts.iter().any(|(known, text)| known == path && is_laid_out(text));
        assert!(!was_laid_out || is_laid_out(text), "not laid out: {}", shown());
    }
    if offer.kind == RefactoringKind::Rewrite {
        let gone = offer.title.split('`').nth(1).unwrap();
        check_order(before, after, gone, &shown);
        return;
    }
    assert_eq!(wrong(after), wrong(before), "{}", shown());
    assert_eq!(settings(after), settings(before), "{}", shown());
    let keeps_manifests = !offer.title.contains("policy");
    if keeps_manifests {
        assert_eq!(manifests(after, "", ""), yaml, "{}", shown());
    }
}

/// Whatever came after something else does so still, in each flow that changed, but for what is gone.
fn check_order(before: &Database, after: &Database, gone: &str, shown: &dyn Fn() -> String) {
    let mut changed = 0;
    for (name, _) in defined(before, Namespace::Flows) {
        let flow = flow_named(before, name);
        let (Some(flow), Some(now)) = (flow, flow_named(after, name)) else {
            assert!(flow.is_none(), "{name} says nothing any more: {}", shown());
            continue;
        };
        let kept = |(from, to): &(String, String)| from != gone && to != gone;
        let expected: BTreeSet<_> = order(flow).into_iter().filter(kept).collect();
        if flow.steps.len() != now.steps.len() {
            changed += 1;
            assert_eq!(order(now), expected, "{}", shown());
            assert_eq!(flow.trigger.value, now.trigger.value);
        }
    }
    assert_eq!(changed, 1, "{}", shown());
}

/// What comes after what in a flow, directly or not.
fn order(flow: &Flow<'_>) -> BTreeSet<(String, String)> {
    let mut order = BTreeSet::new();
    // Steps come after all that they depend on.
    for step in &flow.steps {
        for from in step.depends_on.iter().map(|from| &from.value) {
            let before = order.iter().filter(|(_, to)| *to == **from);
            let before: Vec<String> = before.map(|(from, _): &(String, String)| from.clone()).collect();
            let all = before.into_iter().chain([from.to_string()]);
            let to = step.environment.value.to_string();
            order.extend(all.map(|from| (from, to.clone())).collect::<Vec<_>>());
        }
    }
    order
}

fn is_laid_out(text: &str) -> bool {
    format(&parse(text)).is_ok_and(|formatted| formatted == text)
}

fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/refactorings.md")).unwrap()
}

/// The texts that a page shows, with their cursors.
fn blocks(page: &str) -> impl Iterator<Item = &str> {
    page.split("```promo\n").skip(1).map(|block| block.split("```\n").next().unwrap())
}

#[test]
fn refactorings_keep_what_the_projects_mean() {
    let mut offered = Vec::new();
    for folder in folders() {
        check(&texts(&folder), PolicyPriority::LowestFirst, &mut offered);
    }
    for title in ["Move the settings of this step into a policy", "Take the list", "Take the string"] {
        assert!(offered.iter().any(|offer| offer.starts_with(title)), "{title} is never offered");
    }
    for title in ["Make a pattern", "Put what this policy decides into the steps", "Remove `"] {
        assert!(offered.iter().any(|offer| offer.starts_with(title)), "{title} is never offered");
    }
}

#[test]
fn refactorings_keep_what_the_pages_mean() {
    let page = page();
    let mut offered = Vec::new();
    for block in blocks(&page) {
        let ways = [("\n", PolicyPriority::LowestFirst), ("\r\n", PolicyPriority::HighestFirst)];
        for (line_end, priority) in ways {
            let files = Fixture::parse(block).files.into_iter();
            let texts = files.map(|file| (file.path, file.text.replace('\n', line_end).into()));
            check(&texts.collect(), priority, &mut offered);
        }
    }
    assert!(offered.iter().any(|offer| offer.contains("into `default`")));
}

/// What is offered for the cursors of a fixture, with the texts that come of each, or why it can't be done.
fn results(block: &str) -> Vec<(String, Result<Texts, String>)> {
    let project = Project::new(block);
    let texts: Texts =
        project.fixture.files.iter().map(|file| (file.path.clone(), Arc::from(file.text.as_str()))).collect();
    let (file, range) = project.selection();
    let offers = refactorings(&project.database, file, range.clone()).into_iter();
    let results = offers.map(|offer| {
        let made = match offer.refusal {
            Some(reason) => Err(reason),
            // In a small project it is known at once what can't be done.
            None => Ok(refactor(&project.database, file, range.clone(), &offer.title).unwrap().unwrap()),
        };
        (offer.title, made.map(|edits| edited(&texts, &edits)))
    });
    results.collect()
}

#[test]
fn a_text_with_other_line_ends_becomes_the_same_with_those() {
    let mut count = 0;
    for block in blocks(&page()) {
        let plain = results(block);
        let with_line_ends = results(&block.replace('\n', "\r\n"));
        assert_eq!(plain.len(), with_line_ends.len(), "{block}");
        for ((title, plain), (_, other)) in plain.into_iter().zip(with_line_ends) {
            let expected = plain.map(|texts| {
                let texts = texts.into_iter();
                texts.map(|(path, text)| (path, text.replace('\n', "\r\n").into())).collect::<Texts>()
            });
            assert_eq!(other, expected, "{title}\n{block}");
            count += 1;
        }
    }
    assert!(count > 40, "there is something to compare: {count}");
}

/// A comment that nothing else in a project is like.
const NOTE: &str = "// Nötiz 漢字 🚀";

/// A fixture of one file with a comment in each of the gaps between its tokens, one at a time.
fn with_notes(block: &str) -> Vec<String> {
    let fixture = Fixture::parse(block);
    let text = &fixture.files[0].text;
    let tree = parse(text).tree;
    let with_note = |index: usize| {
        let place = tree.gap_range(index).end;
        let mut noted = text.clone();
        let cursors = fixture.cursors.iter().map(|cursor| (cursor.offset, "$0".to_owned()));
        let mut marks: Vec<(usize, String)> = cursors.collect();
        marks.push((place, format!(" {NOTE}\n")));
        marks.sort_by_key(|(offset, mark)| (*offset, *mark == "$0"));
        marks.iter().rev().for_each(|(offset, mark)| noted.insert_str(*offset, mark));
        noted
    };
    (0..=tree.tokens().len()).map(with_note).collect()
}

#[test]
fn a_comment_in_any_place_stays() {
    let (mut kept, mut refused) = (0, 0);
    for block in blocks(&page()) {
        for noted in with_notes(block) {
            for (title, result) in results(&noted) {
                match result {
                    Ok(texts) => {
                        let is_kept = texts.iter().any(|(_, text)| text.contains(NOTE));
                        assert!(is_kept, "{title} loses the comment:\n{noted}\n{texts:#?}");
                        kept += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(kept > 1_000 && refused < kept, "{kept} {refused}");
}
