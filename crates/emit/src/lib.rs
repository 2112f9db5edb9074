//! From the checked model to manifests and files. Knows the model and the manifests; neither syntax nor the disk.

mod as_written;
pub mod codefresh;
mod document;
mod marks;
mod origins;

pub use as_written::{is_as_written, source_of};
pub use document::{
    Content, Document, EmitError, Format, document, identity, origins, output_folders, output_path, stream,
};
pub use marks::{GENERATED_PREFIX, SOURCE_MAP_PREFIX, is_generated, is_same_text, unix_text};
pub use origins::{Origin, Role};
