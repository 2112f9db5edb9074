//! What the conversions of all kinds share: places, names, and words that must be one of a few.

use std::ops::Range;

use promo_diagnostics::{Rule, did_you_mean};
use promo_manifest::known::{Correction, Entry, Header, Problem, Spanned};

use crate::database::ManifestFile;
use crate::finding::{Finding, Repair, Replacement};
use crate::model::{Metadata, Name, Sourced};
use crate::site::Site;

/// What to do about most problems.
const MEND: &str = "mend it: what a cluster does not understand it refuses, or drops without a word; a file that is no \
                    manifest is left out with `[project] manifests` in promo.toml";

/// Converts the objects of one file.
pub(super) struct Reader<'db> {
    file: ManifestFile,
    /// What is wrong with the objects so far.
    pub(super) problems: Vec<Finding<'db>>,
    /// Whether all of the object that is converted was understood.
    pub(super) is_complete: bool,
}

impl<'db> Reader<'db> {
    pub(super) fn new(file: ManifestFile) -> Self {
        Reader { file, problems: Vec::new(), is_complete: true }
    }

    pub(super) fn site(&self, bytes: &Range<usize>) -> Site<'db> {
        Site::in_manifest(self.file, bytes)
    }

    /// Says what was found when a manifest was read.
    pub(super) fn problem(&mut self, problem: &Problem) {
        let finding = Finding::new(problem.rule, self.site(&problem.span), problem.message.clone());
        let mut finding = finding.help(MEND);
        if let Some((place, message)) = &problem.related {
            finding = finding.related(self.site(place), message.clone());
        }
        finding.fixes.extend(problem.correction.as_ref().map(|correction| self.repair(correction)));
        self.problems.push(finding);
    }

    fn repair(&self, correction: &Correction) -> Repair<'db> {
        let edits = correction.edits.iter().map(|edit| Replacement {
            place: self.site(&edit.span),
            text: edit.text.clone(),
            is_verbatim: true,
        });
        Repair { title: correction.title.clone(), safe: correction.is_safe, edits: edits.collect() }
    }

    /// Says what is wrong with a manifest.
    pub(super) fn report(&mut self, bytes: &Range<usize>, message: String) {
        self.report_at(self.site(bytes), message);
    }

    fn report_at(&mut self, site: Site<'db>, message: String) {
        self.problems.push(Finding::new(Rule::InvalidManifest, site, message).help(MEND));
    }

    /// Says that people don't write such an object.
    pub(super) fn report_written_by_platform(&mut self, kind: &Spanned<String>) {
        let message = format!("a {} is written by the platform, never by people", kind.value);
        let help = "take it out: the platform writes one for each step of a release, and nothing good comes of another";
        self.problems.push(Finding::new(Rule::InvalidManifest, self.site(&kind.span), message).help(help));
    }

    /// Says what keeps the object that is converted from being understood.
    pub(super) fn hide(&mut self, bytes: &Range<usize>, message: String) {
        self.hide_at(self.site(bytes), message);
    }

    /// The same where the place is known already.
    pub(super) fn hide_at(&mut self, site: Site<'db>, message: String) {
        self.is_complete = false;
        self.report_at(site, message);
    }

    /// What a function makes of a value, where it is written.
    pub(super) fn sourced<T, U>(&self, written: &Spanned<T>, make: impl FnOnce(&T) -> U) -> Sourced<'db, U> {
        Sourced::new(make(&written.value), self.site(&written.span))
    }

    /// A name, or another text.
    pub(super) fn name(&self, written: &Spanned<String>) -> Sourced<'db, Name> {
        self.sourced(written, |text| Name::from(text.as_str()))
    }

    /// The texts of some values.
    pub(super) fn names(&self, written: &[Spanned<String>]) -> Vec<Sourced<'db, Name>> {
        written.iter().map(|written| self.name(written)).collect()
    }

    /// A text that says something.
    pub(super) fn filled(&self, written: &Option<Spanned<String>>) -> Option<Sourced<'db, Name>> {
        written.as_ref().filter(|written| !written.value.is_empty()).map(|written| self.name(written))
    }

    /// What a word stands for. Another word is reported, with those that are known.
    pub(super) fn word<T: Clone>(
        &mut self,
        written: &Spanned<String>,
        noun: &str,
        words: &[(&str, T)],
    ) -> Option<Sourced<'db, T>> {
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == written.value) {
            return Some(Sourced::new(value.clone(), self.site(&written.span)));
        }
        let known = words.iter().map(|(word, _)| *word);
        let listed: Vec<String> = known.clone().map(|word| format!("`{word}`")).collect();
        let meant = did_you_mean(&written.value, known).map(|meant| format!("; {meant}"));
        let message = format!(
            "`{}` is no {noun}: it is one of {}{}",
            written.value,
            listed.join(", "),
            meant.unwrap_or_default()
        );
        self.hide(&written.span, message);
        None
    }

    /// What every object has.
    pub(super) fn metadata(&self, header: &Header) -> Metadata<'db> {
        let others = header
            .annotations
            .iter()
            .filter(|entry| !["description", "version"].contains(&entry.key.value.as_str()));
        Metadata {
            name: Name::from(header.name.value.as_str()),
            description: header.annotation("description").map(|text| self.sourced(text, String::clone)),
            version: header.annotation("version").map(|version| self.name(version)),
            annotations: others.map(|entry| self.key_and_value(entry)).collect(),
            labels: header.labels.iter().map(|entry| self.key_and_value(entry)).collect(),
            extra: Vec::new(),
        }
    }

    fn key_and_value(&self, entry: &Entry) -> (String, Sourced<'db, Name>) {
        (entry.key.value.clone(), self.name(&entry.value))
    }
}
