//! Which project a file belongs to, whatever comes and goes: each file has one home, and only that tells of it.

use serde_json::{Value, json};

use crate::client::Client;

/// A folder with two projects that know nothing of each other, and files that are in none.
const FOLDER: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
flow to-qa { dev -> qa  step qa { action pr } }
product loans { flow to-qa }

//- /team/promo.toml
[project]
sources = [\"src/**/*.promo\"]

//- /team/src/environments.promo
environment dev, qa

//- /team/src/flow.promo
flow to-quality { dev -> quality  step quality { action pr } }
product cards { flow to-quality }

//- /team/drafts/flow.promo
flow to-nowhere { dev -> nowhere }
";

const UNKNOWN: &[&str] = &["unknown-environment"];

fn events(client: &Client, paths: &[(&str, u32)]) -> Value {
    let events = paths.iter().map(|(path, kind)| json!({ "uri": client.uri(path), "type": kind }));
    json!({ "changes": events.collect::<Vec<_>>() })
}

async fn folders_changed(client: &mut Client, added: &[&str], removed: &[&str]) {
    let folders = |paths: &[&str]| -> Vec<Value> {
        let folder = |path: &&str| json!({ "uri": client.uri(path).trim_end_matches('/'), "name": path });
        paths.iter().map(folder).collect()
    };
    let event = json!({ "event": { "added": folders(added), "removed": folders(removed) } });
    client.notify("workspace/didChangeWorkspaceFolders", event).await;
}

async fn disk_changed(client: &mut Client, paths: &[(&str, u32)]) {
    let events = events(client, paths);
    client.notify("workspace/didChangeWatchedFiles", events).await;
}

#[tokio::test]
async fn a_project_inside_of_another_is_one_of_its_own() {
    let mut client = Client::new(FOLDER).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    client.open("team/src/flow.promo").await;
    client
        .replace(
            "team/src/flow.promo",
            2,
            "flow to-qa { dev -> qa  step qa { action pr } }\nproduct p { flow to-qa }",
        )
        .await;
    client.until_told(&[]).await;
    client
        .replace(
            "team/src/flow.promo",
            3,
            "flow to-qa { dev -> nowhere  step nowhere { action pr } }\nproduct p { flow to-qa }",
        )
        .await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    client.open("flow.promo").await;
    client.replace("flow.promo", 2, "").await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn what_is_no_source_of_its_project_stands_for_itself() {
    let mut client = Client::new(FOLDER).await;
    client.open("team/drafts/flow.promo").await;
    let own: &[&str] = &["unknown-environment", "unknown-environment"];
    client.until_told(&[("team/drafts/flow.promo", own), ("team/src/flow.promo", UNKNOWN)]).await;
    client.close("team/drafts/flow.promo").await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    disk_changed(&mut client, &[("team/src/flow.promo", 2)]).await;
    client.request("workspace/symbol", json!({ "query": "nowhere" })).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn only_promo_and_manifests_of_a_project_are_read() {
    let mut client = Client::new(FOLDER).await;
    for (path, language, text) in [("team/promo.toml", "toml", "[project"), ("data.json", "json", "{")] {
        let document = json!({ "languageId": language, "version": 1, "uri": client.uri(path), "text": text });
        client.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    }
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    let symbols = json!({ "textDocument": { "uri": client.uri("data.json") } });
    assert_eq!(client.request("textDocument/documentSymbol", symbols).await, Value::Null);
}

#[tokio::test]
async fn a_document_of_another_scheme_never_touches_the_disk() {
    let mut client = Client::new(FOLDER).await;
    let uri = client.uri("flow.promo").replace("file:", "git:");
    client.open_uri(&uri, "environment dev\nenvironment dev\n").await;
    client.until_told(&[(&uri, &["duplicate-declaration"]), ("team/src/flow.promo", UNKNOWN)]).await;
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } })).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    disk_changed(&mut client, &[("flow.promo", 2)]).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn a_folder_that_goes_leaves_nothing_behind() {
    let mut client = Client::new(FOLDER).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    folders_changed(&mut client, &["team"], &[""]).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    folders_changed(&mut client, &[], &["team"]).await;
    client.until_told(&[]).await;
    assert_eq!(client.request("workspace/symbol", json!({ "query": "" })).await, json!([]));
}

