//! `textDocument/diagnostic` and `workspace/diagnostic`, and what is wrong as the protocol has it.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use promo_analysis::Db;
use promo_analysis::diagnostics::{of_manifest_among, of_source, of_unreadable};
use promo_diagnostics::{Diagnostic as Found, Level, Rule};
use promo_project::{CONFIG_FILE, LoadError};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, NumberOrString, Range,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use crate::convert::Lines;
use crate::snapshot::Snapshot;

/// What is wrong with a document, unless that is what the client was told last.
pub(crate) fn answer(
    snapshot: &Snapshot,
    parameters: DocumentDiagnosticParams,
) -> Option<DocumentDiagnosticReport> {
    let items = of_document(snapshot, &parameters.text_document.uri)?;
    let result_id = result_id(&items);
    if parameters.previous_result_id.as_ref() == Some(&result_id) {
        let report = UnchangedDocumentDiagnosticReport { result_id };
        return Some(DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: report,
        }));
    }
    Some(DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
    }))
}

/// What is said of a document that is none of promo's.
pub(crate) fn nothing() -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport::default())
}

fn of_document(snapshot: &Snapshot, uri: &Uri) -> Option<Vec<Diagnostic>> {
    let database = &snapshot.database;
    let path = snapshot.path(uri)?;
    if path == CONFIG_FILE {
        return Some(of_config(snapshot));
    }
    let found = if let Some(source) = snapshot.source(uri) {
        of_source(database, source, &snapshot.unreadable)
    } else if let Some(file) = snapshot.unreadable.iter().find(|file| *file.path == path) {
        of_unreadable(database, file).into_iter().collect()
    } else {
        of_manifest_among(database, snapshot.manifest(uri)?, &snapshot.unreadable)
    };
    Some(all_to_protocol(snapshot, &found))
}

/// What the client was told of files last, by what stands for it.
pub(crate) type Previous = Arc<FxHashMap<Uri, String>>;

pub(crate) fn previous(parameters: WorkspaceDiagnosticParams) -> Previous {
    let previous = parameters.previous_result_ids.into_iter();
    Arc::new(previous.map(|previous| (previous.uri, previous.value)).collect())
}

/// What is wrong with every file of a project, but for files of which the client was told the same last.
pub(crate) fn of_project(snapshot: &Snapshot, previous: &Previous) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let files = of_files(snapshot);
    files.filter_map(|(path, items)| workspace_report(snapshot, previous, &path, items)).collect()
}

/// What is wrong in all projects, and that nothing is with files that are in none any more.
pub(crate) fn of_workspace(
    found: Vec<Vec<WorkspaceDocumentDiagnosticReport>>,
    previous: &Previous,
) -> WorkspaceDiagnosticReport {
    let mut items = found.concat();
    let named: FxHashSet<Uri> = items.iter().map(|report| uri_of(report).clone()).collect();
    let gone = previous.keys().filter(|uri| !named.contains(*uri));
    items.extend(gone.map(|uri| {
        WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
            uri: uri.clone(),
            version: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport::default(),
        })
    }));
    WorkspaceDiagnosticReport { items }
}

fn uri_of(report: &WorkspaceDocumentDiagnosticReport) -> &Uri {
    match report {
        WorkspaceDocumentDiagnosticReport::Full(report) => &report.uri,
        WorkspaceDocumentDiagnosticReport::Unchanged(report) => &report.uri,
    }
}

fn workspace_report(
    snapshot: &Snapshot,
    previous: &FxHashMap<Uri, String>,
    path: &str,
    items: Vec<Diagnostic>,
) -> Option<WorkspaceDocumentDiagnosticReport> {
    let uri = snapshot.uri(path)?;
    let version = snapshot.open.get(path).map(|(_, version)| i64::from(*version));
    let result_id = result_id(&items);
    Some(match previous.get(&uri) {
        Some(before) if *before == result_id => {
            WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                uri,
                version,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            })
        }
        // Of a file that was never wrong nothing is said.
        None if items.is_empty() => return None,
        _ => WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
            uri,
            version,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items,
            },
        }),
    })
}

/// What is wrong, by file: with `promo.toml`, every source, first those that are open, every manifest, and with what
/// can't be read.
pub(crate) fn of_files(snapshot: &Snapshot) -> impl Iterator<Item = (Arc<str>, Vec<Diagnostic>)> {
    let database = &snapshot.database;
    let project = database.project();
    let mut sources: Vec<_> = project.sources(database).to_vec();
    sources.sort_by_key(|source| !snapshot.open.contains_key(source.path(database)));
    let sources = sources.into_iter().map(|source| {
        let found = of_source(database, source, &snapshot.unreadable);
        (source.path(database).clone(), all_to_protocol(snapshot, &found))
    });
    let manifests = project.manifests(database).iter().map(|file| {
        let found = of_manifest_among(database, *file, &snapshot.unreadable);
        (file.path(database).clone(), all_to_protocol(snapshot, &found))
    });
    let unreadable = snapshot.unreadable.iter().map(|file| {
        let found: Vec<_> = of_unreadable(database, file).into_iter().collect();
        (file.path.clone(), all_to_protocol(snapshot, &found))
    });
    let config = std::iter::once((Arc::from(CONFIG_FILE), of_config(snapshot)));
    config.chain(sources).chain(manifests).chain(unreadable)
}

/// What is wrong with `promo.toml`: the project is as if it had none.
fn of_config(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let message = |text: &str, help: Option<&str>| match help {
        Some(help) => format!("{text}\n{help}"),
        None => text.to_owned(),
    };
    let diagnostic = |range: Range, message: String| Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("promo".to_owned()),
        message,
        ..Diagnostic::default()
    };
    match snapshot.problem.as_deref() {
        None => Vec::new(),
        Some(LoadError::Config { text, errors }) => {
            let lines = Lines::new(text, snapshot.client.encoding);
            let errors = errors.iter().map(|error| {
                diagnostic(lines.range(error.range.clone()), message(&error.message, error.help.as_deref()))
            });
            errors.collect()
        }
        Some(other) => vec![diagnostic(Range::default(), other.to_string())],
    }
}

/// Stands for what is wrong: the same for the same.
fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = FxHasher::default();
    // What can't be written can't have been told either.
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn all_to_protocol(snapshot: &Snapshot, found: &[Found]) -> Vec<Diagnostic> {
    found.iter().filter_map(|found| to_protocol(snapshot, found)).collect()
}

/// A diagnostic as the protocol has it.
pub(crate) fn to_protocol(snapshot: &Snapshot, found: &Found) -> Option<Diagnostic> {
    let range = snapshot.range(&found.place)?;
    let related = found.related.iter().filter_map(|related| {
        let location = snapshot.location(&related.place)?;
        Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
    });
    let related: Vec<_> = related.collect();
    let message = match &found.help {
        Some(help) => format!("{}\n{help}", found.message),
        None => found.message.clone(),
    };
    Some(Diagnostic {
        range,
        severity: Some(severity(found.level)),
        code: Some(NumberOrString::String(found.rule.name().to_owned())),
        code_description: page(found.rule),
        source: Some("promo".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: tag(found.rule).map(|tag| vec![tag]),
        data: None,
    })
}

/// Where the page of a rule is published.
fn page(rule: Rule) -> Option<CodeDescription> {
    Some(CodeDescription { href: rule.page_address().parse().ok()? })
}

fn tag(rule: Rule) -> Option<DiagnosticTag> {
    rule.finds_what_is_unneeded().then_some(DiagnosticTag::UNNECESSARY)
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Hint => DiagnosticSeverity::HINT,
    }
}
