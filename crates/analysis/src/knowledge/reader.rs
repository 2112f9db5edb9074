//! What the conversions of all kinds share: places, names, and words that must be one of a few.

use std::ops::Range;

use promo_diagnostics::{Rule, did_you_mean};
use promo_manifest::known::{Correction, Entry, Header, Problem, Shared, Spanned, meant_word};

use crate::database::ManifestFile;
use crate::finding::{Finding, Repair, Replacement};
use crate::model::{Metadata, Name, Sourced};
use crate::site::Site;

/// What becomes of most problems that nobody mends.
const DROPPED: &str = "what a cluster does not understand it refuses, or drops without a word";

/// What to do about most problems.
const MEND: &str = "mend it: what a cluster does not understand it refuses, or drops without a word; a file that is no \
                    manifest is left out with `[project] manifests` in promo.toml";

/// Converts the objects of one file.
pub(super) struct Reader<'db, 'file> {
    file: ManifestFile,
    /// The places that aliases refer to: what is changed there changes elsewhere.
    pub(super) shared: &'file Shared,
    /// What is wrong with the objects so far.
    pub(super) problems: Vec<Finding<'db>>,
    /// Whether all of the object that is converted was understood.
    pub(super) is_complete: bool,
}

impl<'db> Reader<'db, '_> {
    pub(super) fn new(file: ManifestFile, shared: &Shared) -> Reader<'db, '_> {
        Reader { file, shared, problems: Vec::new(), is_complete: true }
    }

    pub(super) fn site(&self, bytes: &Range<usize>) -> Site<'db> {
        Site::in_manifest(self.file, bytes)
    }

    /// Says what was found when a manifest was read.
    pub(super) fn problem(&mut self, problem: &Problem) {
        let finding = Finding::new(problem.rule, self.site(&problem.span), problem.message.clone());
        let mut finding = finding.help(if problem.correction.is_some() { DROPPED } else { MEND });
        if let Some((place, message)) = &problem.related {
            finding = finding.related(self.site(place), message.clone());
        }
        finding.fixes.extend(problem.correction.as_ref().map(|correction| self.repair(correction)));
        self.problems.push(finding);
    }

    /// What a correction of a manifest is to a finding.
    pub(super) fn repair(&self, correction: &Correction) -> Repair<'db> {
        let edits = correction.edits.iter().map(|edit| Replacement {
            place: self.site(&edit.span),
            text: edit.text.clone(),
            is_verbatim: true,
        });
        Repair { title: correction.title.clone(), safe: correction.is_safe, edits: edits.collect() }
    }

    /// Says that the platform doesn't see a file.
    pub(super) fn report_passed_over(&mut self, first: Site<'db>) {
        let message = "the platform passes files over whose names end in `.yml`";
        let finding = Finding::new(Rule::InvalidManifest, first, message);
        self.problems.push(finding.help("let the name of the file end in `.yaml`"));
    }

    /// Whether an alias refers to a place.
    pub(super) fn is_shared(&self, site: Site<'db>) -> bool {
        match site {
            Site::Manifest { start, end, .. } => self.shared.holds(&(start as usize..end as usize)),
            Site::Source(_) => false,
        }
    }

    /// Says that people don't write such an object.
    pub(super) fn report_written_by_platform(&mut self, kind: &Spanned<String>) {
        let message = format!("a {} is written by the platform, never by people", kind.value);
        let help = "take it out: the platform writes one for each step of a release, and nothing good comes of another";
        self.problems.push(Finding::new(Rule::InvalidManifest, self.site(&kind.span), message).help(help));
    }

    /// Says what keeps the object that is converted from being understood.
    pub(super) fn hide(&mut self, bytes: &Range<usize>, message: String) {
        self.hide_finding(Finding::new(Rule::InvalidManifest, self.site(bytes), message).help(MEND));
    }

    /// The same where more is known of it.
    pub(super) fn hide_finding(&mut self, finding: Finding<'db>) {
        self.is_complete = false;
        self.problems.push(finding);
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
        // What is put there later isn't known.
        if written.value.contains("{{") {
            self.is_complete = false;
            return None;
        }
        let known = words.iter().map(|(word, _)| *word);
        let meant = meant_word(&written.value, known.clone());
        let help = meant.map(|meant| format!("did you mean `{meant}`?"));
        let help = help.or_else(|| did_you_mean(&written.value, known.clone()));
        let listed: Vec<String> = known.map(|word| format!("`{word}`")).collect();
        let message = format!(
            "`{}` is no {noun}: it is one of {}{}",
            written.value,
            listed.join(", "),
            help.map(|help| format!("; {help}")).unwrap_or_default()
        );
        let finding = Finding::new(Rule::InvalidManifest, self.site(&written.span), message);
        let finding = finding.help(if meant.is_some() { DROPPED } else { MEND });
        let meant = meant.map(|meant| (format!("write `{meant}`"), meant));
        self.hide_finding(match meant {
            Some((title, meant)) => self.replace(finding, title, written, meant),
            None => finding,
        });
        None
    }

    /// With a repair that puts a text in the place of another, which is certainly meant.
    pub(super) fn replace(
        &self,
        finding: Finding<'db>,
        title: String,
        written: &Spanned<String>,
        text: impl Into<String>,
    ) -> Finding<'db> {
        match self.shared.holds(&written.span) {
            true => finding.replace(title, self.site(&written.span), text),
            false => finding.replace_safely(title, self.site(&written.span), text),
        }
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
