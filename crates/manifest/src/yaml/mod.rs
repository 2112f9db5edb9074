//! YAML as text: a fast writer of block style, and a reader of documents into trees with byte
//! spans. Nothing here knows any kind of manifest.

mod key;
pub(crate) mod reader;
mod scalar;
pub(crate) mod writer;
