//! The manifests that promo wrote into the output folders. Whoever loads a project passes them over.

use std::path::Path;

use crate::load::SourceText;
use crate::pattern::Role;
use crate::plan::stale;
use crate::read::{read_lossily, read_text};
use crate::write::WriteError;

/// The generated manifests below an output root, which is relative to the project, by path.
///
/// # Errors
/// A folder that can't be listed.
pub fn generated(project: &Path, output_root: &str) -> Result<Vec<SourceText>, WriteError> {
    let paths = stale(project, output_root, &[])?;
    let texts = paths.into_iter().map(|path| {
        let file = project.join(&path);
        SourceText::new(path.into(), Role::Manifest, read_text(&file), || read_lossily(&file))
    });
    Ok(texts.collect())
}
