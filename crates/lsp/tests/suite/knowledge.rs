//! What is known of names, as editors are told it: links, documentation on demand, and who runs what.

use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa
extern workflow notify

//- /flow.promo
/// From dev to qa.
flow to-qa {
  dev -> qa
  step qa { action commit  post notify }
}

//- /product.promo
product loans { flow to-qa }

//- /policy.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata: { name: review }
spec: { priority: 1, selector: { targetEnvironment: { names: [qa] } }, policy: { preAction: notify } }
";

#[tokio::test]
async fn settings_lead_to_where_they_come_from() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let position = client.at("flow.promo", 2, 9);
    let hover = client.request("textDocument/hover", position).await;
    let text = hover["contents"]["value"].as_str().unwrap();
    let flow = format!("| action | `commit` | step, [flow.promo:4]({}#L4) |", client.uri("flow.promo"));
    let policy =
        format!("| pre | `notify` | policy review (1), [policy.yaml:4]({}#L4) |", client.uri("policy.yaml"));
    assert!(text.contains(&flow) && text.contains(&policy), "{text}");
}

#[tokio::test]
async fn a_completion_is_documented_when_somebody_looks_at_it() {
    let mut client = Client::new(PROJECT).await;
    client.open_as("product.promo", "product loans { flow  }\n").await;
    let position = client.at("product.promo", 0, 21);
    let found = client.request("textDocument/completion", position).await;
    let item = found.as_array().unwrap().iter().find(|item| item["label"] == "to-qa").unwrap().clone();
    assert_eq!(item["documentation"], Value::Null);
    let resolved = client.request("completionItem/resolve", item.clone()).await;
    let text = resolved["documentation"]["value"].as_str().unwrap();
    assert!(text.contains("From dev to qa.") && text.contains("kind: PromotionFlow"), "{text}");
    assert_eq!((&resolved["label"], &resolved["textEdit"]), (&item["label"], &item["textEdit"]));

    // What was said of a name stays when the name is gone.
    let mut gone = resolved.clone();
    gone["data"]["name"] = json!("gone");
    assert_eq!(client.request("completionItem/resolve", gone.clone()).await, gone);

    let plain = json!({ "label": "anything" });
    assert_eq!(client.request("completionItem/resolve", plain.clone()).await, plain);
}

#[tokio::test]
async fn calls_are_followed_both_ways() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let position = client.at("flow.promo", 1, 6);
    let items = client.request("textDocument/prepareCallHierarchy", position).await;
    let flow = items[0].clone();
    assert_eq!((&flow["name"], &flow["detail"]), (&json!("to-qa"), &json!("flow")));

    let incoming = client.request("callHierarchy/incomingCalls", json!({ "item": flow })).await;
    assert_eq!(incoming[0]["from"]["name"], "loans");
    assert_eq!(incoming[0]["fromRanges"][0]["start"], json!({ "line": 0, "character": 21 }));

    let outgoing = client.request("callHierarchy/outgoingCalls", json!({ "item": flow })).await;
    let notify = outgoing[0]["to"].clone();
    assert_eq!(
        (&notify["name"], &notify["uri"]),
        (&json!("notify"), &json!(client.uri("environments.promo")))
    );

    let incoming = client.request("callHierarchy/incomingCalls", json!({ "item": notify })).await;
    let callers: Vec<_> =
        incoming.as_array().unwrap().iter().map(|call| call["from"]["name"].as_str().unwrap()).collect();
    assert_eq!(callers, ["to-qa", "review"]);
}

#[tokio::test]
async fn a_name_is_changed_in_manifests_too() {
    let mut client = Client::new(PROJECT).await;
    client.open("environments.promo").await;
    let mut parameters = client.at("environments.promo", 0, 18);
    parameters["newName"] = json!("test");
    let edit = client.request("textDocument/rename", parameters).await;
    let own = &edit["changes"][client.uri("policy.yaml")][0];
    assert_eq!(own["newText"], "test");
    assert_eq!(own["range"]["start"], json!({ "line": 3, "character": 62 }));
}
