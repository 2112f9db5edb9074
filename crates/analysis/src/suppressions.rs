//! `// promo: allow(RULE) reason`: what silences warnings and hints on a line. Applied when diagnostics
//! are rendered, so that a comment changes no cached result.

use std::ops::Range;

use promo_diagnostics::{Diagnostic, Edit, Fix, Level, Place, Rule};
use promo_syntax::trivia::Gap;
use rustc_hash::FxHashSet;

use crate::database::{Db, SourceFile};
use crate::declaration::parse;
use crate::diagnostics::level;

const MARKER: &str = "promo:";

/// A rule that a comment silences.
struct Suppression {
    /// The name of the rule, as written.
    name: String,
    /// The bytes of the name.
    range: Range<usize>,
    /// The bytes of the whole comment.
    comment: Range<usize>,
    /// The line that it silences, with those of the comments right above it.
    line: usize,
    /// Whether no other rule stands before it in the comment.
    is_first: bool,
    form: Form,
}

/// How a comment is written that silences something, or should.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it must be.
    Complete,
    /// The parentheses are missing.
    Bare,
    /// Another word stands in the place of `allow`.
    Misspelt,
}

/// The lines of a text.
struct Lines {
    /// Where each begins.
    starts: Vec<usize>,
    /// For each the line that it belongs to: comments that silence something and doc comments belong to
    /// the line below them.
    owners: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let mut starts = Vec::new();
        let mut skipped = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            starts.push(start);
            skipped.push(line.trim().starts_with("///") || is_suppression(line.trim()));
            start += line.len() + 1;
        }
        let mut owners: Vec<usize> = Vec::with_capacity(starts.len());
        for (line, skipped) in skipped.iter().enumerate().rev() {
            let below = owners.last().copied().filter(|_| *skipped);
            owners.push(below.unwrap_or(line));
        }
        owners.reverse();
        Lines { starts, owners }
    }

    /// The number of the line that holds an offset.
    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The line that a line belongs to.
    fn owner(&self, line: usize) -> usize {
        self.owners.get(line).copied().unwrap_or(line)
    }
}

/// Gives every diagnostic its level in this project, and leaves out those that are silenced. Comments
/// that silence nothing are reported.
pub(crate) fn apply(db: &dyn Db, file: SourceFile, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let text = file.text(db);
    let lines = if text.contains(MARKER) { Lines::of(text) } else { Lines::of("") };
    let suppressions = suppressions(db, file, &lines);
    let silencing = suppressions.iter().filter(|suppression| suppression.form == Form::Complete);
    let silenced: FxHashSet<(usize, &str)> =
        silencing.map(|suppression| (suppression.line, suppression.name.as_str())).collect();
    let mut used: FxHashSet<(usize, &str)> = FxHashSet::default();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for mut diagnostic in found {
        let level = level(db, diagnostic.rule);
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
        suppression.form == Form::Complete && used.contains(&(suppression.line, suppression.name.as_str()))
    };
    for of_comment in suppressions.chunk_by(|one, other| one.comment == other.comment) {
        let is_needed = of_comment.iter().any(is_used);
        let idle = of_comment.iter().filter(|suppression| !is_used(suppression));
        kept.extend(idle.filter_map(|suppression| idle_diagnostic(db, file, suppression, is_needed)));
    }
    kept.sort_by(|left, right| (&left.place, left.rule).cmp(&(&right.place, right.rule)));
    kept
}

fn suppressions(db: &dyn Db, file: SourceFile, lines: &Lines) -> Vec<Suppression> {
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
            let follows_token = start > 0;
            for comment in Gap::of(gap).comments {
                let range = start + comment.start..start + comment.start + comment.text.len();
                let own = lines.line(range.start);
                let trails = follows_token && lines.line(start) == own;
                let line = if trails { own } else { lines.owner(own + 1) };
                found.extend(in_comment(comment.text, &range, line));
            }
        }
        start = next;
    }
    found
}

/// The rules that comments of a source silence, with the bytes of their names.
pub fn silenced_rules(db: &dyn Db, file: SourceFile) -> Vec<(Rule, Range<usize>)> {
    let found = suppressions(db, file, &Lines::of("")).into_iter();
    found.filter_map(|suppression| Some((Rule::named(&suppression.name)?, suppression.range))).collect()
}

/// What stands behind `// promo:`.
fn told(comment: &str) -> Option<&str> {
    Some(comment.strip_prefix("//")?.trim_start().strip_prefix(MARKER)?.trim_start())
}

/// What stands behind `// promo: allow(`, if a comment is one of those.
fn allowed(comment: &str) -> Option<&str> {
    told(comment)?.strip_prefix("allow")?.trim_start().strip_prefix('(')
}

/// Whether a comment silences something, or was meant to.
fn is_suppression(comment: &str) -> bool {
    allowed(comment).is_some() || allowed_bare(comment).is_some() || misspelt(comment).is_some()
}

/// The word in the place of `allow`, and the rules behind it; none in a comment that only says something.
fn misspelt(comment: &str) -> Option<(&str, &str)> {
    let body = told(comment)?;
    let end = body.find(|letter: char| !letter.is_ascii_alphabetic())?;
    let (word, behind) = body.split_at_checked(end)?;
    let listed = behind.strip_prefix('(').map(|list| list.split(')').next().unwrap_or_default());
    let named = behind.split([' ', '\t', ':', ',']).find(|part| !part.is_empty());
    let named = named.filter(|name| Rule::named(name).is_some() && means_allow(word));
    let rules = listed.or(named)?;
    (!word.is_empty() && word != "allow").then_some((word, rules.trim()))
}

