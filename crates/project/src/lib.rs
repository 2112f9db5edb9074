//! A project on disk: where it begins, how it is configured, which files belong to it, and how manifests are
//! written. The only crate below the command line and the editor that touches the file system; what the files
//! say is read elsewhere.
#![allow(clippy::disallowed_methods, reason = "this is where the file system is touched")]

mod config;
mod discover;
mod inputs;
mod load;
mod members;
mod path;
mod pattern;
mod plan;
mod problem;
mod read;
mod replace;
mod walk;
mod watch;
mod write;

pub use config::{CONFIG_FILE, ConfigError, parse_config};
pub use discover::{DiscoverError, Location, discover};
pub use inputs::remove_missing;
pub use load::{LoadError, Loaded, Progress, SourceText, load};
pub use members::{FileInput, Members};
pub use path::{real_path, with_slashes};
pub use pattern::Role;
pub use plan::{Blocked, ChangedFile, OutputFile, Plan, is_generated_file, plan};
pub use problem::{ReadProblem, system_words};
pub use read::{SIZE_LIMIT, read_text};
pub use replace::write_text;
pub use watch::{Changed, Stop, Watch};
pub use write::WriteError;
