//! Messages in whatever frames, and what is no message: each is understood or answered with an error, and the server
//! goes on with all that it knows.

use serde_json::{Value, json};

use crate::client::Client;

const PROJECT: &str = "
//- /environments.promo
environment dev, qa

//- /flow.promo
flow to-qa { dev -> qa }
";

/// An editor with a text that is nowhere but in it.
async fn client() -> Client {
    let mut client = Client::new(PROJECT).await;
    client.open_as("flow.promo", "flow unsaved { dev -> qa }").await;
    client
}

/// A request as a body.
fn request(client: &Client, id: Value) -> String {
    let document = json!({ "uri": client.uri("flow.promo") });
    json!({
        "jsonrpc": "2.0", "id": id, "method": "textDocument/documentSymbol", "params": { "textDocument": document },
    })
    .to_string()
}

fn framed(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// Whether the server answers, and knows the text that was never saved.
async fn goes_on(client: &mut Client) {
    let document = json!({ "textDocument": { "uri": client.uri("flow.promo") } });
    let found = client.request("textDocument/documentSymbol", document).await;
    assert_eq!(found[0]["name"], "unsaved");
}

async fn error(client: &mut Client) -> Value {
    client.wait_for(|message| !message["error"].is_null()).await
}

#[tokio::test]
async fn what_is_no_message_is_answered_with_an_error() {
    let bodies: [(&[u8], i64, Value); 15] = [
        (b"{", -32700, Value::Null),
        (b"no JSON at all", -32700, Value::Null),
        (b"", -32700, Value::Null),
        (b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}", -32700, Value::Null),
        (b"[]", -32600, Value::Null),
        (b"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"}]", -32600, Value::Null),
        (b"null", -32600, Value::Null),
        (b"{}", -32600, Value::Null),
        (b"{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"shutdown\"}", -32600, json!(7)),
        (b"{\"id\":\"seven\",\"method\":\"shutdown\"}", -32600, json!("seven")),
        (b"{\"jsonrpc\":\"2.0\",\"id\":7.5,\"method\":\"shutdown\"}", -32600, Value::Null),
        (b"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":7}", -32600, json!(7)),
        (b"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"$/none\"}", -32601, json!(7)),
        (b"{\"jsonrpc\":\"2.0\",\"id\":7}", -32600, Value::Null),
        (b"{\"jsonrpc\":\"2.0\",\"result\":7}", -32600, Value::Null),
    ];
    let mut client = client().await;
    for (body, code, id) in bodies {
        client.send_bytes(&framed(body)).await;
        let answer = error(&mut client).await;
        let text = String::from_utf8_lossy(body);
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &id), "{text}");
        goes_on(&mut client).await;
    }
    assert!(client.end().await);
}

#[tokio::test]
async fn headers_are_read_whatever_they_look_like() {
    let headers = [
        "content-length: {}\r\n",
        "CONTENT-LENGTH:{}\r\n",
        "Content-Length: {}\n",
        "Content-Type: application/vscode-jsonrpc\r\nContent-Length: {}\r\n",
        "Content-Type: application/vscode-jsonrpc; charset=UTF-8\r\nContent-Length: {}\r\n",
        "Content-Type: application/vscode-jsonrpc; charset=\"utf8\"\r\nContent-Length: {}\r\n",
        "X-One: 1\r\nX-Two: 2\r\nX-Three: 3\r\nContent-Length: {}\r\n",
        "\r\n\r\nContent-Length: {}\r\n",
    ];
    let mut client = client().await;
    for (id, header) in (1_000..).zip(headers) {
        let body = request(&client, json!(id));
        let message = header.replace("{}", &body.len().to_string()) + "\r\n" + &body;
        client.send_bytes(message.as_bytes()).await;
        assert_eq!(client.response(id).await.unwrap()[0]["name"], "unsaved", "{header}");
    }
    assert!(client.end().await);
}

#[tokio::test]
async fn another_charset_is_refused() {
    let mut client = client().await;
    let body = request(&client, json!(1_000));
    let header = format!("Content-Type: x; charset=utf-16\r\nContent-Length: {}\r\n\r\n", body.len());
    client.send_bytes((header + &body).as_bytes()).await;
    assert_eq!(error(&mut client).await["error"]["code"], -32700);
    goes_on(&mut client).await;
}

