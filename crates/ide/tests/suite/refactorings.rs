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
use promo_ide::{Refactoring, RefactoringKind, laid_out, refactorings};
use promo_syntax::{format, parse};
use promo_testing::Fixture;

use crate::examples::{Texts, database, edited, folders, manifests, texts};

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
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for file in before.project().sources(&before) {
        for range in selections(&before, *file) {
            for offer in refactorings(&before, *file, range) {
                let Ok(edits) = &offer.outcome else { continue };
                if seen.insert(format!("{} {edits:?}", offer.title)) {
                    let edits = &laid_out(&before, edits);
                    offered.push(offer.title.clone());
                    let changed = edited(texts, edits);
                    let after = configured(&changed, priority);
                    check_one((texts, &before, &yaml), (&changed, &after), &offer, edits);
                }
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
            assert_eq!(flow.trigger, now.trigger);
        }
    }
    assert_eq!(changed, 1, "{}", shown());
}

/// What comes after what in a flow, directly or not.
fn order(flow: &Flow<'_>) -> BTreeSet<(String, String)> {
    let mut order = BTreeSet::new();
    // Steps come after all that they depend on.
    for step in &flow.steps {
        for from in &step.depends_on {
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
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/refactorings.md")).unwrap();
    let mut offered = Vec::new();
    for block in page.split("```promo\n").skip(1) {
        let block = block.split("```\n").next().unwrap();
        let ways = [("\n", PolicyPriority::LowestFirst), ("\r\n", PolicyPriority::HighestFirst)];
        for (line_end, priority) in ways {
            let files = Fixture::parse(block).files.into_iter();
            let texts = files.map(|file| (file.path, file.text.replace('\n', line_end).into()));
            check(&texts.collect(), priority, &mut offered);
        }
    }
    assert!(offered.iter().any(|offer| offer.contains("into `default`")));
}
