//! The diagnostics of the project and of each file: all that the checks found, at the places where it stands
//! now, with the project's levels, without what is suppressed. How many threads look is the caller's business.

use std::ops::Range;
use std::sync::Arc;

use promo_diagnostics::{Diagnostic, Edit, Fix, Level, Place as FilePlace, Related, Rule};
use promo_syntax::{SyntaxError, SyntaxErrorKind};
use rustc_hash::FxHashMap;

use crate::config::LintLevel;
use crate::database::{Db, ManifestFile, SourceFile};
use crate::declaration::{declarations, syntax_errors};
use crate::finding::{Finding, Repair, Replacement};
use crate::knowledge::{Unreadable, knowledge};
use crate::lower::checked;
use crate::rules;
use crate::site::Site;
use crate::suppressions;

/// A file of the project whose text can't be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableFile {
    /// The path relative to the project, with `/` between its parts.
    pub path: Arc<str>,
    /// What is wrong with it: a sentence's end, without its stop.
    pub problem: String,
    /// What it would be to the project.
    pub role: UnreadableRole,
    /// As much of its text as can be made out, with other characters for what is no text.
    pub seen: String,
    /// Where the problem begins, in bytes; none if it is one of the whole file.
    pub offset: Option<usize>,
}

/// What a file would be if it could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadableRole {
    /// A source.
    Source,
    /// A hand-written manifest.
    Manifest,
}

/// The diagnostics of the whole project, by file and place. `of_files` gives those that [`of_file`] finds in
/// some sources, in any order.
pub fn of_project(
    db: &dyn Db,
    unreadable: &[UnreadableFile],
    of_files: impl FnOnce(&[SourceFile]) -> Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let project = db.project();
    let mut found = of_files(project.sources(db));
    found.extend(project.manifests(db).iter().flat_map(|file| of_manifest(db, *file)));
    let mut found = without_unused(found, unreadable);
    found.extend(unreadable.iter().filter_map(|file| of_unreadable(db, file)));
    sort(&mut found);
    found
}

/// The diagnostics of one source of a project in which some files can't be read.
pub fn of_source(db: &dyn Db, file: SourceFile, unreadable: &[UnreadableFile]) -> Vec<Diagnostic> {
    without_unused(of_file(db, file), unreadable)
}

/// The diagnostics of one hand-written manifest of a project in which some files can't be read.
pub fn of_manifest_among(db: &dyn Db, file: ManifestFile, unreadable: &[UnreadableFile]) -> Vec<Diagnostic> {
    without_unused(of_manifest(db, file), unreadable)
}

/// What can't be read may use anything.
fn without_unused(mut found: Vec<Diagnostic>, unreadable: &[UnreadableFile]) -> Vec<Diagnostic> {
    if !unreadable.is_empty() {
        found.retain(|found| !rules::UNUSED.contains(&found.rule));
    }
    found
}

/// By file and place.
fn sort(found: &mut [Diagnostic]) {
    found.sort_by(|left, right| (&left.place, left.rule).cmp(&(&right.place, right.rule)));
}

/// The diagnostic of a file that can't be read; none where the project silences it, or where nobody can tell
/// that the file has to do with promotions.
pub fn of_unreadable(db: &dyn Db, file: &UnreadableFile) -> Option<Diagnostic> {
    let (rule, message, role) = match file.role {
        UnreadableRole::Source => (Rule::UnreadableFile, "this source can't be read", "source"),
        UnreadableRole::Manifest if concerns_promotions(&file.seen) => {
            (Rule::UnreadableManifest, UNREADABLE_MANIFEST, "manifest")
        }
        UnreadableRole::Manifest => return None,
    };
    let offset = file.offset.unwrap_or_default();
    let help = format!(
        "a {role} is a text file in UTF-8 of at most 32 MB; leave other files out with `[project] {role}s`"
    );
    let level = match file.role {
        UnreadableRole::Source => level(db, rule, Level::Error)?,
        UnreadableRole::Manifest => level_in_manifests(db, rule, Level::Error)?,
    };
    Some(Diagnostic {
        rule,
        level,
        message: format!("{message}: {}", file.problem),
        place: FilePlace { file: file.path.clone(), start: offset, end: offset },
        help: Some(help),
        related: Vec::new(),
        fixes: Vec::new(),
    })
}

const UNREADABLE_MANIFEST: &str = "this manifest can't be read, so nothing in it counts";

/// Other YAML of a repository, templates of Helm charts among it, is none of promo's business.
fn concerns_promotions(text: &str) -> bool {
    // In UTF-16 every other byte of it is a zero.
    let text = text.replace('\0', "");
    ["codefresh.io/", "argoproj.io/"].iter().any(|group| text.contains(group))
}

