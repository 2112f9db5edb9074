//! Many messages at once: all are answered, none overtakes a change, and what is not wanted any more is given up.

use serde_json::json;

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
flow to-qa { dev -> qa }
";

#[tokio::test]
async fn thousands_of_edits_with_reads_between_are_seen_in_order() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let outline = json!({ "textDocument": { "uri": client.uri("flow.promo") } });
    let mut reads = Vec::new();
    for version in 2..5_002 {
        client.replace("flow.promo", version, &format!("flow number-{version} {{ dev -> qa }}\n")).await;
        if version % 1_000 == 0 {
            // Nothing follows before the answer, so that nothing interrupts it.
            let found = client.request("textDocument/documentSymbol", outline.clone()).await;
            assert_eq!(found[0]["name"], format!("number-{version}"));
        } else if version % 10 == 0 {
            reads.push((version, client.begin("textDocument/documentSymbol", outline.clone()).await));
        }
    }
    for (version, id) in reads {
        match client.response(id).await {
            Ok(found) => assert_eq!(found[0]["name"], format!("number-{version}")),
            // What the text was then is no more of interest.
            Err(error) => assert_eq!(error["code"], -32801),
        }
    }
    let last = client.request("textDocument/documentSymbol", outline).await;
    assert_eq!(last[0]["name"], "number-5001");
    assert!(client.end().await);
}

#[tokio::test]
async fn a_cancelled_request_is_answered_so() {
    let mut client = Client::new(PROJECT).await;
    // Long enough for the cancellation to come in time on any machine.
    let text: String = (0..20_000).map(|number| format!("let name-{number} = dev\n")).collect();
    client.open_as("long.promo", &text).await;
    let outline = json!({ "textDocument": { "uri": client.uri("long.promo") } });
    let id = client.begin("textDocument/documentSymbol", outline.clone()).await;
    client.notify("$/cancelRequest", json!({ "id": id })).await;
    let error = client.response(id).await.unwrap_err();
    assert_eq!(error["code"], -32800);
    let found = client.request("textDocument/documentSymbol", outline).await;
    assert_eq!(found.as_array().unwrap().len(), 20_000);
    assert!(client.end().await);
}

#[tokio::test]
async fn unknown_and_wrong_requests_are_refused() {
    let mut client = Client::new(PROJECT).await;
    let unknown = client.try_request("promo/nothing", json!({})).await.unwrap_err();
    assert_eq!(unknown["code"], -32601);
    let wrong = client.try_request("textDocument/hover", json!({ "position": 3 })).await.unwrap_err();
    assert_eq!(wrong["code"], -32602);
    let again = client.try_request("initialize", json!({ "capabilities": {} })).await.unwrap_err();
    assert_eq!(again["code"], -32600);
    client.request("shutdown", serde_json::Value::Null).await;
    let late = client.try_request("textDocument/hover", json!({})).await.unwrap_err();
    assert_eq!(late["code"], -32600);
    assert!(client.exit().await);
}
