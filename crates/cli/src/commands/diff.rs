//! `promo diff`: what a change means, against a revision, a folder or what was built.

use clap::{Args, ValueEnum};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use promo_report::difference::Difference;
use promo_report::formats;

use crate::Status;
use crate::before;
use crate::opened_project::OpenedProject;
use crate::output;

pub(crate) const EXAMPLES: &str = "\
Example: what building would mean, compared with the manifests as they are
  promo diff

Example: what a branch means, compared with where it left main
  promo diff --against main...

Example: a comment on a pull request
  promo diff --against origin/main --output markdown > comment.md";

/// How a difference is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DifferenceFormat {
    /// In words.
    Human,
    /// As a JSON object.
    Json,
    /// As a comment on a pull request.
    Markdown,
}

#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// The project: a folder or file in it [default: the current folder]
    pub(crate) path: Option<PathBuf>,
    /// A Git revision, or a folder with a project or with manifests; without it, the manifests that were built
    #[arg(long, value_name = "REV|DIR", allow_hyphen_values = true)]
    pub(crate) against: Option<OsString>,
    /// How the difference is printed
    #[arg(long, value_enum, default_value_t = DifferenceFormat::Human, value_name = "FORMAT")]
    pub(crate) output: DifferenceFormat,
}

pub(crate) fn run(arguments: &Diff) -> Status {
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let Some(project) = OpenedProject::load(path) else { return Status::Failed };
    let before = match before::open(project, arguments.against.as_deref()) {
        Ok(before) => before,
        Err(refusal) => {
            refusal.report();
            return Status::Failed;
        }
    };
    project.warn_if_empty();
    let has_errors = project.warn_if_unsure(UNSURE);
    before.warn_if_unsure(UNSURE);
    let difference = Difference::between(before.side(), project.side());
    let printed = match arguments.output {
        DifferenceFormat::Human => Ok(difference.text(before.against())),
        DifferenceFormat::Json => formats::pretty(&formats::diff::Difference::from(&difference)),
        DifferenceFormat::Markdown => Ok(difference.markdown(before.against())),
    };
    match printed.map(|text| output::result(&text)) {
        Ok(Status::Done) if has_errors => Status::Found,
        Ok(status) => status,
        Err(message) => {
            output::failure(&message);
            Status::Failed
        }
    }
}

const UNSURE: &str = "not all differences are known";
