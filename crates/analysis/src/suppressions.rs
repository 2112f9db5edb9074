//! `// promo: allow(RULE) reason`: what silences warnings and hints on a line. Applied when diagnostics
//! are rendered, so that a comment changes no cached result.

use std::ops::Range;

use promo_diagnostics::{Diagnostic, Edit, Fix, Level, Place, Rule};
use promo_syntax::trivia::Gap;

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
    /// The bytes of the line that it silences.
    line: Range<usize>,
    /// Whether no other rule stands before it in the comment.
    is_first: bool,
    used: bool,
}

/// Gives every diagnostic its level in this project, and leaves out those that are silenced. Comments
/// that silence nothing are reported.
pub(crate) fn apply(db: &dyn Db, file: SourceFile, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut suppressions = suppressions(db, file);
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for mut diagnostic in found {
        let level = level(db, diagnostic.rule);
        if level != Some(Level::Error) && silence(&mut suppressions, &diagnostic) {
            continue;
        }
        if let Some(level) = level {
            diagnostic.level = level;
            kept.push(diagnostic);
        }
    }
    let idle = suppressions.iter().filter(|suppression| !suppression.used);
    kept.extend(idle.filter_map(|suppression| idle_diagnostic(db, file, suppression)));
    kept.sort_by(|left, right| (&left.place, left.rule).cmp(&(&right.place, right.rule)));
    kept
}

fn silence(suppressions: &mut [Suppression], diagnostic: &Diagnostic) -> bool {
    let mut silenced = false;
    for suppression in suppressions {
        let start = diagnostic.place.start;
        let is_on_line = suppression.line.start <= start && start <= suppression.line.end;
        if is_on_line && suppression.name == diagnostic.rule.name() {
            suppression.used = true;
            silenced = true;
        }
    }
    silenced
}

fn suppressions(db: &dyn Db, file: SourceFile) -> Vec<Suppression> {
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
            let first_line = start > 0;
            for comment in Gap::of(gap).comments {
                let range = start + comment.start..start + comment.start + comment.text.len();
                let trails = first_line && !text.get(start..range.start).unwrap_or_default().contains('\n');
                let line = if trails { line_of(text, range.start) } else { line_below(text, range.end) };
                found.extend(in_comment(comment.text, &range, line));
            }
        }
        start = next;
    }
    found
}

/// The bytes of the line that holds an offset.
fn line_of(text: &str, offset: usize) -> Range<usize> {
    let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let end = text.get(offset..).and_then(|after| after.find('\n')).map_or(text.len(), |end| offset + end);
    start..end
}

/// The bytes of the line below a comment; further comments that silence something stand between.
fn line_below(text: &str, offset: usize) -> Range<usize> {
    let mut line = line_of(text, offset);
    loop {
        line = line_of(text, (line.end + 1).min(text.len()));
        let is_another = text.get(line.clone()).is_some_and(|line| allowed(line.trim()).is_some());
        if !is_another || line.end == text.len() {
            return line;
        }
    }
}

/// What stands behind `// promo: allow(`, if a comment is one of those.
fn allowed(comment: &str) -> Option<&str> {
    let body = comment.strip_prefix("//")?.trim_start().strip_prefix(MARKER)?.trim_start();
    body.strip_prefix("allow")?.trim_start().strip_prefix('(')
}

fn in_comment(comment: &str, range: &Range<usize>, line: Range<usize>) -> Vec<Suppression> {
    let Some(inner) = allowed(comment) else { return Vec::new() };
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
            line: line.clone(),
            is_first: found.is_empty(),
            used: false,
        });
        position += part.len() + 1;
    }
    found
}

fn idle_diagnostic(db: &dyn Db, file: SourceFile, suppression: &Suppression) -> Option<Diagnostic> {
    let path = file.path(db).clone();
    let place = Place { file: path.clone(), start: suppression.range.start, end: suppression.range.end };
    let name = &suppression.name;
    let names = || Rule::ALL.iter().filter(|rule| rule.level() != Level::Error).map(|rule| rule.name());
    let (rule, message, help) = match Rule::named(name) {
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
            (Rule::UnusedSuppression, message, "take the comment out".to_owned())
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
    let is_alone = suppression.is_first;
    let mut fixes = Vec::new();
    if rule == Rule::UnusedSuppression && is_alone {
        let text = file.text(db);
        let before = text.get(..suppression.comment.start).unwrap_or_default().trim_end().len();
        let place = Place { file: path, start: before, end: suppression.comment.end };
        let edit = Edit { place, text: String::new() };
        fixes.push(Fix { title: "take the comment out".to_owned(), safe: true, edits: vec![edit] });
    }
    let level = level(db, rule)?;
    Some(Diagnostic { rule, level, message, place, help: Some(help), related: Vec::new(), fixes })
}
