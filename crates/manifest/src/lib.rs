//! The manifests that promo reads and writes: the promotion CRDs and Argo's WorkflowTemplate as
//! Rust types, their schemas, and YAML in (with byte spans) and out. Nothing here knows the promo
//! language, its model or the file system: text and values come in, text and values go out.

mod comparable;
mod duration;
mod extra;
mod identity;
pub mod keys;
pub mod known;
mod list;
mod schema;
mod types;
mod yaml;

pub use comparable::{WRITTEN_ANNOTATIONS, WRITTEN_METADATA, comparable, without_server_fields};
pub use duration::whole_duration;
pub use extra::{ExtraError, FieldPath, MAX_PATH, known_field, known_template_field, with_extra};
pub use identity::{Identity, identities};
pub use list::{list_items, objects};
pub use schema::json_schema;
pub use types::*;
pub use yaml::comments::comments;
pub use yaml::data::data;
pub use yaml::item::list_item;
pub use yaml::place::field_at;
pub use yaml::reader::{MAX_DEPTH as MAX_READ_DEPTH, MAX_EVENTS, Node, NodeValue, ReadError, documents};
pub use yaml::replacement::replacement;
pub use yaml::tags::tagged;
pub use yaml::writer::{WriteError, append_yaml, to_yaml};
