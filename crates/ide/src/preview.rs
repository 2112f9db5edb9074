//! What is shown beside a source, and kept fresh: the manifest that a declaration becomes, the picture of a flow, a
//! simulated release.

use promo_analysis::model::Flow;
use promo_analysis::names::{Namespace, names, reference_text, resolve};
use promo_analysis::policies::flow_named;
use promo_analysis::{Db, Declaration, DeclarationKind, Site};
use promo_diagnostics::Place;
use promo_diagram::{html, of_flow, svg};
use promo_emit::{Format, document};
use promo_report::{Asked, lookup};
use promo_syntax::NodeKind;

use crate::FilePosition;
use crate::target::{Target, declaration_around, occurrence_at, occurrences};

/// The manifest that a declaration becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlPreview {
    /// The name of the object.
    pub name: String,
    /// Its `kind`.
    pub kind: &'static str,
    /// Its YAML, as `promo build` writes it.
    pub text: String,
}

/// The picture of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowGraph {
    /// The name of the flow.
    pub flow: String,
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

/// The manifest that the declaration around a place becomes; none if nothing is emitted for it, or errors hide it.
pub fn preview_yaml(db: &dyn Db, position: FilePosition) -> Option<YamlPreview> {
    yaml_of(db, declaration_around(db, position)?)
}

/// The manifest that a declaration becomes.
pub(crate) fn yaml_of(db: &dyn Db, declaration: Declaration<'_>) -> Option<YamlPreview> {
    let document = document(db, declaration).ok()??;
    let text = document.text(Format::Yaml).ok()?;
    Some(YamlPreview { name: document.name, kind: document.kind.name(), text })
}

/// The picture of the flow at a place: one that is named there, the one that is declared there, or the first of the
/// product there.
pub fn flow_graph(db: &dyn Db, position: FilePosition) -> Option<FlowGraph> {
    let name = flow_at(db, position)?;
    let diagram = of_flow(db, &name)?;
    let flow = flow_named(db, &name)?;
    let nodes = nodes(db, &name, flow)?;
    let diagrams = [diagram];
    Some(FlowGraph { flow: name, svg: svg(&diagrams), html: html(&diagrams), nodes })
}

fn flow_at(db: &dyn Db, position: FilePosition) -> Option<String> {
    let named = occurrence_at(db, position).and_then(|occurrence| match occurrence.target {
        Target::Name(Namespace::Flows, name) => drawable(db, &name),
        _ => None,
    });
    named.or_else(|| {
        let declaration = declaration_around(db, position)?;
        match declaration.kind(db) {
            DeclarationKind::Flow => drawable(db, declaration.name(db)),
            DeclarationKind::Product => first_flow(db, declaration),
            _ => None,
        }
    })
}

/// The first flow that a product names and of which something is known.
fn first_flow<'db>(db: &'db dyn Db, product: Declaration<'db>) -> Option<String> {
    occurrences(db, product).into_iter().find_map(|occurrence| match occurrence.target {
        Target::Name(Namespace::Flows, name) => drawable(db, &name),
        _ => None,
    })
}

/// The flow of a name, or the first by name that is made of it if it is a pattern.
fn drawable(db: &dyn Db, name: &str) -> Option<String> {
    if flow_named(db, name).is_some() {
        return Some(name.to_owned());
    }
    let mut uses: Vec<&str> = names(db).in_namespace(Namespace::Flows).collect();
    uses.retain(|user| flow_named(db, user).is_some() && pattern_of(db, user).as_deref() == Some(name));
    uses.into_iter().min().map(str::to_owned)
}

fn pattern_of(db: &dyn Db, flow: &str) -> Option<String> {
    let declaration = resolve(db, Namespace::Flows, flow)?.declaration()?;
    declaration.node(db).child(NodeKind::Use)?.values().next().map(reference_text)
}

/// The environments of a flow in the order of its picture.
fn nodes(db: &dyn Db, name: &str, flow: &Flow<'_>) -> Option<Vec<(String, Place)>> {
    let trigger = (flow.trigger.to_string(), trigger_site(db, name, &flow.trigger)?.file_place(db));
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
