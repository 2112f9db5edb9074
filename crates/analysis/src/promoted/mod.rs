//! What is promoted of which Applications: those that each template is for, and their files, as far as both stand in
//! the project. Knows no rule about what is missing.

mod files;
mod own_repository;
mod selection;

pub use files::{Folder, document, folders_of, folders_of_all, promoted_files};
pub(crate) use files::{PathKey, is_hidden, lacks};
pub(crate) use selection::{Lacking, selection};
