//! From the checked model to manifests and files. Knows the model and the manifests; neither syntax nor the disk.

pub mod codefresh;
mod document;
mod origins;

pub use document::{
    Content, Document, EmitError, Format, GENERATED_PREFIX, document, identity, origins, output_folders,
    stream,
};
pub use origins::{Origin, Role};
