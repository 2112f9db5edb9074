//! From the body of a message to a request or a response. Mends what clients write that don't keep to the protocol,
//! where it is clear what they mean, and tells what is wrong with all else. Knows nothing of how messages come.

use memchr::memchr;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::ls_types::*;

use crate::framing::unreadable;

/// What a client sends.
pub(crate) enum Incoming {
    /// A request or a notification.
    Request(Request),
    /// An answer to a request of the server.
    Response(Response),
}

/// What a body says; otherwise the answer to it.
pub(crate) fn read(mut body: Vec<u8>) -> Result<Incoming, Box<Response>> {
    mend_surrogates(&mut body);
    let value =
        serde_json::from_slice(&body).map_err(|error| refusal(Id::Null, unreadable(&error.to_string())))?;
    let Value::Object(message) = value else {
        let reason = if value.is_array() { "batches are no messages here" } else { "that is no message" };
        return Err(refusal(Id::Null, invalid(reason)));
    };
    from_object(message)
}

fn from_object(mut message: Map<String, Value>) -> Result<Incoming, Box<Response>> {
    let id = message.remove("id").map(id).transpose().map_err(|error| refusal(Id::Null, error))?;
    let refused = |reason: &str| Err(refusal(id.clone().unwrap_or_default(), invalid(reason)));
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return refused("`jsonrpc` is not \"2.0\"");
    }
    match message.remove("method") {
        Some(Value::String(method)) => {
            // What begins so may be ignored, but for a request, which somebody waits for.
            if let Some(id) = id.clone().filter(|_| method.starts_with("$/")) {
                return Err(refusal(id, Error::method_not_found()));
            }
            Ok(Incoming::Request(request(method, id, message.remove("params"))))
        }
        Some(_) => refused("`method` is no text"),
        None => response(id, message),
    }
}

fn request(method: String, id: Option<Id>, parameters: Option<Value>) -> Request {
    // Some clients send along something where nothing is due.
    let has_parameters = !["shutdown", "exit"].contains(&method.as_str());
    let request = Request::build(method);
    let request = match parameters.filter(|_| has_parameters) {
        Some(mut parameters) => {
            mend_addresses(&mut parameters);
            request.params(parameters)
        }
        None => request,
    };
    match id {
        Some(id) => request.id(id).finish(),
        None => request.finish(),
    }
}

fn response(id: Option<Id>, mut message: Map<String, Value>) -> Result<Incoming, Box<Response>> {
    let result = match (message.remove("result"), message.remove("error")) {
        (_, Some(error)) if !error.is_null() => Err(serde_json::from_value(error).unwrap_or_else(|_| {
            // Whatever it says, it is no result.
            Error::internal_error()
        })),
        (Some(result), _) => Ok(result),
        _ => return Err(refusal(Id::Null, invalid("there is neither a `method` nor a `result`"))),
    };
    let id = id.ok_or_else(|| refusal(Id::Null, invalid("there is no `id`")))?;
    Ok(Incoming::Response(Response::from_parts(id, result)))
}

fn id(value: Value) -> Result<Id, Error> {
    serde_json::from_value(value).map_err(|_| invalid("`id` is neither a whole number nor a text"))
}

fn invalid(reason: &str) -> Error {
    Error { code: ErrorCode::InvalidRequest, message: reason.to_owned().into(), data: None }
}

pub(crate) fn refusal(id: Id, error: Error) -> Box<Response> {
    Box::new(Response::from_error(id, error))
}

/// Half a pair of surrogates stands for no character. Clients write it where an edit splits one.
fn mend_surrogates(body: &mut [u8]) {
    let mut at = 0;
    while let Some(next) = body.get(at..).and_then(|rest| memchr(b'\\', rest)) {
        at += next;
        at += match (escaped(body, at), escaped(body, at + ESCAPE)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * ESCAPE,
            (Some(0xd800..=0xdfff), _) => {
                if let Some(digits) = body.get_mut(at + 2..at + ESCAPE) {
                    digits.copy_from_slice(b"fffd");
                }
                ESCAPE
            }
            // Any other escape has a sign at least, which may be a backslash.
            _ => 2,
        };
    }
}

/// The length of `\uXXXX`.
const ESCAPE: usize = 6;

/// The code unit that is written by its number at a place.
fn escaped(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + ESCAPE)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Writes the addresses of documents as they should be, where they have signs that an address can't have.
fn mend_addresses(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mend_addresses),
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| match value {
            Value::String(text) if ADDRESSES.contains(&name.as_str()) => {
                if text.parse::<Uri>().is_err() {
                    *text = encoded(text);
                }
            }
            value => mend_addresses(value),
        }),
        _ => {}
    }
}

/// The fields that are addresses.
const ADDRESSES: [&str; 5] = ["uri", "rootUri", "oldUri", "newUri", "scopeUri"];

/// An address with its forbidden signs by their numbers.
fn encoded(address: &str) -> String {
    let mut text = String::with_capacity(address.len());
    for (at, byte) in address.bytes().enumerate() {
        let is_number = || {
            let digits = address.as_bytes().get(at + 1..at + 3).unwrap_or_default();
            digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit)
        };
        let is_allowed = match byte {
            b'%' => is_number(),
            byte => byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte),
        };
        if is_allowed {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// What is wrong with the parameters of a notification: nobody would tell of it, since it has no answer.
pub(crate) fn complaint(request: &Request) -> Option<String> {
    let method = request.method();
    let (_, read) = NOTIFICATIONS.iter().find(|(name, _)| *name == method)?;
    let error = read(request.params().unwrap_or(&Value::Null)).err()?;
    Some(format!("`{method}` is left out, its parameters can't be read: {error}"))
}

type Read = fn(&Value) -> serde_json::Result<()>;

/// The notifications that count.
const NOTIFICATIONS: [(&str, Read); 9] = [
    ("textDocument/didOpen", can_be_read::<DidOpenTextDocumentParams>),
    ("textDocument/didChange", can_be_read::<DidChangeTextDocumentParams>),
    ("textDocument/didSave", can_be_read::<DidSaveTextDocumentParams>),
    ("textDocument/didClose", can_be_read::<DidCloseTextDocumentParams>),
    ("workspace/didChangeConfiguration", can_be_read::<DidChangeConfigurationParams>),
    ("workspace/didChangeWatchedFiles", can_be_read::<DidChangeWatchedFilesParams>),
    ("workspace/didChangeWorkspaceFolders", can_be_read::<DidChangeWorkspaceFoldersParams>),
    ("workspace/didRenameFiles", can_be_read::<RenameFilesParams>),
    ("workspace/didDeleteFiles", can_be_read::<DeleteFilesParams>),
];

fn can_be_read<P: DeserializeOwned>(value: &Value) -> serde_json::Result<()> {
    P::deserialize(value).map(|_| ())
}
