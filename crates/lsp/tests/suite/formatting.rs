//! Formatting, with the edits put into the text as an editor does it.

use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "
//- /main.promo
environment   dev, qa
";

const UNTIDY: &str = "environment   dev,qa // é😀\nlet  a = [\"é😀\",   dev]\nflow  to-qa {\ndev->qa\n}\n";
const TIDY: &str = "environment dev, qa  // é😀\nlet a = [\"é😀\", dev]\nflow to-qa {\n  dev -> qa\n}\n";

/// The byte of a place whose columns are UTF-16; one behind the end of the line is that end.
fn offset(text: &str, position: &Value) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let mut column = position["character"].as_u64().unwrap();
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let content = text[start..].split(['\r', '\n']).next().unwrap();
    for (index, letter) in content.char_indices() {
        if column == 0 {
            return start + index;
        }
        column -= letter.len_utf16() as u64;
    }
    start + content.len()
}

fn applied(text: &str, edits: &Value) -> String {
    let mut text = text.to_owned();
    for edit in edits.as_array().unwrap().iter().rev() {
        let range = &edit["range"];
        let bytes = offset(&text, &range["start"])..offset(&text, &range["end"]);
        text.replace_range(bytes, edit["newText"].as_str().unwrap());
    }
    text
}

fn options() -> Value {
    json!({ "tabSize": 8, "insertSpaces": false })
}

async fn formatted(client: &mut Client, text: &str) -> String {
    client.open_as("main.promo", text).await;
    let document = json!({ "uri": client.uri("main.promo") });
    let parameters = json!({ "textDocument": document, "options": options() });
    let edits = client.request("textDocument/formatting", parameters).await;
    applied(text, &edits)
}

#[tokio::test]
async fn a_document_becomes_tidy_whatever_the_editor_wishes() {
    let mut client = Client::new(PROJECT).await;
    assert_eq!(formatted(&mut client, UNTIDY).await, TIDY);
    assert_eq!(formatted(&mut client, TIDY).await, TIDY);
    let lines = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(formatted(&mut client, &lines(UNTIDY)).await, lines(TIDY));
    let broken = "environment   dev,qa\nflow x {\n";
    assert_eq!(formatted(&mut client, broken).await, broken);
}

#[tokio::test]
async fn line_ends_become_like_the_first_one() {
    let mut client = Client::new(PROJECT).await;
    let mixed = "environment dev\r\nlet a = dev\nlet b = a\r\n";
    assert_eq!(formatted(&mut client, mixed).await, mixed.replace("dev\nlet", "dev\r\nlet"));
    let mixed = "environment dev\nlet a = dev\r\nlet b = a\n";
    assert_eq!(formatted(&mut client, mixed).await, mixed.replace('\r', ""));
}

#[tokio::test]
async fn only_the_declarations_of_a_range_become_tidy() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("main.promo", UNTIDY).await;
    let range = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 5 } });
    let document = json!({ "uri": client.uri("main.promo") });
    let parameters = json!({ "textDocument": document, "range": range, "options": options() });
    let edits = client.request("textDocument/rangeFormatting", parameters).await;
    let expected = UNTIDY.replace("let  a = [\"é😀\",   dev]", "let a = [\"é😀\", dev]");
    assert_eq!(applied(UNTIDY, &edits), expected);
}

#[tokio::test]
async fn what_is_typed_becomes_tidy() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("main.promo", UNTIDY).await;
    let document = json!({ "uri": client.uri("main.promo") });
    let typed = |line: u32, character: u32, ch: &str| {
        let position = json!({ "line": line, "character": character });
        json!({ "textDocument": document, "position": position, "ch": ch, "options": options() })
    };
    let edits = client.request("textDocument/onTypeFormatting", typed(4, 1, "}")).await;
    assert_eq!(
        applied(UNTIDY, &edits),
        UNTIDY.replace("flow  to-qa {\ndev->qa", "flow to-qa {\n  dev -> qa")
    );
    let edits = client.request("textDocument/onTypeFormatting", typed(3, 0, "\n")).await;
    assert_eq!(applied(UNTIDY, &edits), UNTIDY.replace("\ndev->qa", "\n  dev->qa"));
}

#[tokio::test]
async fn places_that_change_together_are_told() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("main.promo", "flow x(to: environment) { \"é😀\" -> to }\n").await;
    let position = json!({ "line": 0, "character": 8 });
    let parameters = json!({ "textDocument": { "uri": client.uri("main.promo") }, "position": position });
    let found = client.request("textDocument/linkedEditingRange", parameters).await;
    let starts: Vec<_> =
        found["ranges"].as_array().unwrap().iter().map(|range| range["start"]["character"].clone()).collect();
    assert_eq!(starts, [7, 35]);
    assert!(found["wordPattern"].is_string());
}
