//! PromotionFlow: arrows instead of lists of dependencies, and each setting once for all environments that share it.

use std::ops::Range;

use indexmap::IndexMap;
use promo_manifest::Node;
use promo_syntax::Body;
use rustc_hash::{FxHashMap, FxHashSet};

use super::settings::{take_hooks, take_settings};
use crate::arrows::{Dependent, chains};
use crate::fields::{Fields, text};
use crate::reason::Reason;
use crate::scalar::Scalar;
use crate::source::{self, Clause, Source};
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
        source.line(limit.span(), format!("timeout {}", self::minutes(minutes)));
    }
    let steps: Vec<Step<'_>> =
        spec.list("steps")?.iter().map(|step| take_step(step, uses)).collect::<Result<_, _>>()?;
    refuse_twice(&steps)?;
    let blocks = Blocks::of(&steps);
    source.gap();
    write_arrows(trigger_name, trigger.span(), &steps, &blocks, source);
    source.gap();
    if let Some(post) = spec.filled("postTrigger")? {
        uses.workflow(post.value);
        let clause = Clause::new(format!("post {}", source::name(post.value)), post.span);
        source.block(&[], &format!("step {}", source::name(trigger_name)), &[clause]);
    }
    write_blocks(&blocks, source);
    source.gap();
    let mut hooks = spec.map("hooks")?;
    for hook in take_hooks(&mut hooks, uses)? {
        source.clause(&hook);
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

/// What arrows and blocks say of an environment they say once.
fn refuse_twice(steps: &[Step<'_>]) -> Result<(), Reason> {
    let mut seen = FxHashSet::default();
    match steps.iter().find(|step| !seen.insert(step.environment)) {
        Some(step) => Err(Reason::new(&step.span, "there is another step for this environment")),
        None => Ok(()),
    }
}

/// Writes the arrows. What is to be said of an environment without a block is said above those that lead to it.
fn write_arrows(
    trigger: &str,
    trigger_span: Range<usize>,
    steps: &[Step<'_>],
    blocks: &Blocks<'_, '_>,
    source: &mut Source<'_>,
) {
    if steps.is_empty() {
        return source.line(trigger_span, format!("trigger {}", source::name(trigger)));
    }
    let dependents: Vec<Dependent<'_>> = steps
        .iter()
        .map(|step| Dependent { name: step.environment, depends_on: step.depends_on.clone() })
        .collect();
    let bare: FxHashMap<&str, &Step<'_>> = blocks.bare.iter().map(|step| (step.environment, *step)).collect();
    let mut about = vec![trigger_span];
    for chain in chains(&dependents) {
        let targets = chain.iter().skip(1).flatten();
        about.extend(targets.filter_map(|target| bare.get(target)).map(|step| step.span.clone()));
        source.clause(&Clause { text: chain_text(&chain), about: std::mem::take(&mut about) });
    }
}

/// A chain of arrows as a flow says it.
pub(crate) fn chain_text(chain: &[Vec<&str>]) -> String {
    let stage = |stage: &Vec<&str>| {
        stage.iter().map(|name| source::name_in(Body::Flow, name)).collect::<Vec<_>>().join(", ")
    };
    chain.iter().map(stage).collect::<Vec<_>>().join(" -> ")
}

fn write_blocks(blocks: &Blocks<'_, '_>, source: &mut Source<'_>) {
    if !blocks.defaults.is_empty() {
        let about: Vec<Range<usize>> = blocks.by_default.iter().map(|step| step.span.clone()).collect();
        let clauses =
            blocks.defaults.iter().map(|text| Clause { text: (*text).to_owned(), about: Vec::new() });
        source.block(&about, "default", &clauses.collect::<Vec<_>>());
    }
    for (texts, steps) in &blocks.groups {
        let head = format!("step {}", source::names(steps.iter().map(|step| step.environment)));
        let about: Vec<Range<usize>> = steps.iter().map(|step| step.span.clone()).collect();
        // Of a clause that several share, nobody could tell which of them a comment is about.
        let clauses = texts.iter().map(|text| Clause {
            text: (*text).to_owned(),
            about: if let [only] = steps.as_slice() { only.places_of(text) } else { Vec::new() },
        });
        source.block(&about, &head, &clauses.collect::<Vec<_>>());
    }
}

impl Step<'_> {
    fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.settings.iter().chain(&self.hooks)
    }

    fn places_of(&self, text: &str) -> Vec<Range<usize>> {
        self.clauses().filter(|clause| clause.text == text).flat_map(|clause| clause.about.clone()).collect()
    }
}

/// Which block says what of which steps.
struct Blocks<'s, 'n> {
    defaults: Vec<&'s str>,
    /// Environments that share all that is said of them beyond the defaults.
    groups: IndexMap<Vec<&'s str>, Vec<&'s Step<'n>>>,
    /// The steps of which nothing but defaults is said.
    by_default: Vec<&'s Step<'n>>,
    /// The steps of which nothing is said.
    bare: Vec<&'s Step<'n>>,
}

impl<'s, 'n> Blocks<'s, 'n> {
    /// The blocks with those defaults with which the fewest are left.
    fn of(steps: &'s [Step<'n>]) -> Blocks<'s, 'n> {
        let words = ["pre ", "action ", "post "];
        let possible: Vec<&str> = words.iter().filter_map(|word| most_common(steps, word)).collect();
        let subsets = (0..1_usize << possible.len()).map(|chosen| {
            let taken = possible.iter().enumerate().filter(|(index, _)| chosen >> index & 1 == 1);
            Blocks::with(steps, taken.map(|(_, text)| *text).collect())
        });
        subsets.min_by_key(Blocks::cost).unwrap_or_else(|| Blocks::with(steps, Vec::new()))
    }

    fn with(steps: &'s [Step<'n>], defaults: Vec<&'s str>) -> Blocks<'s, 'n> {
        let mut blocks =
            Blocks { defaults, groups: IndexMap::new(), by_default: Vec::new(), bare: Vec::new() };
        for step in steps {
            let texts = step.clauses().map(|clause| clause.text.as_str());
            let own: Vec<&str> = texts.filter(|text| !blocks.defaults.contains(text)).collect();
            match (own.is_empty(), step.settings.is_empty()) {
                (false, _) => blocks.groups.entry(own).or_default().push(step),
                (true, false) => blocks.by_default.push(step),
                (true, true) => blocks.bare.push(step),
            }
        }
        blocks
    }

    /// The number of blocks, then of clauses. Of two ways that cost the same, defaults say more of the flow.
    fn cost(&self) -> (usize, usize, usize) {
        let clauses: usize = self.groups.keys().map(Vec::len).sum();
        let has_defaults = usize::from(!self.defaults.is_empty());
        (self.groups.len() + has_defaults, clauses + self.defaults.len(), 1 - has_defaults)
    }
}

/// The clause that most steps have for a setting, if all have one and several the same: a setting can be a default only
/// where no step leaves it to the policies.
fn most_common<'s>(steps: &'s [Step<'_>], word: &str) -> Option<&'s str> {
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for step in steps {
        let clause = step.settings.iter().find(|clause| clause.text.starts_with(word))?;
        *counts.entry(&clause.text).or_default() += 1;
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| *count > 1).map(|(text, _)| text)
}
