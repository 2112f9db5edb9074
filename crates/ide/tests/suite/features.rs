//! What each feature gives, as text.

use promo_ide::{
    Call, CallItem, Completion, CompletionKind, Symbol, complete, definition, document_symbols, flow_graph,
    hover, incoming_calls, outgoing_calls, prepare_calls, preview_yaml, references, rename,
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
        "call_hierarchy" => called(&project),
        "preview" => previewed(&project),
        "hover" => hovered(&project),
        "symbols" => symbols(&document_symbols(&project.database, project.file()), 0),
        other => panic!("there is no feature `{other}`"),
    }
}

fn called(project: &Project) -> String {
    let Some(item) = prepare_calls(&project.database, project.position()) else { return String::new() };
    let incoming = incoming_calls(&project.database, item.namespace, &item.name);
    let outgoing = outgoing_calls(&project.database, item.namespace, &item.name);
    let call = |direction: &str, call: &Call| {
        let places = call.places.iter().map(|place| project.shown(&place.file, place.range()));
        let places: Vec<String> = places.collect();
        format!("{direction} {}: {}\n", named(&call.item), places.join(", "))
    };
    let incoming = incoming.iter().map(|found| call("from", found));
    let outgoing = outgoing.iter().map(|found| call("to", found));
    format!("{}\n", named(&item)) + &incoming.chain(outgoing).collect::<String>()
}

fn named(item: &CallItem) -> String {
    format!("{} {}", item.namespace.noun(), item.name)
}

/// The manifest of the declaration, then the flow that is drawn, with the places of its environments.
fn previewed(project: &Project) -> String {
    let yaml = preview_yaml(&project.database, project.position());
    let yaml = yaml
        .map_or("no manifest\n".to_owned(), |found| format!("{} {}\n{}", found.kind, found.name, found.text));
    let graph = flow_graph(&project.database, project.position());
    let graph = graph.map_or("no picture\n".to_owned(), |found| {
        let nodes = found.nodes.iter().map(|(environment, place)| {
            assert!(found.svg.contains(&format!("data-environment=\"{environment}\"")));
            format!("{environment} at {}\n", project.shown(&place.file, place.range()))
        });
        format!("picture of {}\n", found.flow) + &nodes.collect::<String>()
    });
    yaml + &graph
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
