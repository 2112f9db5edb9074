//! Changes that the server makes: code actions, renaming, and files that get another name.

use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
flow to-qa {
  trigger dev
  dev -> qa
  step qa { action pr }
}

product loans { flow to-qa }

//- /policy.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata: { name: review }
spec:
  priority: 1
  selector: { targetEnvironment: { names: [qa] } }
  policy: { postAction: \"\" }
";

/// What an editor can do that can do everything.
fn everything() -> Value {
    let resolve = json!({ "properties": ["edit"] });
    json!({
        "workspace": { "workspaceEdit": {
            "documentChanges": true,
            "changeAnnotationSupport": { "groupsOnLabel": true },
        } },
        "textDocument": { "codeAction": {
            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
            "dataSupport": true, "disabledSupport": true, "resolveSupport": resolve,
        } },
    })
}

async fn actions(client: &mut Client, path: &str, line: u32, character: u32, only: Value) -> Vec<Value> {
    let position = json!({ "line": line, "character": character });
    let mut context = json!({ "diagnostics": [] });
    if !only.is_null() {
        context["only"] = only;
    }
    let parameters = json!({
        "textDocument": { "uri": client.uri(path) },
        "range": { "start": position, "end": position },
        "context": context,
    });
    let found = client.request("textDocument/codeAction", parameters).await;
    found.as_array().cloned().unwrap_or_default()
}

fn titled<'a>(actions: &'a [Value], beginning: &str) -> &'a Value {
    let is_it = |action: &&Value| action["title"].as_str().unwrap().starts_with(beginning);
    actions.iter().find(is_it).unwrap_or_else(|| panic!("no {beginning} among {actions:#?}"))
}

#[tokio::test]
async fn a_fix_is_linked_to_what_it_mends_and_preferred_if_it_is_safe() {
    let mut client = Client::with(PROJECT, everything()).await;
    client.open("flow.promo").await;
    let found = actions(&mut client, "flow.promo", 1, 4, json!(["quickfix"])).await;
    let fix = titled(&found, "Take the clause out");
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(fix["diagnostics"][0]["code"], "redundant-trigger");
    let change = &fix["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": client.uri("flow.promo"), "version": 1 }));
    assert_eq!(change["edits"][0]["newText"], "");
    let silence = titled(&found, "Silence `redundant-trigger` here");
    assert!(silence["isPreferred"].is_null());
    assert!(found.iter().all(|action| action["kind"] == "quickfix"), "{found:#?}");
}

#[tokio::test]
async fn manifests_are_mended_too() {
    let mut client = Client::with(PROJECT, everything()).await;
    let text = client.read("policy.yaml").replace("[qa]", "[qaa]");
    client.open_as("policy.yaml", &text).await;
    let column = text.lines().nth(5).unwrap().find("qaa").unwrap() as u32;
    let found = actions(&mut client, "policy.yaml", 5, column, Value::Null).await;
    assert_eq!(titled(&found, "Write `qa`")["edit"]["documentChanges"][0]["edits"][0]["newText"], "qa");
    let declared = &titled(&found, "Declare `environment qaa`")["edit"]["documentChanges"][0];
    assert_eq!(declared["textDocument"]["uri"], client.uri("environments.promo"));
    assert_eq!(declared["edits"][0]["newText"], "\nenvironment qaa");
    let silenced = &titled(&found, "Silence `unknown-environment` here")["edit"]["documentChanges"][0];
    assert_eq!(silenced["edits"][0]["newText"], "  # promo: allow(unknown-environment)\n");
}

#[tokio::test]
async fn all_safe_fixes_of_a_manifest_are_one_action() {
    let mut client = Client::with(PROJECT, everything()).await;
    let text = client.read("policy.yaml").replace("priority: 1", "prioritty: '1'");
    client.open_as("policy.yaml", &text).await;
    let found = actions(&mut client, "policy.yaml", 0, 0, json!(["source.fixAll"])).await;
    let resolved = client.request("codeAction/resolve", found[0].clone()).await;
    let edits = resolved["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    let texts: Vec<&str> = edits.iter().map(|edit| edit["newText"].as_str().unwrap()).collect();
    assert_eq!(texts, ["  priority: 1\n"]);
}

#[tokio::test]
async fn all_safe_fixes_are_found_when_they_are_wanted() {
    let mut client = Client::with(PROJECT, everything()).await;
    client.open("flow.promo").await;
    for kind in ["source", "source.fixAll", "source.fixAll.promo"] {
        let found = actions(&mut client, "flow.promo", 0, 0, json!([kind])).await;
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0]["kind"], "source.fixAll.promo");
        assert!(found[0]["edit"].is_null(), "that is found later");
        let resolved = client.request("codeAction/resolve", found[0].clone()).await;
        let edits = &resolved["edit"]["documentChanges"][0]["edits"];
        assert_eq!(edits[0]["range"]["start"], json!({ "line": 1, "character": 0 }));
        assert_eq!(edits[0]["newText"], "");
    }
    assert!(actions(&mut client, "environments.promo", 0, 0, json!(["source.fixAll"])).await.is_empty());
}

