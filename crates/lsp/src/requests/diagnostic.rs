//! What is wrong, as the protocol has it.

use promo_diagnostics::{Diagnostic as Found, Level};
use tower_lsp::ls_types::{Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, NumberOrString};

use crate::snapshot::Snapshot;

/// A diagnostic as the protocol has it.
pub(crate) fn to_protocol(snapshot: &Snapshot, found: &Found) -> Option<Diagnostic> {
    let range = snapshot.location(&found.place)?.range;
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
        source: Some("promo".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        ..Diagnostic::default()
    })
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Hint => DiagnosticSeverity::HINT,
    }
}
