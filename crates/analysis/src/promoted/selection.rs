//! Which Applications the templates select, by the labels in their manifests, and which they would select if the
//! labels said what the Applications are. Knows nothing of what a template promotes.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use promo_manifest::keys::{ENVIRONMENT, PRODUCT};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::database::Db;
use crate::knowledge::{ApplicationFact, applications};
use crate::model::{LabelOperator, LabelSubject, Model, Name, Template};
use crate::names::{Definition, NameKey, Namespace, resolve};
use crate::policies::{defined, product_named};
use crate::site::Site;

/// What a template selects.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Selection<'db> {
    /// The Applications, by their numbers among all of the project.
    pub(crate) applications: Vec<usize>,
    /// The Applications that it is for: those selected, but for those of a product that has another template, and
    /// those of the products that name this one.
    pub(crate) promoted: Vec<usize>,
    /// The Applications that only lack a label to be selected, and have no template but by labels.
    pub(crate) lacking: Vec<Lacking<'db>>,
    /// The templates of the same priority that are for one Application too, by name, with the first such.
    pub(crate) rivals: Vec<(Name, usize)>,
    /// Whether what is not among them is not selected.
    pub(crate) is_certain: bool,
}

/// An Application that only lacks a label to be selected.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Lacking<'db> {
    /// The Application.
    pub(crate) application: Name,
    /// Where its name stands.
    pub(crate) site: Site<'db>,
    /// The key of the label.
    pub(crate) key: &'static str,
    /// What the label would say.
    pub(crate) value: Name,
    /// Which condition of the template asks for it.
    pub(crate) condition: usize,
}

/// What a template selects; nothing if its name stands for another one.
pub(crate) fn selection<'db>(
    db: &'db dyn Db,
    definition: Definition<'db>,
    template: &Template<'db>,
) -> Option<&'db Selection<'db>> {
    let key = NameKey::new(db, Namespace::Templates, &*template.metadata.name);
    let is_meant = resolve(db, Namespace::Templates, key.text(db)) == Some(definition);
    is_meant.then(|| selection_of(db, key))
}

/// What a template selects: between all templates and whoever looks at one.
#[salsa::tracked(returns(ref))]
pub(super) fn selection_of<'db>(db: &'db dyn Db, template: NameKey<'db>) -> Selection<'db> {
    selections(db).get(template.text(db)).cloned().unwrap_or_default()
}

/// What a product says itself of what is promoted, so that its Applications need no labels.
#[derive(Clone, Debug, PartialEq, Eq)]
enum OwnTemplate {
    /// It names a template.
    Named(Name),
    /// It says so inline.
    Inline,
}

#[salsa::tracked(returns(clone))]
fn own_template<'db>(db: &'db dyn Db, product: NameKey<'db>) -> Option<OwnTemplate> {
    let product = product_named(db, product.text(db))?;
    let named = product.template.as_ref().map(|template| OwnTemplate::Named(template.value.clone()));
    named.or_else(|| (!product.promotion.is_empty()).then_some(OwnTemplate::Inline))
}

/// What a template asks of Applications, without the places where it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    priority: i64,
    conditions: Vec<(LabelSubject, LabelOperator<Name>)>,
}

/// What a template asks: between all that it says and whoever looks at the selectors of all templates.
#[salsa::tracked(returns(ref))]
fn asked<'db>(db: &'db dyn Db, template: NameKey<'db>) -> Option<Asked> {
    let Some(Model::Template(template)) = resolve(db, Namespace::Templates, template.text(db))?.model(db)
    else {
        return None;
    };
    let conditions = template.selector.iter();
    let conditions = conditions.map(|asked| (asked.subject.value.clone(), asked.operator.without_places()));
    Some(Asked { priority: template.priority.value, conditions: conditions.collect() })
}

/// What each template selects, by its name. Where no Application is known, no template is looked at: that would have to
/// be done again after every edit.
#[salsa::tracked(returns(ref))]
fn selections(db: &dyn Db) -> FxHashMap<Name, Selection<'_>> {
    let all = &applications(db).known;
    if all.is_empty() {
        return FxHashMap::default();
    }
    let is_certain = applications(db).unknown.is_empty()
        && all.iter().all(|fact| fact.is_complete && fact.deployment.is_some());
    let own: Vec<Option<OwnTemplate>> = all.iter().map(|fact| own_template_for(db, fact)).collect();
    let mut selections = FxHashMap::default();
    let mut by_application: Vec<Vec<(i64, Name)>> = vec![Vec::new(); all.len()];
    for (name, asked) in templates(db) {
        let mut selection = Selection { is_certain, ..Selection::default() };
        for (number, (fact, selecting)) in all.iter().zip(&mut by_application).enumerate() {
            let own = own.get(number).and_then(Option::as_ref);
            let is_selected = selects(asked, fact);
            if is_selected {
                selection.applications.push(number);
            } else if own.is_none() {
                selection.lacking.extend(lacking(asked, fact));
            }
            if own.map_or(is_selected, |own| *own == OwnTemplate::Named(name.clone())) {
                selection.promoted.push(number);
                selecting.push((asked.priority, name.clone()));
            }
        }
        selections.insert(name, selection);
    }
    add_rivals(&mut selections, by_application);
    selections
}

