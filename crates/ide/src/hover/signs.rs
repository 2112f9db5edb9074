//! What is told of what has no name: arrows, durations and JSONPaths.

use std::ops::Range;

use promo_analysis::jsonpath::segments;
use promo_analysis::jsonpath::select::select;
use promo_analysis::names::reference_text;
use promo_analysis::promoted::{document, promoted_files};
use promo_analysis::{Db, Declaration, is_string};
use promo_diagnostics::one_line;
use promo_manifest::NodeValue;
use promo_syntax::literal::duration;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::MOST_FILES;
use crate::FilePosition;
use crate::markdown::{Markdown, code, names};
use crate::path::Path;
use crate::target::path_at;

/// How many names are listed.
const MOST_NAMES: usize = 8;

/// How many values of a path are listed.
const MOST_VALUES: usize = 5;

/// How long a value may be that is shown.
const LONGEST_VALUE: usize = 60;

/// What a sign or number at a place means.
pub(super) fn meaning(db: &dyn Db, position: FilePosition) -> Option<(Range<usize>, Markdown)> {
    let (declaration, path) = path_at(db, position)?;
    let node = path.last()?;
    let kind = node.tree().tokens().get(path.token)?.kind;
    let mut markdown = Markdown::default();
    match kind {
        TokenKind::Arrow => markdown.paragraph(of_arrow(node, path.token)?),
        TokenKind::Duration => markdown.paragraph(of_duration(node.text())?),
        TokenKind::Path => add_path(db, &mut markdown, declaration, &path)?,
        _ => return None,
    }
    let place = promo_analysis::Place::tokens(declaration, path.token..path.token + 1);
    Some((place.bytes(db), markdown))
}

/// What stands on the right comes after all that stands on the left.
fn of_arrow(chain: SyntaxNode<'_>, arrow: usize) -> Option<String> {
    let groups = || chain.children().filter(|child| child.kind() == NodeKind::Group);
    let before = groups().take_while(|group| group.tokens().end <= arrow).last()?;
    let after = groups().find(|group| group.tokens().start > arrow)?;
    let listed = |group: SyntaxNode<'_>| {
        let named: Vec<String> = group.values().map(reference_text).collect();
        names(&named, MOST_NAMES)
    };
    let all = if before.values().count() > 1 { "all of " } else { "" };
    Some(format!("{} after {all}{}.", listed(after), listed(before)))
}

/// A duration in the smallest unit that it has, and in minutes, in which releases are timed.
fn of_duration(text: &str) -> Option<String> {
    let seconds = duration(text).ok()?;
    Some(match seconds % 60 {
        0 if seconds == 60 => "1 minute.".to_owned(),
        0 => format!("{} minutes.", seconds / 60),
        _ => format!("{seconds} seconds."),
    })
}

/// What a path selects in the file that is named before it, for each Application.
fn add_path(
    db: &dyn Db,
    markdown: &mut Markdown,
    declaration: Declaration<'_>,
    path: &Path<'_>,
) -> Option<()> {
    let node = path.last()?;
    let (_, clause) = path.clause()?;
    let file = clause.values().next().filter(|value| is_string(*value))?;
    let steps = segments(node.text()).ok()?;
    let file = reference_text(file);
    let files = promoted_files(db, declaration, &file).into_iter().take(MOST_FILES);
    for (application, manifest) in files {
        let Some(document) = document(db, manifest) else { continue };
        let selected = select(&document, &steps);
        let values: Vec<String> = selected.nodes.iter().map(|node| value(&node.value)).collect();
        let found = match values.as_slice() {
            [] => "nothing".to_owned(),
            values => names(values, MOST_VALUES),
        };
        markdown.begin_block();
        markdown.text(format!("For the Application {}: {found} in ", code(&application)));
        markdown.place(promo_diagnostics::Place { file: manifest.path(db).clone(), start: 0, end: 0 });
        markdown.text(".\n");
    }
    (!markdown.is_empty()).then_some(())
}

fn value(value: &NodeValue) -> String {
    match value {
        NodeValue::Mapping(pairs) => format!("{{ {} keys }}", pairs.len()),
        NodeValue::Sequence(items) => format!("[ {} items ]", items.len()),
        NodeValue::Scalar { text, .. } => shortened(text),
        NodeValue::Alias => "an alias".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
