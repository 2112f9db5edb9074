//! The texts as the editor has them: incremental changes, and places in each encoding.

use promo_testing::{Numbers, position};
use serde_json::{Value, json};

use crate::client::Client;

/// Declares an environment whose name stands behind characters of every width.
const WIDE: &str = "environment dev // é€😀\nflow a { dev -> /* */ \"é€😀\" -> qa }\n";

async fn place_of_qa(encodings: Value) -> Value {
    let capabilities = match encodings {
        Value::Null => json!({}),
        encodings => json!({ "general": { "positionEncodings": encodings } }),
    };
    let mut client = Client::with("//- /main.promo\nenvironment a", capabilities).await;
    client.open_as("wide.promo", WIDE).await;
    let found = client.diagnostics("wide.promo").await;
    let unknown = found.iter().find(|found| found["message"].as_str().unwrap().contains("`qa`")).unwrap();
    unknown["range"]["start"]["character"].clone()
}

#[tokio::test]
async fn columns_are_counted_as_the_client_counts() {
    let line = WIDE.lines().nth(1).unwrap();
    let before = &line[..line.find("qa").unwrap()];
    assert_eq!(place_of_qa(json!(["utf-8", "utf-16"])).await, before.len());
    assert_eq!(place_of_qa(json!(["utf-16"])).await, before.encode_utf16().count());
    assert_eq!(place_of_qa(json!(["utf-32"])).await, before.chars().count());
    assert_eq!(place_of_qa(Value::Null).await, before.encode_utf16().count());
}

#[tokio::test]
async fn many_small_changes_are_the_text_that_they_make() {
    let pieces = [
        "environment ",
        "dev",
        ", qa\n",
        "flow x {",
        " dev -> qa",
        " }\n",
        "é",
        "😀",
        "\"",
        "\r\n",
        "\r",
        "-",
    ];
    let mut client = Client::new("//- /main.promo\nenvironment a").await;
    let mut text = "environment dev\n".to_owned();
    client.open_as("text.promo", &text).await;
    let mut numbers = Numbers::seeded(7);
    for version in 2..400 {
        let mut changes = Vec::new();
        for _ in 0..=numbers.below(3) {
            let mut ends = [numbers.below(text.len() + 1), numbers.below(text.len() + 1)]
                .map(|at| text.floor_char_boundary(at));
            ends.sort_unstable();
            let end = ends[1].min(text.floor_char_boundary(ends[0] + 6));
            let is_inside = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
            if is_inside(ends[0]) || is_inside(end) {
                continue;
            }
            let piece = pieces[numbers.below(pieces.len())];
            let range = json!({ "start": position(&text, ends[0]), "end": position(&text, end) });
            changes.push(json!({ "range": range, "text": piece }));
            text.replace_range(ends[0]..end, piece);
        }
        client.change("text.promo", version, json!(changes)).await;
    }
    // What is said of the text in pieces is what is said of it in one.
    let outline = |uri: String| json!({ "textDocument": { "uri": uri } });
    let pieced = client.request("textDocument/documentSymbol", outline(client.uri("text.promo"))).await;
    client.open_as("whole.promo", &text).await;
    let whole = client.request("textDocument/documentSymbol", outline(client.uri("whole.promo"))).await;
    assert_eq!(pieced, whole);
    let replaced = json!([{ "text": "flow only { dev -> qa }\n" }]);
    client.change("text.promo", 400, replaced).await;
    let one = client.request("textDocument/documentSymbol", outline(client.uri("text.promo"))).await;
    assert_eq!(one[0]["name"], "only");
}

#[tokio::test]
async fn places_beyond_the_text_are_its_ends() {
    let mut client = Client::new("//- /main.promo\nenvironment a").await;
    client.open_as("text.promo", "environment dev\n").await;
    let far = json!({ "line": 900, "character": 900 });
    client
        .change("text.promo", 2, json!([{ "range": { "start": far, "end": far }, "text": "let x = dev\n" }]))
        .await;
    let parameters = json!({ "textDocument": { "uri": client.uri("text.promo") } });
    let found = client.request("textDocument/documentSymbol", parameters).await;
    assert_eq!(found.as_array().unwrap().len(), 2);
    let past_line = json!({ "line": 0, "character": 900 });
    let parameters = json!({ "textDocument": { "uri": client.uri("text.promo") }, "position": past_line });
    assert_eq!(client.request("textDocument/hover", parameters).await["contents"]["kind"], "markdown");
}

