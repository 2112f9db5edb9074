//! From a request to its answer: a snapshot is taken in the order of the messages, the answer is found on another
//! thread, and given up when the texts change or nobody wants it any more.

use std::future::Future;
use std::sync::{Arc, OnceLock};

use futures::FutureExt;
use promo_analysis::{Interrupter, Interruption, uninterrupted};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{ConfigurationItem, Registration, Uri};

use crate::client::{ClientFacts, Settings};
use crate::engine::{Engine, EngineHandle};
use crate::outgoing::about_panic;
use crate::server::Server;
use crate::snapshot::Snapshot;

impl Server {
    /// Asks something about a document; there is no answer about what is in no project.
    pub(crate) fn ask<P, T>(
        &self,
        uri: &Uri,
        parameters: P,
        answer: fn(&Snapshot, P) -> Option<T>,
    ) -> impl Future<Output = Result<Option<T>>>
    where
        P: Send + 'static,
        T: Send + 'static,
    {
        let uri = uri.clone();
        let snapshot = move |engine: &Engine| engine.workspace.snapshot_of(&uri);
        self.read(snapshot, move |snapshot| answer(snapshot?, parameters))
    }

    /// Asks something about every project, one after the other: an edit in one needn't wait for an answer about
    /// another.
    pub(crate) fn ask_each<P, T>(
        &self,
        parameters: P,
        answer: fn(&Snapshot, &P) -> T,
    ) -> impl Future<Output = Result<Vec<T>>>
    where
        P: Send + Sync + 'static,
        T: Send + 'static,
    {
        let (reply, roots) = oneshot::channel();
        self.engine.task(move |engine| {
            let _ = reply.send(engine.workspace.roots());
        });
        let parameters = Arc::new(parameters);
        async move {
            let mut answers = Vec::new();
            for root in roots.await.unwrap_or_default() {
                let parameters = parameters.clone();
                let snapshot = move |engine: &Engine| engine.workspace.snapshot_at(&root);
                let read = self.read(snapshot, move |snapshot| Some(answer(snapshot?, &parameters)));
                answers.extend(read.await?);
            }
            Ok(answers)
        }
    }

    /// Reads a project on another thread, as it is when all earlier messages were seen.
    fn read<T: Send + 'static>(
        &self,
        snapshot: impl FnOnce(&Engine) -> Option<Snapshot> + Send + 'static,
        answer: impl FnOnce(Option<&Snapshot>) -> T + Send + 'static,
    ) -> impl Future<Output = Result<T>> {
        let (reply, response) = oneshot::channel();
        let reader = Reader::default();
        let guard = InterruptOnDrop(reader.clone());
        self.engine.task(move |engine| {
            if reply.is_closed() {
                return;
            }
            let snapshot = snapshot(engine);
            reader.add(snapshot.as_ref());
            engine.spawn(move || {
                let result = uninterrupted(move || answer(snapshot.as_ref()));
                // Whoever cancelled the request doesn't wait for an answer.
                let _ = reply.send(result);
            });
        });
        let engine = self.engine.clone();
        async move {
            // A request that is cancelled is dropped before there is an answer.
            let _guard = guard;
            match response.await {
                Ok(result) => result.map_err(|interruption| error(&engine, interruption)),
                Err(_) => Err(Error::internal_error()),
            }
        }
    }

    /// Asks the editor what its user wants, where it has settings.
    pub(crate) fn read_settings(&self) {
        let (client, engine, facts) = (self.client.clone(), self.engine.clone(), self.facts());
        tokio::spawn(async move {
            if !facts.await.has_settings {
                return;
            }
            let item = ConfigurationItem { scope_uri: None, section: Some("promo".to_owned()) };
            if let Ok(values) = client.configuration(vec![item]).await {
                let settings = Settings::read(values.first().unwrap_or(&Value::Null));
                engine.task(move |engine| engine.set_settings(settings));
            }
        });
    }

    /// Asks the editor to tell when its user wants something else.
    pub(crate) fn watch_settings(&self) {
        let (client, facts) = (self.client.clone(), self.facts());
        tokio::spawn(async move {
            if !facts.await.watches_settings {
                return;
            }
            let registration = Registration {
                id: "promo/settings".to_owned(),
                method: "workspace/didChangeConfiguration".to_owned(),
                register_options: Some(json!({ "section": "promo" })),
            };
            // An editor that refuses is one that doesn't tell.
            let _ = client.register_capability(vec![registration]).await;
        });
    }

    /// What the client can do, once that is known.
    fn facts(&self) -> impl Future<Output = ClientFacts> + use<> {
        let (reply, response) = oneshot::channel();
        self.engine.task(move |engine| {
            let _ = reply.send(engine.workspace.client);
        });
        response.map(|facts| facts.unwrap_or_default())
    }
}

/// A request whose answer the server itself has given up may be made again at once.
pub(crate) fn given_up_by_server(error: Error) -> Error {
    match error.code {
        ErrorCode::ContentModified => Error {
            code: ErrorCode::ServerError(SERVER_CANCELLED),
            message: "the texts changed".into(),
            data: Some(json!({ "retriggerRequest": true })),
        },
        _ => error,
    }
}

/// The protocol's number for it.
const SERVER_CANCELLED: i64 = -32802;

/// Who reads for a request, once somebody does.
#[derive(Clone, Default)]
struct Reader(Arc<OnceLock<Interrupter>>);

impl Reader {
    fn add(&self, snapshot: Option<&Snapshot>) {
        if let Some(snapshot) = snapshot {
            self.0.get_or_init(|| Interrupter::of(&snapshot.database));
        }
    }
}

/// Interrupts the reader of a request once nobody wants its answer.
struct InterruptOnDrop(Reader);

impl Drop for InterruptOnDrop {
    fn drop(&mut self) {
        if let Some(interrupter) = self.0.0.get() {
            interrupter.interrupt();
        }
    }
}

fn error(engine: &EngineHandle, interruption: Interruption) -> Error {
    match interruption {
        Interruption::Changed => Error::content_modified(),
        Interruption::Panicked(text) => {
            let text = about_panic(&text);
            let mut error = Error::internal_error();
            error.message = text.clone().into();
            engine.task(move |engine| engine.log(text));
            error
        }
    }
}
