//! Clients that can do less than others, or say it in other words: each gets what it can take, and nothing else.

use std::process::{Command, Stdio};

use promo_testing::Fixture;
use serde_json::{Value, json};

use crate::client::{Client, usual};

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
/// From `dev` to **qa**.
flow to-qa(limit: duration = 4h) {
  dev -> qa
  timeout limit
  step qa { action commit }
}
flow short = to-qa(1h)
product loans { flow short }
";

async fn bare() -> Client {
    let mut client = Client::with(PROJECT, json!({})).await;
    client.open("flow.promo").await;
    client
}

fn document(client: &Client) -> Value {
    json!({ "textDocument": { "uri": client.uri("flow.promo") } })
}

#[tokio::test]
async fn texts_are_plain_where_nothing_else_is_shown() {
    let mut client = bare().await;
    let position = client.at("flow.promo", 1, 7);
    let hover = client.request("textDocument/hover", position).await;
    assert_eq!(hover["contents"]["kind"], "plaintext");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(
        text.starts_with("flow to-qa(limit: duration = 4h) {\n") && text.ends_with("}\n\nFrom dev to qa."),
        "{text}"
    );

    client
        .replace("flow.promo", 2, "product loans { flow  }\n/// To **qa**.\nflow to-qa { dev -> qa }\n")
        .await;
    let position = client.at("flow.promo", 0, 21);
    let found = client.request("textDocument/completion", position).await;
    let item = found.as_array().unwrap().iter().find(|item| item["label"] == "to-qa").unwrap().clone();
    let resolved = client.request("completionItem/resolve", item).await;
    assert_eq!(resolved["documentation"]["kind"], "plaintext");
    let text = resolved["documentation"]["value"].as_str().unwrap();
    assert!(
        text.contains("To qa.") && text.contains("kind: PromotionFlow") && !text.contains("```"),
        "{text}"
    );
}

#[tokio::test]
async fn the_settings_of_an_environment_are_rows_without_bars() {
    let mut client = bare().await;
    client
        .replace("flow.promo", 2, "flow a { dev -> qa  step qa { action commit } }\nproduct p { flow a }\n")
        .await;
    let position = client.at("flow.promo", 0, 17);
    let hover = client.request("textDocument/hover", position).await;
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("\naction  commit  step, flow.promo:1"), "{text}");
    assert!(!text.contains(['|', '`', '[']), "{text}");
}

#[tokio::test]
async fn each_feature_has_its_own_format() {
    for preferred in ["markdown", "plaintext"] {
        let formats = json!([preferred, "markdown", "plaintext"]);
        let text = json!({
            "hover": { "contentFormat": formats },
            "signatureHelp": { "signatureInformation": { "documentationFormat": formats } },
            "completion": { "completionItem": { "documentationFormat": formats } },
        });
        let mut client = Client::with(PROJECT, json!({ "textDocument": text })).await;
        client.open("flow.promo").await;
        let position = client.at("flow.promo", 1, 7);
        let hover = client.request("textDocument/hover", position).await;
        assert_eq!(hover["contents"]["kind"], preferred);
        let position = client.at("flow.promo", 6, 19);
        let found = client.request("textDocument/signatureHelp", position).await;
        assert_eq!(found["signatures"][0]["documentation"]["kind"], preferred, "{found}");
        let position = client.at("flow.promo", 7, 21);
        let found = client.request("textDocument/completion", position).await;
        let item = found.as_array().unwrap().iter().find(|item| item["label"] == "short").unwrap().clone();
        let item = client.request("completionItem/resolve", item).await;
        assert_eq!(item["documentation"]["kind"], preferred);
    }
}

#[tokio::test]
async fn symbols_stand_in_a_row_where_none_can_be_in_another() {
    let mut client = bare().await;
    let parameters = document(&client);
    let found = client.request("textDocument/documentSymbol", parameters).await;
    let all: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|symbol| (symbol["name"].as_str().unwrap(), symbol["containerName"].as_str()))
        .collect();
    assert_eq!(all, [("to-qa", None), ("qa", Some("to-qa")), ("short", None), ("loans", None)]);
    assert_eq!(found[1]["location"]["uri"], client.uri("flow.promo"));
    assert_eq!(found[1]["location"]["range"]["start"], json!({ "line": 4, "character": 2 }));
}

