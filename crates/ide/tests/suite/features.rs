//! What each feature gives, as text.

use promo_diagnostics::{Edit, LineMap};
use promo_ide::{
    Call, CallItem, Completion, CompletionKind, FilePosition, FixedFile, Hint, LensKind, LinkTarget, Pattern,
    Symbol, complete, definition, document_symbols, fix_all, flow_graph, folds, format, format_range,
    format_typed, hints, hover, incoming_calls, lenses, linked_ranges, links, outgoing_calls, prepare_calls,
    preview_yaml, quick_fixes, refactor, refactorings, references, rename, selections, semantic_tokens,
    signature, uses, workspace_symbols,
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
        "semantic-tokens" => painted(&project),
        "inlay-hints" => hinted(&project),
        "code-lenses" => offered(&project),
        "signature" => signatures(&project),
        "folding" => folded(&project),
        "selection" => selected(&project),
        "links" => linked(&project),
        "linked-editing" => edited_together(&project),
        "formatting" => formatted(&project),
        "quick-fixes" => quick_fixed(&project),
        "fix-all" => project.edited(&fix_all(&project.database, FixedFile::Source(project.file()))),
        "refactorings" => refactored(&project),
        "symbols" => symbols(&document_symbols(&project.database, project.file()), 0),
        "workspace-symbols" => in_workspace(&project),
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
    let yaml = preview_yaml(&project.database, project.position(), None);
    let yaml = yaml.map_or("no manifest\n".to_owned(), |found| {
        let manifest = found.shown.as_ref();
        let manifest =
            manifest.map(|manifest| format!("{} {}\n{}", manifest.kind, found.name, manifest.text));
        instead_of(&found.pattern) + &manifest.unwrap_or_else(|| format!("nothing known of {}\n", found.name))
    });
    let graph = flow_graph(&project.database, project.position(), None);
    let graph = graph.map_or("no picture\n".to_owned(), |found| {
        let Some(graph) = found.shown else { return format!("no picture of {}\n", found.name) };
        let nodes = graph.nodes.iter().map(|(environment, place)| {
            assert!(graph.svg.contains(&format!("data-environment=\"{environment}\"")));
            format!("{environment} at {}\n", project.shown(&place.file, place.range()))
        });
        instead_of(&found.pattern) + &format!("picture of {}\n", found.name) + &nodes.collect::<String>()
    });
    yaml + &graph
}

