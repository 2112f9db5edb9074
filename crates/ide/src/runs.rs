//! When a workflow runs that is named at a place, and what the workflows before it hand on to it there.

use promo_analysis::model::{Flow, Model, Name, Policy, Sourced};
use promo_analysis::names::{NameKey, Namespace};
use promo_analysis::policies::{Effective, settings_in_step, users_of};
use promo_analysis::workflows::{Contexts, HandedOn, Position, facts_of, hooks_of};
use promo_analysis::{Db, Site, checked};
use promo_syntax::TokenKind;

use crate::path::Path;
use crate::target::Occurrence;

/// A run of a workflow.
pub(crate) struct Run {
    pub(crate) position: Position,
    /// What the workflows before it give to it.
    pub(crate) handed_on: HandedOn,
}

impl Run {
    fn alone(position: Position) -> Run {
        Run { position, handed_on: HandedOn::default() }
    }

    /// A run of which no more is known.
    fn any(position: Position) -> Run {
        Run { position, handed_on: HandedOn::default().or_others(true) }
    }
}

/// The run of a workflow that is named; none where it doesn't run.
pub(crate) fn run_at<'db>(db: &'db dyn Db, occurrence: &Occurrence<'db>) -> Option<Run> {
    let declaration = occurrence.place.declaration;
    let site = Site::from(occurrence.place);
    let known = match &checked(db, declaration).model {
        Some(Model::Flow(flow)) => in_flow(db, flow, site),
        Some(Model::Policy(policy)) => in_policy(policy, site),
        _ => None,
    };
    let path = Path::to_token(declaration.tree(db), occurrence.place.first as usize);
    known.or_else(|| by_clause(&path).map(Run::any))
}

/// In a flow or policy of which no more is known than the clause.
fn by_clause(path: &Path<'_>) -> Option<Position> {
    let (_, clause) = path.clause()?;
    match clause.keyword()? {
        TokenKind::PreKeyword => Some(Position::Pre),
        TokenKind::PostKeyword => Some(Position::PostAny),
        TokenKind::OnKeyword if clause.has_token(TokenKind::StartKeyword) => Some(Position::Start),
        TokenKind::OnKeyword if clause.has_token(TokenKind::SuccessKeyword) => Some(Position::Success),
        TokenKind::OnKeyword if clause.has_token(TokenKind::FailKeyword) => Some(Position::Fail),
        _ => None,
    }
}

fn in_policy(policy: &Policy<'_>, site: Site<'_>) -> Option<Run> {
    let settings = &policy.settings;
    if is_at(&settings.pre, site) {
        return Some(Run::alone(Position::Pre));
    }
    let action = settings.action.as_ref().map(|action| action.value);
    is_at(&settings.post, site).then(|| Run::any(action.map_or(Position::PostAny, Position::Post)))
}

fn is_at(workflow: &Option<Sourced<'_, Name>>, site: Site<'_>) -> bool {
    workflow.as_ref().is_some_and(|workflow| workflow.place == site)
}

fn in_flow<'db>(db: &'db dyn Db, flow: &'db Flow<'db>, site: Site<'db>) -> Option<Run> {
    if let Some((hook, workflow)) = hooks_of(flow).find(|(_, workflow)| workflow.place == site) {
        let handed_on = Contexts::of(db, flow).before(db, hook, &workflow.value, None);
        return Some(Run { position: hook.position, handed_on });
    }
    if is_at(&flow.post_trigger, site) {
        return Some(Run::alone(Position::PostTrigger));
    }
    let mut settings = flow.steps.iter().map(|step| &step.settings).chain([&flow.defaults]);
    if settings.any(|settings| is_at(&settings.pre, site)) {
        return Some(Run::alone(Position::Pre));
    }
    let step = flow.steps.iter().position(|step| match &step.settings.post {
        Some(post) => post.place == site,
        None => is_at(&flow.defaults.post, site),
    })?;
    Some(after_action(db, flow, step))
}

/// The run of the workflow after the action of a step. Where products differ, all that is known is that there is an
/// action.
fn after_action<'db>(db: &'db dyn Db, flow: &Flow<'db>, step: usize) -> Run {
    let users = users_of(db, NameKey::new(db, Namespace::Flows, &*flow.metadata.name));
    let mut runs = settings_in_step(db, flow, users, step).into_iter().map(|one| after(db, &one.effective));
    let Some(first) = runs.next() else { return Run::any(Position::PostAny) };
    match runs.all(|run| run.position == first.position && run.handed_on == first.handed_on) {
        true => first,
        false => Run::any(Position::PostAny),
    }
}

fn after(db: &dyn Db, effective: &Effective<'_>) -> Run {
    let action = effective.action.winner.as_ref().filter(|_| !effective.action.is_uncertain);
    let mut handed_on = HandedOn::default().or_others(effective.pre.is_uncertain);
    if let Some(pre) = effective.pre.winner.as_ref().filter(|_| !effective.pre.is_uncertain) {
        handed_on.add(&facts_of(db, &pre.value).outputs, &pre.value);
    }
    Run { position: action.map_or(Position::PostAny, |action| Position::Post(action.value)), handed_on }
}
