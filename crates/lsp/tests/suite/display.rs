//! What is shown in a text and beside it: semantic tokens with their deltas, hints, lenses, signatures.

use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
/// From dev to qa.
flow to-qa {
  timeout 4h
  dev -> qa // é😀
  step qa { pre \"é😀\"  post dev }
}
policy all { priority 1  action pr }
product loans { flow to-qa }
flow limited(limit: duration, where: environment = qa) { dev -> where  timeout limit }
";

async fn client() -> Client {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    client
}

fn document(client: &Client) -> Value {
    json!({ "uri": client.uri("flow.promo") })
}

async fn full(client: &mut Client) -> Value {
    let parameters = json!({ "textDocument": document(client) });
    client.request("textDocument/semanticTokens/full", parameters).await
}

async fn delta(client: &mut Client, previous: &Value) -> Value {
    let parameters = json!({ "textDocument": document(client), "previousResultId": previous });
    client.request("textDocument/semanticTokens/full/delta", parameters).await
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

/// Line, column and length of each token, as the numbers say.
fn places(data: &[u64]) -> Vec<[u64; 3]> {
    let (mut line, mut column) = (0, 0);
    let places = data.chunks(5).map(|token| {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        [line, column, token[2]]
    });
    places.collect()
}

#[tokio::test]
async fn a_delta_makes_the_new_tokens_of_the_old_ones() {
    let mut client = client().await;
    let first = full(&mut client).await;
    let (mut id, mut known) = (first["resultId"].clone(), numbers(&first["data"]));
    let text = client.read("flow.promo");
    let texts = [
        text.replace("4h", "4h version \"1\""),
        format!("// One more line.\n{text}"),
        text.replace("post dev", ""),
        text.clone(),
        String::new(),
        text,
    ];
    for (version, text) in (2..).zip(texts) {
        client.replace("flow.promo", version, &text).await;
        let change = delta(&mut client, &id).await;
        for edit in change["edits"].as_array().unwrap() {
            let start = edit["start"].as_u64().unwrap() as usize;
            let end = start + edit["deleteCount"].as_u64().unwrap() as usize;
            let data = if edit["data"].is_null() { Vec::new() } else { numbers(&edit["data"]) };
            known.splice(start..end, data);
        }
        id = change["resultId"].clone();
        // A client that asks for all of them gets the same, and has another state to tell of from then on.
        let all = full(&mut client).await;
        assert_eq!(numbers(&all["data"]), known);
        assert_ne!(all["resultId"], id);
        id = all["resultId"].clone();
    }
    let unchanged = delta(&mut client, &id).await;
    assert_eq!(unchanged["edits"], json!([]));
}

#[tokio::test]
async fn who_has_other_tokens_gets_all_of_them() {
    let mut client = client().await;
    let first = full(&mut client).await;
    let other = delta(&mut client, &json!("no such result")).await;
    assert_eq!(other["data"], first["data"]);
    client.close("flow.promo").await;
    client.open("flow.promo").await;
    let again = delta(&mut client, &other["resultId"]).await;
    assert_eq!(again["data"], first["data"]);
}

#[tokio::test]
async fn the_tokens_of_a_range_are_those_of_the_document_there() {
    let mut client = client().await;
    let all = places(&numbers(&full(&mut client).await["data"]));
    let lines = client.read("flow.promo").lines().count() as u64;
    for first in 0..lines {
        for last in first + 1..=lines {
            let range = json!({
                "start": { "line": first, "character": 0 }, "end": { "line": last, "character": 0 },
            });
            let parameters = json!({ "textDocument": document(&client), "range": range });
            let found = client.request("textDocument/semanticTokens/range", parameters).await;
            let expected: Vec<_> =
                all.iter().filter(|place| (first..last).contains(&place[0])).copied().collect();
            assert_eq!(places(&numbers(&found["data"])), expected);
        }
    }
}

#[tokio::test]
async fn tokens_are_counted_as_the_client_counts() {
    let mut client = client().await;
    let found = places(&numbers(&full(&mut client).await["data"]));
    // The comment, and the name in quotes: both behind nothing wide, and both with three units for two characters.
    assert!(found.contains(&[3, 12, 6]) && found.contains(&[4, 16, 5]), "{found:?}");
    assert!(found.contains(&[4, 23, 4]), "what follows in the line: {found:?}");
}

async fn hints(client: &mut Client) -> Value {
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 90, "character": 0 } });
    let parameters = json!({ "textDocument": document(client), "range": range });
    client.request("textDocument/inlayHint", parameters).await
}

async fn lenses(client: &mut Client) -> Vec<Value> {
    let parameters = json!({ "textDocument": document(client) });
    client.request("textDocument/codeLens", parameters).await.as_array().unwrap().clone()
}

#[tokio::test]
async fn hints_lead_to_what_decides() {
    let mut client = client().await;
    client.replace("flow.promo", 2, "flow to-qa { dev -> qa }\npolicy all { priority 1  action pr }\n").await;
    let found = hints(&mut client).await;
    let action = found.as_array().unwrap().iter().find(|hint| hint["label"][1]["value"] == "pr").unwrap();
    assert_eq!(action["position"], json!({ "line": 0, "character": 22 }));
    let location = &action["label"][1]["location"];
    assert_eq!(location["uri"], client.uri("flow.promo"));
    assert_eq!(location["range"]["start"], json!({ "line": 1, "character": 32 }));
}

