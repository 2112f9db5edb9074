//! What a picture of a flow shows, as plain data: every format is a function of it. Knows nothing of how it is drawn.

use std::sync::Arc;

/// A flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagram {
    /// The name of the flow.
    pub flow: String,
    /// What its documentation says.
    pub description: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// How long a promotion may take.
    pub timeout_minutes: Option<u64>,
    /// Where it is declared.
    pub place: Place,
    /// The products that can take it, by name.
    pub products: Vec<String>,
    /// The hooks of the release.
    pub hooks: Vec<Hook>,
    /// Its environments, each after those it depends on; the trigger environment comes first.
    pub nodes: Vec<Node>,
    /// What depends on what, by the number of the node: an edge goes from a lower number to a higher one.
    pub edges: Vec<Edge>,
}

impl Diagram {
    /// What each node depends on, in order of mention.
    pub(crate) fn dependencies(&self) -> Vec<Vec<usize>> {
        let mut dependencies = vec![Vec::new(); self.nodes.len()];
        for edge in &self.edges {
            if let Some(list) = dependencies.get_mut(edge.to) {
                list.push(edge.from);
            }
        }
        dependencies
    }
}

/// An environment of a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// What no other node of the project is called: `FLOW/ENVIRONMENT`.
    pub id: String,
    /// The name of the environment.
    pub environment: String,
    /// Whether its kind is `production`.
    pub is_production: bool,
    /// Whether the flow starts here.
    pub is_trigger: bool,
    /// What happens in it: `pre`, `action` and `post`; where the flow starts, `post` alone.
    pub settings: Vec<Setting>,
    /// The hooks of the environment.
    pub hooks: Vec<Hook>,
    /// Where the flow first mentions it.
    pub place: Place,
}

/// That one environment depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The node that comes first.
    pub from: usize,
    /// The node that depends on it.
    pub to: usize,
}

/// A field of what happens in an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name, as in the sources.
    pub field: &'static str,
    /// What holds: one for all products, or several that differ in the value or in where it comes from.
    pub variants: Vec<Variant>,
}

impl Setting {
    /// Whether policies of one priority disagree on it for some product.
    pub fn is_tie(&self) -> bool {
        self.variants.iter().any(Variant::is_tie)
    }

    /// Whether the value is not the same for every product.
    pub fn differs(&self) -> bool {
        self.variants.windows(2).any(|pair| match pair {
            [left, right] => left.values() != right.values() || left.may_be_set != right.may_be_set,
            _ => false,
        })
    }
}

/// What holds for some products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The products, by name; none where no product takes the flow.
    pub products: Vec<String>,
    /// What holds, if anything is said.
    pub chosen: Option<Said>,
    /// What would hold otherwise, the best first.
    pub overrides: Vec<Said>,
    /// Whether nothing is said, and something that is not understood may say it.
    pub may_be_set: bool,
}

impl Variant {
    /// The value that holds; in a tie all that hold as much, and none if nothing is said.
    pub fn values(&self) -> Vec<&str> {
        let tied = self.overrides.iter().filter(|said| said.is_tied);
        let mut values: Vec<&str> = Vec::new();
        for said in self.chosen.iter().chain(tied) {
            if !values.contains(&said.value.as_str()) {
                values.push(&said.value);
            }
        }
        values
    }

    /// Whether nothing says that this value holds and not another, since policies of one priority disagree.
    pub fn is_tie(&self) -> bool {
        self.overrides.iter().any(|said| said.is_tied)
    }
}

/// A value with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The value.
    pub value: String,
    /// What says it: `step`, `default`, or `policy NAME (PRIORITY)`.
    pub by: String,
    /// Where.
    pub place: Place,
    /// Whether it is of a policy with the same priority as what holds, and says something else.
    pub is_tied: bool,
}

/// A workflow that runs at an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The event: `start`, `success` or `fail`.
    pub event: &'static str,
    /// The workflow.
    pub workflow: String,
    /// Where it is said.
    pub place: Place,
}

/// A place in a file of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The path of the file, relative to the project.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The column of what stands there, in characters from 1.
    pub column: usize,
}
