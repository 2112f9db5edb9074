//! `promo import`: manifests become sources.

mod history;
mod reconcile;
mod report;
mod target;
mod texts;
mod writing;

use std::path::{Path, PathBuf};

use clap::Args;
use promo_import::{Imported, ManifestText, import, mend};

use crate::Status;
use crate::output;
use target::Target;
use texts::Texts;

pub(crate) const EXAMPLES: &str = "\
Example: see what the manifests of a repository become
  promo import resources --stdout

Example: move a repository to promo, and build its manifests from the sources
  promo import resources --replace && promo build

Example: carry an edit of a generated manifest over to the source that makes it
  promo import --reconcile

Example: what a cluster has
  kubectl get products,promotionflows,promotionpolicies -A -o yaml | promo import - --out delivery";

#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Files or folders with YAML; `-` is standard input
    #[arg(required_unless_present = "reconcile")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write the sources to this folder [default: the current folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Print the sources as one text instead of writing them to that folder
    #[arg(long)]
    pub(crate) stdout: bool,
    /// Mend what is wrong in the YAML first, where it is clear what was meant; the files themselves stay as they are
    #[arg(long)]
    pub(crate) fix: bool,
    /// Remove from the files what is in the sources then, and the files that say nothing else
    #[arg(long, conflicts_with = "stdout")]
    pub(crate) replace: bool,
    /// Carry edits of generated manifests over to their sources, and show what changes there; with --stdout, show it
    /// only
    #[arg(long, conflicts_with_all = ["out", "fix", "replace"])]
    pub(crate) reconcile: bool,
}

pub(crate) fn run(arguments: &Import) -> Status {
    let ended = if arguments.reconcile { reconcile::run(arguments) } else { try_to(arguments) };
    match ended {
        Ok(status) => status,
        Err(message) => {
            output::failure(&message);
            Status::Failed
        }
    }
}

fn try_to(arguments: &Import) -> Result<Status, String> {
    let folder = arguments.out.as_deref().unwrap_or(Path::new("."));
    let target = Target::of(folder)?;
    let read = Texts::read(&arguments.paths, target.root.as_deref())?;
    let (texts, mended) = if arguments.fix { mend(&read.texts) } else { (read.texts.clone(), Vec::new()) };
    let imported = import(&texts, &target.around);
    report::mended(&mended);
    report::left(&imported.left, &texts, "stays YAML");
    read.report();
    report::renamed(&imported);
    report::moved(&imported);
    report::elsewhere(&imported);
    warn_of_nothing(&texts, &imported);
    let is_all = imported.left.is_empty() && read.unreadable.is_empty();
    let status = if is_all { Status::Done } else { Status::Found };
    let written = match arguments.stdout {
        true => {
            report::config(&imported);
            output::result(&as_one_text(&imported))
        }
        false => {
            let replaces = arguments.replace.then_some(mended.as_slice());
            writing::write(&imported, &target, folder, &read, replaces)?
        }
    };
    Ok(if written == Status::Done { status } else { written })
}

fn warn_of_nothing(texts: &[ManifestText], imported: &Imported) {
    if texts.is_empty() || imported.files.is_empty() && imported.left.is_empty() {
        output::warning(
            "there is nothing to import: no product, flow, policy, template or workflow was found",
        );
    }
}

fn as_one_text(imported: &Imported) -> String {
    let texts: Vec<&str> = imported.files.iter().map(|file| file.text.as_str()).collect();
    texts.join("\n")
}
