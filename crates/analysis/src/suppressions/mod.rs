//! `// promo: allow(RULE) reason` in a source, and the same behind `#` in a manifest: what silences warnings and hints
//! on a line. Applied when diagnostics are rendered, so that a comment changes no cached result.

mod comment;
mod lines;

use std::ops::Range;
use std::sync::Arc;

use promo_diagnostics::{Diagnostic, Edit, Fix, Level, Place, Rule};
use promo_syntax::trivia::Gap;
use rustc_hash::FxHashSet;

use crate::database::{Db, ManifestFile, SourceFile};
use crate::declaration::parse;
use crate::diagnostics::{level, level_in_manifests};
use comment::{Comment, Form, MARKER, Suppression};
use lines::Lines;

/// What begins a comment.
const IN_SOURCE: &str = "//";
const IN_MANIFEST: &str = "#";

/// A file with its comments that may silence something, in order.
struct Commented<'text> {
    path: &'text Arc<str>,
    text: &'text str,
    /// What begins a comment.
    sign: &'static str,
    /// Each with its bytes, and whether something stands before it on its line.
    comments: Vec<(Range<usize>, bool)>,
    /// Whether it is a hand-written manifest.
    is_manifest: bool,
}

/// Gives every diagnostic of a source its level in this project, and leaves out those that are silenced. Comments
/// that silence nothing are reported.
pub(crate) fn apply(db: &dyn Db, file: SourceFile, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let comments = comments_of_source(db, file);
    let (path, text) = (file.path(db), file.text(db));
    let file = Commented { path, text, sign: IN_SOURCE, comments, is_manifest: false };
    file.apply(db, found)
}

