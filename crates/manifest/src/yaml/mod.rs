//! YAML as text: a fast writer of block style, and a reader of documents into trees with byte
//! spans, what these say as data and where, and what is written in the place of a scalar. Nothing
//! here knows any kind of manifest.

mod anchors;
pub(crate) mod comments;
pub(crate) mod data;
pub(crate) mod item;
mod key;
pub(crate) mod place;
pub(crate) mod reader;
pub(crate) mod replacement;
mod scalar;
pub(crate) mod tags;
pub(crate) mod writer;
