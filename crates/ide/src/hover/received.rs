//! What a workflow receives where it is named: each parameter with where its value comes from, and what is missing.

use promo_analysis::Db;
use promo_analysis::value::Action;
use promo_analysis::workflows::{Parameter, Position, Source, facts_of, received};
use promo_report::formats::simulate::source;

use crate::markdown::{Markdown, code, names};
use crate::runs::Run;

/// How many parameters are named of those that may be passed to a workflow of which nothing is known.
const MOST: usize = 20;

/// Adds what a workflow receives in a run.
pub(super) fn add(db: &dyn Db, markdown: &mut Markdown, workflow: &str, run: &Run) {
    let parameters = received(db, workflow, run.position, &run.handed_on);
    let position = run.position.text();
    let Some(inputs) = &facts_of(db, workflow).inputs else {
        let passed: Vec<&str> = parameters.iter().map(|parameter| &*parameter.name).collect();
        let passed = names(&passed, MOST);
        return markdown
            .paragraph(format!("What it takes is not known. As {position} it is passed {passed}."));
    };
    if inputs.is_empty() {
        return markdown.paragraph(format!("As {position} it takes nothing."));
    }
    markdown.paragraph(format!("As {position} it receives:"));
    markdown.text("\n| | from |\n|---|---|\n");
    for parameter in parameters.iter().filter(|parameter| parameter.is_asked_for) {
        markdown.text(format!("| {} | {} |\n", code(&parameter.name), origin(parameter, run.position)));
    }
}

fn origin(parameter: &Parameter, position: Position) -> String {
    match &parameter.source {
        Source::Platform if position == Position::PostAny => after_some_action(&parameter.name),
        Source::Default(value) => format!("default {}", code(value)),
        Source::Missing => "**nobody**: it is missing, and the run fails".to_owned(),
        Source::Unknown => "perhaps a workflow before it".to_owned(),
        other => source(other).into_owned(),
    }
}

/// What the platform passes after an action of which it isn't known which one it is.
fn after_some_action(parameter: &str) -> String {
    let all = [Action::Commit, Action::PullRequest, Action::None];
    let passing =
        all.into_iter().filter(|action| Position::Post(*action).passes().any(|name| name == parameter));
    let passing: Vec<&str> = passing.map(Action::name).collect();
    match passing.len() == all.len() {
        true => "platform".to_owned(),
        false => format!("platform, if the action is {}", names(&passing, MOST)),
    }
}
