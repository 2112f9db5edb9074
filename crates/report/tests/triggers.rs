//! The commits for which a product takes another flow: however many globs there are, what is told is so, and what is
//! not told is not so or said to be unknown. Random products with many globs, compared with a naive search.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use promo_analysis::globs::matches;
use promo_analysis::policies::product_named;
use promo_analysis::releases::{Commit, chosen};
use promo_analysis::{Change, Database};
use promo_report::difference::{Against, Difference, Side, TriggerChange};
use proptest::prelude::*;
use proptest::sample::Index;

/// A flow that the product may take: what the message and the revision must match, or must not.
#[derive(Clone, Debug, Default)]
struct Entry {
    message: Vec<String>,
    revision: Vec<String>,
    is_message_negated: bool,
    is_revision_negated: bool,
}

fn is_met(globs: &[String], negated: bool, text: &str) -> bool {
    globs.is_empty() || globs.iter().any(|glob| matches(glob, text)) != negated
}

impl Entry {
    fn text(&self, number: usize) -> String {
        let condition = |subject: &str, globs: &[String], negated: bool| {
            let globs: Vec<String> = globs.iter().map(|glob| format!("{glob:?}")).collect();
            let not = if negated { "not " } else { "" };
            (!globs.is_empty()).then(|| format!("{subject} {not}matches [{}]", globs.join(", ")))
        };
        let conditions: Vec<String> = [
            condition("message", &self.message, self.is_message_negated),
            condition("revision", &self.revision, self.is_revision_negated),
        ]
        .into_iter()
        .flatten()
        .collect();
        let when = if conditions.is_empty() { "" } else { " when " };
        format!("  flow f{number}{when}{}\n", conditions.join(" and "))
    }
}

/// Flows with their numbers.
type Entries = Vec<(usize, Entry)>;

fn database(entries: &Entries) -> Database {
    let flows: String = (0..20).map(|number| format!("flow f{number} {{ dev -> prod }}\n")).collect();
    let entries: String = entries.iter().map(|(number, entry)| entry.text(*number)).collect();
    let text =
        format!("environment dev, prod\n{flows}product shop {{\n  promote \"v.yaml\" $.a\n{entries}}}\n");
    let mut database = Database::default();
    database.apply(Change::of_texts([(Arc::from("a.promo"), Arc::from(text.as_str()))]));
    database
}

fn difference(before: &Database, after: &Database) -> Difference {
    let side = |db| Side { db, is_whole: true };
    Difference::between(side(before), side(after))
}

fn globs(sign: &str, count: usize, ending: &str) -> Vec<String> {
    (0..count).map(|number| format!("{sign}-{number:03}{ending}")).collect()
}

fn with(mut globs: Vec<String>, one: &str) -> Vec<String> {
    globs.push(one.to_owned());
    globs
}

const AGAINST: Against<'_> = Against { words: "", name: "HEAD" };

#[test]
fn one_glob_beside_very_many_is_found() {
    for count in [62, 63, 64, 200, 1_000] {
        let entries = |revision| {
            let first = Entry { revision, ..Entry::default() };
            let second = Entry { message: vec!["*x*".to_owned()], ..Entry::default() };
            vec![(0, first), (1, second)]
        };
        let before = entries(globs("team", count, "/*"));
        let after = entries(with(globs("team", count, "/*"), "zone/*"));
        let found = difference(&database(&before), &database(&after));
        let told: Vec<_> = found.triggers.iter().map(|told| told.revision.as_deref()).collect();
        assert_eq!(told, [Some("zone/1"), Some("zone/1")], "{count}");
        let back = difference(&database(&after), &database(&before));
        assert_eq!(back.triggers.len(), 2, "{count}");
    }
}

#[test]
fn one_glob_in_one_of_many_flows_is_found() {
    let entries = |last: Option<&str>| -> Entries {
        let entry = |number: usize| {
            let globs = globs(&format!("*[m{number}"), 3, "]*");
            let message = match last.filter(|_| number == 19) {
                Some(last) => with(globs, last),
                None => globs,
            };
            (number, Entry { message, ..Entry::default() })
        };
        (0..20).map(entry).collect()
    };
    let found = difference(&database(&entries(None)), &database(&entries(Some("*zzz*"))));
    // What stands behind a flow that is taken for a message needn't be told apart.
    assert_eq!(found.untried_triggers, [] as [&str; 0]);
    let [TriggerChange { message, before, after, .. }] = found.triggers.as_slice() else {
        panic!("{:#?}", found.triggers);
    };
    assert_eq!(message.as_deref(), Some("zzz"));
    assert_eq!((before.as_deref(), after.as_deref()), (None, Some("f19")));
}

