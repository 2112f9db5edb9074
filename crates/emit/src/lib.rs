//! From the checked model to manifests and files. Knows the model and the manifests; neither syntax nor the disk.

pub mod codefresh;
mod document;

pub use document::{Content, Document, EmitError, GENERATED_PREFIX, document, json_array, yaml_stream};
