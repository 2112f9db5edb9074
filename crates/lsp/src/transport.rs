//! Between two streams and the service: reads messages, calls the service with each, writes what comes of it. What
//! can't be read is answered so, and the next message is read. Knows nothing of what messages mean.

use std::future::poll_fn;
use std::io;

use futures::{FutureExt, SinkExt, StreamExt};
use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::{ClientSocket, LspService};
use tower_service::Service;

use crate::engine::EngineHandle;
use crate::framing::Frames;
use crate::messages::{Incoming, complaint, read, refusal};
use crate::server::Server;

/// Serves until the client says that it ends, or its stream ends.
///
/// # Errors
/// The input can't be read any more.
pub(crate) async fn serve(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin,
    service: LspService<Server>,
    socket: ClientSocket,
    engine: EngineHandle,
) -> io::Result<()> {
    let (requests, responses) = socket.split();
    let (sender, receiver) = unbounded_channel();
    let listener = Listener { service, sender, engine };
    // A client that doesn't listen any more is still heard.
    let (heard, _) = tokio::join!(listener.listen(input, responses), speak(output, receiver, requests));
    heard
}

struct Listener {
    service: LspService<Server>,
    sender: UnboundedSender<Response>,
    engine: EngineHandle,
}

impl Listener {
    async fn listen(
        mut self,
        input: impl AsyncRead + Unpin,
        mut responses: impl SinkExt<Response> + Unpin,
    ) -> io::Result<()> {
        let mut frames = Frames::new(input);
        while let Some(frame) = frames.next().await? {
            let message = frame.map_err(|error| refusal(Id::Null, error)).and_then(read);
            match message {
                Ok(Incoming::Request(request)) => {
                    let is_exit = request.method() == "exit";
                    if self.call(request).await.is_none() || is_exit {
                        return Ok(());
                    }
                }
                Ok(Incoming::Response(response)) => {
                    if responses.send(response).await.is_err() {
                        return Ok(());
                    }
                }
                Err(refusal) => {
                    let is_unreadable = |error: &Error| error.code == ErrorCode::ParseError;
                    if refusal.error().is_some_and(is_unreadable) {
                        frames.mistrust();
                    }
                    let _ = self.sender.send(*refusal);
                }
            }
        }
        Ok(())
    }

    /// Calls the service. What it begins before it waits for anything is done before the next message is read; none
    /// if it serves no more.
    async fn call(&mut self, request: Request) -> Option<()> {
        if let Some(complaint) = complaint(&request) {
            self.engine.task(move |engine| engine.log(complaint));
            return Some(());
        }
        poll_fn(|context| self.service.poll_ready(context)).await.ok()?;
        let mut call = self.service.call(request);
        let sender = self.sender.clone();
        let answer = move |result| {
            if let Ok(Some(response)) = result {
                // Nobody listens any more when the server ends.
                let _ = sender.send(response);
            }
        };
        match (&mut call).now_or_never() {
            Some(result) => answer(result),
            None => {
                tokio::spawn(call.map(answer));
            }
        }
        Some(())
    }
}

/// Writes responses and the server's own requests, until there are no more responses to come.
async fn speak(
    mut output: impl AsyncWrite + Unpin,
    mut responses: UnboundedReceiver<Response>,
    mut requests: impl StreamExt<Item = Request> + Unpin,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        tokio::select! {
            response = responses.recv() => match response {
                Some(response) => frame(&response, &mut bytes)?,
                None => return Ok(()),
            },
            Some(request) = requests.next() => frame(&request, &mut bytes)?,
        }
        // What is ready by now is written at once.
        while let Ok(response) = responses.try_recv() {
            frame(&response, &mut bytes)?;
        }
        output.write_all(&bytes).await?;
        output.flush().await?;
        bytes.clear();
    }
}

fn frame(message: &impl Serialize, bytes: &mut Vec<u8>) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(&body);
    Ok(())
}
