//! How the manifests on the disk differ from what the sources say, and whether that is because somebody edited them.

use std::fmt;
use std::sync::Arc;

use promo_diagnostics::one_line;
use promo_emit::{is_as_written, is_generated, source_of, unix_text};
use promo_project::Plan;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::target::{SOURCE_MAP, Target};
use crate::output;

/// So many files are shown with their differences.
const SHOWN_FILES: usize = 10;

/// So many lines of the differences of a file are shown.
const SHOWN_LINES: usize = 60;

/// So many characters of a line are shown.
const SHOWN_CHARACTERS: usize = 200;

/// The files that are not as the sources say.
pub(super) struct Drift<'a> {
    target: &'a Target,
    files: Vec<Drifted<'a>>,
}

/// A file that is not as the sources say.
struct Drifted<'a> {
    path: &'a str,
    /// What stands in it; none if it is not there.
    before: Option<Arc<str>>,
    /// What the sources say; none if they say nothing of it.
    after: Option<&'a str>,
    /// Whether somebody edited it, for certain.
    is_edited: bool,
}

impl<'a> Drift<'a> {
    pub(super) fn of(plan: &'a Plan<'a>, target: &'a Target) -> Drift<'a> {
        let added = plan.added.iter().map(|file| (file.path.as_str(), None, Some(file.text.as_str())));
        let changed = plan.changed.iter().map(|changed| {
            let file = changed.file;
            (file.path.as_str(), Some(changed.before.clone()), Some(file.text.as_str()))
        });
        let stale = plan.stale.iter().map(|path| (path.as_str(), target.text(path), None));
        let files: Vec<_> = added.chain(changed).chain(stale).collect();
        let files = files.into_par_iter().map(|(path, before, after)| {
            let is_edited = before.as_ref().is_some_and(|text| is_edited(target, path, text));
            Drifted { path, before, after, is_edited }
        });
        Drift { target, files: files.collect() }
    }

    /// What is to be said of each file that is there, by its path.
    pub(super) fn reason(&self, path: &str) -> String {
        let file = self.files.iter().find(|file| file.path == path && file.before.is_some());
        file.map(|file| format!(": {file}")).unwrap_or_default()
    }

    /// How files that are there differ from what the sources say.
    pub(super) fn differences(&self) -> String {
        let is_shown = |file: &&Drifted<'_>| file.path != SOURCE_MAP;
        let differences = self.files.iter().filter(is_shown).filter_map(|file| self.difference(file));
        let mut all: Vec<String> = differences.collect();
        let hidden = all.len().saturating_sub(SHOWN_FILES);
        all.truncate(SHOWN_FILES);
        if hidden > 0 {
            all.push(format!("… and {hidden} more that differ\n\n"));
        }
        all.concat()
    }

    fn difference(&self, file: &Drifted<'_>) -> Option<String> {
        let (before, after) = (unix_text(file.before.as_ref()?), file.after?);
        let path = self.target.shown(file.path);
        let names = [format!("{path} as it is"), format!("{path} as the sources say")];
        let diff = output::unified_diff_of(&before, after, [&names[0], &names[1]]);
        let hidden = diff.lines().count().saturating_sub(SHOWN_LINES);
        let mut text: String = diff.lines().take(SHOWN_LINES).map(shown_line).collect();
        if hidden > 0 {
            text.push_str(&format!("… and {hidden} more lines\n"));
        }
        text.push('\n');
        Some(text)
    }

    /// What to do about it.
    pub(super) fn help(&self) -> &'static str {
        let differ = || {
            let manifests = self.files.iter().filter(|file| file.path != SOURCE_MAP);
            manifests.filter(|file| file.before.is_some() && file.after.is_some())
        };
        if differ().any(Drifted::is_unmarked) {
            return "if a manifest is right, run `promo import --reconcile`, which changes the sources and puts the \
                    first line back; if the sources are, remove it, and run `promo build`";
        }
        match differ().next() {
            Some(_) => {
                "if the sources are right, run `promo build`; if a manifest is, `promo import --reconcile` changes the \
                 sources"
            }
            None => "run `promo build`",
        }
    }

    /// What building undoes that somebody did by hand.
    pub(super) fn lost(&self) -> Vec<String> {
        let edited = self.files.iter().filter(|file| file.is_edited);
        let lost = edited.map(|file| {
            let what = if file.after.is_some() { "overwritten" } else { "removed" };
            format!("`{}` was edited by hand, and is {what}", self.target.shown(file.path))
        });
        lost.collect()
    }
}

impl Drifted<'_> {
    /// Whether promo can't know the file for its own.
    fn is_unmarked(&self) -> bool {
        let text = self.before.as_ref().filter(|text| !text.is_empty());
        text.is_some_and(|text| !is_generated(text.as_bytes()))
    }
}

/// A line as a terminal can show it.
fn shown_line(line: &str) -> String {
    let end = line.char_indices().nth(SHOWN_CHARACTERS).map(|(end, _)| end);
    let kept = one_line(line.get(..end.unwrap_or(line.len())).unwrap_or_default());
    let rest = if end.is_some() { "…" } else { "" };
    format!("{}{rest}\n", kept.trim_end())
}

/// Whether promo would not have written a text like this, whatever the sources were.
fn is_edited(target: &Target, path: &str, text: &str) -> bool {
    path != SOURCE_MAP && !is_as_written(target.below_output_root(path), text)
}

/// Why the file is not as the sources say.
impl fmt::Display for Drifted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let edited = "it was edited by hand, since promo does not write it like this";
        match self.after {
            None if self.is_edited => write!(formatter, "no source makes it, and {edited}"),
            None => formatter.write_str("no source makes it any more"),
            Some(_) if self.is_unmarked() => {
                formatter.write_str("it lacks the first line, by which promo knows what it wrote")
            }
            Some(_) if self.is_edited => formatter.write_str(edited),
            Some(_) if self.path == SOURCE_MAP => formatter
                .write_str("either the sources have changed since it was written, or it was edited by hand"),
            Some(after) => {
                let source = source_of(after).unwrap_or("its source");
                write!(
                    formatter,
                    "either it was edited by hand, or `{source}` was changed since it was built"
                )
            }
        }
    }
}
