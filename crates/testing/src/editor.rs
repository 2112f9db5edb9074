//! An editor without a window: it starts a language server as a process and speaks the protocol with it, one message
//! after the other. For tests and benchmarks of the whole program.
#![allow(clippy::disallowed_methods, reason = "an editor starts a process and waits for it")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor with a server.
pub struct Editor {
    server: Child,
    input: ChildStdin,
    incoming: Receiver<(Instant, Value)>,
    /// Messages that came while something else was waited for.
    kept: Vec<(Instant, Value)>,
    folder: PathBuf,
    last_id: i64,
}

impl Editor {
    /// Starts a server for a folder, and says who asks.
    ///
    /// # Panics
    /// If it doesn't start, or doesn't answer.
    pub fn start(command: &mut Command, folder: &Path, capabilities: Value) -> Editor {
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn();
        let mut server = started.unwrap_or_else(|error| panic!("the server doesn't start: {error}"));
        let (Some(input), Some(output)) = (server.stdin.take(), server.stdout.take()) else {
            panic!("the server has no pipes");
        };
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read_message(&mut output) {
                if sender.send((Instant::now(), message)).is_err() {
                    return;
                }
            }
        });
        let folder = folder.to_owned();
        let mut editor = Editor { server, input, incoming, kept: Vec::new(), folder, last_id: 0 };
        let root = json!([{ "uri": editor.uri("").trim_end_matches('/'), "name": "project" }]);
        let parameters = json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": root });
        editor.request("initialize", parameters);
        editor.notify("initialized", json!({}));
        editor
    }

    /// The editor's name for a file of the folder.
    pub fn uri(&self, path: &str) -> String {
        format!("file://{}/{path}", self.folder.display())
    }

    /// Opens a document with a text.
    pub fn open(&mut self, path: &str, text: &str) {
        let document = json!({ "uri": self.uri(path), "languageId": "promo", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes an open document; when the last byte of the message was written.
    pub fn change(&mut self, path: &str, version: i64, changes: &Value) -> Instant {
        let document = json!({ "uri": self.uri(path), "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
        Instant::now()
    }

    /// Says something that has no answer.
    pub fn notify(&mut self, method: &str, parameters: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    /// The result of a request.
    ///
    /// # Panics
    /// If the server answers with an error.
    pub fn request(&mut self, method: &str, parameters: Value) -> Value {
        let id = self.begin(method, parameters);
        self.response(id).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Sends a request without waiting for its answer.
    pub fn begin(&mut self, method: &str, parameters: Value) -> i64 {
        self.last_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method });
        if !parameters.is_null() {
            message["params"] = parameters;
        }
        self.send(&message);
        self.last_id
    }

    /// Answers a request of the server.
    pub fn answer(&mut self, request: &Value, result: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }));
    }

    /// The answer of a request: its result, or its error.
    pub fn response(&mut self, id: i64) -> Result<Value, Value> {
        let (_, mut message) =
            self.wait_for(|message| message["id"] == id && message.get("method").is_none());
        match message.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(message["result"].take()),
        }
    }

    /// The first message that fits, of those kept and those to come, and when it was read.
    ///
    /// # Panics
    /// If none comes.
    pub fn wait_for(&mut self, fits: impl Fn(&Value) -> bool) -> (Instant, Value) {
        if let Some(index) = self.kept.iter().position(|(_, message)| fits(message)) {
            return self.kept.remove(index);
        }
        loop {
            let Ok(received) = self.incoming.recv_timeout(PATIENCE) else {
                panic!("the server says nothing any more");
            };
            if fits(&received.1) {
                return received;
            }
            self.kept.push(received);
        }
    }

    /// Forgets what came and was not waited for.
    pub fn forget(&mut self) {
        while let Ok(received) = self.incoming.try_recv() {
            self.kept.push(received);
        }
        self.kept.clear();
    }

    /// The memory that the server holds, in bytes; none where the system doesn't say.
    pub fn memory(&self) -> Option<u64> {
        self.status("VmRSS:").map(|kilobytes| kilobytes * 1_024)
    }

    /// The time that the server has computed so far; none where the system doesn't say.
    pub fn computed(&self) -> Option<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.server.id())).ok()?;
        // What stands in the brackets may hold blanks. User and system time are the 12th and 13th field behind them.
        let (_, fields) = text.rsplit_once(')')?;
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
        let ticks: u64 = ticks.collect::<Result<Vec<_>, _>>().ok()?.iter().sum();
        Some(Duration::from_millis(ticks * 10))
    }

    fn status(&self, field: &str) -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix(field))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// Ends as the protocol says; the exit status of the server.
    ///
    /// # Panics
    /// If the server doesn't end.
    pub fn end(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        let status = self.server.wait();
        status.unwrap_or_else(|error| panic!("the server goes on: {error}")).code()
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let sent = write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len());
        sent.and_then(|()| self.input.flush())
            .unwrap_or_else(|error| panic!("the server hears nothing any more: {error}"));
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // Nothing is left behind by a test that failed.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The place of a byte of a text as an editor means it that says nothing of its encoding: columns are UTF-16.
///
/// # Panics
/// If the byte is none of the text, or inside a character.
pub fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let bytes = text.as_bytes();
    let is_end = |at: &usize| match bytes[*at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    let ends = (0..offset).filter(is_end);
    let start = ends.clone().next_back().map_or(0, |end| end + 1);
    json!({ "line": ends.count(), "character": before[start..].encode_utf16().count() })
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().strip_prefix("Content-Length: ") {
            Some(text) => length = text.parse().ok()?,
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut content = vec![0; length];
    output.read_exact(&mut content).ok()?;
    serde_json::from_slice(&content).ok()
}
