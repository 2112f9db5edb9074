//! `textDocument/codeLens` and `codeLens/resolve`. Where a name is used is looked up only for lenses that are seen. The
//! commands are those of an editor that has them; elsewhere a lens only tells something, and there are no others.

use promo_ide::{FilePosition, Lens, LensKind, lenses, uses};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_lsp::ls_types::{CodeLens, CodeLensParams, Command, Location, Position, Uri};

use crate::convert::Lines;
use crate::snapshot::Snapshot;

/// What is needed to look up where a name is used.
#[derive(Deserialize, Serialize)]
struct Unresolved {
    uri: Uri,
    position: Position,
    /// The name, where the line above it is about other names too.
    name: Option<String>,
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
    Some(found.map(|lens| to_protocol(&lines, &uri, lens)).collect())
}

fn to_protocol(lines: &Lines<'_>, uri: &Uri, lens: Lens) -> CodeLens {
    let range = lines.range(lens.range);
    let with_command = |title: &str, command: &str, about: Value| CodeLens {
        range,
        command: Some(Command {
            title: title.to_owned(),
            command: command.to_owned(),
            arguments: Some(vec![json!(uri), about]),
        }),
        data: None,
    };
    match lens.kind {
        LensKind::Uses => {
            let name = lens.is_one_of_several.then_some(lens.name);
            let data = Unresolved { uri: uri.clone(), position: range.start, name };
            CodeLens { range, command: None, data: serde_json::to_value(data).ok() }
        }
        LensKind::Manifest => with_command("preview YAML", "promo.previewYaml", json!(range.start)),
        LensKind::Simulation => with_command("simulate", "promo.simulateRelease", json!(lens.name)),
        LensKind::Picture => with_command("graph", "promo.showFlowGraph", json!(range.start)),
    }
}

/// The document that a lens is about, if it has no command yet.
pub(crate) fn uri(lens: &CodeLens) -> Option<Uri> {
    unresolved(lens).map(|unresolved| unresolved.uri)
}

fn unresolved(lens: &CodeLens) -> Option<Unresolved> {
    serde_json::from_value(lens.data.clone()?).ok()
}

pub(crate) fn resolve(snapshot: &Snapshot, lens: CodeLens) -> Option<CodeLens> {
    let Unresolved { uri, position, name } = unresolved(&lens)?;
    let file = snapshot.source(&uri)?;
    let offset = snapshot.offset(file, position);
    let places = uses(&snapshot.database, FilePosition { file, offset }).into_iter();
    let places: Vec<Location> = places.filter_map(|place| snapshot.location(&place)).collect();
    let count = match places.len() {
        0 => "not used".to_owned(),
        count => format!("used by {count}"),
    };
    let title = name.map_or(count.clone(), |name| format!("{name}: {count}"));
    // A command without a name does nothing.
    let (command, arguments) = match snapshot.client.has_commands {
        true => ("promo.showReferences", Some(vec![json!(uri), json!(position), json!(places)])),
        false => ("", None),
    };
    let command = Command { title, command: command.to_owned(), arguments };
    Some(CodeLens { command: Some(command), ..lens })
}
