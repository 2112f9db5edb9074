//! What a refactoring promises to keep, looked at in the project as it would be with its edits made. Knows no
//! refactoring: whatever one forgets shows here.

use std::collections::{BTreeMap, BTreeSet};

use promo_analysis::diagnostics::of_file;
use promo_analysis::model::{Flow, Hooks, Metadata, Name};
use promo_analysis::names::Namespace;
use promo_analysis::policies::{Evaluation, defined, evaluate, flow_named};
use promo_analysis::{Db, declarations};
use promo_diagnostics::{Edit, Level};
use promo_emit::{Format, document};
use promo_manifest::Kind;
use promo_syntax::{Parse, parse};

use super::comments::comments;
use super::fields::Field;
use crate::edits::edited;
use crate::trial::Trial;

/// What stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Every manifest.
    Manifests,
    /// What holds for every product in every environment, and all else but the policies and what steps say.
    Settings,
    /// All but an environment in a flow: what came after another one does so still, with the settings that it had.
    Order {
        /// The flow.
        flow: Name,
        /// The environment that is taken out.
        gone: Name,
    },
}

/// What makes a difference: the name of it, and what it is.
type Facts = BTreeMap<String, String>;

impl Promise {
    /// Checks that the promise is kept, that every comment is still there, and that no error is new.
    ///
    /// # Errors
    /// What would be different.
    pub fn check(&self, db: &dyn Db, edits: &[Edit]) -> Result<(), String> {
        let texts = edited(db, edits);
        let before = texts.keys().filter_map(|path| db.project().text(db, path));
        check_texts(before, texts.values().map(String::as_str))?;
        let mut trial = Trial::new(db);
        let after: &dyn Db = trial.with(&texts);
        let changed: BTreeSet<&str> = texts.keys().map(|path| &**path).collect();
        check_errors(&errors(db, &changed), &errors(after, &changed))?;
        check_same(&self.facts(db), &self.facts(after))
    }

    fn facts(&self, db: &dyn Db) -> Facts {
        let mut facts = self.manifests(db);
        if *self != Promise::Manifests {
            facts.extend(self.settings(db));
        }
        let flows = defined(db, Namespace::Flows).filter_map(|(name, _)| flow_named(db, name));
        let shapes = flows.filter_map(|flow| {
            let gone = self.gone_from(&flow.metadata.name)?;
            Some((format!("the order or a hook of the flow `{}`", flow.metadata.name), shape(flow, gone)))
        });
        facts.extend(shapes);
        facts
    }

    /// What is gone from a flow whose manifest may change: an environment, or nothing.
    fn gone_from(&self, name: &Name) -> Option<Option<&Name>> {
        match self {
            Promise::Manifests => None,
            Promise::Settings => Some(None),
            Promise::Order { flow, gone } => (flow == name).then_some(Some(gone)),
        }
    }

    /// The manifests that stay as they are.
    fn manifests(&self, db: &dyn Db) -> Facts {
        let files = db.project().sources(db).iter();
        let documents = files
            .flat_map(|file| declarations(db, *file))
            .filter_map(|declaration| document(db, *declaration).ok()?)
            .filter(|document| self.keeps_manifest(document.kind, &document.name));
        let manifests = documents.map(|document| {
            let name = format!("the manifest of the {} `{}`", document.kind.name(), document.name);
            (name, document.text(Format::Yaml).unwrap_or_default())
        });
        manifests.collect()
    }

    fn keeps_manifest(&self, kind: Kind, name: &str) -> bool {
        match self {
            Promise::Manifests => true,
            Promise::Settings => !matches!(kind, Kind::PromotionFlow | Kind::PromotionPolicy),
            Promise::Order { flow, .. } => kind != Kind::PromotionFlow || *name != **flow,
        }
    }

    /// What holds for each product, field by field.
    fn settings(&self, db: &dyn Db) -> Facts {
        let mut facts = Facts::new();
        for (product, _) in defined(db, Namespace::Products) {
            for evaluation in evaluate(db, product).unwrap_or_default() {
                let is_gone = matches!(self, Promise::Order { flow, gone }
                    if *flow == evaluation.flow && *gone == evaluation.environment);
                if !is_gone {
                    facts.extend(settings_of(product, &evaluation));
                }
            }
        }
        facts
    }
}