/// What is wrong with a source as text, whatever its names stand for, by place; with the levels that the
/// rules have by themselves.
pub fn of_syntax(db: &dyn Db, file: SourceFile) -> Vec<Diagnostic> {
    let path = file.path(db);
    let mut found: Vec<Diagnostic> =
        syntax_errors(db, file).iter().map(|error| syntax_diagnostic(path, error)).collect();
    if has_conflict(&found) {
        // Of two versions of a text, neither is what is meant.
        found.retain(|found| found.rule == Rule::ConflictMarker);
    }
    sort(&mut found);
    found
}

fn has_conflict(found: &[Diagnostic]) -> bool {
    found.iter().any(|found| found.rule == Rule::ConflictMarker)
}

/// The diagnostics of a source, by place.
pub fn of_file(db: &dyn Db, file: SourceFile) -> Vec<Diagnostic> {
    let mut found = of_syntax(db, file);
    if !has_conflict(&found) {
        found.extend(beyond_syntax(db, file));
        sort(&mut found);
    }
    let mut found = suppressions::apply(db, file, found);
    if found.iter().any(|found| found.level == Level::Error) {
        // What is wrong may be the very use, or keep the rule from looking that a comment silences.
        found.retain(|found| !rules::UNUSED.contains(&found.rule) && found.rule != Rule::UnusedSuppression);
    }
    found
}

/// What is wrong with what a source says, but for what its syntax errors are about.
fn beyond_syntax(db: &dyn Db, file: SourceFile) -> impl Iterator<Item = Diagnostic> {
    let errors = syntax_errors(db, file);
    let declarations = declarations(db, file).iter().copied();
    let own = declarations.clone().flat_map(|declaration| &checked(db, declaration).findings);
    let beyond = declarations.flat_map(|declaration| rules::of_declaration(db, declaration));
    let checks = own.chain(beyond).chain(of_names(db, file.path(db))).map(|finding| diagnostic(db, finding));
    checks.filter(|found| !errors.iter().any(|error| overlap(&found.place, &error.range)))
}

/// The diagnostics of a hand-written manifest, by place.
pub fn of_manifest(db: &dyn Db, file: ManifestFile) -> Vec<Diagnostic> {
    let knowledge = knowledge(db, file);
    let beyond = rules::of_manifest(db, file).iter().chain(of_names(db, file.path(db)));
    let findings = knowledge.problems.iter().chain(beyond);
    let findings = findings.map(|finding| diagnostic(db, finding));
    let unreadable = knowledge.unreadable.iter().filter_map(|why| unreadable_manifest(db, file, why));
    let mut found: Vec<Diagnostic> = unreadable.chain(findings).collect();
    sort(&mut found);
    suppressions::apply_in_manifest(db, file, found)
}

fn unreadable_manifest(db: &dyn Db, file: ManifestFile, why: &Unreadable) -> Option<Diagnostic> {
    let (path, text) = (file.path(db), file.text(db));
    if !concerns_promotions(text) {
        return None;
    }
    let (rule, message, place, help) = match conflict_marker(text) {
        Some(marker) => (
            Rule::ConflictMarker,
            "two versions of this file meet here unresolved".to_owned(),
            marker,
            "keep one of the versions, or both, and remove the lines of the markers",
        ),
        None => (
            Rule::UnreadableManifest,
            format!("{UNREADABLE_MANIFEST}: {}", why.message),
            why.offset..why.offset,
            "mend the YAML, or leave the file out with `[project] manifests` in promo.toml",
        ),
    };
    let place = FilePlace { file: path.clone(), start: place.start, end: place.end };
    let (level, help) = (rule.level(), Some(help.to_owned()));
    Some(Diagnostic { rule, level, message, place, help, related: Vec::new(), fixes: Vec::new() })
}

/// The first marker of a merge conflict in a text, which is none of YAML's own.
fn conflict_marker(text: &str) -> Option<Range<usize>> {
    const MARKER: &str = "<<<<<<< ";
    let start = if text.starts_with(MARKER) { 0 } else { text.find("\n<<<<<<< ")? + 1 };
    let line = text.get(start..)?.lines().next()?;
    Some(start..start + line.len())
}

/// Whether a place and a syntax error share something: the error is what is wrong there, then.
fn overlap(place: &FilePlace, error: &Range<usize>) -> bool {
    if place.start == place.end || error.is_empty() {
        return place.start <= error.end && error.start <= place.end;
    }
    place.start < error.end && error.start < place.end
}

/// What is wrong with the names of the project, in a file.
fn of_names<'db>(db: &'db dyn Db, path: &str) -> impl Iterator<Item = &'db Finding<'db>> {
    name_findings(db).get(path).into_iter().flatten()
}

