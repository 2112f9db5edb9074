//! What is shown beside a source, and kept fresh: the manifest that a declaration becomes, the picture of a flow, a
//! simulated release.

use promo_analysis::model::Flow;
use promo_analysis::names::{Namespace, emitted_namespace, names, reference_text, resolve};
use promo_analysis::policies::flow_named;
use promo_analysis::{Db, Declaration, DeclarationKind, Site};
use promo_diagnostics::Place;
use promo_diagram::{html, of_flow, svg};
use promo_emit::{Format, document};
use promo_report::{Asked, lookup};
use promo_syntax::NodeKind;

use crate::FilePosition;
use crate::target::{Target, declaration_around, occurrence_at, occurrences};

/// What is shown for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview<T> {
    /// The name of what is shown.
    pub name: String,
    /// The pattern at the place: what is shown is one of its uses.
    pub pattern: Option<Pattern>,
    /// How it looks; none where errors hide what the declaration says, and of a pattern that nothing uses.
    pub shown: Option<T>,
}

/// A pattern, which becomes nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Its name.
    pub name: String,
    /// The names of what is made of it, in order.
    pub uses: Vec<String>,
}

/// The manifest that a declaration becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Its `kind`.
    pub kind: &'static str,
    /// Its YAML, as `promo build` writes it.
    pub text: String,
}

/// The picture of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowGraph {
    /// As a picture. The box of an environment has its name in `data-environment`.
    pub svg: String,
    /// As a page that needs nothing else, with all that holds in each environment.
    pub html: String,
    /// Its environments, each with where the flow first mentions it.
    pub nodes: Vec<(String, Place)>,
}

/// A simulated release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulatedRelease {
    /// For people.
    pub text: String,
    /// For programs.
    pub json: String,
}

/// The manifest that the declaration around a place becomes, and for a pattern that of the use that is chosen, or else
/// of the first; none if nothing is emitted for such a declaration.
pub fn preview_yaml(db: &dyn Db, position: FilePosition, chosen: Option<&str>) -> Option<Preview<Manifest>> {
    let declaration = declaration_around(db, position)?;
    let namespace = emitted_namespace(declaration.kind(db))?;
    if !is_pattern(db, declaration) {
        let name = declaration.name(db).to_string();
        return Some(Preview { name, pattern: None, shown: yaml_of(db, declaration) });
    }
    Some(of_pattern(db, namespace, declaration, chosen, |user| {
        yaml_of(db, resolve(db, namespace, user)?.declaration()?)
    }))
}

/// The manifest that a declaration becomes.
pub(crate) fn yaml_of(db: &dyn Db, declaration: Declaration<'_>) -> Option<Manifest> {
    let document = document(db, declaration).ok()??;
    let text = document.text(Format::Yaml).ok()?;
    Some(Manifest { kind: document.kind.name(), text })
}

/// The picture of the flow at a place: one that is named there, the one that is declared there, or the first of the
/// product there. For a pattern, it is that of the use that is chosen, or else of the first.
pub fn flow_graph(db: &dyn Db, position: FilePosition, chosen: Option<&str>) -> Option<Preview<FlowGraph>> {
    let flow = flow_at(db, position)?;
    match resolve(db, Namespace::Flows, &flow)?.declaration() {
        Some(declaration) if is_pattern(db, declaration) => {
            Some(of_pattern(db, Namespace::Flows, declaration, chosen, |user| picture(db, user)))
        }
        _ => Some(Preview { shown: picture(db, &flow), name: flow, pattern: None }),
    }
}

fn picture(db: &dyn Db, flow: &str) -> Option<FlowGraph> {
    let diagrams = [of_flow(db, flow)?];
    let nodes = nodes(db, flow, flow_named(db, flow)?)?;
    Some(FlowGraph { svg: svg(&diagrams), html: html(&diagrams), nodes })
}

fn flow_at(db: &dyn Db, position: FilePosition) -> Option<String> {
    let named = occurrence_at(db, position).and_then(|occurrence| known_flow(db, &occurrence.target));
    // The pattern that a flow is made of is not what the place is about.
    let named = named.filter(|flow| {
        let declaration = resolve(db, Namespace::Flows, flow).and_then(|found| found.declaration());
        declaration.is_none_or(|declaration| !is_pattern(db, declaration))
    });
    named.or_else(|| {
        let declaration = declaration_around(db, position)?;
        match declaration.kind(db) {
            DeclarationKind::Flow => Some(declaration.name(db).to_string()),
            DeclarationKind::Product => first_flow(db, declaration),
            _ => None,
        }
    })
}

