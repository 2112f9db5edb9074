//! A project on disk: where it begins, how it is configured, which files belong to it, and how manifests are
//! written. The only crate below the command line and the editor that touches the file system; what the files
//! say is read elsewhere.
#![allow(clippy::disallowed_methods, reason = "this is where the file system is touched")]

mod config;
mod discover;
mod generated;
mod git;
mod ignored;
mod inputs;
mod load;
mod manifest_files;
mod members;
mod past;
mod path;
mod pattern;
mod plan;
mod problem;
mod read;
mod replace;
mod revision;
mod walk;
mod watch;
mod write;

pub use config::{CONFIG_FILE, ConfigError, parse_config};
pub use discover::{DiscoverError, Location, discover, repository};
pub use generated::generated;
pub use git::GitError;
pub use inputs::{ReadText, readable_manifests, remove_missing};
pub use load::{LoadError, Loaded, Progress, SourceText, load, load_with_generated};
pub use manifest_files::{ManifestFiles, manifest_files};
pub use members::{FileInput, Members};
pub use past::Past;
pub use path::{real_path, with_slashes};
pub use pattern::Role;
pub use plan::{Blocked, ChangedFile, OutputFile, Plan, additions, is_generated_file, plan};
pub use problem::{ReadProblem, system_words};
pub use read::{SIZE_LIMIT, read_stream, read_text};
pub use replace::{Outcome, Replacement, remove_unchanged, replace_all, replace_unchanged, write_text};
pub use revision::{LastChange, Revision, RevisionError};
pub use watch::{Changed, Stop, Watch};
pub use write::WriteError;