/// What is wrong with the names of the project, by the path of the file.
#[salsa::tracked(returns(ref))]
fn name_findings(db: &dyn Db) -> FxHashMap<Arc<str>, Vec<Finding<'_>>> {
    let mut by_file: FxHashMap<Arc<str>, Vec<Finding<'_>>> = FxHashMap::default();
    for finding in rules::of_names(db) {
        by_file.entry(finding.place.file(db).0.clone()).or_default().push(finding.clone());
    }
    by_file
}

/// The level of a rule in the sources of this project, where it is found to be no graver than this; none if it is
/// silenced.
pub(crate) fn level(db: &dyn Db, rule: Rule, gravest: Level) -> Option<Level> {
    given(db.project().config(db).lint.get(&rule)).unwrap_or(Some(rule.level().min(gravest)))
}

/// The level of a rule in the hand-written manifests of this project, where it is found to be no graver than this; none
/// if it is silenced.
pub(crate) fn level_in_manifests(db: &dyn Db, rule: Rule, gravest: Level) -> Option<Level> {
    let config = db.project().config(db);
    let own = config.lint_of_manifests.get(&rule).or_else(|| config.lint.get(&rule));
    given(own).unwrap_or(Some(rule.level_in_manifests().min(gravest)))
}

/// What the project says of a rule, if it does.
fn given(level: Option<&LintLevel>) -> Option<Option<Level>> {
    level.map(|level| match level {
        LintLevel::Allow => None,
        LintLevel::Level(level) => Some(*level),
    })
}

fn diagnostic(db: &dyn Db, finding: &Finding<'_>) -> Diagnostic {
    let related = finding
        .related
        .iter()
        .map(|(place, message)| Related { place: place.file_place(db), message: message.clone() });
    Diagnostic {
        rule: finding.rule,
        level: finding.level,
        message: shortened(&finding.message, finding.place),
        place: finding.place.file_place(db),
        help: finding.help.as_ref().map(|help| shortened(help, finding.place)),
        related: related.collect(),
        fixes: finding.fixes.iter().filter_map(|repair| fix(db, repair)).collect(),
    }
}

/// How many bytes of a sentence are told.
const LONGEST_SENTENCE: usize = 4_000;

/// A sentence, or its beginning: a name in a manifest may be anything, even a whole file on one line.
fn shortened(sentence: &str, place: Site<'_>) -> String {
    match place {
        Site::Manifest { .. } if sentence.len() > LONGEST_SENTENCE => {
            let end = sentence.floor_char_boundary(LONGEST_SENTENCE);
            format!("{}…", sentence.get(..end).unwrap_or_default())
        }
        _ => sentence.to_owned(),
    }
}

/// A repair at the places of the files; none where the text of a manifest can't be changed so simply.
fn fix(db: &dyn Db, repair: &Repair<'_>) -> Option<Fix> {
    let edits: Option<Vec<Edit>> = repair.edits.iter().map(|change| edit(db, change)).collect();
    Some(Fix { title: repair.title.clone(), safe: repair.safe, edits: edits? })
}

fn edit(db: &dyn Db, change: &Replacement<'_>) -> Option<Edit> {
    let place = change.place.file_place(db);
    let (_, file) = change.place.file(db);
    if change.is_verbatim {
        return Some(Edit { place, text: change.text.clone() });
    }
    match (change.place, change.text.as_str()) {
        (Site::Source(_), "") => Some(Edit { place: with_white_space(file, place), text: String::new() }),
        (Site::Source(_), text) => Some(Edit { place, text: text.to_owned() }),
        (Site::Manifest { .. }, "") => {
            let item = promo_manifest::list_item(file, &place.range())?;
            let place = FilePlace { start: item.start, end: item.end, ..place };
            Some(Edit { place, text: String::new() })
        }
        (Site::Manifest { .. }, value) => {
            let text = promo_manifest::replacement(file, &place.range(), value)?;
            Some(Edit { place, text })
        }
    }
}

/// A place that is taken out, with the white space before it. Where more follows on its line, it is that behind it: the
/// line before may end with a comment, to which nothing may be added.
fn with_white_space(file: &str, place: FilePlace) -> FilePlace {
    let behind = file.get(place.end..).unwrap_or_default();
    let rest = behind.split('\n').next().unwrap_or_default();
    if rest.trim().is_empty() {
        let start = file.get(..place.start).map_or(place.start, |before| before.trim_end().len());
        return FilePlace { start, ..place };
    }
    let white = rest.len() - rest.trim_start().len();
    FilePlace { end: place.end + white, ..place }
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
