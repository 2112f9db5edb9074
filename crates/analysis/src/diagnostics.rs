//! The diagnostics of a file: all that the checks found in it, at the places where it stands now, with
//! the project's levels, without what is suppressed.

use std::ops::Range;
use std::sync::Arc;

use promo_diagnostics::{Diagnostic, Edit, Fix, Level, Place as FilePlace, Related, Rule};
use promo_syntax::{SyntaxError, SyntaxErrorKind};
use rustc_hash::FxHashMap;

use crate::config::LintLevel;
use crate::database::{Db, ManifestFile, SourceFile};
use crate::declaration::{Place, declarations, syntax_errors};
use crate::finding::{Finding, Repair};
use crate::lower::checked;
use crate::rules::chains::tangles;
use crate::rules::duplicate_declaration::duplicates;
use crate::suppressions;

/// The diagnostics of a file, by place.
pub fn of_file(db: &dyn Db, file: SourceFile) -> Vec<Diagnostic> {
    let path = file.path(db);
    let errors = syntax_errors(db, file);
    let mut found: Vec<Diagnostic> = errors.iter().map(|error| syntax_diagnostic(path, error)).collect();
    if errors.iter().any(|error| error.kind == SyntaxErrorKind::ConflictMarker) {
        // Of two versions of a text, neither is what is meant.
        found.retain(|found| found.rule == Rule::ConflictMarker);
        return suppressions::apply(db, file, found);
    }
    let own = declarations(db, file).iter().flat_map(|declaration| &checked(db, *declaration).findings);
    let beyond = project_findings(db).get(&file).into_iter().flatten();
    let checks = own.chain(beyond).map(|finding| diagnostic(db, finding));
    found.extend(checks.filter(|found| !errors.iter().any(|error| overlap(&found.place, &error.range))));
    found.sort_by(|left, right| (&left.place, left.rule).cmp(&(&right.place, right.rule)));
    suppressions::apply(db, file, found)
}

/// The diagnostics of a hand-written manifest.
pub fn of_manifest(db: &dyn Db, file: ManifestFile) -> Vec<Diagnostic> {
    let text = file.text(db);
    // Other YAML of a repository, templates of Helm charts among it, is none of promo's business.
    let concerns = ["codefresh.io/", "argoproj.io/"].iter().any(|group| text.contains(group));
    let (Err(error), Some(level), true) =
        (promo_manifest::identities(text), level(db, Rule::UnreadableManifest), concerns)
    else {
        return Vec::new();
    };
    let start = error.offset.min(text.len());
    vec![Diagnostic {
        rule: Rule::UnreadableManifest,
        level,
        message: format!("this manifest can't be read, so nothing in it counts: {}", error.message),
        place: FilePlace { file: file.path(db).clone(), start, end: start },
        help: Some(
            "mend the YAML, or leave the file out with `[project] manifests` in promo.toml".to_owned(),
        ),
        related: Vec::new(),
        fixes: Vec::new(),
    }]
}

/// Whether a place and a syntax error share something: the error is what is wrong there, then.
fn overlap(place: &FilePlace, error: &Range<usize>) -> bool {
    if place.start == place.end || error.is_empty() {
        return place.start <= error.end && error.start <= place.end;
    }
    place.start < error.end && error.start < place.end
}

/// What is found by looking at the project as a whole, by file.
#[salsa::tracked(returns(ref))]
fn project_findings(db: &dyn Db) -> FxHashMap<SourceFile, Vec<Finding<'_>>> {
    let mut by_file: FxHashMap<SourceFile, Vec<Finding<'_>>> = FxHashMap::default();
    for finding in duplicates(db).iter().chain(&tangles(db).findings) {
        by_file.entry(finding.place.declaration.file(db)).or_default().push(finding.clone());
    }
    by_file
}

/// The level of a rule in this project; none if it is silenced.
pub(crate) fn level(db: &dyn Db, rule: Rule) -> Option<Level> {
    match db.project().config(db).lint.get(&rule) {
        Some(LintLevel::Allow) => None,
        Some(LintLevel::Level(level)) => Some(*level),
        None => Some(rule.level()),
    }
}

fn diagnostic(db: &dyn Db, finding: &Finding<'_>) -> Diagnostic {
    let related = finding
        .related
        .iter()
        .map(|(place, message)| Related { place: file_place(db, *place), message: message.clone() });
    Diagnostic {
        rule: finding.rule,
        level: finding.rule.level(),
        message: finding.message.clone(),
        place: file_place(db, finding.place),
        help: finding.help.clone(),
        related: related.collect(),
        fixes: finding.fixes.iter().map(|repair| fix(db, repair)).collect(),
    }
}

fn fix(db: &dyn Db, repair: &Repair<'_>) -> Fix {
    let edits = repair.edits.iter().map(|edit| {
        let mut place = file_place(db, edit.place);
        if edit.text.is_empty() {
            let text = edit.place.declaration.file(db).text(db);
            place.start = text.get(..place.start).map_or(place.start, |before| before.trim_end().len());
        }
        Edit { place, text: edit.text.clone() }
    });
    Fix { title: repair.title.clone(), safe: repair.safe, edits: edits.collect() }
}

fn file_place(db: &dyn Db, place: Place<'_>) -> FilePlace {
    let Range { start, end } = place.bytes(db);
    FilePlace { file: place.declaration.file(db).path(db).clone(), start, end }
}

fn syntax_diagnostic(path: &Arc<str>, error: &SyntaxError) -> Diagnostic {
    let place = |range: &Range<usize>| FilePlace { file: path.clone(), start: range.start, end: range.end };
    let rule = syntax_rule(error.kind);
    let related = error
        .related
        .iter()
        .map(|(range, message)| Related { place: place(range), message: message.clone() });
    let fix = error.fix.iter().map(|fix| Fix {
        title: fix.title.clone(),
        safe: false,
        edits: fix
            .edits
            .iter()
            .map(|(range, text)| Edit { place: place(range), text: text.clone() })
            .collect(),
    });
    Diagnostic {
        rule,
        level: rule.level(),
        message: error.message.clone(),
        place: place(&error.range),
        help: error.help.clone().or_else(|| error.fix.as_ref().map(|fix| fix.title.clone())),
        related: related.collect(),
        fixes: fix.collect(),
    }
}

fn syntax_rule(kind: SyntaxErrorKind) -> Rule {
    match kind {
        SyntaxErrorKind::Syntax => Rule::Syntax,
        SyntaxErrorKind::UnknownClause => Rule::UnknownClause,
        SyntaxErrorKind::UnknownDeclaration => Rule::UnknownDeclaration,
        SyntaxErrorKind::Unclosed => Rule::Unclosed,
        SyntaxErrorKind::ConflictMarker => Rule::ConflictMarker,
        SyntaxErrorKind::InvalidEscape => Rule::InvalidEscape,
        SyntaxErrorKind::InvalidInterpolation => Rule::InvalidInterpolation,
        SyntaxErrorKind::NestingTooDeep => Rule::NestingTooDeep,
        SyntaxErrorKind::MisplacedDocComment => Rule::MisplacedDocComment,
    }
}