#[tokio::test]
async fn an_editor_that_can_do_little_gets_plain_edits() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let uri = client.uri("flow.promo");
    for (beginning, only) in [("Take the clause out", Value::Null), ("Fix all", json!(["source.fixAll"]))] {
        let found = actions(&mut client, "flow.promo", 1, 4, only).await;
        let edit = &titled(&found, beginning)["edit"];
        assert!(edit["documentChanges"].is_null(), "{edit:#?}");
        assert_eq!(edit["changes"][&uri].as_array().unwrap().len(), 1);
    }
    let found = actions(&mut client, "flow.promo", 3, 8, json!(["refactor"])).await;
    assert!(!found.is_empty());
    assert!(found.iter().all(|action| action["disabled"].is_null() && action["edit"].is_object()));
}

#[tokio::test]
async fn an_editor_that_cannot_ask_later_gets_what_takes_a_while_only_where_somebody_asks() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    for (trigger, is_offered) in [(1, true), (2, false)] {
        let position = json!({ "line": 3, "character": 8 });
        let parameters = json!({
            "textDocument": { "uri": client.uri("flow.promo") },
            "range": { "start": position, "end": position },
            "context": { "diagnostics": [], "triggerKind": trigger },
        });
        let found = client.request("textDocument/codeAction", parameters).await;
        let found = found.as_array().unwrap();
        let has_kind =
            |kind: &str| found.iter().any(|action| action["kind"].as_str().unwrap().starts_with(kind));
        assert_eq!(has_kind("refactor"), is_offered, "{found:#?}");
        assert!(!has_kind("source"), "{found:#?}");
    }
}

/// More products than are looked at while the cursor moves, one of which takes another flow besides.
fn many_products() -> String {
    let products: String = (0..40).map(|number| format!("product p{number} {{ flow to-qa }}\n")).collect();
    format!(
        "//- /main.promo
environment dev, qa
flow to-qa {{ dev -> qa  step qa {{ action pr }} }}
flow hotfix {{ dev -> qa }}
policy everywhere {{ priority 10  action commit }}
product loans {{ flow to-qa  flow hotfix when message matches \"*fix*\" }}
{products}"
    )
}

#[tokio::test]
async fn what_only_a_try_shows_is_told_when_it_is_wanted() {
    let mut client = Client::with(&many_products(), everything()).await;
    client.open("main.promo").await;
    let found = actions(&mut client, "main.promo", 1, 32, json!(["refactor"])).await;
    let action = titled(&found, "Move the settings").clone();
    assert!(action["disabled"].is_null());
    let error = client.try_request("codeAction/resolve", action).await.unwrap_err();
    assert_eq!(error["code"], -32803);
    let reason = "`action` of `loans` in `qa` of `hotfix` would be `pr` and no longer `commit`";
    assert_eq!(error["message"], reason);
}

#[tokio::test]
async fn refactorings_are_found_when_they_are_wanted() {
    let mut client = Client::with(PROJECT, everything()).await;
    client.open("flow.promo").await;
    let found = actions(&mut client, "flow.promo", 3, 8, json!(["refactor"])).await;
    let action = titled(&found, "Move `action` into").clone();
    assert!(action["edit"].is_null(), "that is found later");
    let resolved = client.request("codeAction/resolve", action.clone()).await;
    let edits = &resolved["edit"]["documentChanges"][0]["edits"];
    assert_eq!(edits[0]["newText"], "  default { action pr }\n");
    client.replace("flow.promo", 2, "flow to-qa { dev -> qa }\n").await;
    let error = client.try_request("codeAction/resolve", action).await.unwrap_err();
    assert_eq!(error["code"], -32801);
}

#[tokio::test]
async fn refactorings_have_kinds_and_say_why_they_cannot_be_done() {
    let mut client = Client::with(PROJECT, everything()).await;
    client.open("flow.promo").await;
    let found = actions(&mut client, "flow.promo", 3, 8, Value::Null).await;
    assert_eq!(titled(&found, "Move `action` into")["kind"], "refactor.extract");
    let refused = titled(&found, "Remove `qa`");
    assert_eq!(refused["kind"], "refactor.rewrite");
    assert_eq!(refused["disabled"]["reason"], "nothing would be promoted any more");
    assert!(refused["edit"].is_null());
    let only = actions(&mut client, "flow.promo", 3, 8, json!(["refactor.extract"])).await;
    assert!(!only.is_empty() && only.iter().all(|action| action["kind"] == "refactor.extract"));
}

async fn rename(client: &mut Client) -> Value {
    let parameters = json!({
        "textDocument": { "uri": client.uri("flow.promo") },
        "position": { "line": 2, "character": 9 },
        "newName": "test",
    });
    client.request("textDocument/rename", parameters).await
}

#[tokio::test]
async fn a_rename_in_manifests_wants_a_look() {
    let mut client = Client::with(PROJECT, everything()).await;
    client.open("flow.promo").await;
    let edit = rename(&mut client).await;
    let changes = edit["documentChanges"].as_array().unwrap();
    let in_file = |path: &str| {
        let uri = client.uri(path);
        changes.iter().find(|change| change["textDocument"]["uri"] == uri).unwrap()
    };
    let confirmed = |path: &str| {
        let annotation = in_file(path)["edits"][0]["annotationId"].as_str().unwrap();
        edit["changeAnnotations"][annotation]["needsConfirmation"].clone()
    };
    assert_eq!(confirmed("policy.yaml"), true);
    assert_eq!(confirmed("flow.promo"), false);
    assert_eq!(in_file("flow.promo")["edits"].as_array().unwrap().len(), 2);
    assert_eq!(in_file("environments.promo")["textDocument"]["version"], Value::Null);
}

#[tokio::test]
async fn an_editor_without_annotations_gets_none() {
    let capabilities = json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } });
    let mut client = Client::with(PROJECT, capabilities).await;
    client.open("flow.promo").await;
    let edit = rename(&mut client).await;
    assert!(edit["changeAnnotations"].is_null());
    assert_eq!(edit["documentChanges"].as_array().unwrap().len(), 3);
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let edit = rename(&mut client).await;
    assert!(edit["documentChanges"].is_null() && edit["changeAnnotations"].is_null());
    assert_eq!(edit["changes"].as_object().unwrap().len(), 3);
}

