//! What is promoted of which Applications: those that each template is for, and their files, as far as both stand in
//! the project. Knows no rule about what is missing.

mod files;
mod selection;

pub use files::{Folder, document, folders_of_all, folders_of_product, folders_of_template};
pub(crate) use files::{PathKey, lacks};
pub(crate) use selection::selection;
