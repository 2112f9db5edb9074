//! The language server: the only crate that knows the protocol. What an editor is shown is decided in `ide`; here it
//! is asked for and answered, and the texts are kept as the editor has them.
//!
//! `transport` reads messages, by `framing` and `messages`, and writes the answers. `server` sends each message to the
//! one thread of `engine` before it awaits anything, so that all of them are seen in order. That thread owns the
//! workspace, and applies changes; requests are answered by other threads, each on a snapshot.
#![allow(clippy::disallowed_methods, reason = "the transport of an editor is standard input and output")]

mod address;
mod asking;
mod capabilities;
mod client;
mod convert;
mod documents;
mod engine;
mod framing;
mod line_index;
mod messages;
mod outgoing;
mod parent;
mod project;
mod publish;
mod requests;
mod server;
mod snapshot;
mod transport;
mod workspace;

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::LspService;

use server::Server;

/// Serves an editor on standard input and output until it says that it ends. Whether it did so in order: a
/// shutdown before the exit.
///
/// # Errors
/// No thread or no runtime can be started.
pub fn serve_standard_streams() -> io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let ended = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout()));
    // A read of standard input may be under way, which nothing but the other end could end.
    runtime.shutdown_background();
    ended
}

/// Serves an editor on any pair of streams. Whether it ended in order.
///
/// # Errors
/// No thread can be started.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite + Unpin) -> io::Result<bool> {
    let engine = engine::start()?;
    let ended = engine.ended();
    let handle = engine.clone();
    let (parent, process) = tokio::sync::oneshot::channel();
    let (service, socket) = LspService::build(|client| Server::new(client, engine, parent))
        .custom_method("promo/previewYaml", Server::preview_yaml)
        .custom_method("promo/flowGraph", Server::flow_graph)
        .custom_method("promo/simulate", Server::simulate)
        .custom_method("promo/products", Server::products)
        .finish();
    let served = transport::serve(input, output, service, socket, handle);
    let reason = tokio::select! {
        served = served => served.err().map(|error| error.to_string()),
        () = parent::gone(process) => Some("the editor is gone".to_owned()),
    };
    if let Some(reason) = reason {
        eprintln!("promo lsp ends: {reason}");
    }
    Ok(ended.in_order())
}
