//! The requests that are promo's own: `promo/previewYaml`, `promo/flowGraph`, `promo/simulate`, `promo/products`, and
//! the notification `promo/previewChanged`. They are described in docs/editors/protocol.md.

use promo_ide::{Asked, flow_graph, preview_yaml, products, simulate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{Location, TextDocumentIdentifier, TextDocumentPositionParams, Uri};

use crate::snapshot::Snapshot;

/// The answer to `promo/previewYaml`.
#[derive(Debug, Serialize)]
pub(crate) struct YamlPreview {
    name: String,
    kind: &'static str,
    text: String,
}

pub(crate) fn yaml(snapshot: &Snapshot, parameters: TextDocumentPositionParams) -> Option<YamlPreview> {
    let found = preview_yaml(&snapshot.database, snapshot.position(&parameters)?)?;
    Some(YamlPreview { name: found.name, kind: found.kind, text: found.text })
}

/// The answer to `promo/flowGraph`.
#[derive(Debug, Serialize)]
pub(crate) struct FlowGraph {
    flow: String,
    svg: String,
    html: String,
    nodes: Vec<GraphNode>,
}

/// An environment of a flow, and where the flow first mentions it.
#[derive(Debug, Serialize)]
struct GraphNode {
    environment: String,
    location: Location,
}

pub(crate) fn graph(snapshot: &Snapshot, parameters: TextDocumentPositionParams) -> Option<FlowGraph> {
    let found = flow_graph(&snapshot.database, snapshot.position(&parameters)?)?;
    let nodes = found.nodes.into_iter().filter_map(|(environment, place)| {
        Some(GraphNode { environment, location: snapshot.location(&place)? })
    });
    Some(FlowGraph { nodes: nodes.collect(), flow: found.flow, svg: found.svg, html: found.html })
}

/// What `promo/simulate` is asked with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SimulateParams {
    pub(crate) text_document: TextDocumentIdentifier,
    product: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    revision: Option<String>,
    #[serde(default)]
    flow: Option<String>,
    #[serde(default)]
    fail: Option<Vec<String>>,
}

/// The answer to `promo/simulate`.
#[derive(Debug, Serialize)]
pub(crate) struct SimulatedRelease {
    text: String,
    json: Value,
}

/// A name that stands for nothing is an error of whoever asks, told in words.
pub(crate) fn simulated(snapshot: &Snapshot, parameters: SimulateParams) -> Option<Result<SimulatedRelease>> {
    let SimulateParams { product, message, revision, flow, fail, .. } = parameters;
    let asked = Asked { product, message, revision, flow, fail: fail.unwrap_or_default() };
    let found = simulate(&snapshot.database, &asked).and_then(|found| {
        let json = serde_json::from_str(&found.json).map_err(|error| error.to_string())?;
        Ok(SimulatedRelease { text: found.text, json })
    });
    Some(found.map_err(Error::invalid_params))
}

/// What `promo/products` is asked with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProductsParams {
    pub(crate) text_document: TextDocumentIdentifier,
}

/// A product of the project.
#[derive(Debug, Serialize)]
pub(crate) struct ProductName {
    name: String,
}

pub(crate) fn product_names(snapshot: &Snapshot, _: ProductsParams) -> Option<Vec<ProductName>> {
    let names = products(&snapshot.database).into_iter();
    Some(names.map(|name| ProductName { name: name.to_owned() }).collect())
}

/// `promo/previewChanged`: what was shown beside a document may be another thing now.
pub(crate) enum PreviewChanged {}

impl Notification for PreviewChanged {
    type Params = PreviewChangedParams;

    const METHOD: &'static str = "promo/previewChanged";
}

/// About which document a preview was asked for.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct PreviewChangedParams {
    pub(crate) uri: Uri,
}
