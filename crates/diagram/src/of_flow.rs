//! From the model to a diagram: the environments of a flow, what they depend on, and the settings that hold in them
//! for each product that can take the flow. Knows nothing of pictures.

use promo_analysis::model::{Flow, Hooks, Name};
use promo_analysis::names::{NameKey, Namespace, resolve};
use promo_analysis::policies::{
    Candidate, Evaluation, environment_facts, evaluate_flow, flow_named, users_of,
};
use promo_analysis::value::EnvironmentKind;
use promo_analysis::{Db, Lines, Site};
use rustc_hash::FxHashMap;

use crate::diagram::{Diagram, Edge, Hook, Node, Place, Said, Setting, Variant};

/// The diagram of a flow; none if there is no such flow, if it lives elsewhere, or if errors hide it.
pub fn of_flow(db: &dyn Db, name: &str) -> Option<Diagram> {
    let flow = flow_named(db, name)?;
    let site = resolve(db, Namespace::Flows, name)?.site(db);
    let mut places = Places::new(db);
    let products = users_of(db, NameKey::new(db, Namespace::Flows, name));
    let place = places.of(site);
    Some(Diagram {
        flow: name.to_owned(),
        description: flow.metadata.description.as_ref().map(|text| text.value.clone()),
        version: flow.metadata.version.as_ref().map(|version| version.value.to_string()),
        timeout_minutes: flow.timeout_minutes.as_ref().map(|minutes| minutes.value),
        products: products.iter().map(Name::to_string).collect(),
        hooks: hooks(&mut places, &flow.hooks),
        nodes: nodes(&mut places, flow, products, &place),
        edges: edges(flow),
        place,
    })
}

fn nodes<'db>(places: &mut Places<'db>, flow: &'db Flow<'db>, products: &[Name], place: &Place) -> Vec<Node> {
    let mut nodes = vec![node(places.db, flow, &flow.trigger.value, place.clone())];
    for step in &flow.steps {
        let place = places.of(step.environment.place);
        let hooks = hooks(places, &step.hooks);
        nodes.push(Node { hooks, ..node(places.db, flow, &step.environment.value, place) });
    }
    if let Some(trigger) = nodes.first_mut() {
        trigger.is_trigger = true;
    }
    add_settings(places, flow, products, &mut nodes);
    nodes
}

fn node(db: &dyn Db, flow: &Flow<'_>, environment: &Name, place: Place) -> Node {
    let facts = environment_facts(db, NameKey::new(db, Namespace::Constants, &**environment));
    Node {
        id: format!("{}/{environment}", flow.metadata.name),
        environment: environment.to_string(),
        is_production: facts.kind == Some(EnvironmentKind::Production),
        place,
        ..Node::default()
    }
}

/// The settings of every product; of a flow that no product takes, those that hold for any.
fn add_settings<'db>(places: &mut Places<'db>, flow: &'db Flow<'db>, products: &[Name], nodes: &mut [Node]) {
    let takers = products.iter().map(Some).chain(products.is_empty().then_some(None));
    for product in takers {
        let evaluations = evaluate_flow(places.db, flow, product);
        for (node, evaluation) in nodes.iter_mut().zip(evaluations) {
            add(node, product, settings(places, &evaluation), evaluation.may_be_set);
        }
    }
}

/// What holds in an environment for one product: field by field, the best first.
fn settings<'db>(places: &mut Places<'db>, evaluation: &Evaluation<'db>) -> Vec<(&'static str, Vec<Said>)> {
    let post = ("post", said(places, &evaluation.post, |name| name.to_string()));
    // Nothing is promoted to the environment that a flow starts in.
    if evaluation.is_trigger {
        return vec![post];
    }
    let pre = ("pre", said(places, &evaluation.pre, |name| name.to_string()));
    let action = ("action", said(places, &evaluation.action, |action| action.name().to_owned()));
    vec![pre, action, post]
}

fn said<'db, T: PartialEq>(
    places: &mut Places<'db>,
    candidates: &[Candidate<'db, T>],
    text: impl Fn(&T) -> String,
) -> Vec<Said> {
    let said = candidates.iter().map(|candidate| {
        let place = places.of(candidate.site);
        let is_tied = candidates.first().is_some_and(|holding| candidate.ties_with(holding));
        Said { value: text(&candidate.value), by: candidate.origin.to_string(), place, is_tied }
    });
    said.collect()
}

/// Adds what holds for a product to what is known of others.
fn add(node: &mut Node, product: Option<&Name>, settings: Vec<(&'static str, Vec<Said>)>, may_be_set: bool) {
    let product = product.map(Name::to_string);
    for (number, (field, said)) in settings.into_iter().enumerate() {
        if node.settings.len() <= number {
            node.settings.push(Setting { field, variants: Vec::new() });
        }
        let Some(setting) = node.settings.get_mut(number) else { continue };
        let mut said = said.into_iter();
        let (chosen, overrides) = (said.next(), said.collect());
        let may_be_set = may_be_set && chosen.is_none();
        let known = setting.variants.iter_mut();
        let mut same = known.filter(|known| {
            known.chosen == chosen && known.overrides == overrides && known.may_be_set == may_be_set
        });
        match same.next() {
            Some(known) => known.products.extend(product.clone()),
            None => setting.variants.push(Variant {
                products: product.iter().cloned().collect(),
                chosen,
                overrides,
                may_be_set,
            }),
        }
    }
}

fn hooks<'db>(places: &mut Places<'db>, hooks: &Hooks<'db>) -> Vec<Hook> {
    let events = [("start", &hooks.start), ("success", &hooks.success), ("fail", &hooks.fail)];
    let set = events.into_iter().filter_map(|(event, hook)| Some((event, hook.as_ref()?)));
    set.map(|(event, hook)| Hook { event, workflow: hook.value.to_string(), place: places.of(hook.place) })
        .collect()
}

/// The edges, by the environment that depends, then in order of mention.
fn edges(flow: &Flow<'_>) -> Vec<Edge> {
    let environments = flow.steps.iter().map(|step| &step.environment.value);
    let numbers: FxHashMap<&Name, usize> =
        std::iter::once(&flow.trigger.value).chain(environments).zip(0..).collect();
    let mut edges = Vec::new();
    for (to, step) in (1..).zip(&flow.steps) {
        let known = step.depends_on.iter().filter_map(|name| numbers.get(&name.value).copied());
        edges.extend(known.filter(|from| *from < to).map(|from| Edge { from, to }));
    }
    edges
}

/// Finds places as a diagram holds them.
struct Places<'db> {
    db: &'db dyn Db,
    lines: Lines<'db>,
}

impl<'db> Places<'db> {
    fn new(db: &'db dyn Db) -> Self {
        Places { db, lines: Lines::new(db) }
    }

    fn of(&mut self, site: Site<'db>) -> Place {
        let line = self.lines.of(site);
        Place { file: line.file.clone(), line: line.number, column: line.column }
    }
}
