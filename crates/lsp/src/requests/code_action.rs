//! `textDocument/codeAction` and `codeAction/resolve`.

use std::ops::Range;

use promo_diagnostics::Edit;
use promo_ide::{
    FixedFile, QuickFix, Refactoring, RefactoringKind, fix_all, has_safe_fixes, quick_fixes,
    quick_fixes_in_manifest, refactor, refactorings,
};
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result as RpcResult};
use tower_lsp::ls_types::{
    CodeAction, CodeActionDisabled, CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, CodeActionTriggerKind, Range as LspRange, Uri, WorkDoneProgressOptions,
};

use crate::convert::Lines;
use crate::requests::diagnostic::to_protocol;
use crate::requests::edits::workspace_edit;
use crate::snapshot::Snapshot;

/// All safe fixes of a document.
const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.promo");

pub(crate) fn options() -> CodeActionOptions {
    let kinds = [
        CodeActionKind::QUICKFIX,
        CodeActionKind::REFACTOR_EXTRACT,
        CodeActionKind::REFACTOR_INLINE,
        CodeActionKind::REFACTOR_REWRITE,
        CodeActionKind::SOURCE_FIX_ALL,
        FIX_ALL,
    ];
    CodeActionOptions {
        code_action_kinds: Some(kinds.to_vec()),
        resolve_provider: Some(true),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    }
}

/// From what the edits of an action are found once it is made: they take a while.
#[derive(Deserialize, Serialize)]
struct Later {
    uri: Uri,
    /// What is selected.
    range: LspRange,
}

/// The request was right, and can't be met all the same.
const REQUEST_FAILED: i64 = -32803;

/// The kinds that are asked for; none for all.
type Wanted = Option<Vec<CodeActionKind>>;

pub(crate) fn answer(snapshot: &Snapshot, parameters: CodeActionParams) -> Option<CodeActionResponse> {
    if !snapshot.client.action_literals {
        return None;
    }
    let uri = &parameters.text_document.uri;
    let wanted = &parameters.context.only;
    let mut actions = Vec::new();
    if wants(wanted, &CodeActionKind::QUICKFIX) {
        actions.extend(fixes(snapshot, uri, &parameters)?.into_iter().map(|fix| quick_fix(snapshot, fix)));
    }
    if let Some(source) = snapshot.source(uri) {
        let range = snapshot.lines(source).bytes(parameters.range);
        let later = Later { uri: uri.clone(), range: parameters.range };
        let is_any_wanted = REFACTORINGS.iter().any(|(_, kind)| wants(wanted, kind));
        if is_any_wanted && may_take_a_while(snapshot, &parameters) {
            let offers = refactorings(&snapshot.database, source, range).into_iter();
            let offers = offers.filter_map(|offer| refactoring(snapshot, &later, offer));
            actions
                .extend(offers.filter(|action| action.kind.as_ref().is_some_and(|kind| wants(wanted, kind))));
        }
    }
    let is_fix_all_wanted = snapshot.client.resolved_actions || wanted.is_some();
    if is_fix_all_wanted && wants(wanted, &FIX_ALL) {
        actions.extend(all_fixes(snapshot, &parameters));
    }
    Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// All safe fixes of a document as one action, if it has any.
fn all_fixes(snapshot: &Snapshot, parameters: &CodeActionParams) -> Option<CodeAction> {
    let uri = parameters.text_document.uri.clone();
    fixed_file(snapshot, &uri).filter(|file| has_safe_fixes(&snapshot.database, *file))?;
    let title = "Fix all that can be fixed without a look".to_owned();
    let action = CodeAction { title, kind: Some(FIX_ALL), ..CodeAction::default() };
    with_edits(snapshot, &Later { uri, range: parameters.range }, action)
}

fn fixed_file(snapshot: &Snapshot, uri: &Uri) -> Option<FixedFile> {
    let source = snapshot.source(uri).map(FixedFile::Source);
    source.or_else(|| snapshot.manifest(uri).map(FixedFile::Manifest))
}

/// Edits are found for a client that can't ask for them later only where a person asks, not with each move of the
/// cursor.
fn may_take_a_while(snapshot: &Snapshot, parameters: &CodeActionParams) -> bool {
    let is_automatic = parameters.context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC);
    snapshot.client.resolved_actions || !is_automatic
}

