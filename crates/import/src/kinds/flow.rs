//! PromotionFlow: arrows instead of lists of dependencies, and each setting once for all environments that share it.

use std::ops::Range;

use promo_manifest::Node;
use promo_syntax::Body;

use super::settings::{Clause, take_hooks, take_settings};
use crate::arrows::{Dependent, chains};
use crate::fields::{Fields, text};
use crate::reason::Reason;
use crate::scalar::Scalar;
use crate::source::{self, Source};
use crate::uses::Uses;

/// A step of the flow.
struct Step<'n> {
    environment: &'n str,
    depends_on: Vec<&'n str>,
    settings: Vec<Clause>,
    hooks: Vec<Clause>,
    span: Range<usize>,
}

pub(super) fn write(spec: &mut Fields<'_>, source: &mut Source<'_>, uses: &mut Uses) -> Result<(), Reason> {
    let trigger = spec.need("triggerEnvironment")?;
    let trigger_name = text(trigger.value)?;
    uses.environment(trigger_name);
    if let Some(limit) = spec.take("promotionTimeoutLimit") {
        let minutes = match Scalar::of(limit.value) {
            Some(Scalar::Integer(minutes)) => u64::try_from(minutes).ok().filter(|minutes| *minutes > 0),
            _ => None,
        };
        let minutes =
            minutes.ok_or_else(|| Reason::new(&limit.span(), "a timeout is a positive number of minutes"))?;
        source.line(&[limit.span()], &format!("timeout {}", self::minutes(minutes)));
    }
    let steps: Vec<Step<'_>> =
        spec.list("steps")?.iter().map(|step| take_step(step, uses)).collect::<Result<_, _>>()?;
    source.gap();
    write_arrows(trigger_name, trigger.span(), &steps, source);
    source.gap();
    write_steps(trigger_name, &steps, spec, source, uses)?;
    source.gap();
    let mut hooks = spec.map("hooks")?;
    for hook in take_hooks(&mut hooks, uses)? {
        source.line(&[hook.span], &hook.text);
    }
    hooks.finish(NO_CLAUSE)
}

const NO_CLAUSE: &str = "is a field that promo can't write here";

/// Minutes as promo writes a duration.
pub(crate) fn minutes(minutes: u64) -> String {
    let parts = [(minutes / 1440, 'd'), (minutes % 1440 / 60, 'h'), (minutes % 60, 'm')];
    parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect()
}

fn take_step<'n>(node: &'n Node, uses: &mut Uses) -> Result<Step<'n>, Reason> {
    let mut fields = Fields::of(node)?;
    let environment = text(fields.need("environment")?.value)?;
    uses.environment(environment);
    let depends_on = fields.texts("dependsOn")?;
    depends_on.iter().for_each(|name| uses.environment(name));
    let (mut policy, mut hooks) = (fields.map("policy")?, fields.map("hooks")?);
    let step = Step {
        environment,
        depends_on,
        settings: take_settings(&mut policy, uses)?,
        hooks: take_hooks(&mut hooks, uses)?,
        span: node.span.clone(),
    };
    for left in [policy, hooks, fields] {
        left.finish(NO_CLAUSE)?;
    }
    Ok(step)
}

