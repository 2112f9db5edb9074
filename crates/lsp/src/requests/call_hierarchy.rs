//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `callHierarchy/outgoingCalls`.

use promo_analysis::names::Namespace;
use promo_ide::{Call, CallItem, incoming_calls, outgoing_calls, prepare_calls};
use tower_lsp::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, CallHierarchyPrepareParams,
    Range, SymbolKind,
};

use crate::snapshot::Snapshot;

pub(crate) fn prepare(
    snapshot: &Snapshot,
    parameters: CallHierarchyPrepareParams,
) -> Option<Vec<CallHierarchyItem>> {
    let position = snapshot.position(&parameters.text_document_position_params)?;
    let found = prepare_calls(&snapshot.database, position)?;
    Some(vec![item(snapshot, &found)?])
}

pub(crate) fn incoming(
    snapshot: &Snapshot,
    asked: CallHierarchyItem,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let calls = incoming_calls(&snapshot.database, namespace(&asked)?, &asked.name);
    let calls = calls.iter().filter_map(|call| {
        let from_ranges = ranges(snapshot, call);
        Some(CallHierarchyIncomingCall { from: item(snapshot, &call.item)?, from_ranges })
    });
    Some(calls.collect())
}

pub(crate) fn outgoing(
    snapshot: &Snapshot,
    asked: CallHierarchyItem,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let calls = outgoing_calls(&snapshot.database, namespace(&asked)?, &asked.name);
    let calls = calls.iter().filter_map(|call| {
        let from_ranges = ranges(snapshot, call);
        Some(CallHierarchyOutgoingCall { to: item(snapshot, &call.item)?, from_ranges })
    });
    Some(calls.collect())
}

fn ranges(snapshot: &Snapshot, call: &Call) -> Vec<Range> {
    call.places.iter().filter_map(|place| snapshot.range(place)).collect()
}

fn item(snapshot: &Snapshot, found: &CallItem) -> Option<CallHierarchyItem> {
    let location = snapshot.location(&found.range)?;
    Some(CallHierarchyItem {
        name: found.name.clone(),
        kind: kind(found.namespace),
        tags: None,
        detail: Some(found.namespace.noun().to_owned()),
        uri: location.uri,
        range: location.range,
        selection_range: snapshot.range(&found.selection)?,
        data: None,
    })
}

fn kind(namespace: Namespace) -> SymbolKind {
    match namespace {
        Namespace::Products => SymbolKind::CLASS,
        Namespace::Flows => SymbolKind::EVENT,
        Namespace::Policies => SymbolKind::OPERATOR,
        _ => SymbolKind::FUNCTION,
    }
}

/// What an item is, as it was told.
fn namespace(item: &CallHierarchyItem) -> Option<Namespace> {
    let noun = item.detail.as_deref()?;
    Namespace::OF_OBJECTS.into_iter().find(|namespace| namespace.noun() == noun)
}
