//! Applying fixes to texts again and again, until nothing changes, and so that they stay readable. Pure: reads and
//! writes no file, and what is wrong with texts it asks the caller.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Fix};
use crate::fixes::apply_fixes;
use crate::line_map::LineMap;
use crate::registry::Rule;

/// A fix may make another one possible. Fixes that undo one another would go on for ever.
const MOST_ROUNDS: usize = 100;

/// Which fixes are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that do what the author meant in every case.
    Safe,
    /// All: of what has several, the first safe one or else the first.
    All,
}

impl Wanted {
    /// The fix to make for something that is wrong.
    pub fn fix_of(self, found: &Diagnostic) -> Option<&Fix> {
        let safe = found.fixes.iter().find(|fix| fix.safe);
        match self {
            Wanted::Safe => safe,
            Wanted::All => safe.or(found.fixes.first()),
        }
    }
}

/// What came of making fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The fixes that were made, round by round.
    pub made: Vec<Made>,
    /// The files that changed.
    pub files: BTreeSet<Arc<str>>,
    /// The fixes that were not made, since there would be more in some file that can't be read than before.
    pub refused: BTreeSet<Refused>,
    /// What is wrong with the texts as they are now.
    pub left: Vec<Diagnostic>,
}

/// A fix that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The file that what was wrong stood in.
    pub file: Arc<str>,
    /// Its line, from 1, in the text before the round.
    pub line: usize,
    /// What was wrong.
    pub message: String,
    /// What the fix did.
    pub title: String,
}

/// A fix that was not made: what it was for, without its place, which other fixes may move.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The file.
    pub file: Arc<str>,
    /// The rule.
    pub rule: Rule,
    /// What is wrong.
    pub message: String,
    /// What the fix would do.
    pub title: String,
}

impl Refused {
    fn new(found: &Diagnostic, fix: &Fix) -> Refused {
        let (file, message, title) = (found.place.file.clone(), found.message.clone(), fix.title.clone());
        Refused { file, rule: found.rule, message, title }
    }
}

/// Applies the fixes of what is wrong in some texts, then those of what is wrong with what came of it, until nothing
/// changes. No other file is changed. `find` says what is wrong with a project that has these texts; it is asked in
/// any order.
pub fn mend(
    texts: &mut BTreeMap<Arc<str>, String>,
    wanted: Wanted,
    find: impl FnMut(&BTreeMap<Arc<str>, String>) -> Vec<Diagnostic>,
) -> Mended {
    let mut mender = Mender { texts, find };
    let mut mended = Mended { left: (mender.find)(mender.texts), ..Mended::default() };
    for _ in 0..MOST_ROUNDS {
        let found = std::mem::take(&mut mended.left);
        let round = mender.round(&found, wanted, &mut mended.refused);
        mended.left = round.left.unwrap_or(found);
        if round.files.is_empty() {
            break;
        }
        mended.made.extend(round.made);
        mended.files.extend(round.files);
    }
    mended
}

struct Mender<'a, F> {
    texts: &'a mut BTreeMap<Arc<str>, String>,
    find: F,
}

/// What came of one round.
#[derive(Default)]
struct Round {
    made: Vec<Made>,
    files: BTreeSet<Arc<str>>,
    /// What is wrong now, unless nothing changed.
    left: Option<Vec<Diagnostic>>,
}

/// A fix, and what it is for.
type Candidate<'a> = (&'a Diagnostic, &'a Fix);

