//! `promo simulate`: which flow a product takes for a commit, and how the release then unfolds.

use std::path::Path;

use promo_report::Asked;

use crate::Status;
use crate::arguments::Simulate;
use crate::opened_project::OpenedProject;
use crate::output;

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
