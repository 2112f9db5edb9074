//! The requests that are promo's own: `promo/previewYaml`, `promo/flowGraph`, `promo/simulate`, `promo/products`, and
//! the notification `promo/previewChanged`. They are described in docs/editors/protocol.md.

use promo_ide::{Asked, flow_graph, preview_yaml, products, simulate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{Location, TextDocumentIdentifier, TextDocumentPositionParams, Uri};

use crate::snapshot::Snapshot;

/// What `promo/previewYaml` and `promo/flowGraph` are asked with.
#[derive(Debug, Deserialize)]
pub(crate) struct PreviewParams {
    #[serde(flatten)]
    pub(crate) place: TextDocumentPositionParams,
    /// Of what is made of the pattern at the place, what to show.
    #[serde(default, rename = "use")]
    chosen: Option<String>,
}

/// A pattern, and what is made of it.
#[derive(Debug, Serialize)]
struct Pattern {
    name: String,
    uses: Vec<String>,
}

impl Pattern {
    fn of(pattern: promo_ide::Pattern) -> Pattern {
        Pattern { name: pattern.name, uses: pattern.uses }
    }
}

/// The answer to `promo/previewYaml`: without `kind` and `text` where nothing is known.
#[derive(Debug, Serialize)]
pub(crate) struct YamlPreview {
    name: String,
    #[serde(flatten)]
    manifest: Option<Manifest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<Pattern>,
}

#[derive(Debug, Serialize)]
struct Manifest {
    kind: &'static str,
    text: String,
}

pub(crate) fn yaml(snapshot: &Snapshot, parameters: PreviewParams) -> Option<YamlPreview> {
    let position = snapshot.position(&parameters.place)?;
    let found = preview_yaml(&snapshot.database, position, parameters.chosen.as_deref())?;
    let manifest = found.shown.map(|manifest| Manifest { kind: manifest.kind, text: manifest.text });
    Some(YamlPreview { name: found.name, manifest, pattern: found.pattern.map(Pattern::of) })
}

/// The answer to `promo/flowGraph`: without a picture where nothing is known.
#[derive(Debug, Serialize)]
pub(crate) struct FlowGraph {
    flow: String,
    #[serde(flatten)]
    picture: Option<Picture>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<Pattern>,
}

#[derive(Debug, Serialize)]
struct Picture {
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

pub(crate) fn graph(snapshot: &Snapshot, parameters: PreviewParams) -> Option<FlowGraph> {
    let position = snapshot.position(&parameters.place)?;
    let found = flow_graph(&snapshot.database, position, parameters.chosen.as_deref())?;
    let picture = found.shown.map(|shown| {
        let nodes = shown.nodes.into_iter().filter_map(|(environment, place)| {
            Some(GraphNode { environment, location: snapshot.location(&place)? })
        });
        Picture { nodes: nodes.collect(), svg: shown.svg, html: shown.html }
    });
    Some(FlowGraph { flow: found.name, picture, pattern: found.pattern.map(Pattern::of) })
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