impl<F: FnMut(&BTreeMap<Arc<str>, String>) -> Vec<Diagnostic>> Mender<'_, F> {
    /// Applies what can be applied at once of the fixes of what was found.
    fn round(&mut self, found: &[Diagnostic], wanted: Wanted, refused: &mut BTreeSet<Refused>) -> Round {
        let concerned = found.iter().filter(|found| self.texts.contains_key(&found.place.file));
        let candidates = concerned.filter_map(|found| Some((found, wanted.fix_of(found)?)));
        let candidates: Vec<Candidate> =
            candidates.filter(|(found, fix)| !refused.contains(&Refused::new(found, fix))).collect();
        let (before, unreadable) = (self.before(&candidates), unreadable(found));
        let mut trials = Trials { before, unreadable, taken: vec![] };
        let mut round = Round::default();
        // What silences nothing may silence what other fixes bring to light.
        let (last, first): (Vec<Candidate>, Vec<Candidate>) =
            candidates.into_iter().partition(|(found, _)| found.rule == Rule::UnusedSuppression);
        self.take(&first, &mut trials, &mut round, refused);
        if trials.taken.is_empty() {
            self.take(&last, &mut trials, &mut round, refused);
        }
        self.restore(&trials.before);
        let applied = apply_fixes(self.texts, trials.taken.iter().map(|(_, fix)| *fix));
        let taken = applied.taken.iter().filter_map(|index| trials.taken.get(*index));
        let made = made(taken, &trials.before);
        Round { made, files: applied.files, ..round }
    }

    /// The texts that some fixes change.
    fn before(&self, candidates: &[Candidate]) -> BTreeMap<Arc<str>, String> {
        let edits = candidates.iter().flat_map(|(_, fix)| &fix.edits);
        let files: BTreeSet<&Arc<str>> = edits.map(|edit| &edit.place.file).collect();
        let texts = files.into_iter().filter_map(|file| Some((file.clone(), self.texts.get(file)?.clone())));
        texts.collect()
    }

    fn restore(&mut self, before: &BTreeMap<Arc<str>, String>) {
        for (file, text) in before {
            self.texts.insert(file.clone(), text.clone());
        }
    }

    /// Takes fixes besides those that were taken. Where that makes a file worse, the culprits are sought by halves.
    fn take<'f>(
        &mut self,
        candidates: &[Candidate<'f>],
        trials: &mut Trials<'f>,
        round: &mut Round,
        refused: &mut BTreeSet<Refused>,
    ) {
        self.restore(&trials.before);
        let together = trials.taken.iter().chain(candidates).map(|(_, fix)| *fix);
        let applied = apply_fixes(self.texts, together);
        if applied.taken.iter().all(|index| *index < trials.taken.len()) {
            return;
        }
        let left = (self.find)(self.texts);
        if !trials.is_worse(&left) {
            trials.taken.extend(candidates);
            round.left = Some(left);
            return;
        }
        match candidates {
            [(found, fix)] => {
                refused.insert(Refused::new(found, fix));
            }
            _ => {
                let (first, second) = candidates.split_at(candidates.len() / 2);
                self.take(first, trials, round, refused);
                self.take(second, trials, round, refused);
            }
        }
    }
}

/// What a round begins with, and how far it has come.
struct Trials<'a> {
    before: BTreeMap<Arc<str>, String>,
    /// How often something in a file can't be read.
    unreadable: BTreeMap<Arc<str>, usize>,
    taken: Vec<Candidate<'a>>,
}

/// What was made of some fixes, in texts as they were before.
fn made<'a>(
    taken: impl Iterator<Item = &'a Candidate<'a>>,
    before: &BTreeMap<Arc<str>, String>,
) -> Vec<Made> {
    let lines: BTreeMap<&Arc<str>, LineMap<'_>> =
        before.iter().map(|(file, text)| (file, LineMap::new(text))).collect();
    let made = taken.map(|(found, fix)| Made {
        file: found.place.file.clone(),
        line: lines.get(&found.place.file).map_or(1, |lines| lines.position(found.place.start).line),
        message: found.message.clone(),
        title: fix.title.clone(),
    });
    made.collect()
}

impl Trials<'_> {
    /// Whether there is more in some file that can't be read than before the round. Errors of other kinds may come to
    /// light: what a name stands for is only looked at once it is written right.
    fn is_worse(&self, found: &[Diagnostic]) -> bool {
        let before = |file: &Arc<str>| self.unreadable.get(file).copied().unwrap_or_default();
        unreadable(found).iter().any(|(file, count)| *count > before(file))
    }
}

fn unreadable(found: &[Diagnostic]) -> BTreeMap<Arc<str>, usize> {
    let mut counts = BTreeMap::new();
    for found in found.iter().filter(|found| found.rule.finds_what_cannot_be_read()) {
        *counts.entry(found.place.file.clone()).or_default() += 1;
    }
    counts
}