/// Whether a kind is asked for, by itself or with others.
fn wants(wanted: &Wanted, kind: &CodeActionKind) -> bool {
    let Some(wanted) = wanted else { return true };
    wanted.iter().any(|wanted| {
        let behind = kind.as_str().strip_prefix(wanted.as_str());
        wanted.as_str().is_empty() || behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn fixes(snapshot: &Snapshot, uri: &Uri, parameters: &CodeActionParams) -> Option<Vec<QuickFix>> {
    let database = &snapshot.database;
    let bytes =
        |text: &str| -> Range<usize> { Lines::new(text, snapshot.client.encoding).bytes(parameters.range) };
    if let Some(source) = snapshot.source(uri) {
        return Some(quick_fixes(database, source, &snapshot.unreadable, &bytes(source.text(database))));
    }
    let manifest = snapshot.manifest(uri)?;
    let range = bytes(manifest.text(database));
    Some(quick_fixes_in_manifest(database, manifest, &snapshot.unreadable, &range))
}

fn quick_fix(snapshot: &Snapshot, fix: QuickFix) -> CodeAction {
    let mended = fix.diagnostics.iter().filter_map(|found| to_protocol(snapshot, found));
    CodeAction {
        title: fix.title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(mended.collect()),
        edit: Some(workspace_edit(snapshot, &fix.edits)),
        is_preferred: fix.is_safe.then_some(true),
        ..CodeAction::default()
    }
}

const REFACTORINGS: [(RefactoringKind, CodeActionKind); 3] = [
    (RefactoringKind::Extract, CodeActionKind::REFACTOR_EXTRACT),
    (RefactoringKind::Inline, CodeActionKind::REFACTOR_INLINE),
    (RefactoringKind::Rewrite, CodeActionKind::REFACTOR_REWRITE),
];

/// What can't be done is told only to a client that shows why.
fn refactoring(snapshot: &Snapshot, later: &Later, offer: Refactoring) -> Option<CodeAction> {
    let kind = REFACTORINGS.iter().find(|(kind, _)| *kind == offer.kind).map(|(_, kind)| kind.clone());
    let action = CodeAction { title: offer.title, kind, ..CodeAction::default() };
    match offer.refusal {
        None => with_edits(snapshot, later, action),
        Some(reason) => refused(snapshot, action, reason),
    }
}

fn refused(snapshot: &Snapshot, action: CodeAction, reason: String) -> Option<CodeAction> {
    let disabled = Some(CodeActionDisabled { reason });
    snapshot.client.disabled_actions.then_some(CodeAction { disabled, ..action })
}

/// An action with its edits, or with what they are found from where the client asks for them later.
fn with_edits(snapshot: &Snapshot, later: &Later, action: CodeAction) -> Option<CodeAction> {
    if snapshot.client.resolved_actions {
        return Some(CodeAction { data: Some(serde_json::to_value(later).ok()?), ..action });
    }
    match edits(snapshot, later, &action)? {
        Ok(edits) => Some(CodeAction { edit: Some(workspace_edit(snapshot, &edits)), ..action }),
        Err(reason) => refused(snapshot, action, reason),
    }
}

/// The document that an action without edits is for.
pub(crate) fn document(action: &CodeAction) -> Option<Uri> {
    read_later(action).map(|later| later.uri)
}

fn read_later(action: &CodeAction) -> Option<Later> {
    serde_json::from_value(action.data.clone()?).ok()
}

/// An action with its edits, or why it can't be done; none where it isn't offered any more.
pub(crate) fn resolve(snapshot: &Snapshot, action: CodeAction) -> Option<RpcResult<CodeAction>> {
    let edits = edits(snapshot, &read_later(&action)?, &action)?;
    let resolved = edits.map(|edits| CodeAction { edit: Some(workspace_edit(snapshot, &edits)), ..action });
    Some(resolved.map_err(|reason| Error {
        code: ErrorCode::ServerError(REQUEST_FAILED),
        message: reason.into(),
        data: None,
    }))
}

/// What an action changes, which is known by its title, or why it can't be done.
fn edits(snapshot: &Snapshot, later: &Later, action: &CodeAction) -> Option<Result<Vec<Edit>, String>> {
    let database = &snapshot.database;
    if action.kind.as_ref() == Some(&FIX_ALL) {
        return Some(Ok(fix_all(database, fixed_file(snapshot, &later.uri)?)));
    }
    let source = snapshot.source(&later.uri)?;
    let range = snapshot.lines(source).bytes(later.range);
    refactor(database, source, range, &action.title)
}
