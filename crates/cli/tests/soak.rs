//! A long day in an editor: a hundred thousand small edits of the shop example with requests between them. In the end
//! the server says what a fresh one says of the final texts, and holds no more memory than it did early in the day.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use promo_testing::{Editor, Numbers, position};
use serde_json::{Value, json};

const EDITS: usize = 100_000;

/// From here on the memory is compared.
const WARM: usize = 10_000;

/// As often as this all answers are waited for, so that none is lost among the others.
const PAUSE: usize = 1_000;

const PIECES: &[&str] = &[
    "dev",
    " -> ",
    "qa",
    ", ",
    "\n",
    "flow x { ",
    "}",
    "step ",
    "{ action pr }",
    "\"",
    "// é😀\n",
    "let y = ",
    "[",
    "]",
    " when ",
    "$.a",
    "12m",
    "policy z {",
    "priority 3 ",
    "${",
    "(",
    ")",
    "environment ",
    "production",
];

fn start(folder: &Path) -> Editor {
    let mut command = Command::new(env!("CARGO_BIN_EXE_promo"));
    let symbols = json!({ "hierarchicalDocumentSymbolSupport": true });
    let capabilities = json!({ "textDocument": { "diagnostic": {}, "documentSymbol": symbols } });
    Editor::start(command.arg("lsp"), folder, capabilities)
}

fn copied_shop(folder: &Path) -> BTreeMap<String, String> {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop");
    let mut texts = BTreeMap::new();
    let mut waiting: Vec<PathBuf> = vec![shop.clone()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let relative = path.strip_prefix(&shop).unwrap();
        let copy = folder.join(relative);
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(&path, copy).unwrap();
        if path.extension().is_some_and(|extension| extension == "promo") {
            texts.insert(relative.to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap());
        }
    }
    texts
}

/// Changes a text a little, and lets it grow no longer than it was by much.
fn edit(text: &mut String, original: &str, numbers: &mut Numbers) -> Value {
    let start = text.floor_char_boundary(numbers.below(text.len() + 1));
    let is_long = text.len() > original.len() + 400;
    let length = numbers.below(if is_long { 60 } else { 12 });
    let end = text.floor_char_boundary((start + length).min(text.len()));
    let piece = if is_long { "" } else { PIECES[numbers.below(PIECES.len())] };
    let range = json!({ "start": position(text, start), "end": position(text, end.max(start)) });
    text.replace_range(start..end.max(start), piece);
    json!([{ "range": range, "text": piece }])
}

const REQUESTS: &[&str] = &[
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/documentSymbol",
    "textDocument/diagnostic",
];

fn request(editor: &mut Editor, path: &str, text: &str, numbers: &mut Numbers) -> i64 {
    let method = REQUESTS[numbers.below(REQUESTS.len())];
    let at = text.floor_char_boundary(numbers.below(text.len() + 1));
    let document = json!({ "uri": editor.uri(path) });
    let context = match method {
        "textDocument/references" => json!({ "includeDeclaration": true }),
        "textDocument/completion" => json!({ "triggerKind": 1 }),
        _ => Value::Null,
    };
    let parameters = json!({ "textDocument": document, "position": position(text, at), "context": context });
    editor.begin(method, parameters)
}

/// What a server says of a text: its outline and what is wrong with it.
fn said(editor: &mut Editor, path: &str) -> (Value, Value) {
    let document = json!({ "textDocument": { "uri": editor.uri(path) } });
    let outline = editor.request("textDocument/documentSymbol", document.clone());
    let mut wrong = editor.request("textDocument/diagnostic", document);
    (outline, wrong["items"].take())
}

#[test]
fn a_long_day_leaves_a_server_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let originals = copied_shop(folder.path());
    let mut texts = originals.clone();
    let paths: Vec<String> = texts.keys().cloned().collect();
    let mut editor = start(folder.path());
    texts.iter().for_each(|(path, text)| editor.open(path, text));
    let mut numbers = Numbers::seeded(11);
    let mut asked = Vec::new();
    let mut warm = None;
    for number in 0..EDITS {
        let path = &paths[numbers.below(paths.len())];
        let text = texts.get_mut(path).unwrap();
        let changes = edit(text, &originals[path], &mut numbers);
        editor.change(path, number as i64 + 2, &changes);
        if number % 20 == 0 {
            asked.push(request(&mut editor, path, text, &mut numbers));
        }
        if number % PAUSE == 0 {
            for id in asked.drain(..) {
                // Interrupted by a later edit, or answered.
                if let Err(error) = editor.response(id) {
                    let code = error["code"].as_i64();
                    assert!(matches!(code, Some(-32801 | -32802)), "{error}");
                }
            }
            // As an editor does at times, the whole text is sent.
            let whole = json!([{ "text": originals[path] }]);
            editor.change(path, number as i64 + 2, &whole);
            texts.insert(path.clone(), originals[path].clone());
        }
        if number == WARM {
            paths.iter().for_each(|path| drop(said(&mut editor, path)));
            warm = editor.memory();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    copied_shop(folder.path());
    let mut fresh = start(folder.path());
    texts.iter().for_each(|(path, text)| fresh.open(path, text));
    for path in &paths {
        let (outline, wrong) = said(&mut editor, path);
        let (fresh_outline, fresh_wrong) = said(&mut fresh, path);
        assert_eq!(outline, fresh_outline, "{path}");
        let text = |value: &Value, editor: &Editor| value.to_string().replace(&editor.uri(""), "");
        assert_eq!(text(&wrong, &editor), text(&fresh_wrong, &fresh), "{path}");
    }
    if let (Some(before), Some(after)) = (warm, editor.memory()) {
        assert!(after <= before + before / 5, "{before} bytes became {after}");
    }
    assert_eq!(fresh.end(), Some(0));
    assert_eq!(editor.end(), Some(0));
}
