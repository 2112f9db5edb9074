//! `textDocument/codeLens` and `codeLens/resolve`. Where a name is used is looked up only for lenses that are seen. The
//! commands are those of an editor that has them; elsewhere a lens only tells something, and there are no others.

use promo_ide::{FilePosition, Lens, LensKind, lenses, uses};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_lsp::ls_types::{CodeLens, CodeLensParams, Command, Location, Position, Uri};

use crate::convert::Lines;
use crate::snapshot::Snapshot;

/// What is needed to look up where names are used.
#[derive(Deserialize, Serialize)]
struct Unresolved {
    uri: Uri,
    /// The names, each with where it stands.
    names: Vec<(String, Position)>,
}

pub(crate) fn answer(snapshot: &Snapshot, parameters: CodeLensParams) -> Option<Vec<CodeLens>> {
    if !snapshot.settings.code_lens {
        return Some(Vec::new());
    }
    let uri = parameters.text_document.uri;
    let file = snapshot.source(&uri)?;
    let lines = snapshot.lines(file);
    let found = lenses(&snapshot.database, file).into_iter();
    let found = found.filter(|lens| snapshot.client.has_commands || lens.kind == LensKind::Uses);
    Some(found.filter_map(|lens| to_protocol(&lines, &uri, lens)).collect())
}

fn to_protocol(lines: &Lines<'_>, uri: &Uri, lens: Lens) -> Option<CodeLens> {
    let (name, bytes) = lens.names.first()?;
    let range = lines.range(bytes.clone());
    let with_command = |title: &str, command: &str, about: Value| CodeLens {
        range,
        command: Some(Command {
            title: title.to_owned(),
            command: command.to_owned(),
            arguments: Some(vec![json!(uri), about]),
        }),
        data: None,
    };
    Some(match lens.kind {
        LensKind::Uses => {
            let names =
                lens.names.iter().map(|(name, bytes)| (name.clone(), lines.range(bytes.clone()).start));
            let data = Unresolved { uri: uri.clone(), names: names.collect() };
            CodeLens { range, command: None, data: serde_json::to_value(data).ok() }
        }
        LensKind::Manifest => with_command("preview YAML", "promo.previewYaml", json!(range.start)),
        LensKind::Simulation => with_command("simulate", "promo.simulateRelease", json!(name)),
        LensKind::Picture => with_command("graph", "promo.showFlowGraph", json!(range.start)),
    })
}

/// The document that a lens is about, if it has no command yet.
pub(crate) fn uri(lens: &CodeLens) -> Option<Uri> {
    unresolved(lens).map(|unresolved| unresolved.uri)
}

fn unresolved(lens: &CodeLens) -> Option<Unresolved> {
    serde_json::from_value(lens.data.clone()?).ok()
}

pub(crate) fn resolve(snapshot: &Snapshot, lens: CodeLens) -> Option<CodeLens> {
    let Unresolved { uri, names } = unresolved(&lens)?;
    let file = snapshot.source(&uri)?;
    let used: Vec<(&str, Vec<Location>)> = names
        .iter()
        .map(|(name, position)| {
            let offset = snapshot.offset(file, *position);
            let places = uses(&snapshot.database, FilePosition { file, offset }).into_iter();
            (name.as_str(), places.filter_map(|place| snapshot.location(&place)).collect())
        })
        .collect();
    let title = title(&used);
    let places: Vec<Location> = used.into_iter().flat_map(|(_, places)| places).collect();
    let (_, position) = names.first()?;
    // A command without a name does nothing.
    let (command, arguments) = match snapshot.client.has_commands {
        true => ("promo.showReferences", Some(vec![json!(uri), json!(position), json!(places)])),
        false => ("", None),
    };
    let command = Command { title, command: command.to_owned(), arguments };
    Some(CodeLens { command: Some(command), ..lens })
}

/// How often names are used, and of several which one isn't.
fn title(used: &[(&str, Vec<Location>)]) -> String {
    let count: usize = used.iter().map(|(_, places)| places.len()).sum();
    let count = if count == 0 { "not used".to_owned() } else { format!("used by {count}") };
    let unused: Vec<&str> =
        used.iter().filter(|(_, places)| places.is_empty()).map(|(name, _)| *name).collect();
    match (used.len(), unused.as_slice()) {
        (1, _) => count,
        (names, []) => format!("{names} names: {count}"),
        (names, unused) if unused.len() == names => format!("{names} names: {count}"),
        (names, [one]) => format!("{names} names: {count}, {one} not used"),
        (names, unused) => format!("{names} names: {count}, {} not used", unused.len()),
    }
}
