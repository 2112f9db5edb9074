//! What each feature gives, as text.

use promo_ide::{
    Completion, CompletionKind, Symbol, complete, definition, document_symbols, hover, references, rename,
};

use crate::project::Project;

/// What a feature gives for a text with a cursor.
pub fn result(feature: &str, text: &str) -> String {
    let project = Project::new(text);
    match feature {
        "completion" => completions(&project),
        "definition" => definitions(&project),
        "references" => referenced(&project),
        "rename" => renamed(&project),
        "hover" => hovered(&project),
        "symbols" => symbols(&document_symbols(&project.database, project.file()), 0),
        other => panic!("there is no feature `{other}`"),
    }
}

fn completions(project: &Project) -> String {
    let found = complete(&project.database, project.position());
    // Most words that begin something are the same everywhere.
    found.iter().map(completion).collect()
}

fn completion(completion: &Completion) -> String {
    let kind = match completion.kind {
        CompletionKind::Name(namespace) => namespace.noun().to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    format!("{} ({kind})\n", completion.label)
}

fn definitions(project: &Project) -> String {
    let Some(found) = definition(&project.database, project.position()) else { return String::new() };
    found.names.iter().map(|place| format!("{}\n", project.shown(&place.file, place.range()))).collect()
}

fn hovered(project: &Project) -> String {
    let Some(found) = hover(&project.database, project.position()) else { return String::new() };
    let path = project.fixture.cursor().file.clone();
    let markdown = found.markdown.render(|place| project.line(place));
    format!("{}\n{}\n", project.shown(&path, found.range), markdown.trim_end())
}

fn symbols(found: &[Symbol], depth: usize) -> String {
    let lines = found.iter().map(|symbol| {
        let line = format!("{}{} ({})\n", "  ".repeat(depth), symbol.name, symbol.detail);
        line + &symbols(&symbol.children, depth + 1)
    });
    lines.collect()
}

fn referenced(project: &Project) -> String {
    let lines = references(&project.database, project.position()).into_iter().map(|reference| {
        let declares = if reference.declares { " (declares it)" } else { "" };
        format!("{}{declares}\n", project.shown(&reference.place.file, reference.place.range()))
    });
    lines.collect()
}

/// The sources after a name was changed to `new-name`.
fn renamed(project: &Project) -> String {
    match rename(&project.database, project.position(), "new-name") {
        Err(reason) => format!("refused: {reason}\n"),
        Ok(edits) => project.edited(&edits),
    }
}