fn write_arrows(trigger: &str, trigger_span: Range<usize>, steps: &[Step<'_>], source: &mut Source<'_>) {
    if steps.is_empty() {
        return source.line(&[trigger_span], &format!("trigger {}", source::name(trigger)));
    }
    let dependents: Vec<Dependent<'_>> = steps
        .iter()
        .map(|step| Dependent { name: step.environment, depends_on: step.depends_on.clone() })
        .collect();
    let mut about = vec![trigger_span];
    for chain in chains(&dependents) {
        let targets = chain.iter().skip(1).flatten();
        // What is said of an environment with a block of its own is said there.
        let bare = steps.iter().filter(|step| step.settings.is_empty() && step.hooks.is_empty());
        let bare = bare.filter(|step| targets.clone().any(|target| *target == step.environment));
        about.extend(bare.map(|step| step.span.clone()));
        let stages: Vec<String> = chain.iter().map(|stage| stage_text(stage)).collect();
        source.line(&about, &stages.join(" -> "));
        about.clear();
    }
}

fn stage_text(stage: &[&str]) -> String {
    stage.iter().map(|name| source::name_in(Body::Flow, name)).collect::<Vec<_>>().join(", ")
}

fn write_steps(
    trigger: &str,
    steps: &[Step<'_>],
    spec: &mut Fields<'_>,
    source: &mut Source<'_>,
    uses: &mut Uses,
) -> Result<(), Reason> {
    if let Some(post) = spec.filled("postTrigger")? {
        uses.workflow(post.value);
        let clause = format!("post {}", source::name(post.value));
        source.block(std::slice::from_ref(&post.span), &format!("step {}", source::name(trigger)), &[clause]);
    }
    let defaults = best_defaults(steps);
    if !defaults.is_empty() {
        source.block(&[], "default", &defaults);
    }
    for group in groups(steps, &defaults) {
        let names = source::names(group.steps.iter().map(|step| step.environment));
        let places: Vec<Range<usize>> = group.steps.iter().map(|step| step.span.clone()).collect();
        source.block(&places, &format!("step {names}"), &group.clauses);
    }
    Ok(())
}

/// Environments that share all that is said of them.
struct Group<'s, 'n> {
    clauses: Vec<String>,
    steps: Vec<&'s Step<'n>>,
}

/// The environments of which more is to be said than the defaults.
fn groups<'s, 'n>(steps: &'s [Step<'n>], defaults: &[String]) -> Vec<Group<'s, 'n>> {
    let mut groups: Vec<Group<'s, 'n>> = Vec::new();
    for step in steps {
        let own = step.settings.iter().map(|clause| &clause.text).filter(|clause| !defaults.contains(clause));
        let clauses: Vec<String> = own.chain(step.hooks.iter().map(|clause| &clause.text)).cloned().collect();
        if clauses.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|group| group.clauses == clauses) {
            Some(group) => group.steps.push(step),
            None => groups.push(Group { clauses, steps: vec![step] }),
        }
    }
    groups
}

/// The defaults with which the fewest blocks are left. A setting can be a default only where no step leaves it to the
/// policies.
fn best_defaults(steps: &[Step<'_>]) -> Vec<String> {
    let possible: Vec<String> =
        ["pre ", "action ", "post "].iter().filter_map(|word| most_common(steps, word)).collect();
    let subsets = (0..1_usize << possible.len()).map(|chosen| {
        let taken = possible.iter().enumerate().filter(|(index, _)| chosen >> index & 1 == 1);
        taken.map(|(_, clause)| clause.clone()).collect::<Vec<String>>()
    });
    let cost = |defaults: &Vec<String>| {
        let groups = groups(steps, defaults);
        let clauses: usize = groups.iter().map(|group| group.clauses.len()).sum();
        (
            groups.len() + usize::from(!defaults.is_empty()),
            clauses + defaults.len(),
            usize::from(defaults.is_empty()),
        )
    };
    subsets.min_by_key(cost).unwrap_or_default()
}

/// The clause that most steps have for a setting, if all have one and several the same.
fn most_common(steps: &[Step<'_>], word: &str) -> Option<String> {
    let clause = |step: &Step<'_>| step.settings.iter().find(|clause| clause.text.starts_with(word)).cloned();
    let clauses: Vec<String> =
        steps.iter().map(|step| clause(step).map(|clause| clause.text)).collect::<Option<_>>()?;
    let count = |wanted: &String| clauses.iter().filter(|clause| *clause == wanted).count();
    clauses.iter().rev().max_by_key(|clause| count(clause)).filter(|clause| count(clause) > 1).cloned()
}
