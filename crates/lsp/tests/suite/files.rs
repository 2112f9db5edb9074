//! Files beside those that are open: other projects, and what happens on the disk.

use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
flow to-qa {
  dev -> qa
}

product loans { flow to-qa }

//- /other/promo.toml
[lint]

//- /other/main.promo
environment test
";

fn event(client: &Client, path: &str, kind: u32) -> Value {
    json!({ "changes": [{ "uri": client.uri(path), "type": kind }] })
}

fn has_error(found: &[Value], rule: &str) -> bool {
    found.iter().any(|found| found["code"] == rule)
}

#[tokio::test]
async fn what_changes_on_the_disk_is_read_again() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    client.write("environments.promo", "environment dev\n");
    client.notify("workspace/didChangeWatchedFiles", event(&client, "environments.promo", 2)).await;
    client.until("flow.promo", |found| has_error(found, "unknown-environment")).await;
    client.write("more.promo", "environment qa\n");
    client.notify("workspace/didChangeWatchedFiles", event(&client, "more.promo", 1)).await;
    client.until("flow.promo", |found| !has_error(found, "unknown-environment")).await;
    client.remove("more.promo");
    client.notify("workspace/didChangeWatchedFiles", event(&client, "more.promo", 3)).await;
    client.until("flow.promo", |found| has_error(found, "unknown-environment")).await;
}

#[tokio::test]
async fn a_closed_document_is_as_it_is_on_the_disk() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("environments.promo", "environment dev\n").await;
    client.until("flow.promo", |found| has_error(found, "unknown-environment")).await;
    client.close("environments.promo").await;
    client.until("flow.promo", |found| !has_error(found, "unknown-environment")).await;
}

#[tokio::test]
async fn a_renamed_file_keeps_what_is_said_right() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let text = client.read("environments.promo");
    client.remove("environments.promo");
    client.write("renamed.promo", &text);
    let changes = json!({ "changes": [
        { "uri": client.uri("environments.promo"), "type": 3 },
        { "uri": client.uri("renamed.promo"), "type": 1 },
    ] });
    client.notify("workspace/didChangeWatchedFiles", changes).await;
    let position = json!({ "line": 1, "character": 9 });
    let parameters = json!({ "textDocument": { "uri": client.uri("flow.promo") }, "position": position });
    let found = client.request("textDocument/definition", parameters).await;
    assert_eq!(found[0]["uri"], client.uri("renamed.promo"));
}

#[tokio::test]
async fn each_project_knows_its_own_names() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("other/new.promo", "flow x { dev -> test }\nproduct p { flow x }\n").await;
    let found = client.diagnostics("other/new.promo").await;
    let unknown: Vec<_> = found.iter().filter(|found| found["code"] == "unknown-environment").collect();
    assert_eq!(unknown.len(), 1);
    assert!(unknown[0]["message"].as_str().unwrap().contains("`dev`"));
}

#[tokio::test]
async fn a_text_that_was_never_saved_is_a_project_of_its_own() {
    let mut client = Client::new(PROJECT).await;
    let uri = "untitled:Untitled-1";
    let document = json!({ "uri": uri, "languageId": "promo", "version": 1, "text": "flow x { dev -> qa }" });
    client.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    let told = client.wait_for(|message| message["params"]["uri"] == uri).await;
    assert!(has_error(told["params"]["diagnostics"].as_array().unwrap(), "unknown-environment"));
}

#[tokio::test]
async fn a_wrong_configuration_is_told_of_where_it_stands() {
    let mut client = Client::new(PROJECT).await;
    client.open("other/main.promo").await;
    client.write("other/promo.toml", "[lints]\n");
    client.notify("workspace/didChangeWatchedFiles", event(&client, "other/promo.toml", 2)).await;
    client.until("other/promo.toml", |found| found.len() == 1).await;
    client.write("other/promo.toml", "[lint]\n");
    client.notify("workspace/didChangeWatchedFiles", event(&client, "other/promo.toml", 2)).await;
    client.until("other/promo.toml", <[Value]>::is_empty).await;
}

#[tokio::test]
async fn the_server_asks_to_be_told_of_files() {
    let capabilities = json!({
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
        "window": { "workDoneProgress": true },
    });
    let mut client = Client::with(PROJECT, capabilities).await;
    let asked = client.wait_for(|message| message["method"] == "client/registerCapability").await;
    assert_eq!(asked["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.answer(&asked, Value::Null).await;
    let asked = client.wait_for(|message| message["method"] == "window/workDoneProgress/create").await;
    client.answer(&asked, Value::Null).await;
    let begun = client.wait_for(|message| message["params"]["value"]["kind"] == "begin").await;
    assert_eq!(begun["params"]["token"], asked["params"]["token"]);
    client.wait_for(|message| message["params"]["value"]["kind"] == "end").await;
}