/// What the templates of the project ask, by name.
fn templates(db: &dyn Db) -> Vec<(Name, &Asked)> {
    let mut names: Vec<&str> = defined(db, Namespace::Templates).map(|(name, _)| name).collect();
    names.sort_unstable();
    let asked = names.into_iter().filter_map(|name| {
        let asked = asked(db, NameKey::new(db, Namespace::Templates, name)).as_ref()?;
        Some((Name::from(name), asked))
    });
    asked.collect()
}

fn add_rivals(selections: &mut FxHashMap<Name, Selection<'_>>, by_application: Vec<Vec<(i64, Name)>>) {
    // Many Applications are selected by the same templates.
    let mut seen: FxHashSet<Vec<(i64, Name)>> = FxHashSet::default();
    for (number, selecting) in by_application.into_iter().enumerate() {
        if selecting.len() < 2 || !seen.insert(selecting.clone()) {
            continue;
        }
        for (priority, name) in &selecting {
            let Some(selection) = selections.get_mut(name) else { continue };
            let equal = selecting.iter().filter(|(other, rival)| other == priority && rival != name);
            for (_, rival) in equal {
                if !selection.rivals.iter().any(|(known, _)| known == rival) {
                    selection.rivals.push((rival.clone(), number));
                }
            }
        }
    }
}

/// Whether the labels of an Application are known, and as the template asks.
fn selects(asked: &Asked, fact: &ApplicationFact<'_>) -> bool {
    let is_known = fact.is_complete && fact.deployment.is_some();
    is_known && asked.conditions.iter().all(|(subject, operator)| holds(operator, label(fact, subject)))
}

fn own_template_for<'db>(db: &'db dyn Db, fact: &ApplicationFact<'db>) -> Option<OwnTemplate> {
    own_template(db, NameKey::new(db, Namespace::Products, &*fact.product.as_ref()?.value))
}

/// What an Application lacks, if it is selected as soon as its labels say of which product it is, and in which
/// environment.
fn lacking<'db>(asked: &Asked, fact: &ApplicationFact<'db>) -> Option<Lacking<'db>> {
    if !fact.is_complete || fact.deployment.is_none() || fact.product.is_none() {
        return None;
    }
    let mut conditions = asked.conditions.iter();
    if !conditions.clone().all(|(subject, operator)| holds(operator, meant(fact, subject))) {
        return None;
    }
    let condition = conditions.position(|(subject, operator)| !holds(operator, label(fact, subject)))?;
    let (subject, _) = asked.conditions.get(condition)?;
    let key = match subject {
        LabelSubject::Product => PRODUCT,
        LabelSubject::Environment => ENVIRONMENT,
        LabelSubject::Label(_) => return None,
    };
    let value = meant(fact, subject)?.clone();
    Some(Lacking { application: fact.name.clone(), site: fact.site, key, value, condition })
}

fn holds(operator: &LabelOperator<Name>, value: Option<&Name>) -> bool {
    match operator {
        LabelOperator::Equals(due) => value == Some(due),
        LabelOperator::In(due) => value.is_some_and(|value| due.contains(value)),
        LabelOperator::NotIn(due) => value.is_none_or(|value| !due.contains(value)),
        LabelOperator::Exists => value.is_some(),
        LabelOperator::DoesNotExist => value.is_none(),
    }
}

/// What a label of an Application says.
fn label<'a>(fact: &'a ApplicationFact<'_>, subject: &LabelSubject) -> Option<&'a Name> {
    let due = match subject {
        LabelSubject::Product => PRODUCT,
        LabelSubject::Environment => ENVIRONMENT,
        LabelSubject::Label(key) => key,
    };
    let labels = &fact.deployment.as_ref()?.labels;
    labels.iter().find(|(key, _)| **key == *due).map(|(_, value)| &value.value)
}

/// What a label of an Application would say if it said what the Application is.
fn meant<'a>(fact: &'a ApplicationFact<'_>, subject: &LabelSubject) -> Option<&'a Name> {
    let known = match (subject, fact.environments.as_slice()) {
        (LabelSubject::Product, _) => fact.product.as_ref().map(|product| &product.value),
        (LabelSubject::Environment, [environment]) => Some(environment),
        _ => None,
    };
    known.or_else(|| label(fact, subject))
}