#[tokio::test]
async fn after_broken_frames_the_next_message_is_found() {
    let mut client = client().await;
    let body = request(&client, json!(1_000));
    let long = "x".repeat(200_000);
    let broken = [
        format!("Content-Length: abc\r\n\r\n{body}"),
        format!("Content-Length: -5\r\n\r\n{body}"),
        format!("Content-Length: 99999999999999999999\r\n\r\n{body}"),
        format!("Content-Length: 2000000000\r\n\r\n{body}"),
        format!("Content-Length: {}\r\n\r\n{body}", body.len() - 3),
        format!("X-Header: 1\r\n\r\n{body}"),
        format!("Content-Length: none\r\n\r\n{long}"),
        body.clone(),
        long,
        "{\r\n  \"pretty\": 1,\r\n\r\n  \"text\": \"content-length\"\r\n}".to_owned(),
    ];
    for bytes in broken {
        client.send_bytes(bytes.as_bytes()).await;
        goes_on(&mut client).await;
        assert_eq!(error(&mut client).await["error"]["code"], -32700, "{bytes}");
    }
    assert!(client.end().await);
}

#[tokio::test]
async fn an_input_that_ends_inside_of_a_message_ends_the_server() {
    let mut client = client().await;
    client.send_bytes(b"Content-Length: 50\r\n\r\n{").await;
    assert!(!client.hang_up().await);
}

#[tokio::test]
async fn half_a_pair_of_surrogates_is_a_sign_like_any_other() {
    let texts = [
        (r"let \ud83d = dev", "let \u{fffd} = dev"),
        (r"let a = dev // \ude00\ud83d", "let a = dev // \u{fffd}\u{fffd}"),
        (r"let a = dev // \uD83D\uDE00 \ud83d\u0041", "let a = dev // 😀 \u{fffd}A"),
        (r"let a = dev // \\ud83d \n \\\ud83d", "let a = dev // \\ud83d \n \\\u{fffd}"),
    ];
    let mut client = client().await;
    for (version, (escaped, text)) in (2..).zip(texts) {
        let document = json!({ "uri": client.uri("flow.promo"), "version": version });
        let message = json!({
            "jsonrpc": "2.0",
            "method": "textDocument/didChange",
            "params": { "textDocument": document, "contentChanges": [{ "text": "TEXT" }] },
        });
        let body = message.to_string().replace("TEXT", escaped);
        client.send_bytes(&framed(body.as_bytes())).await;
        let parameters = json!({
            "textDocument": document, "positions": [{ "line": 0, "character": 0 }],
        });
        let mut found = &client.request("textDocument/selectionRange", parameters).await[0];
        while !found["parent"].is_null() {
            found = &found["parent"];
        }
        assert_eq!(found["range"]["end"], promo_testing::position(text, text.len()), "{escaped}");
    }
    assert!(client.end().await);
}

#[tokio::test]
async fn something_beside_a_shutdown_does_no_harm() {
    let mut client = client().await;
    assert_eq!(client.request("shutdown", json!({})).await, Value::Null);
    client.notify("exit", json!({ "why": "it is late" })).await;
    assert!(client.ended().await);
}

#[tokio::test]
async fn addresses_with_signs_that_they_cannot_have_are_understood() {
    let mut client = client().await;
    for name in ["a file.promo", "Größe.promo", "100%.promo", "a[1].promo", "a^b|c`d.promo"] {
        client.open_as(name, "environment one, two\n").await;
        let found = client
            .request("textDocument/documentSymbol", json!({ "textDocument": { "uri": client.uri(name) } }))
            .await;
        assert_eq!(found.as_array().map(Vec::len), Some(2), "{name}");
    }
}

#[tokio::test]
async fn a_notification_that_cannot_be_read_is_told_of() {
    let mut client = client().await;
    client.notify("textDocument/didChange", json!({ "textDocument": { "uri": 7 } })).await;
    let told = client.wait_for(|message| message["method"] == "window/logMessage").await;
    let text = told["params"]["message"].as_str().unwrap();
    assert!(text.starts_with("`textDocument/didChange` is left out"), "{text}");
    goes_on(&mut client).await;
}