#[tokio::test]
async fn actions_are_for_clients_that_know_more_than_commands() {
    let mut client = Client::silent(&Fixture::parse(PROJECT)).await;
    let server = client.initialize(json!({})).await;
    assert!(server["capabilities"]["codeActionProvider"].is_null());
    client.open("flow.promo").await;
    let position = json!({ "line": 4, "character": 13 });
    let mut parameters = document(&client);
    parameters["range"] = json!({ "start": position, "end": position });
    parameters["context"] = json!({ "diagnostics": [] });
    assert_eq!(client.request("textDocument/codeAction", parameters).await, Value::Null);
}

#[tokio::test]
async fn lenses_only_tell_where_the_commands_are_unknown() {
    let mut client = bare().await;
    let parameters = document(&client);
    let found = client.request("textDocument/codeLens", parameters).await;
    let lenses = found.as_array().unwrap();
    assert!(lenses.len() == 3 && lenses.iter().all(|lens| lens["command"].is_null()), "{found:#}");
    let lens = client.request("codeLens/resolve", lenses[0].clone()).await;
    assert_eq!(lens["command"], json!({ "title": "used by 1", "command": "" }));
}

#[tokio::test]
async fn a_path_may_stand_for_the_folder() {
    let mut client = Client::silent(&Fixture::parse(PROJECT)).await;
    let root = client.folder().to_owned();
    client.initialize_with(json!({ "capabilities": {}, "rootPath": root })).await;
    let found = client.request("workspace/symbol", json!({ "query": "loans" })).await;
    assert_eq!(found[0]["name"], "loans");
}

#[tokio::test]
async fn a_setting_of_a_wrong_type_costs_no_other() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let settings = json!({ "inlayHints": "yes", "codeLens": { "enable": false }, "else": 7 });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "promo": settings } })).await;
    let parameters = document(&client);
    assert_eq!(client.request("textDocument/codeLens", parameters).await, json!([]));
}

#[tokio::test]
async fn settings_are_asked_for_and_watched() {
    let mut capabilities = usual();
    capabilities["workspace"] =
        json!({ "configuration": true, "didChangeConfiguration": { "dynamicRegistration": true } });
    let mut client = Client::with(PROJECT, capabilities).await;
    let registered = client.wait_for(|message| message["method"] == "client/registerCapability").await;
    let registration = &registered["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeConfiguration");
    assert_eq!(registration["registerOptions"], json!({ "section": "promo" }));
    client.answer(&registered, Value::Null).await;
    client.open("flow.promo").await;
    for is_shown in [false, true] {
        let asked = client.wait_for(|message| message["method"] == "workspace/configuration").await;
        client.answer(&asked, json!([{ "codeLens": { "enable": is_shown } }])).await;
        let parameters = document(&client);
        let mut lenses = Value::Null;
        while lenses.as_array().is_none_or(|lenses| lenses.is_empty() == is_shown) {
            lenses = client.request("textDocument/codeLens", parameters.clone()).await;
        }
        client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    }
}

/// A process that goes on until it is ended.
#[cfg(unix)]
fn process() -> std::process::Child {
    Command::new("sleep").arg("600").stdin(Stdio::null()).spawn().unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn the_server_ends_with_the_process_of_its_editor() {
    let mut parent = process();
    let mut client = Client::silent(&Fixture::parse(PROJECT)).await;
    client.initialize_with(json!({ "capabilities": {}, "processId": parent.id() })).await;
    client.open("flow.promo").await;
    let parameters = document(&client);
    client.request("textDocument/documentSymbol", parameters).await;
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert!(!client.ended().await, "nobody asked for it");
}

#[cfg(unix)]
#[tokio::test]
async fn the_server_of_an_editor_that_is_gone_ends() {
    let mut parent = process();
    parent.kill().unwrap();
    parent.wait().unwrap();
    let mut client = Client::silent(&Fixture::parse(PROJECT)).await;
    client.begin("initialize", json!({ "capabilities": {}, "processId": parent.id() })).await;
    assert!(!client.ended().await);
}
