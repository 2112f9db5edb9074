//! What a hand-written manifest says of itself: its kind, its name, and the annotations that tie it
//! to promotions. It does not look at what the manifest describes.

use std::ops::Range;

use crate::keys::{PRODUCT, WORKFLOW_ORIGIN};
use crate::list::objects;
use crate::yaml::reader::{Node, ReadError, documents};

/// What one Kubernetes object is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// The object's API group and version, such as `argoproj.io/v1alpha1`.
    pub api_version: String,
    /// The object's kind, such as `Application`.
    pub kind: String,
    /// The object's name.
    pub name: String,
    /// The namespace that it says it is in.
    pub namespace: Option<String>,
    /// Where the name stands, in bytes from the start of the text, quotes included.
    pub name_span: Range<usize>,
    /// The annotation `codefresh.io/workflow-origin`.
    pub workflow_origin: Option<String>,
    /// The annotation `codefresh.io/product`.
    pub product: Option<String>,
}

/// The identity of every Kubernetes object in a YAML stream, in order, those in lists among them. Documents that are
/// none, or that have no name, are left out; aliases are not followed. A text without the word `apiVersion` holds no
/// object, and is not read at all.
///
/// # Errors
/// When the text is no YAML or exceeds the reader's limits.
pub fn identities(text: &str) -> Result<Vec<Identity>, ReadError> {
    if !text.contains("apiVersion") {
        return Ok(Vec::new());
    }
    Ok(documents(text)?.iter().flat_map(objects).filter_map(identity).collect())
}

fn identity(document: &Node) -> Option<Identity> {
    let api_version = filled_text(document.get("apiVersion")?)?;
    let kind = filled_text(document.get("kind")?)?;
    let metadata = document.get("metadata")?;
    let name = metadata.get("name")?;
    let annotation = |key| metadata.get("annotations")?.get(key).and_then(filled_text);
    Some(Identity {
        api_version,
        kind,
        name: filled_text(name)?,
        namespace: metadata.get("namespace").and_then(filled_text),
        name_span: name.span.clone(),
        workflow_origin: annotation(WORKFLOW_ORIGIN),
        product: annotation(PRODUCT),
    })
}

/// The text of a scalar that is neither null nor empty.
fn filled_text(node: &Node) -> Option<String> {
    let text = node.text()?;
    (!text.is_empty() && !node.is_null()).then(|| text.to_owned())
}