/// Whether a word is nearly `allow`, or what other tools call it.
fn means_allow(word: &str) -> bool {
    const WORDS: [&str; 5] = ["allow", "ignore", "disable", "suppress", "silence"];
    !promo_diagnostics::nearest(word, WORDS).is_empty()
}

/// The word behind `// promo: allow` that lacks its parentheses.
fn allowed_bare(comment: &str) -> Option<&str> {
    let rest = told(comment)?.strip_prefix("allow")?;
    let is_word = rest.is_empty() || rest.starts_with([' ', '\t', ':', '=']);
    is_word.then(|| {
        rest.trim_start_matches([' ', '\t', ':', '=']).split([' ', '\t', ',']).next().unwrap_or_default()
    })
}

fn in_comment(comment: &str, range: &Range<usize>, line: usize) -> Vec<Suppression> {
    let Some(inner) = allowed(comment) else {
        return malformed(comment, range, line).into_iter().collect();
    };
    let offset = range.start + (comment.len() - inner.len());
    let list = inner.split(')').next().unwrap_or_default();
    let mut found = Vec::new();
    let mut position = offset;
    for part in list.split(',') {
        let name = part.trim();
        let start = position + (part.len() - part.trim_start().len());
        found.push(Suppression {
            name: name.to_owned(),
            range: start..start + name.len(),
            comment: range.clone(),
            line,
            is_first: found.is_empty(),
            form: Form::Complete,
        });
        position += part.len() + 1;
    }
    found
}

/// A comment without parentheses, or with another word than `allow`, silences nothing.
fn malformed(comment: &str, range: &Range<usize>, line: usize) -> Option<Suppression> {
    let (marked, name, form) = match allowed_bare(comment) {
        Some(name) => (name, name, Form::Bare),
        None => misspelt(comment).map(|(word, rules)| (word, rules, Form::Misspelt))?,
    };
    let start = range.start + place_behind_marker(comment, marked);
    Some(Suppression {
        name: name.to_owned(),
        range: if marked.is_empty() { range.clone() } else { start..start + marked.len() },
        comment: range.clone(),
        line,
        is_first: true,
        form,
    })
}

fn place_behind_marker(comment: &str, word: &str) -> usize {
    let marker = comment.find(MARKER).map_or(0, |place| place + MARKER.len());
    marker + comment.get(marker..).and_then(|behind| behind.find(word)).unwrap_or_default()
}

/// What is said of a rule in a comment that silences nothing there. `is_needed` is the comment for another rule.
fn idle_diagnostic(
    db: &dyn Db,
    file: SourceFile,
    suppression: &Suppression,
    is_needed: bool,
) -> Option<Diagnostic> {
    let path = file.path(db).clone();
    let place = Place { file: path.clone(), start: suppression.range.start, end: suppression.range.end };
    let name = &suppression.name;
    let names = || Rule::ALL.iter().filter(|rule| rule.level() != Level::Error).map(|rule| rule.name());
    let (rule, message, help) = match Rule::named(name) {
        _ if suppression.form != Form::Complete => {
            let message = match suppression.form {
                Form::Misspelt => "only `allow` silences a rule".to_owned(),
                _ => "the name of the rule stands in parentheses".to_owned(),
            };
            let name = if name.is_empty() { "RULE" } else { name };
            let help = format!("write `// promo: allow({name})`, and a reason behind it");
            (Rule::InvalidSuppression, message, help)
        }
        Some(known) if level(db, known) == Some(Level::Error) => {
            let message = format!("`{name}` is an error, and errors can't be silenced");
            (
                Rule::InvalidSuppression,
                message,
                "mend what it says; only warnings and hints can be silenced".to_owned(),
            )
        }
        Some(_) => {
            let message = format!("there is no `{name}` to silence on this line");
            (Rule::UnusedSuppression, message, format!("take {} out", what_is_idle(is_needed)))
        }
        None if name.is_empty() => {
            let help = "name the rule, as in `// promo: allow(empty-flow) this one is a stub`".to_owned();
            (Rule::InvalidSuppression, "this comment names no rule".to_owned(), help)
        }
        None => {
            let nearest = promo_diagnostics::nearest(name, names());
            let help = match nearest.first() {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`promo explain` lists the rules".to_owned(),
            };
            (Rule::InvalidSuppression, format!("there is no rule `{name}`"), help)
        }
    };
    let mut fixes = Vec::new();
    if rule == Rule::UnusedSuppression && (suppression.is_first || is_needed) {
        let range = idle_range(file.text(db), suppression, is_needed);
        let place = Place { file: path, start: range.start, end: range.end };
        let edit = Edit { place, text: String::new() };
        let title = format!("take {} out", what_is_idle(is_needed));
        fixes.push(Fix { title, safe: true, edits: vec![edit] });
    }
    let level = level(db, rule)?;
    Some(Diagnostic { rule, level, message, place, help: Some(help), related: Vec::new(), fixes })
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
