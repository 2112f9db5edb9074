//! Diagnostics for clients that ask for them.

use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
flow to-qa { dev -> quality }
product loans { flow to-qa }
";

async fn client() -> Client {
    Client::with(PROJECT, json!({ "textDocument": { "diagnostic": {} } })).await
}

#[tokio::test]
async fn a_document_is_told_of_when_something_changed() {
    let mut client = client().await;
    client.open("flow.promo").await;
    let document = json!({ "uri": client.uri("flow.promo") });
    let first = client.request("textDocument/diagnostic", json!({ "textDocument": document })).await;
    assert_eq!(first["kind"], "full");
    assert!(first["items"].to_string().contains("unknown-environment"));
    let again = json!({ "textDocument": document, "previousResultId": first["resultId"] });
    let second = client.request("textDocument/diagnostic", again.clone()).await;
    assert_eq!(second, json!({ "kind": "unchanged", "resultId": first["resultId"] }));
    client.open_as("environments.promo", "environment dev, quality\n").await;
    let third = client.request("textDocument/diagnostic", again).await;
    assert!(!third["items"].to_string().contains("unknown-environment"));
}

#[tokio::test]
async fn the_workspace_is_told_of_with_files_that_are_not_open() {
    let mut client = client().await;
    let first = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).await;
    let items = first["items"].as_array().unwrap();
    let flow = items.iter().find(|item| item["uri"] == client.uri("flow.promo")).unwrap();
    assert_eq!(flow["kind"], "full");
    let previous: Vec<Value> =
        items.iter().map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    let second = client.request("workspace/diagnostic", json!({ "previousResultIds": previous })).await;
    let items = second["items"].as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item["kind"] == "unchanged"), "{items:?}");
}

#[tokio::test]
async fn a_pull_that_an_edit_interrupts_may_be_made_again_at_once() {
    let mut client = client().await;
    let text: String =
        (0..5_000).map(|number| format!("let name-{number} = name-{}\n", number + 1)).collect();
    client.open_as("long.promo", &text).await;
    let parameters = json!({ "textDocument": { "uri": client.uri("long.promo") } });
    let mut interrupted = None;
    for version in 2..200 {
        let id = client.begin("textDocument/diagnostic", parameters.clone()).await;
        client.replace("long.promo", version, &format!("{text}// {version}\n")).await;
        interrupted = client.response(id).await.err();
        if interrupted.is_some() {
            break;
        }
    }
    let error = interrupted.expect("an edit comes in time");
    assert_eq!((&error["code"], &error["data"]), (&json!(-32802), &json!({ "retriggerRequest": true })));
}

#[tokio::test]
async fn nothing_is_told_unasked() {
    let mut client = client().await;
    client.open("flow.promo").await;
    let parameters = json!({ "textDocument": { "uri": client.uri("flow.promo") } });
    client.request("textDocument/documentSymbol", parameters).await;
    client.request("shutdown", Value::Null).await;
    assert!(client.said_nothing_of("textDocument/publishDiagnostics"));
}