/// Some revisions that would refute it were never tried.
#[test]
fn what_was_not_tried_is_not_any_revision() {
    let entries = |is_new: bool| -> Entries {
        let entry = |number: usize| {
            let message = globs(&format!("*m{number}"), 5, "*");
            let message = if is_new && number == 19 { with(message, "*[new]*") } else { message };
            let revision = globs(&format!("rel/{number}"), 5, "/*");
            (number, Entry { message, revision, is_revision_negated: true, ..Entry::default() })
        };
        (0..20).map(entry).collect()
    };
    let found = difference(&database(&entries(false)), &database(&entries(true)));
    assert!(found.triggers.iter().any(|told| told.message.as_deref() == Some("[new]")));
    assert!(found.triggers.iter().all(|told| told.revision.is_some()), "{:#?}", found.triggers);
    assert_eq!(found.untried_triggers, ["shop"]);
    assert!(!found.means_nothing());
    let note = "not every commit could be tried for shop, so that others may take another flow too\n";
    assert_eq!(found.text(AGAINST).lines().nth(1), Some(note.trim_end()));
    assert!(found.markdown(AGAINST).contains(&note.replace("shop", "`shop`")));
}

/// Few of them match most texts, so that one more glob often tells.
fn glob() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[abc]{2,4}",
        4 => "[abc]{2,3}[*]",
        4 => "[*][abc]{3,4}",
        2 => "[abc][*][abc]{2}",
        2 => "[*][abc]{3}[*]",
        1 => "[abc*]{1,4}",
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let globs = || prop_oneof![Just(Vec::new()), proptest::collection::vec(glob(), 1..70)];
    let all = (globs(), globs(), any::<bool>(), any::<bool>());
    all.prop_map(|(message, revision, is_message_negated, is_revision_negated)| Entry {
        message,
        revision,
        is_message_negated,
        is_revision_negated,
    })
}

#[derive(Clone, Debug)]
enum Edit {
    Message(String),
    Revision(String),
    Less,
    Swap,
    Other(Entry),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        glob().prop_map(Edit::Message),
        glob().prop_map(Edit::Revision),
        Just(Edit::Less),
        Just(Edit::Swap),
        entry().prop_map(Edit::Other),
    ]
}

fn edited(entries: &Entries, edit: &Edit, place: Index) -> Entries {
    let mut entries = entries.clone();
    let at = place.index(entries.len());
    match edit {
        Edit::Message(glob) => entries[at].1.message.push(glob.clone()),
        Edit::Revision(glob) => entries[at].1.revision.push(glob.clone()),
        Edit::Less => drop((entries[at].1.message.pop(), entries[at].1.revision.pop())),
        Edit::Swap => entries.rotate_left(at),
        Edit::Other(other) => entries[at].1 = other.clone(),
    }
    entries
}

/// All texts of so many signs at most, one for each way in which conditions of both states hold.
fn texts(longest: usize, states: [&Entries; 2], is_met: impl Fn(&Entry, &str) -> bool) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut from = 0;
    for _ in 0..longest {
        let latest = all[from..].to_vec();
        from = all.len();
        all.extend(latest.iter().flat_map(|text| ["a", "b", "c", "x"].map(|sign| format!("{text}{sign}"))));
    }
    let answers = |text: &String| -> Vec<bool> {
        let entries = states.into_iter().flatten();
        entries.map(|(_, entry)| is_met(entry, text)).collect()
    };
    let told_apart: BTreeMap<Vec<bool>, String> =
        all.into_iter().skip(1).rev().map(|text| (answers(&text), text)).collect();
    told_apart.into_values().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_told_is_so_and_nothing_is_kept(
        entries in proptest::collection::vec(entry(), 1..4),
        edit in edit(),
        place in any::<Index>(),
    ) {
        let before: Entries = entries.into_iter().enumerate().collect();
        let after = edited(&before, &edit, place);
        let databases = [database(&before), database(&after)];
        let found = difference(&databases[0], &databases[1]);
        let taken = |message: &str, revision: &str| {
            let commit = Commit { message: Some(message), revision: Some(revision) };
            databases.each_ref().map(|db| {
                let product = product_named(db, "shop").unwrap();
                chosen(product, &commit).map(|choice| choice.flow.value.to_string())
            })
        };
        let of_message = |entry: &Entry, text: &str| is_met(&entry.message, entry.is_message_negated, text);
        let of_revision = |entry: &Entry, text: &str| is_met(&entry.revision, entry.is_revision_negated, text);
        let messages = texts(5, [&before, &after], of_message);
        let revisions = texts(5, [&before, &after], of_revision);

        let mut differing = BTreeSet::new();
        for message in &messages {
            for revision in &revisions {
                let [before, after] = taken(message, revision);
                differing.extend((before != after).then_some((before, after)));
            }
        }
        let told: BTreeSet<_> =
            found.triggers.iter().map(|told| (told.before.clone(), told.after.clone())).collect();
        if found.untried_triggers.is_empty() {
            prop_assert!(told.is_superset(&differing), "{:?} is not in {:#?}", differing, found.triggers);
        }
        for change in &found.triggers {
            let messages = change.message.as_ref().map_or(messages.clone(), |text| vec![text.clone()]);
            let revisions = change.revision.as_ref().map_or(revisions.clone(), |text| vec![text.clone()]);
            for (message, revision) in messages.iter().flat_map(|one| revisions.iter().map(move |other| (one, other))) {
                let expected = [change.before.clone(), change.after.clone()];
                prop_assert_eq!(taken(message, revision), expected, "{} on {}: {:#?}", message, revision, change);
            }
        }
    }
}
