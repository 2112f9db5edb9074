//! A session from its start to its end.

use serde_json::json;

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
/// From dev to qa.
flow to-qa {
  dev -> qa
}
";

#[tokio::test]
async fn diagnostics_follow_the_text() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    client.replace("flow.promo", 2, "flow to-qa { dev -> quality }\n").await;
    let mut found = client.diagnostics("flow.promo").await;
    while found.iter().all(|found| found["code"] != "unknown-environment") {
        found = client.diagnostics("flow.promo").await;
    }
    let unknown = found.iter().find(|found| found["code"] == "unknown-environment").unwrap();
    assert_eq!(unknown["range"]["start"], json!({ "line": 0, "character": 20 }));
    client.replace("flow.promo", 3, "flow to-qa { dev -> qa }\n").await;
    let mut found = client.diagnostics("flow.promo").await;
    while found.iter().any(|found| found["severity"] == 1) {
        found = client.diagnostics("flow.promo").await;
    }
    assert!(client.end().await);
}

#[tokio::test]
async fn a_name_leads_to_its_declaration() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let position = client.at("flow.promo", 2, 9);
    let found = client.request("textDocument/definition", position.clone()).await;
    assert_eq!(found[0]["uri"], client.uri("environments.promo"));
    assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": 17 }));
    let hover = client.request("textDocument/hover", position).await;
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("```promo\nenvironment dev, qa\n```\n"), "{text}");
}

#[tokio::test]
async fn names_are_completed_where_they_are_due() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("flow.promo", "flow to-qa {\n  dev -> \n}\n").await;
    let position = client.at("flow.promo", 1, 9);
    let found = client.request("textDocument/completion", position).await;
    let mut labels: Vec<_> =
        found.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["dev", "qa"]);
}

#[tokio::test]
async fn a_typed_brace_lists_nothing_where_a_block_begins() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("flow.promo", "flow to-qa {}\n").await;
    let mut position = client.at("flow.promo", 0, 12);
    position["context"] = json!({ "triggerKind": 2, "triggerCharacter": "{" });
    let found = client.request("textDocument/completion", position.clone()).await;
    assert_eq!(found, json!([]));
    position["context"] = json!({ "triggerKind": 1 });
    let found = client.request("textDocument/completion", position).await;
    assert!(found.as_array().unwrap().iter().any(|item| item["label"] == "trigger"));
}

#[tokio::test]
async fn an_exit_without_a_shutdown_is_out_of_order() {
    let client = Client::new(PROJECT).await;
    assert!(!client.exit().await);
}

#[tokio::test]
async fn early_requests_are_refused() {
    let mut client = Client::silent(&promo_testing::Fixture::parse(PROJECT)).await;
    let position = client.at("flow.promo", 2, 9);
    let error = client.try_request("textDocument/hover", position).await.unwrap_err();
    assert_eq!(error["code"], -32002);
}