fn instead_of(pattern: &Option<Pattern>) -> String {
    let said =
        pattern.as_ref().map(|pattern| format!("{}, used by {}: ", pattern.name, pattern.uses.join(", ")));
    said.unwrap_or_default()
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
    let written = if completion.text.trim_end() == completion.label {
        String::new()
    } else {
        format!(" {:?}", completion.text)
    };
    format!("{} ({kind}){written}\n", completion.label)
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

/// What the whole project declares.
fn in_workspace(project: &Project) -> String {
    let lines = workspace_symbols(&project.database, "").into_iter().map(|found| {
        format!("{} {:?} {}\n", found.name, found.kind, project.shown(&found.place.file, found.place.range()))
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

/// The sources after a name was changed to `new-name`, or to that behind `// to: `.
fn renamed(project: &Project) -> String {
    let mut lines = project.fixture.files.iter().flat_map(|file| file.text.lines());
    let name = lines.find_map(|line| line.strip_prefix("// to: ")).unwrap_or("new-name");
    match rename(&project.database, project.position(), name) {
        Err(reason) => format!("refused: {reason}\n"),
        Ok(renaming) => {
            let elsewhere = if renaming.is_declared_elsewhere { "it lives elsewhere\n" } else { "" };
            let edits = [renaming.in_sources, renaming.in_manifests].concat();
            format!("{elsewhere}{}", project.edited(&edits))
        }
    }
}

fn painted(project: &Project) -> String {
    let file = project.file();
    let text = file.text(&project.database);
    let tokens = semantic_tokens(&project.database, file, 0..text.len()).into_iter();
    let lines = tokens.map(|token| {
        let declares = if token.declares { ", declared" } else { "" };
        let unknown = if token.is_unknown { ", unknown" } else { "" };
        let kind = format!("{:?}", token.kind).to_lowercase();
        format!("{} ({kind}{declares}{unknown})\n", &text[token.range])
    });
    lines.collect()
}

/// The text with what is shown in it between `⟨` and `⟩`, and below it what is told about that.
fn hinted(project: &Project) -> String {
    let file = project.file();
    let mut text = file.text(&project.database).to_string();
    let found = hints(&project.database, file, 0..text.len());
    for hint in found.iter().rev() {
        let label: String = hint.parts.iter().map(|part| part.text.as_str()).collect();
        let shown = if hint.is_before { format!("⟨{label}⟩ ") } else { format!(" ⟨{label}⟩") };
        text.insert_str(hint.offset, &shown);
    }
    let told: String = found.iter().map(|hint| told(project, hint)).collect();
    text + &told
}

fn told(project: &Project, hint: &Hint) -> String {
    let parts = hint.parts.iter().filter(|part| part.tooltip.is_some() || part.place.is_some());
    let lines = parts.map(|part| {
        let place = part.place.as_ref().map(|place| project.shown(&place.file, place.range()));
        let tooltip = part.tooltip.clone().unwrap_or_default();
        format!("{}: {tooltip} [{}]\n", part.text, place.unwrap_or_default())
    });
    lines.collect()
}

fn offered(project: &Project) -> String {
    let file = project.file();
    let lines = lenses(&project.database, file).into_iter().map(|lens| {
        let names = lens.names.iter().map(|(name, range)| {
            let position = FilePosition { file, offset: range.start };
            match lens.kind {
                LensKind::Uses => format!("{name} {}", uses(&project.database, position).len()),
                _ => name.clone(),
            }
        });
        format!("{}: {:?}\n", names.collect::<Vec<_>>().join(", "), lens.kind)
    });
    lines.collect()
}

fn signatures(project: &Project) -> String {
    let Some(found) = signature(&project.database, project.position()) else { return String::new() };
    let parameters = found.parameters.iter().enumerate().map(|(number, parameter)| {
        let mark = if found.active == Some(number) { "> " } else { "  " };
        format!("{mark}{} ({})\n", &found.label[parameter.range.clone()], parameter.documentation)
    });
    let parameters: String = parameters.collect();
    format!("{}\n{parameters}{}\n", found.label, found.documentation)
}

fn folded(project: &Project) -> String {
    let file = project.file();
    let map = LineMap::new(file.text(&project.database));
    let lines = folds(&project.database, file).into_iter().map(|fold| {
        let (start, end) = (map.position(fold.range.start), map.position(fold.range.end));
        let comment = if fold.is_comment { " (comment)" } else { "" };
        format!("{}-{}{comment}\n", start.line, end.line)
    });
    lines.collect()
}

fn selected(project: &Project) -> String {
    let text = project.file().text(&project.database);
    let found = selections(&project.database, project.position()).into_iter();
    found.map(|range| format!("{:?}\n", &text[range])).collect()
}

fn linked(project: &Project) -> String {
    let file = project.file();
    let lines = links(&project.database, file).into_iter().map(|link| {
        let target = match link.target {
            LinkTarget::File(path) => path.to_string(),
            LinkTarget::Page(address) => address,
        };
        format!(
            "{} -> {target} ({})\n",
            project.shown(file.path(&project.database), link.range),
            link.tooltip
        )
    });
    lines.collect()
}

fn edited_together(project: &Project) -> String {
    let path = project.fixture.cursor().file.clone();
    let found = linked_ranges(&project.database, project.position()).unwrap_or_default().into_iter();
    found.map(|range| format!("{}\n", project.shown(&path, range))).collect()
}

/// The whole text is formatted; with a cursor what follows from the character before it, with two what they touch.
fn formatted(project: &Project) -> String {
    let (database, file) = (&project.database, project.file());
    let edits = match project.fixture.cursors.as_slice() {
        [] => format(database, file),
        [cursor] => {
            let typed = file.text(database)[..cursor.offset].chars().next_back().unwrap();
            format_typed(database, project.position(), typed)
        }
        [first, last, ..] => format_range(database, file, &(first.offset..last.offset)),
    };
    let changes: String = edits.iter().map(|edit| change(project, edit)).collect();
    changes + &project.edited(&edits)
}

fn change(project: &Project, edit: &Edit) -> String {
    format!("{} becomes {:?}\n", project.shown(&edit.place.file, edit.place.range()), edit.text)
}

/// The fixes at the cursor, each with what the sources are then.
fn quick_fixed(project: &Project) -> String {
    let position = project.position();
    let found = quick_fixes(&project.database, position.file, &[], &(position.offset..position.offset));
    let shown = found.iter().map(|fix| {
        let safe = if fix.is_safe { " (safe)" } else { "" };
        format!("{}{safe}\n{}", fix.title, project.edited(&fix.edits))
    });
    shown.collect()
}

/// What is offered for the selection, each with what the sources are then.
fn refactored(project: &Project) -> String {
    let (file, range) = project.selection();
    let shown = refactorings(&project.database, file, range.clone()).into_iter().map(|offer| {
        let head = format!("{} ({:?})", offer.title, offer.kind);
        if let Some(reason) = offer.refusal {
            return format!("{head}\nrefused: {reason}\n");
        }
        match refactor(&project.database, file, range.clone(), &offer.title).unwrap() {
            Ok(edits) => format!("{head}\n{}", project.edited(&edits)),
            Err(reason) => format!("{head}\nrefused when tried: {reason}\n"),
        }
    });
    shown.collect()
}
