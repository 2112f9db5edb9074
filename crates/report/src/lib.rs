//! What is told of a project on request, in words and as JSON: the same from the command line and in an editor. Knows
//! the model; neither arguments, terminals, editors nor files.

pub mod difference;
mod field;
pub mod formats;
pub mod lookup;
mod simulation;
pub mod source_map;
pub mod table;
pub mod where_from;

pub use simulation::{Asked, Simulation, simulate};
