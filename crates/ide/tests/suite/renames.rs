//! What holds of every renaming, whatever the new name: it is refused, or the project says the same, and every word in
//! it leads where it led.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use promo_analysis::{Change, Database, Db, SourceFile, Volatility};
use promo_ide::{FilePosition, Renaming, definition, rename, semantic_tokens};
use promo_syntax::parse;
use promo_testing::Fixture;

use crate::examples::{Texts, database, edited, errors, folders, manifests, texts, wrong};

/// Words of the language, and names that can't stand everywhere.
const WORDS: &[&str] =
    &["commit", "production", "queue", "step", "on", "version", "when", "true", "main", "x y", "12", "A_b"];

/// A project, with a database that is changed back and forth.
struct Trial {
    texts: Texts,
    database: Database,
    manifests: Vec<String>,
    errors: usize,
    /// Where each word leads, if that is looked at.
    words: Option<Vec<Leads>>,
}

/// A word, and the words that it leads to, by file and number.
type Leads = (Word, Vec<Word>);
type Word = (Arc<str>, usize);

impl Trial {
    fn new(texts: Texts) -> Trial {
        let database = database(&texts);
        let (manifests, errors) = (manifests(&database, "", ""), errors(&database));
        Trial { texts, database, manifests, errors, words: None }
    }

    /// The names that are declared, with their places.
    fn declared(&self) -> Vec<(Arc<str>, usize, String)> {
        let mut found = Vec::new();
        for file in self.database.project().sources(&self.database) {
            let text = file.text(&self.database);
            let words = semantic_tokens(&self.database, *file, 0..text.len()).into_iter();
            for word in words.filter(|word| word.declares) {
                let name = text[word.range.clone()].trim_matches('"').to_owned();
                found.push((file.path(&self.database).clone(), word.range.start, name));
            }
        }
        found
    }

    fn rename(&self, path: &str, offset: usize, name: &str) -> Result<Renaming, String> {
        let file = self.database.source(path).unwrap();
        rename(&self.database, FilePosition { file, offset }, name)
    }

    fn set(&mut self, texts: &Texts) {
        let (mut change, is_source) = (Change::default(), |path: &str| path.ends_with(".promo"));
        for ((path, text), (_, old)) in texts.iter().zip(&self.texts).filter(|(new, old)| new != old) {
            assert_ne!(text, old);
            match is_source(path) {
                true => change.sources.push((path.clone(), Some((text.clone(), Volatility::Open)))),
                false => change.manifests.push((path.clone(), Some(text.clone()))),
            }
        }
        self.database.apply(change);
        self.texts.clone_from(texts);
    }

    /// Makes the edits of a renaming, looks at what is said then, and takes them back.
    fn check(&mut self, old: &str, new: &str, renaming: Renaming) {
        let edits = [renaming.in_sources, renaming.in_manifests].concat();
        let before = self.texts.clone();
        self.set(&edited(&before, &edits));
        let told = || {
            let changed = self.texts.iter().zip(&before).filter(|(new, old)| new != old);
            let changed: Vec<_> = changed.map(|((path, text), _)| format!("//- {path}\n{text}")).collect();
            let wrong: Vec<_> = wrong(&self.database).map(|found| found.message).collect();
            format!("{old} renamed to {new}: {wrong:#?}\n{}", changed.concat())
        };
        let alike = |all: &[String]| all.iter().map(|text| alike(text, [old, new])).collect::<BTreeSet<_>>();
        assert!(errors(&self.database) <= self.errors, "{}", told());
        let after = alike(&manifests(&self.database, "", ""));
        let lost = alike(&self.manifests).into_iter().find(|text| !after.contains(text));
        assert_eq!(lost, None, "{}", told());
        if let Some(words) = &self.words {
            for (was, is) in words.iter().zip(&self.words()) {
                assert!(was.1.is_empty() || was == is, "{was:?} is {is:?}: {}", told());
            }
        }
        self.set(&before);
    }

    /// Where each word of the sources leads, as words.
    fn words(&self) -> Vec<Leads> {
        let files = self.database.project().sources(&self.database).iter();
        files.flat_map(|file| self.words_of(*file)).collect()
    }

    fn words_of(&self, file: SourceFile) -> Vec<Leads> {
        let path = file.path(&self.database);
        let tree = parse(file.text(&self.database)).tree;
        let words = tree.tokens().iter().enumerate().map(|(index, token)| {
            let position = FilePosition { file, offset: token.range().start };
            let found = definition(&self.database, position).map(|found| found.names).unwrap_or_default();
            let names = found.iter().map(|place| (place.file.clone(), self.index(&place.file, place.start)));
            ((path.clone(), index), names.collect())
        });
        words.collect()
    }

    /// Which token stands at a place; of a manifest, nothing is asked.
    fn index(&self, path: &str, offset: usize) -> usize {
        let Some(file) = self.database.source(path) else { return 0 };
        let tree = parse(file.text(&self.database)).tree;
        tree.tokens().partition_point(|token| (token.start as usize) < offset)
    }
}

/// A manifest in which two names are one, whether they need quotes or not.
fn alike(text: &str, names: [&str; 2]) -> String {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let mut plain = text.replace(['"', '\''], "");
    let names = names.map(|name| {
        let word = name.replace([' ', '.'], "-");
        plain = plain.replace(name, &word);
        word
    });
    let words = plain.split_inclusive(|letter| !is_of_word(letter)).map(|word| {
        let name = word.trim_end_matches(|letter| !is_of_word(letter));
        if names.iter().any(|known| known == name) { word.replace(name, "*") } else { word.to_owned() }
    });
    words.collect()
}

/// Renames names to names, all of them or some.
fn check_all(texts: Texts, every: usize, looks_at_words: bool) -> (usize, usize) {
    let mut trial = Trial::new(texts);
    trial.words = looks_at_words.then(|| trial.words());
    let declared = trial.declared();
    let names: BTreeSet<String> = declared.iter().map(|(_, _, name)| name.clone()).collect();
    let (mut made, mut refused) = (0, 0);
    for (number, (path, offset, old)) in declared.iter().enumerate() {
        let others = names.iter().map(String::as_str).chain(WORDS.iter().copied()).enumerate();
        for (_, new) in others.filter(|(other, new)| (number + other) % every == 0 && new != old) {
            match trial.rename(path, *offset, new) {
                Ok(renaming) => {
                    trial.check(old, new, renaming);
                    made += 1;
                }
                Err(reason) => {
                    assert!(!reason.is_empty());
                    refused += 1;
                }
            }
        }
    }
    (made, refused)
}

#[test]
fn a_renaming_is_refused_or_the_projects_say_the_same() {
    let (mut made, mut refused) = (0, 0);
    for folder in folders() {
        let counts = check_all(texts(&folder), 13, false);
        made += counts.0;
        refused += counts.1;
    }
    assert!(made > 100 && refused > 100, "{made} made, {refused} refused");
}

#[test]
fn every_word_of_the_pages_leads_where_it_led() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let (mut made, mut refused) = (0, 0);
    for page in ["rename.md", "references.md", "definition.md"] {
        let page = std::fs::read_to_string(folder.join(page)).unwrap();
        for block in page.split("```promo\n").skip(1) {
            let files = Fixture::parse(block.split("```\n").next().unwrap()).files.into_iter();
            let texts = files.map(|file| (file.path, file.text.into())).collect();
            let counts = check_all(texts, 3, true);
            made += counts.0;
            refused += counts.1;
        }
    }
    assert!(made > 100 && refused > 100, "{made} made, {refused} refused");
}
