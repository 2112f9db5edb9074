//! `textDocument/codeAction` and `codeAction/resolve`.

use std::ops::Range;

use promo_diagnostics::Edit;
use promo_ide::{
    QuickFix, Refactoring, RefactoringKind, fix_all, has_safe_fixes, quick_fixes, quick_fixes_in_manifest,
    refactorings,
};
use serde_json::Value;
use tower_lsp::ls_types::{
    CodeAction, CodeActionDisabled, CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, Uri, WorkDoneProgressOptions,
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

/// The kinds that are asked for; none for all.
type Wanted = Option<Vec<CodeActionKind>>;

pub(crate) fn answer(snapshot: &Snapshot, parameters: CodeActionParams) -> Option<CodeActionResponse> {
    let uri = &parameters.text_document.uri;
    let wanted = &parameters.context.only;
    let mut actions = Vec::new();
    if wants(wanted, &CodeActionKind::QUICKFIX) {
        actions.extend(fixes(snapshot, uri, &parameters)?.into_iter().map(|fix| quick_fix(snapshot, fix)));
    }
    if let Some(source) = snapshot.source(uri) {
        let range = snapshot.lines(source).bytes(parameters.range);
        let is_any_wanted = REFACTORINGS.iter().any(|(_, kind)| wants(wanted, kind));
        if is_any_wanted {
            let offers = refactorings(&snapshot.database, source, range).into_iter();
            let offers = offers.filter_map(|offer| refactoring(snapshot, offer));
            actions
                .extend(offers.filter(|action| action.kind.as_ref().is_some_and(|kind| wants(wanted, kind))));
        }
        if wants(wanted, &FIX_ALL) && has_safe_fixes(&snapshot.database, source) {
            actions.push(all_fixes(snapshot, uri));
        }
    }
    Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
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
        return Some(quick_fixes(database, source, &bytes(source.text(database))));
    }
    let manifest = snapshot.manifest(uri)?;
    Some(quick_fixes_in_manifest(database, manifest, &bytes(manifest.text(database))))
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
fn refactoring(snapshot: &Snapshot, offer: Refactoring) -> Option<CodeAction> {
    let kind = REFACTORINGS.iter().find(|(kind, _)| *kind == offer.kind).map(|(_, kind)| kind.clone());
    let action = CodeAction { title: offer.title, kind, ..CodeAction::default() };
    match offer.outcome {
        Ok(edits) => Some(CodeAction { edit: Some(workspace_edit(snapshot, &edits)), ..action }),
        Err(reason) if snapshot.client.disabled_actions => {
            Some(CodeAction { disabled: Some(CodeActionDisabled { reason }), ..action })
        }
        Err(_) => None,
    }
}

/// What takes a while is left for later, where the client asks again.
fn all_fixes(snapshot: &Snapshot, uri: &Uri) -> CodeAction {
    let action = CodeAction {
        title: "Fix all that can be fixed without a look".to_owned(),
        kind: Some(FIX_ALL),
        data: Some(Value::String(uri.to_string())),
        ..CodeAction::default()
    };
    if snapshot.client.resolved_actions { action } else { resolved(snapshot, action) }
}

/// The document that an action without edits is for.
pub(crate) fn document(action: &CodeAction) -> Option<Uri> {
    action.data.as_ref()?.as_str()?.parse().ok()
}

/// An action with its edits.
pub(crate) fn resolve(snapshot: &Snapshot, action: CodeAction) -> Option<CodeAction> {
    Some(resolved(snapshot, action))
}

fn resolved(snapshot: &Snapshot, action: CodeAction) -> CodeAction {
    let source = document(&action).and_then(|uri| snapshot.source(&uri));
    let edits: Vec<Edit> = source.map(|source| fix_all(&snapshot.database, source)).unwrap_or_default();
    CodeAction { edit: Some(workspace_edit(snapshot, &edits)), ..action }
}
