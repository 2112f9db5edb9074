//! `promo simulate`: which flow a product takes for a commit, and how the release then unfolds.

use clap::Args;
use std::path::{Path, PathBuf};

use promo_report::Asked;

use crate::Status;
use crate::opened_project::OpenedProject;
use crate::output;

pub(crate) const EXAMPLES: &str = "\
Example: what a commit to main sets off
  promo simulate --product loans --revision main --message 'Add a limit'

Example: what happens if Europe fails
  promo simulate --product loans --flow to-prod --fail prod-eu";

#[derive(Args, Debug)]
pub(crate) struct Simulate {
    /// The project: a folder or file in it [default: the current folder]
    pub(crate) path: Option<PathBuf>,
    /// The product
    #[arg(long, value_name = "NAME")]
    pub(crate) product: String,
    /// The message of the commit
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) message: Option<String>,
    /// The branch or tag that the commit is on
    #[arg(long, value_name = "REF")]
    pub(crate) revision: Option<String>,
    /// Take this flow, whatever the product asks for
    #[arg(long, value_name = "NAME")]
    pub(crate) flow: Option<String>,
    /// Let this environment fail; can be given several times, or with commas
    #[arg(long, value_name = "ENVIRONMENT", value_delimiter = ',')]
    pub(crate) fail: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(arguments: &Simulate) -> Status {
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let Some(project) = OpenedProject::load(path) else { return Status::Failed };
    project.warn_if_empty();
    project.warn_if_unsure("a real release may differ");
    match simulate(project, arguments) {
        Ok(text) => output::result(&text),
        Err(message) => {
            output::failure(&message);
            Status::Failed
        }
    }
}

fn simulate(project: &OpenedProject, arguments: &Simulate) -> Result<String, String> {
    let asked = Asked {
        product: arguments.product.clone(),
        message: arguments.message.clone(),
        revision: arguments.revision.clone(),
        flow: arguments.flow.clone(),
        fail: arguments.fail.clone(),
    };
    let simulation = promo_report::simulate(&project.database, &asked)?;
    if arguments.json { simulation.json() } else { Ok(simulation.text(&project.database)) }
}