/// The same for a hand-written manifest.
pub(crate) fn apply_in_manifest(db: &dyn Db, file: ManifestFile, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let (path, text) = (file.path(db), file.text(db));
    let comments = if text.contains(MARKER) { promo_manifest::comments(text) } else { Vec::new() };
    let comments = comments.into_iter().map(|range| {
        let before = text.get(..range.start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        (range, !before.trim_start_matches('\u{feff}').trim().is_empty())
    });
    let comments = comments.collect();
    let file = Commented { path, text, sign: IN_MANIFEST, comments, is_manifest: true };
    file.apply(db, found)
}

/// The rules that comments of a source silence, with the bytes of their names.
pub fn silenced_rules(db: &dyn Db, file: SourceFile) -> Vec<(Rule, Range<usize>)> {
    let comments = comments_of_source(db, file);
    let (path, text) = (file.path(db), file.text(db));
    let file = Commented { path, text, sign: IN_SOURCE, comments, is_manifest: false };
    let found = file.suppressions(&Lines::of("", IN_SOURCE)).into_iter();
    found.filter_map(|suppression| Some((Rule::named(&suppression.name)?, suppression.range))).collect()
}

fn comments_of_source(db: &dyn Db, file: SourceFile) -> Vec<(Range<usize>, bool)> {
    let text = file.text(db);
    if !text.contains(MARKER) {
        return Vec::new();
    }
    let tree = &parse(db, file).tree;
    let mut found = Vec::new();
    let mut start = 0;
    let ends = tree.tokens().iter().map(|token| (token.start as usize, token.end as usize));
    for (end, next) in ends.chain([(text.len(), text.len())]) {
        let gap = text.get(start..end).unwrap_or_default();
        if gap.contains(MARKER) {
            let first_end = gap.find('\n').unwrap_or(gap.len());
            for comment in Gap::of(gap).comments {
                let trails = start > 0 && comment.start < first_end;
                found.push((start + comment.start..start + comment.start + comment.text.len(), trails));
            }
        }
        start = next;
    }
    found
}

impl Commented<'_> {
    fn apply(&self, db: &dyn Db, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let lines = Lines::of(if self.comments.is_empty() { "" } else { self.text }, self.sign);
        let suppressions = self.suppressions(&lines);
        let silencing = suppressions.iter().filter(|suppression| suppression.form == Form::Complete);
        let silenced: FxHashSet<(usize, &str)> =
            silencing.map(|suppression| (suppression.line, suppression.name.as_str())).collect();
        let mut used: FxHashSet<(usize, &str)> = FxHashSet::default();
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
        for mut diagnostic in found {
            let level = self.level(db, diagnostic.rule, diagnostic.level);
            let slot = (lines.owner(lines.line(diagnostic.place.start)), diagnostic.rule.name());
            if level != Some(Level::Error) && silenced.contains(&slot) {
                used.insert(slot);
                continue;
            }
            if let Some(level) = level {
                diagnostic.level = level;
                kept.push(diagnostic);
            }
        }
        let is_used = |suppression: &Suppression| {
            let slot = (suppression.line, suppression.name.as_str());
            suppression.form == Form::Complete && used.contains(&slot)
        };
        for of_comment in suppressions.chunk_by(|one, other| one.comment == other.comment) {
            let is_needed = of_comment.iter().any(is_used);
            let idle = of_comment.iter().filter(|suppression| !is_used(suppression));
            kept.extend(idle.filter_map(|suppression| self.idle(db, suppression, is_needed)));
        }
        kept.sort_by(|left, right| (&left.place, left.rule).cmp(&(&right.place, right.rule)));
        kept
    }

    fn level(&self, db: &dyn Db, rule: Rule, gravest: Level) -> Option<Level> {
        if self.is_manifest { level_in_manifests(db, rule, gravest) } else { level(db, rule, gravest) }
    }

    fn suppressions(&self, lines: &Lines) -> Vec<Suppression> {
        let mut found = Vec::new();
        for (range, trails) in &self.comments {
            let own = lines.line(range.start);
            let line = if *trails { own } else { lines.owner(own + 1) };
            let text = self.text.get(range.clone()).unwrap_or_default();
            found.extend(Comment { sign: self.sign, text }.suppressions(range, line));
        }
        found
    }

    /// What is said of a rule in a comment that silences nothing there. `is_needed` is the comment for another rule.
    fn idle(&self, db: &dyn Db, suppression: &Suppression, is_needed: bool) -> Option<Diagnostic> {
        let (rule, message, help) = self.why_idle(db, suppression, is_needed);
        let Range { start, end } = suppression.range;
        let place = Place { file: self.path.clone(), start, end };
        let is_removable = rule == Rule::UnusedSuppression && (suppression.is_first || is_needed);
        let fixes = is_removable.then(|| self.taking_out(suppression, is_needed)).into_iter().collect();
        let (level, help) = (self.level(db, rule, Level::Error)?, Some(help));
        Some(Diagnostic { rule, level, message, place, help, related: Vec::new(), fixes })
    }

    fn taking_out(&self, suppression: &Suppression, is_needed: bool) -> Fix {
        let Range { start, end } = idle_range(self.text, suppression, is_needed);
        let edit = Edit { place: Place { file: self.path.clone(), start, end }, text: String::new() };
        Fix { title: format!("take {} out", what_is_idle(is_needed)), safe: true, edits: vec![edit] }
    }

    fn why_idle(&self, db: &dyn Db, suppression: &Suppression, is_needed: bool) -> (Rule, String, String) {
        let (name, sign) = (&suppression.name, self.sign);
        match Rule::named(name) {
            _ if suppression.form != Form::Complete => {
                let message = match suppression.form {
                    Form::Misspelt => "only `allow` silences a rule".to_owned(),
                    _ => "the name of the rule stands in parentheses".to_owned(),
                };
                let name = if name.is_empty() { "RULE" } else { name };
                let help = format!("write `{sign} promo: allow({name})`, and a reason behind it");
                (Rule::InvalidSuppression, message, help)
            }
            Some(known) if self.level(db, known, Level::Error) == Some(Level::Error) => {
                let message = format!("`{name}` is an error, and errors can't be silenced");
                let help = "mend what it says; only warnings and hints can be silenced".to_owned();
                (Rule::InvalidSuppression, message, help)
            }
            Some(_) => {
                let message = format!("there is no `{name}` to silence on this line");
                (Rule::UnusedSuppression, message, format!("take {} out", what_is_idle(is_needed)))
            }
            None if name.is_empty() => {
                let help =
                    format!("name the rule, as in `{sign} promo: allow(empty-flow) this one is a stub`");
                (Rule::InvalidSuppression, "this comment names no rule".to_owned(), help)
            }
            None => {
                let nearest = promo_diagnostics::nearest(name, self.silenceable());
                let help = match nearest.first() {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "`promo explain` lists the rules".to_owned(),
                };
                (Rule::InvalidSuppression, format!("there is no rule `{name}`"), help)
            }
        }
    }

    /// The names of the rules that find something here which is no error.
    fn silenceable(&self) -> impl Iterator<Item = &'static str> {
        let rules = Rule::ALL.iter().filter(|rule| match self.is_manifest {
            true => rule.why_of_sources_alone().is_none() && rule.level_in_manifests() != Level::Error,
            false => rule.level() != Level::Error,
        });
        rules.map(|rule| rule.name())
    }
}

fn what_is_idle(is_needed: bool) -> &'static str {
    if is_needed { "the rule" } else { "the comment" }
}

/// What is to be taken out: the comment, or of one that is needed for another rule, the name with the comma that
/// parts it from the others.
fn idle_range(text: &str, suppression: &Suppression, is_needed: bool) -> Range<usize> {
    let Suppression { range, comment, .. } = suppression;
    if !is_needed {
        return whole_comment(text, comment);
    }
    let end_before = |offset: usize| text.get(..offset).unwrap_or_default().trim_end().len();
    if !suppression.is_first {
        let comma = end_before(range.start).saturating_sub(1);
        return end_before(comma)..range.end;
    }
    let behind = text.get(range.end..comment.end).unwrap_or_default();
    let rest = behind.trim_start().strip_prefix(',').map_or(behind, str::trim_start);
    range.start..range.end + (behind.len() - rest.len())
}

/// A comment with the white space before it, or with its line where nothing else stands there.
fn whole_comment(text: &str, comment: &Range<usize>) -> Range<usize> {
    let before = text.get(..comment.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start_matches('\u{feff}');
    if !line.trim().is_empty() {
        return before.trim_end().len()..comment.end;
    }
    let behind = text.get(comment.end..).unwrap_or_default();
    let line_end = ["\r\n", "\n"].into_iter().find(|line_end| behind.starts_with(line_end));
    comment.start - line.len()..comment.end + line_end.map_or(0, str::len)
}