/// Comments may move, and become more; none is lost. Nor is anything written that can't be read.
fn check_texts<'a>(
    before: impl Iterator<Item = &'a str>,
    after: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    let before: Vec<Parse> = before.map(parse).collect();
    let after: Vec<Parse> = after.map(parse).collect();
    let errors = |texts: &[Parse]| texts.iter().map(|text| text.errors.len()).sum::<usize>();
    if errors(&after) > errors(&before) {
        return Err("the result could not be read".to_owned());
    }
    let kept = said_in(&after);
    let mut comments = said_in(&before).into_iter();
    match comments.find(|(comment, count)| kept.get(comment).is_none_or(|kept| kept < count)) {
        Some((comment, _)) => Err(format!("the comment `{comment}` would be lost")),
        None => Ok(()),
    }
}

/// What the comments of some texts say, with how often: a doc comment may become a plain one.
fn said_in(texts: &[Parse]) -> BTreeMap<&str, usize> {
    let mut said = BTreeMap::new();
    for comment in texts.iter().flat_map(|text| comments(&text.tree)) {
        *said.entry(comment.trim_start_matches('/').trim()).or_default() += 1;
    }
    said
}

/// The errors of some files by their rule: how many, and what the last one says.
type Errors = BTreeMap<&'static str, (usize, String)>;

fn errors(db: &dyn Db, paths: &BTreeSet<&str>) -> Errors {
    let mut errors = Errors::new();
    let files = db.project().sources(db).iter().filter(|file| paths.contains(&**file.path(db)));
    for found in files.flat_map(|file| of_file(db, *file)).filter(|found| found.level == Level::Error) {
        let (count, message) = errors.entry(found.rule.name()).or_default();
        *count += 1;
        *message = found.message;
    }
    errors
}

fn check_errors(before: &Errors, after: &Errors) -> Result<(), String> {
    let is_new = |rule: &str, count: usize| before.get(rule).is_none_or(|(known, _)| *known < count);
    match after.iter().find(|(rule, (count, _))| is_new(rule, *count)) {
        Some((_, (_, message))) => Err(format!("the result would be wrong: {message}")),
        None => Ok(()),
    }
}

fn settings_of(product: &str, evaluation: &Evaluation<'_>) -> Facts {
    let place = format!("of `{product}` in `{}` of `{}`", evaluation.environment, evaluation.flow);
    let pre = evaluation.pre.first().map(|said| said.value.to_string());
    let action = evaluation.action.first().map(|said| said.value.name().to_owned());
    let post = evaluation.post.first().map(|said| said.value.to_string());
    let fields = [(Field::Pre, pre), (Field::Action, action), (Field::Post, post)];
    let holding = fields.into_iter().filter_map(|(field, value)| {
        let value = value?;
        // Of several that are as good as one another, none holds for certain.
        let undecided = evaluation.undecided().into_iter().find(|found| found.field == field.words());
        let others = undecided.map(|found| found.values.into_iter().map(|(value, _)| value).collect());
        let values: BTreeSet<String> = others.unwrap_or_else(|| BTreeSet::from([value]));
        let values: Vec<String> = values.into_iter().map(|value| format!("`{value}`")).collect();
        Some((format!("`{}` {place}", field.words()), values.join(" or ")))
    });
    holding.collect()
}

/// All of a flow but the settings of its steps, without an environment that is gone.
fn shape(flow: &Flow<'_>, gone: Option<&Name>) -> String {
    let kept = flow.steps.iter().filter(|step| Some(&step.environment.value) != gone);
    let hooks: BTreeMap<&Name, _> = kept.map(|step| (&step.environment.value, names(&step.hooks))).collect();
    let timeout = flow.timeout_minutes.as_ref().map(|minutes| minutes.value);
    let of_release = (heading(&flow.metadata), &flow.trigger.value, timeout, names(&flow.hooks));
    format!("{of_release:?} {hooks:?} {:?}", order(flow, gone))
}

/// All that a manifest says besides its spec, wherever that is written.
fn heading(metadata: &Metadata<'_>) -> Vec<String> {
    let description = metadata.description.iter().map(|text| format!("description {}", text.value));
    let version = metadata.version.iter().map(|version| format!("version {}", version.value));
    let annotations = metadata.annotations.iter();
    let annotations = annotations.map(|(key, value)| format!("annotation {key} {}", value.value));
    let labels = metadata.labels.iter().map(|(key, value)| format!("label {key} {}", value.value));
    let extra = metadata.extra.iter().map(|extra| format!("extra {:?} {}", extra.path, extra.value.value));
    description.chain(version).chain(annotations).chain(labels).chain(extra).collect()
}

