//! A client that does what clients shouldn't: it gets the right answer, or none, and the server goes on.

use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
flow to-qa { dev -> qa }
";

fn outline(client: &Client, path: &str) -> Value {
    json!({ "textDocument": { "uri": client.uri(path) } })
}

async fn names(client: &mut Client, path: &str) -> Vec<String> {
    let parameters = outline(client, path);
    let found = client.request("textDocument/documentSymbol", parameters).await;
    found.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_version_that_goes_backwards_is_a_text_like_any_other() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    client.replace("flow.promo", 9, "flow later { dev -> qa }").await;
    client.replace("flow.promo", 3, "flow earlier { dev -> qa }").await;
    assert_eq!(names(&mut client, "flow.promo").await, ["earlier"]);
}

#[tokio::test]
async fn cancelling_what_is_done_or_was_never_asked_is_nothing() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    names(&mut client, "flow.promo").await;
    client.notify("$/cancelRequest", json!({ "id": 1 })).await;
    client.notify("$/cancelRequest", json!({ "id": 4_000 })).await;
    client.notify("$/cancelRequest", json!({ "id": "word" })).await;
    client.notify("$/unknown", json!({})).await;
    client.notify("unknown/notification", json!([1, 2])).await;
    assert_eq!(names(&mut client, "flow.promo").await, ["to-qa"]);
}

#[tokio::test]
async fn a_file_closed_during_a_request_is_the_one_on_the_disk() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("flow.promo", "flow open { dev -> qa }").await;
    let parameters = outline(&client, "flow.promo");
    let id = client.begin("textDocument/documentSymbol", parameters).await;
    client.close("flow.promo").await;
    if let Err(error) = client.response(id).await {
        assert_eq!(error["code"], -32801);
    }
    assert_eq!(names(&mut client, "flow.promo").await, ["to-qa"]);
    client.close("flow.promo").await;
    assert_eq!(names(&mut client, "flow.promo").await, ["to-qa"]);
}

#[tokio::test]
async fn an_edit_in_the_middle_of_a_character_is_one_before_it() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("text.promo", "// 😀\nflow a { dev -> qa }\n").await;
    let inside = json!({ "line": 0, "character": 4 });
    let changes = json!([{ "range": { "start": inside, "end": inside }, "text": "x\nlet b = dev\n// " }]);
    client.change("text.promo", 2, changes).await;
    assert_eq!(names(&mut client, "text.promo").await, ["b", "a"]);
}

#[tokio::test]
async fn a_range_whose_ends_are_swapped_is_the_same_range() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("text.promo", "let abc = dev\n").await;
    let (start, end) = (json!({ "line": 0, "character": 7 }), json!({ "line": 0, "character": 4 }));
    client.change("text.promo", 2, json!([{ "range": { "start": start, "end": end }, "text": "d" }])).await;
    assert_eq!(names(&mut client, "text.promo").await, ["d"]);
}

#[tokio::test]
async fn line_ends_of_windows_count_as_one() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("text.promo", "let a = dev\r\nlet b = dev\r\n").await;
    let (start, end) = (json!({ "line": 1, "character": 4 }), json!({ "line": 1, "character": 5 }));
    client.change("text.promo", 2, json!([{ "range": { "start": start, "end": end }, "text": "c" }])).await;
    assert_eq!(names(&mut client, "text.promo").await, ["a", "c"]);
    let beyond = json!({ "line": 0, "character": 99 });
    client
        .change("text.promo", 3, json!([{ "range": { "start": beyond, "end": beyond }, "text": " // x" }]))
        .await;
    assert_eq!(names(&mut client, "text.promo").await, ["a", "c"]);
}

#[tokio::test]
async fn a_document_of_ten_megabytes_is_read() {
    let mut client = Client::new(PROJECT).await;
    let text = "// A line that says nothing at all, over and over again.\n".repeat(180_000);
    client.open_as("large.promo", &format!("{text}flow large {{ dev -> qa }}\n")).await;
    assert_eq!(names(&mut client, "large.promo").await, ["large"]);
    let start = json!({ "line": 180_000, "character": 5 });
    let end = json!({ "line": 180_000, "character": 10 });
    client
        .change("large.promo", 2, json!([{ "range": { "start": start, "end": end }, "text": "small" }]))
        .await;
    assert_eq!(names(&mut client, "large.promo").await, ["small"]);
}

#[tokio::test]
async fn a_folder_that_is_deleted_under_it_leaves_what_is_open() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    client.remove_everything();
    let events =
        ["environments.promo", "flow.promo"].map(|path| json!({ "uri": client.uri(path), "type": 3 }));
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": events })).await;
    assert_eq!(names(&mut client, "flow.promo").await, ["to-qa"]);
    client.open_as("flow.promo", "flow again { dev -> qa }").await;
    assert_eq!(names(&mut client, "flow.promo").await, ["again"]);
    client.close("flow.promo").await;
    assert!(client.end().await);
}

#[tokio::test]
async fn a_pipe_that_breaks_ends_the_server() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    assert!(!client.hang_up().await, "no shutdown was asked for");
}

#[tokio::test]
async fn documents_with_strange_names_are_documents() {
    let mut client = Client::new(PROJECT).await;
    for uri in ["untitled:a b?c#d", "file:///", "file://host/share/x.promo", "git:/x/flow.promo?ref=1"] {
        let uri = uri.replace(' ', "%20");
        let document = json!({ "uri": uri, "languageId": "promo", "version": 1, "text": "let a = 1" });
        client.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    }
    client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": 7 } })).await;
    client.open("flow.promo").await;
    assert_eq!(names(&mut client, "flow.promo").await, ["to-qa"]);
}
