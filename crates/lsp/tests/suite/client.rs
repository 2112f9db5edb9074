//! An editor without a window: it speaks the protocol with the server over two pipes in memory.

use std::collections::BTreeMap;
use std::time::Duration;

use promo_testing::Fixture;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, split};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Client {
    folder: TempDir,
    writer: tokio::io::WriteHalf<DuplexStream>,
    incoming: UnboundedReceiver<Value>,
    next_id: i64,
    /// Messages that came while something else was waited for.
    kept: Vec<Value>,
    server: tokio::task::JoinHandle<std::io::Result<bool>>,
    reader: tokio::task::JoinHandle<()>,
}

impl Client {
    /// An editor that shows the folder with the files of a fixture, with nothing said yet.
    pub async fn silent(fixture: &Fixture) -> Client {
        let folder = tempfile::tempdir().unwrap();
        for file in &fixture.files {
            let path = folder.path().join(&*file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &file.text).unwrap();
        }
        Client::of_folder(folder)
    }

    /// An editor that shows a folder, with nothing said yet.
    fn of_folder(folder: TempDir) -> Client {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let (input, output) = split(theirs);
        let server = tokio::spawn(promo_lsp::serve(input, output));
        let (reader, writer) = split(ours);
        let (sender, incoming) = unbounded_channel();
        let reader = tokio::spawn(async move {
            let mut reader = BufReader::new(reader);
            while let Some(message) = read_message(&mut reader).await {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Client { folder, writer, incoming, next_id: 0, kept: Vec::new(), server, reader }
    }

    /// An editor as most are, that shows the folder with the files of a fixture.
    pub async fn new(fixture: &str) -> Client {
        let mut client = Client::silent(&Fixture::parse(fixture)).await;
        let options = json!({ "commands": true });
        client.initialize_with(json!({ "capabilities": usual(), "initializationOptions": options })).await;
        client
    }

    /// An editor with some capabilities.
    pub async fn with(fixture: &str, capabilities: Value) -> Client {
        let mut client = Client::silent(&Fixture::parse(fixture)).await;
        client.initialize(capabilities).await;
        client
    }

    pub async fn initialize(&mut self, capabilities: Value) -> Value {
        self.initialize_with(json!({ "capabilities": capabilities })).await
    }

    /// Begins with some parameters, and with the folder if they name none.
    pub async fn initialize_with(&mut self, mut parameters: Value) -> Value {
        let root = self.uri("");
        let folders = json!([{ "uri": root.trim_end_matches('/'), "name": "project" }]);
        if parameters["rootPath"].is_null() {
            parameters["workspaceFolders"] = folders;
        }
        let result = self.request("initialize", parameters).await;
        self.notify("initialized", json!({})).await;
        result
    }

    pub fn uri(&self, path: &str) -> String {
        format!("file://{}/{path}", self.folder.path().display())
    }

    /// A place in a file, as a request names it.
    pub fn at(&self, path: &str, line: u32, character: u32) -> Value {
        json!({ "textDocument": { "uri": self.uri(path) }, "position": { "line": line, "character": character } })
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: &str) {
        std::fs::write(self.folder.path().join(path), text).unwrap();
    }

    pub fn write_bytes(&self, path: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(path), bytes).unwrap();
    }

    /// The folder that the editor shows.
    /// Forgets all that was told so far.
    pub fn forget(&mut self) {
        self.kept.clear();
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.folder.path().join(path)).unwrap();
    }

    /// Removes the folder that the editor shows.
    pub fn remove_everything(&self) {
        std::fs::remove_dir_all(self.folder.path()).unwrap();
    }

    /// Breaks the pipe without a word; whether the server ended in order.
    pub async fn hang_up(self) -> bool {
        let Client { writer, incoming, server, reader, .. } = self;
        reader.abort();
        drop((writer, incoming));
        tokio::time::timeout(PATIENCE, server).await.expect("the server goes on").unwrap().unwrap()
    }

    pub async fn close(&mut self, path: &str) {
        let document = json!({ "uri": self.uri(path) });
        self.notify("textDocument/didClose", json!({ "textDocument": document })).await;
    }

    /// Answers a request of the server.
    pub async fn answer(&mut self, request: &Value, result: Value) {
        self.send(json!({ "jsonrpc": "2.0", "id": request["id"], "result": result })).await;
    }

    /// Whether no message of a method has come so far.
    pub fn said_nothing_of(&self, method: &str) -> bool {
        self.kept.iter().all(|message| message["method"] != method)
    }

    pub async fn open(&mut self, path: &str) {
        let text = self.read(path);
        self.open_as(path, &text).await;
    }

    pub async fn open_as(&mut self, path: &str, text: &str) {
        let document = json!({ "uri": self.uri(path), "languageId": "promo", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    }

    /// Puts another text in the place of all of it.
    pub async fn replace(&mut self, path: &str, version: i32, text: &str) {
        self.change(path, version, json!([{ "text": text }])).await;
    }

    pub async fn change(&mut self, path: &str, version: i32, changes: Value) {
        let document = json!({ "uri": self.uri(path), "version": version });
        let parameters = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", parameters).await;
    }

    pub async fn notify(&mut self, method: &str, parameters: Value) {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": parameters })).await;
    }

    /// The result of a request; an error stops the test.
    pub async fn request(&mut self, method: &str, parameters: Value) -> Value {
        self.try_request(method, parameters).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    pub async fn try_request(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        let id = self.begin(method, parameters).await;
        self.response(id).await
    }

    /// Sends a request without waiting for its answer.
    pub async fn begin(&mut self, method: &str, parameters: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        let message = match parameters {
            Value::Null => json!({ "jsonrpc": "2.0", "id": id, "method": method }),
            parameters => json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }),
        };
        self.send(message).await;
        id
    }

    pub async fn response(&mut self, id: i64) -> Result<Value, Value> {
        let is_answer = |message: &Value| message["id"] == json!(id) && message["method"].is_null();
        let mut message = self.wait_for(is_answer).await;
        match message.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(message["result"].take()),
        }
    }

    /// The diagnostics of a file, once they are told of a version of it.
    pub async fn diagnostics(&mut self, path: &str) -> Vec<Value> {
        let uri = self.uri(path);
        let message = self
            .wait_for(|message| {
                message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
            })
            .await;
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// Waits until what is told of a file fits.
    pub async fn until(&mut self, path: &str, fits: impl Fn(&[Value]) -> bool) {
        while !fits(&self.diagnostics(path).await) {}
    }

    /// Opens a document by another name than that of the file.
    pub async fn open_uri(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "promo", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    }

    /// Waits until the last that was told of each file is this and no more: the rules, by the path.
    pub async fn until_told(&mut self, expected: &[(&str, &[&str])]) {
        let rules = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>();
        let expected: BTreeMap<_, _> =
            expected.iter().map(|(path, found)| ((*path).to_owned(), rules(found))).collect();
        while self.told() != expected {
            let message = tokio::time::timeout(PATIENCE, self.incoming.recv()).await;
            let message = message.unwrap_or_else(|_| panic!("{:#?} is told, and no more", self.told()));
            self.kept.push(message.expect("the server ended"));
        }
    }

    /// What was told last of each file in which something is wrong.
    fn told(&self) -> BTreeMap<String, Vec<String>> {
        let root = self.uri("");
        let told = self.kept.iter().filter(|kept| kept["method"] == "textDocument/publishDiagnostics");
        let told = told.map(|message| {
            let name = message["params"]["uri"].as_str().unwrap();
            let found = message["params"]["diagnostics"].as_array().unwrap();
            let rules = found.iter().map(|found| found["code"].as_str().unwrap_or("-").to_owned());
            (name.strip_prefix(&root).unwrap_or(name).to_owned(), rules.collect())
        });
        let mut last: BTreeMap<String, Vec<String>> = told.collect();
        last.retain(|_, rules| !rules.is_empty());
        last
    }

    /// The first message that fits, among those kept and those to come.
    pub async fn wait_for(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.kept.iter().position(&fits) {
            return self.kept.remove(index);
        }
        loop {
            let message = tokio::time::timeout(PATIENCE, self.incoming.recv()).await;
            let message = message.expect("the server is silent").expect("the server ended");
            if fits(&message) {
                return message;
            }
            self.kept.push(message);
        }
    }

    /// Ends as the protocol says; whether the server ended in order.
    pub async fn end(mut self) -> bool {
        self.request("shutdown", Value::Null).await;
        self.exit().await
    }

    pub async fn exit(mut self) -> bool {
        self.send(json!({ "jsonrpc": "2.0", "method": "exit" })).await;
        self.ended().await
    }

    /// Waits for the end of the server; whether it came in order.
    pub async fn ended(self) -> bool {
        tokio::time::timeout(PATIENCE, self.server).await.expect("the server goes on").unwrap().unwrap()
    }

    pub async fn send(&mut self, message: Value) {
        let text = message.to_string();
        let framed = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        self.send_bytes(framed.as_bytes()).await;
    }

    /// Sends whatever it is.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).await.unwrap();
    }
}

/// What most editors can do.
pub fn usual() -> Value {
    let formats = json!(["markdown", "plaintext"]);
    json!({ "textDocument": {
        "hover": { "contentFormat": formats },
        "completion": { "completionItem": { "documentationFormat": formats } },
        "signatureHelp": { "signatureInformation": { "documentationFormat": formats } },
        "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
    } })
}

async fn read_message(reader: &mut BufReader<tokio::io::ReadHalf<DuplexStream>>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim().strip_prefix("Content-Length: ") {
            Some(text) => length = text.parse().unwrap(),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut content = vec![0; length];
    reader.read_exact(&mut content).await.ok()?;
    Some(serde_json::from_slice(&content).unwrap())
}
