//! The patterns by which `promo.toml` names files. Knows paths relative to the project, and no file system.

use std::path::Path;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// What a file is to the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Text in promo.
    Source,
    /// A manifest written by hand.
    Manifest,
}

/// The patterns of sources and manifests.
#[derive(Clone, Debug)]
pub(crate) struct Patterns {
    sources: GlobSet,
    manifests: GlobSet,
}

impl Patterns {
    /// The error is in words.
    pub(crate) fn new(sources: &[String], manifests: &[String]) -> Result<Patterns, String> {
        Ok(Patterns { sources: glob_set(sources)?, manifests: glob_set(manifests)? })
    }

    /// What a file is by its path relative to the project; a source before a manifest.
    pub(crate) fn role(&self, path: &Path) -> Option<Role> {
        if self.sources.is_match(path) {
            Some(Role::Source)
        } else {
            self.manifests.is_match(path).then_some(Role::Manifest)
        }
    }
}

fn glob_set(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(glob(pattern)?);
    }
    set.build().map_err(|error| error.kind().to_string())
}

/// A pattern as in `.gitignore`: `*` and `?` stay within a folder, `**` does not. The error is in words.
pub(crate) fn glob(pattern: &str) -> Result<Glob, String> {
    let mut builder = GlobBuilder::new(pattern);
    let glob = builder.literal_separator(true).backslash_escape(true).build();
    glob.map_err(|error| error.kind().to_string())
}