#[tokio::test]
async fn changes_of_what_is_not_open_change_nothing() {
    let mut client = Client::new("//- /main.promo\nenvironment a").await;
    client.replace("never.promo", 2, "environment b").await;
    let found = client.request("workspace/symbol", json!({ "query": "" })).await;
    assert!(found.to_string().contains("\"a\"") && !found.to_string().contains("\"b\""));
}

/// The names that a text declares once it was changed.
async fn names_after(text: &str, changes: Value) -> Vec<String> {
    let mut client = Client::new("//- /main.promo\nenvironment a").await;
    client.open_as("text.promo", text).await;
    client.change("text.promo", 2, changes).await;
    let parameters = json!({ "textDocument": { "uri": client.uri("text.promo") } });
    let found = client.request("textDocument/documentSymbol", parameters).await;
    found.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap().to_owned()).collect()
}

fn change(line: u32, columns: std::ops::Range<u32>, text: &str) -> Value {
    let at = |character| json!({ "line": line, "character": character });
    json!({ "range": { "start": at(columns.start), "end": at(columns.end) }, "text": text })
}

#[tokio::test]
async fn every_line_end_of_the_protocol_ends_a_line() {
    let text = "let a = dev //\rlet b = dev\n\rlet c = dev //\r\nlet d = dev\r\r\nlet e = dev";
    let changes = json!([
        change(1, 4..5, "x"),
        change(3, 4..5, "y"),
        change(6, 4..5, "\"z\""),
        change(0, 99..99, "\n")
    ]);
    assert_eq!(names_after(text, changes).await, ["a", "x", "y", "d", "z"]);
}

#[tokio::test]
async fn half_a_pair_that_is_left_keeps_the_columns() {
    let text = "environment \"a😀b\"";
    let cases = [
        // The first half, the second, both in turn.
        (json!([change(0, 14..15, ""), change(0, 15..16, "c")]), "a\u{fffd}c"),
        (json!([change(0, 15..16, ""), change(0, 15..16, "c")]), "a\u{fffd}c"),
        (json!([change(0, 15..16, ""), change(0, 14..15, ""), change(0, 14..15, "c")]), "ac"),
        // Something between the halves, and nothing.
        (json!([change(0, 15..15, "-"), change(0, 17..18, "c")]), "a\u{fffd}-\u{fffd}c"),
        (json!([change(0, 15..15, ""), change(0, 16..17, "c")]), "a😀c"),
        // From one half to another place, and back.
        (json!([change(0, 15..17, "")]), "a\u{fffd}"),
        (json!([change(0, 13..15, "")]), "\u{fffd}b"),
    ];
    for (changes, name) in cases {
        assert_eq!(names_after(text, changes.clone()).await, [name], "{changes}");
    }
}

#[tokio::test]
async fn thousands_of_changes_at_once_are_one_after_the_other() {
    let line = "// A line that says nothing.\n";
    let text = line.repeat(20_000);
    let changes: Vec<Value> =
        (0..5_000).map(|at| change(at * 3, 0..2, &format!("let n{at} = dev //"))).collect();
    let expected: Vec<String> = (0..5_000).map(|at| format!("n{at}")).collect();
    assert_eq!(names_after(&text, json!(changes)).await, expected);
    let backwards: Vec<Value> = changes.into_iter().rev().collect();
    assert_eq!(names_after(&text, json!(backwards)).await, expected);
}

#[tokio::test]
async fn edits_are_counted_as_the_client_counts() {
    let line = "environment \"é€😀\", b";
    let before = &line[..line.find(" b").unwrap() + 1];
    let columns = [
        ("utf-8", before.len()),
        ("utf-16", before.encode_utf16().count()),
        ("utf-32", before.chars().count()),
    ];
    for (encoding, column) in columns {
        let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::with("//- /main.promo\nenvironment a", capabilities).await;
        client.open_as("text.promo", &format!("// é\r\n{line}\r\n")).await;
        let column = column as u32;
        client
            .change("text.promo", 2, json!([change(1, column..column + 1, "c"), change(1, 99..99, ", d")]))
            .await;
        let parameters = json!({ "textDocument": { "uri": client.uri("text.promo") } });
        let found = client.request("textDocument/documentSymbol", parameters).await;
        let names: Vec<&str> =
            found.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["é€😀", "c", "d"], "{encoding}");
    }
}
