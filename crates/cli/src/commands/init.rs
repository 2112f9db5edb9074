//! `promo init`: a small project to begin with.

use clap::Args;
use std::path::{Path, PathBuf};

use crate::Status;
use crate::output;

/// The files of a new project. They check, build and are formatted.
const FILES: &[(&str, &str)] = &[
    (promo_project::CONFIG_FILE, include_str!("init/promo.toml")),
    ("delivery.promo", include_str!("init/delivery.promo")),
];

pub(crate) const EXAMPLES: &str = "\
Example: a project in a new folder
  promo init delivery && promo build delivery";

#[derive(Args, Debug)]
pub(crate) struct Init {
    /// The folder; made if it is not there [default: the current folder]
    pub(crate) dir: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Init) -> Status {
    let folder = arguments.dir.as_deref().unwrap_or(Path::new("."));
    if let Err(error) = std::fs::create_dir_all(folder) {
        output::failure(&format!("{}: {error}", folder.display()));
        return Status::Failed;
    }
    let there = FILES.iter().map(|(name, _)| folder.join(name)).find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = there {
        output::failure(&format!("{} is there already, and nothing is overwritten", path.display()));
        return Status::Failed;
    }
    for (name, text) in FILES {
        if let Err(error) = promo_project::write_text(&folder.join(name), text) {
            output::failure(&error.to_string());
            return Status::Failed;
        }
    }
    let names: Vec<_> = FILES.iter().map(|(name, _)| folder.join(name).display().to_string()).collect();
    let folder = folder.display();
    output::result(&format!(
        "wrote {}\nnext: promo check {folder}, then promo build {folder}\n",
        names.join(" and ")
    ))
}