#[tokio::test]
async fn hints_and_lenses_are_shown_as_the_user_wants() {
    let mut client = client().await;
    assert!(!hints(&mut client).await.as_array().unwrap().is_empty());
    assert!(!lenses(&mut client).await.is_empty());
    let settings = json!({ "inlayHints": { "enable": false }, "codeLens": { "enable": false } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "promo": settings } })).await;
    assert_eq!(hints(&mut client).await, json!([]));
    assert!(lenses(&mut client).await.is_empty());
}

#[tokio::test]
async fn uses_are_counted_for_lenses_that_are_seen() {
    let mut client = client().await;
    let found = lenses(&mut client).await;
    let waiting: Vec<&Value> = found.iter().filter(|lens| lens["command"].is_null()).collect();
    let commands: Vec<&str> = found.iter().filter_map(|lens| lens["command"]["command"].as_str()).collect();
    assert!(commands.contains(&"promo.previewYaml") && commands.contains(&"promo.showFlowGraph"));
    assert!(commands.contains(&"promo.simulateRelease"));
    let lens = client.request("codeLens/resolve", waiting[0].clone()).await;
    assert_eq!(lens["command"]["title"], "used by 1");
    assert_eq!(lens["command"]["command"], "promo.showReferences");
    let arguments = &lens["command"]["arguments"];
    assert_eq!(arguments[0], client.uri("flow.promo"));
    assert_eq!(arguments[1], json!({ "line": 1, "character": 5 }));
    assert_eq!(arguments[2][0]["range"]["start"], json!({ "line": 7, "character": 21 }));
    // What has its command is as it was.
    let done = found.iter().find(|lens| !lens["command"].is_null()).unwrap();
    assert_eq!(client.request("codeLens/resolve", done.clone()).await, *done);
}

#[tokio::test]
async fn several_names_share_a_lens() {
    let mut client = client().await;
    let parameters = json!({ "textDocument": { "uri": client.uri("environments.promo") } });
    let found = client.request("textDocument/codeLens", parameters).await;
    let lens = client.request("codeLens/resolve", found[0].clone()).await;
    assert_eq!(lens["command"]["title"], "2 names: used by 6");
}

#[tokio::test]
async fn the_parameter_that_is_written_is_marked() {
    let mut client = client().await;
    let text = format!("{}flow one = limited(4h, ", client.read("flow.promo"));
    client.replace("flow.promo", 2, &text).await;
    let line = text.lines().count() - 1;
    let position = json!({ "line": line, "character": 23 });
    let parameters = json!({ "textDocument": document(&client), "position": position });
    let found = client.request("textDocument/signatureHelp", parameters).await;
    assert_eq!(found["activeParameter"], 1);
    let signature = &found["signatures"][0];
    let label = signature["label"].as_str().unwrap();
    let offsets = numbers(&signature["parameters"][1]["label"]);
    assert_eq!(&label[offsets[0] as usize..offsets[1] as usize], "where: environment = qa");
}

#[tokio::test]
async fn selections_lie_in_one_another() {
    let mut client = client().await;
    let positions = json!([{ "line": 3, "character": 10 }, { "line": 2, "character": 3 }]);
    let parameters = json!({ "textDocument": document(&client), "positions": positions });
    let found = client.request("textDocument/selectionRange", parameters).await;
    assert_eq!(found.as_array().unwrap().len(), 2);
    assert_eq!(found[0]["range"]["start"], json!({ "line": 3, "character": 9 }));
    assert_eq!(found[0]["parent"]["range"]["start"], json!({ "line": 3, "character": 2 }));
    let mut outermost = &found[0];
    while !outermost["parent"].is_null() {
        outermost = &outermost["parent"];
    }
    assert_eq!(outermost["range"]["start"], json!({ "line": 0, "character": 0 }));
}

#[tokio::test]
async fn what_is_folded_is_given_by_lines() {
    let mut client = client().await;
    let parameters = json!({ "textDocument": document(&client) });
    let found = client.request("textDocument/foldingRange", parameters).await;
    assert_eq!(found, json!([{ "startLine": 1, "endLine": 4 }]));
}

#[tokio::test]
async fn links_lead_to_pages_and_files() {
    let application = "
//- /loans.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: loans-dev
  annotations: { codefresh.io/product: loans }
spec:
  source: { repoURL: https://example.com/git, path: charts/loans }
  destination: { server: https://kubernetes.default.svc, namespace: loans }

//- /charts/loans/values.yaml
tag: \"1\"
";
    let mut client = Client::new(&format!("{PROJECT}{application}")).await;
    let text = "environment dev\nproduct loans { promote \"values.yaml\" } // promo: allow(empty-flow)\n";
    client.open_as("links.promo", text).await;
    let parameters = json!({ "textDocument": { "uri": client.uri("links.promo") } });
    let found = client.request("textDocument/documentLink", parameters).await;
    assert_eq!(found[0]["target"], client.uri("charts/loans/values.yaml"));
    assert_eq!(found[0]["range"]["start"], json!({ "line": 1, "character": 25 }));
    assert!(found[1]["target"].as_str().unwrap().ends_with("/empty-flow.md"), "{found}");
}
