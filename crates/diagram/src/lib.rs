//! Pictures of flows: what a picture shows, as plain data, where it goes, and one file for each format. Knows the
//! model; neither syntax, files, terminals nor the command line.

mod arrows;
mod diagram;
mod dot;
mod escape;
mod html;
mod layout;
mod mermaid;
mod of_flow;
mod svg;
mod text;
mod wording;

pub use diagram::{Diagram, Edge, Hook, Node, Place, Said, Setting, Variant};
pub use dot::dot;
pub use html::html;
pub use mermaid::mermaid;
pub use of_flow::of_flow;
pub use svg::svg;
pub use text::text;