fn names<'a>(hooks: &'a Hooks<'_>) -> [Option<&'a Name>; 3] {
    [&hooks.start, &hooks.success, &hooks.fail].map(|hook| hook.as_ref().map(|hook| &hook.value))
}

/// What comes after what in a flow, directly or not, but for what is gone.
fn order<'a>(flow: &'a Flow<'_>, gone: Option<&Name>) -> BTreeSet<(&'a Name, &'a Name)> {
    let mut before: BTreeMap<&Name, BTreeSet<&Name>> = BTreeMap::new();
    // Steps come after all that they depend on.
    for step in &flow.steps {
        let direct = || step.depends_on.iter().map(|from| &from.value);
        let indirect = direct().filter_map(|from| before.get(from)).flatten().copied();
        let all = indirect.chain(direct()).collect();
        before.insert(&step.environment.value, all);
    }
    let pairs = before.into_iter().flat_map(|(to, all)| all.into_iter().map(move |from| (from, to)));
    pairs.filter(|(from, to)| Some(*from) != gone && Some(*to) != gone).collect()
}

fn check_same(before: &Facts, after: &Facts) -> Result<(), String> {
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    match all.into_iter().find(|name| before.get(*name) != after.get(*name)) {
        Some(name) => Err(difference(name, before.get(name), after.get(name))),
        None => Ok(()),
    }
}

/// Of a setting it is shown what it is: its name begins with its word.
fn difference(name: &str, before: Option<&String>, after: Option<&String>) -> String {
    if !name.starts_with('`') {
        return format!("{name} would change");
    }
    let shown = |value: Option<&String>| value.map_or("nothing".to_owned(), Clone::clone);
    format!("{name} would be {} and no longer {}", shown(after), shown(before))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use promo_analysis::model::Name;
    use promo_analysis::{Change, Database};
    use promo_diagnostics::{Edit, Place};

    use super::Promise;

    const PROJECT: &str = "environment dev, qa, prod, live
flow to-prod { dev -> qa -> prod -> live  step qa { on fail mend } }
extern workflow mend, other
// By hand.
policy review { priority 1  action pr }
product loans { flow to-prod }
";

    /// What comes of a text for another one.
    fn tried(promise: &Promise, from: &str, to: &str) -> Result<(), String> {
        let mut database = Database::default();
        database.apply(Change::of_texts([("main.promo".into(), Arc::from(PROJECT))]));
        let start = PROJECT.find(from).unwrap();
        let place = Place { file: "main.promo".into(), start, end: start + from.len() };
        promise.check(&database, &[Edit { place, text: to.to_owned() }])
    }

    #[test]
    fn what_makes_a_difference_is_told() {
        const FLOW: &str = "dev -> qa -> prod -> live  step qa { on fail mend }";
        let (manifests, settings) = (&Promise::Manifests, &Promise::Settings);
        let order = &Promise::Order { flow: Name::from("to-prod"), gone: Name::from("qa") };
        let cases = [
            (manifests, "qa -> prod -> live", "qa -> prod  prod -> live", ""),
            (manifests, "// By hand.\n", "", "the comment `By hand.` would be lost"),
            (manifests, "flow to-prod {", "flow {", "the result could not be read"),
            (
                manifests,
                "priority 1",
                "priority 2",
                "the manifest of the PromotionPolicy `review` would change",
            ),
            (manifests, "step qa", "step what", "the result would be wrong: "),
            (settings, "priority 1", "priority 2", ""),
            (settings, "action pr", "action commit", "` would be `commit` and no longer `pr`"),
            (settings, "fail mend", "fail other", "the order or a hook of the flow `to-prod` would change"),
            (settings, "loans {", "loans { template x", "the result would be wrong: "),
            (order, FLOW, "dev -> prod -> live", ""),
            (order, FLOW, "dev -> prod, live", "the order or a hook of the flow `to-prod` would change"),
            (order, "priority 1", "priority 2", "the manifest of the PromotionPolicy `review` would change"),
        ];
        for (promise, from, to, expected) in cases {
            let reason = tried(promise, from, to).err().unwrap_or_default();
            let is_expected = reason.contains(expected) && reason.is_empty() == expected.is_empty();
            assert!(is_expected, "{from} as {to}: {reason} instead of {expected}");
        }
    }
}