/// The first flow that a product names and of which something is known.
fn first_flow<'db>(db: &'db dyn Db, product: Declaration<'db>) -> Option<String> {
    occurrences(db, product).into_iter().find_map(|occurrence| known_flow(db, &occurrence.target))
}

/// A flow that is declared in a source, or of which a manifest tells what it does.
fn known_flow(db: &dyn Db, target: &Target<'_>) -> Option<String> {
    let Target::Name(Namespace::Flows, name) = target else { return None };
    let declaration = resolve(db, Namespace::Flows, name)?.declaration();
    let is_declared = declaration.is_some_and(|found| found.kind(db) == DeclarationKind::Flow);
    (is_declared || flow_named(db, name).is_some()).then(|| name.to_string())
}

fn is_pattern(db: &dyn Db, declaration: Declaration<'_>) -> bool {
    declaration.node(db).child(NodeKind::Parameters).is_some()
}

/// What is shown for a pattern: of what is made of it what is chosen, or else the first of which something is known.
fn of_pattern<T>(
    db: &dyn Db,
    namespace: Namespace,
    declaration: Declaration<'_>,
    chosen: Option<&str>,
    show: impl Fn(&str) -> Option<T>,
) -> Preview<T> {
    let pattern = declaration.name(db).to_string();
    let mut uses: Vec<String> = names(db).in_namespace(namespace).map(str::to_owned).collect();
    uses.retain(|user| pattern_of(db, namespace, user).as_ref() == Some(&pattern));
    uses.sort();
    let chosen = chosen.and_then(|chosen| uses.iter().find(|user| *user == chosen));
    let found = match chosen {
        Some(chosen) => Some((chosen.clone(), show(chosen))),
        None => uses.iter().find_map(|user| Some((user.clone(), Some(show(user)?)))),
    };
    let (name, shown) = found.unwrap_or_else(|| (uses.first().unwrap_or(&pattern).clone(), None));
    Preview { name, pattern: Some(Pattern { name: pattern, uses }), shown }
}

fn pattern_of(db: &dyn Db, namespace: Namespace, user: &str) -> Option<String> {
    let declaration = resolve(db, namespace, user)?.declaration()?;
    declaration.node(db).child(NodeKind::Use)?.values().next().map(reference_text)
}

/// The environments of a flow in the order of its picture.
fn nodes(db: &dyn Db, name: &str, flow: &Flow<'_>) -> Option<Vec<(String, Place)>> {
    let trigger =
        (flow.trigger.value.to_string(), trigger_site(db, name, &flow.trigger.value)?.file_place(db));
    let steps = flow
        .steps
        .iter()
        .map(|step| (step.environment.value.to_string(), step.environment.place.file_place(db)));
    Some(std::iter::once(trigger).chain(steps).collect())
}

/// Where a flow first mentions the environment that it starts in, or else where its name stands.
fn trigger_site<'db>(db: &'db dyn Db, flow: &str, trigger: &str) -> Option<Site<'db>> {
    let definition = resolve(db, Namespace::Flows, flow)?;
    let own = definition.declaration().map(|declaration| occurrences(db, declaration)).unwrap_or_default();
    let mention = own.into_iter().find(|occurrence| {
        matches!(&occurrence.target, Target::Name(Namespace::Constants, name) if **name == *trigger)
    });
    Some(mention.map_or_else(|| definition.site(db), |mention| mention.place.into()))
}

/// The release of a product as it would unfold.
///
/// # Errors
/// Why it can't be told, in words: a name stands for nothing.
pub fn simulate(db: &dyn Db, asked: &Asked) -> Result<SimulatedRelease, String> {
    let simulation = promo_report::simulate(db, asked)?;
    Ok(SimulatedRelease { text: simulation.text(db), json: simulation.json()? })
}

/// The products of the project, by name.
pub fn products(db: &dyn Db) -> Vec<&str> {
    lookup::defined_names(db, Namespace::Products)
}