#[tokio::test]
async fn where_nothing_can_be_renamed_there_is_nothing_to_prepare() {
    let mut client = Client::with(PROJECT, everything()).await;
    client.open("flow.promo").await;
    let keyword = client.at("flow.promo", 1, 3);
    assert_eq!(client.request("textDocument/prepareRename", keyword).await, Value::Null);
    let name = client.at("flow.promo", 2, 9);
    let prepared = client.request("textDocument/prepareRename", name).await;
    assert_eq!(prepared["placeholder"], "qa");
    let mut keyword = client.at("flow.promo", 1, 3);
    keyword["newName"] = json!("test");
    let refused = client.try_request("textDocument/rename", keyword).await.unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("nothing that has a name"), "{refused}");
}

#[tokio::test]
async fn a_rename_of_what_lives_elsewhere_wants_a_look() {
    let mut client = Client::with("//- /main.promo\nextern workflow smoke\n", everything()).await;
    client.open("main.promo").await;
    let mut parameters = client.at("main.promo", 0, 18);
    parameters["newName"] = json!("test");
    let edit = client.request("textDocument/rename", parameters).await;
    let annotation = edit["documentChanges"][0]["edits"][0]["annotationId"].as_str().unwrap();
    assert_eq!(edit["changeAnnotations"][annotation]["needsConfirmation"], true);
}

fn is_unknown(found: &Value) -> bool {
    found["code"] == "unknown-environment"
}

/// Waits until an environment of a file is known to be declared nowhere.
async fn until_unknown(client: &mut Client, path: &str) {
    while !client.diagnostics(path).await.iter().any(is_unknown) {}
}

#[tokio::test]
async fn a_file_may_get_another_name() {
    let mut client = Client::silent(&promo_testing::Fixture::parse(PROJECT)).await;
    let server = client.initialize(json!({})).await;
    let operations = &server["capabilities"]["workspace"]["fileOperations"];
    // Names don't tell in which file they are declared: there is nothing to be asked before.
    assert!(operations["didRename"].is_object() && operations["willRename"].is_null());
    client.open("flow.promo").await;
    // What is declared in a file that nobody knows of is unknown.
    client.replace("flow.promo", 2, "flow to-qa {\n  dev -> qa -> prod\n}\n").await;
    until_unknown(&mut client, "flow.promo").await;
    let (old, new) = (client.uri("environments.promo"), client.uri("all.promo"));
    let parameters = json!({ "files": [{ "oldUri": old, "newUri": new }] });
    client.remove("environments.promo");
    client.write("all.promo", "environment dev, qa, prod\n");
    client.notify("workspace/didRenameFiles", parameters).await;
    while client.diagnostics("flow.promo").await.iter().any(is_unknown) {}
    let position = json!({ "textDocument": { "uri": client.uri("flow.promo") },
        "position": { "line": 1, "character": 9 } });
    let found = client.request("textDocument/definition", position).await;
    assert_eq!(found[0]["uri"], client.uri("all.promo"));
}

#[tokio::test]
async fn an_open_document_may_get_another_name() {
    let mut client = Client::new(PROJECT).await;
    client.open("flow.promo").await;
    let text = client.read("flow.promo").replace("dev -> qa", "dev -> nowhere");
    client.replace("flow.promo", 2, &text).await;
    until_unknown(&mut client, "flow.promo").await;
    client.remove("flow.promo");
    client.write("moved.promo", &text);
    let files = json!([{ "oldUri": client.uri("flow.promo"), "newUri": client.uri("moved.promo") }]);
    client.close("flow.promo").await;
    client.open_as("moved.promo", &text).await;
    client.notify("workspace/didRenameFiles", json!({ "files": files })).await;
    while client.diagnostics("moved.promo").await.iter().all(|found| found["code"] != "unknown-environment") {
    }
    while !client.diagnostics("flow.promo").await.is_empty() {}
}
