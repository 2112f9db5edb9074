//! `context-not-global`: an output is named as a context is, but is not global, so that no later hook receives it.

use promo_diagnostics::Rule;
use promo_syntax::{NodeKind, TokenKind};

use super::Subject;
use crate::database::Db;
use crate::declaration::Place;
use crate::finding::Finding;
use crate::model::{Name, Sourced, Workflow};
use crate::site::Site;
use crate::workflows::{PROMOTION_CONTEXT, exports_context, is_named_as_context};

/// The outputs of a workflow. Where another one exports a context, they may be a step on the way to that.
pub(super) fn check<'db>(subject: Subject<'db>, workflow: &Workflow<'db>) -> Vec<Finding<'db>> {
    let of_steps = workflow.steps.iter().flat_map(|step| &step.outputs);
    let of_steps = of_steps.filter(|output| is_named_as_context(output)).map(|output| &output.name);
    let of_workflow = workflow.outputs.iter().map(|output| &output.name);
    let of_workflow = of_workflow.filter(|name| *name.value == *PROMOTION_CONTEXT);
    let mut outputs =
        of_steps.map(|name| (name, true)).chain(of_workflow.map(|name| (name, false))).peekable();
    if outputs.peek().is_none() || exports_context(subject.db, workflow) {
        return Vec::new();
    }
    outputs.map(|(name, is_of_step)| finding(subject, name, is_of_step)).collect()
}

/// What is said of an output.
pub(super) fn finding<'db>(
    subject: Subject<'db>,
    output: &Sourced<'db, Name>,
    is_of_step: bool,
) -> Finding<'db> {
    let message = "this output is not global, so that no later hook receives what it holds";
    let finding = subject.finding(Rule::ContextNotGlobal, output.place, message.to_owned());
    let Site::Source(place) = output.place else {
        return finding.help(format!("give it `globalName: {PROMOTION_CONTEXT}`"));
    };
    let written = format!("`output {PROMOTION_CONTEXT} from \"…\" global`");
    if !is_of_step {
        return finding
            .help(format!("an output of a workflow can't be global: give a step the output, {written}"));
    }
    let finding = finding.help(format!("write `global` behind it: {written}"));
    match source_of(subject.db, place) {
        Some((place, text)) => finding.replace_safely("write `global`", place, format!("{text} global")),
        None => finding,
    }
}

/// Where an output comes from, if nothing else does: with several names, the others would be global too.
fn source_of<'db>(db: &'db dyn Db, output: Place<'db>) -> Option<(Place<'db>, String)> {
    let outputs = output.declaration.node(db).descendants();
    let mut outputs = outputs.filter(|clause| clause.keyword() == Some(TokenKind::OutputKeyword));
    let clause = outputs.find(|clause| {
        let names = clause.children().filter(|child| child.kind() == NodeKind::Name);
        names.map(|name| Place::of(output.declaration, name)).eq([output])
    })?;
    let value = clause.values().next()?;
    Some((Place::of(output.declaration, value), value.text().to_owned()))
}