#[tokio::test]
async fn a_folder_within_a_folder_is_looked_at_once() {
    let mut client = Client::new(
        "
        //- /a.promo
        environment dev
        //- /in/a.promo
        environment dev
    ",
    )
    .await;
    client.until_told(&[("in/a.promo", &["duplicate-declaration"])]).await;
    folders_changed(&mut client, &["in"], &[]).await;
    client.until_told(&[]).await;
    let found = client.request("workspace/symbol", json!({ "query": "dev" })).await;
    assert_eq!(found.as_array().unwrap().len(), 2);
    folders_changed(&mut client, &[], &["in"]).await;
    client.until_told(&[("in/a.promo", &["duplicate-declaration"])]).await;
}

#[tokio::test]
async fn a_configuration_that_comes_or_goes_makes_or_ends_a_project() {
    let mut client = Client::new(FOLDER).await;
    client.open("team/src/flow.promo").await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    client.remove("team/promo.toml");
    disk_changed(&mut client, &[("team/promo.toml", 3)]).await;
    client
        .until_told(&[
            ("team/drafts/flow.promo", UNKNOWN),
            ("team/src/environments.promo", &["duplicate-declaration", "duplicate-declaration"]),
            ("team/src/flow.promo", UNKNOWN),
        ])
        .await;
    client.write("team/promo.toml", "[project]\nsources = [\"src/**/*.promo\"]\n");
    disk_changed(&mut client, &[("team/promo.toml", 1)]).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn a_folder_that_is_deleted_is_a_project_without_files() {
    let mut client = Client::new(FOLDER).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    client.remove_everything();
    let folder = client.uri("");
    let deleted = json!({ "changes": [{ "uri": folder.trim_end_matches('/'), "type": 3 }] });
    client.notify("workspace/didChangeWatchedFiles", deleted).await;
    client.until_told(&[]).await;
}

#[tokio::test]
async fn a_document_that_is_opened_again_is_told_of_again() {
    let mut client = Client::new(FOLDER).await;
    client.open("team/src/flow.promo").await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    for _ in 0..3 {
        client.close("team/src/flow.promo").await;
        client.forget();
        client.open("team/src/flow.promo").await;
        client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    }
}

#[tokio::test]
async fn another_spelling_of_a_name_is_the_same_file() {
    let mut client = Client::new(
        "
        //- /@team/flow.promo
        flow to-quality { quality -> quality }
    ",
    )
    .await;
    let wrong: &[&str] = UNKNOWN;
    client.until_told(&[("%40team/flow.promo", wrong)]).await;
    let text = client.read("@team/flow.promo");
    client.open_as("@team/flow.promo", &text).await;
    client.until_told(&[("@team/flow.promo", wrong)]).await;
    client.close("@team/flow.promo").await;
    client.until_told(&[("%40team/flow.promo", wrong)]).await;
}

#[tokio::test]
async fn of_two_names_for_a_file_the_one_that_is_left_counts() {
    let mut client = Client::new(FOLDER).await;
    let (one, other) = (client.uri("environments.promo"), client.uri("%65nvironments.promo"));
    client.open_uri(&one, "environment dev, qa, stage\n").await;
    client.open_uri(&other, "environment dev, qa, stage, prod\n").await;
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": other } })).await;
    client
        .until_told(&[("environments.promo", &["unused-environment"]), ("team/src/flow.promo", UNKNOWN)])
        .await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_the_folder_leads_to_the_same_project() {
    let mut client = Client::new(FOLDER).await;
    let links = tempfile::tempdir().unwrap();
    let link = links.path().join("link");
    std::os::unix::fs::symlink(client.folder(), &link).unwrap();
    let uri = format!("file://{}/flow.promo", link.display());
    client
        .open_uri(&uri, "flow to-qa { dev -> nowhere  step nowhere { action pr } }\nproduct p { flow to-qa }")
        .await;
    client.until_told(&[(&uri, UNKNOWN), ("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn a_file_beside_no_project_is_looked_at_with_its_neighbours_only() {
    let mut client = Client::new(FOLDER).await;
    let loose = tempfile::tempdir().unwrap();
    std::fs::create_dir(loose.path().join("below")).unwrap();
    std::fs::write(loose.path().join("names.promo"), "environment dev, qa\n").unwrap();
    std::fs::write(loose.path().join("below/other.promo"), "environment dev, prod\n").unwrap();
    let uri = format!("file://{}/flow.promo", loose.path().display());
    client.open_uri(&uri, "flow f { dev -> prod  step prod { action pr } }\nproduct p { flow f }\n").await;
    client.until_told(&[(&uri, UNKNOWN), ("team/src/flow.promo", UNKNOWN)]).await;
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } })).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn yaml_beside_no_project_is_left_alone() {
    let mut client = Client::new(FOLDER).await;
    let loose = tempfile::tempdir().unwrap();
    std::fs::write(loose.path().join("names.promo"), "environment dev, dev\n").unwrap();
    let uri = format!("file://{}/values.yaml", loose.path().display());
    let document = json!({ "languageId": "yaml", "version": 1, "uri": uri, "text": "a: 1\n" });
    client.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    let query = json!({ "query": "dev" });
    let found = client.request("workspace/symbol", query).await;
    assert_eq!(found.as_array().unwrap().len(), 2, "those of the folder alone: {found}");
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn a_file_that_is_no_text_is_told_of_wherever_it_is_read() {
    let mut client = Client::new(FOLDER).await;
    client.write_bytes("flow.promo", b"flow \xff");
    disk_changed(&mut client, &[("flow.promo", 2)]).await;
    client.until_told(&[("flow.promo", &["unreadable-file"]), ("team/src/flow.promo", UNKNOWN)]).await;
    client.open_as("flow.promo", "flow f { dev -> qa  step qa { action pr } }\nproduct p { flow f }\n").await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
    client.close("flow.promo").await;
    client.write("flow.promo", "flow f { dev -> qa  step qa { action pr } }\nproduct p { flow f }\n");
    disk_changed(&mut client, &[("flow.promo", 2)]).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn a_client_that_watches_no_files_has_them_read_when_it_saves() {
    let mut client = Client::new(FOLDER).await;
    client.open("flow.promo").await;
    client.write("environments.promo", "environment dev\n");
    let document = json!({ "uri": client.uri("flow.promo") });
    client.notify("textDocument/didSave", json!({ "textDocument": document })).await;
    client.until_told(&[("flow.promo", UNKNOWN), ("team/src/flow.promo", UNKNOWN)]).await;
}

#[tokio::test]
async fn a_client_that_asks_is_told_to_ask_again() {
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": {
            "diagnostics": { "refreshSupport": true },
            "inlayHint": { "refreshSupport": true },
        },
    });
    let mut client = Client::with(FOLDER, capabilities).await;
    let asked = |method: &'static str| move |message: &Value| message["method"] == method;
    client.open_as("environments.promo", "environment dev\n").await;
    let request = client.wait_for(asked("workspace/diagnostic/refresh")).await;
    client.answer(&request, Value::Null).await;
    let request = client.wait_for(asked("workspace/inlayHint/refresh")).await;
    client.answer(&request, Value::Null).await;
    client.open("flow.promo").await;
    for version in 2..50 {
        client.replace("environments.promo", version, "environment dev, qa\n").await;
    }
    // What other documents show may have changed, once for all of the edits.
    let request = client.wait_for(asked("workspace/inlayHint/refresh")).await;
    client.answer(&request, Value::Null).await;
    client.request("workspace/symbol", json!({ "query": "" })).await;
    assert!(client.said_nothing_of("workspace/inlayHint/refresh"));
}

#[tokio::test]
async fn a_file_that_is_gone_has_nothing_wrong_for_a_client_that_asks() {
    let mut client = Client::with(FOLDER, json!({ "textDocument": { "diagnostic": {} } })).await;
    let first = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).await;
    let items = first["items"].as_array().unwrap();
    let previous: Vec<Value> =
        items.iter().map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    assert!(previous.iter().any(|item| item["uri"] == client.uri("team/src/flow.promo")));
    client.remove("team/src/flow.promo");
    disk_changed(&mut client, &[("team/src/flow.promo", 3)]).await;
    let second = client.request("workspace/diagnostic", json!({ "previousResultIds": previous })).await;
    let items = second["items"].as_array().unwrap();
    let gone = items.iter().find(|item| item["uri"] == client.uri("team/src/flow.promo")).unwrap();
    assert_eq!((gone["kind"].as_str(), gone["items"].as_array().map(Vec::len)), (Some("full"), Some(0)));
}

#[tokio::test]
async fn a_manifest_that_promo_writes_is_none_written_by_hand() {
    let mut client = Client::new(FOLDER).await;
    let policy = "apiVersion: codefresh.io/v1beta1\nkind: PromotionPolicy\nmetadata: {name: p}\nspec: {}\n";
    client.write("policy.yaml", policy);
    disk_changed(&mut client, &[("policy.yaml", 1)]).await;
    let wrong = client.wait_for(|message| {
        message["params"]["uri"].as_str().is_some_and(|uri| uri.ends_with("/policy.yaml"))
    });
    assert_ne!(wrong.await["params"]["diagnostics"], json!([]));
    client.write("policy.yaml", &format!("# Generated by promo from a.promo\n{policy}"));
    disk_changed(&mut client, &[("policy.yaml", 2)]).await;
    client.until_told(&[("team/src/flow.promo", UNKNOWN)]).await;
}
