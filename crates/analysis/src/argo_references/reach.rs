//! What is in reach of a text of a workflow: parameters, inputs, outputs, and what Argo knows besides.

use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::names::{Outputs, WorkflowNames, names};
use crate::database::Db;
use crate::declaration::{Declaration, DeclarationKind, name_text};
use crate::model::Model;
use crate::names::{Namespace, resolve};

/// What Argo knows of a whole workflow, besides its parameters and outputs.
pub(crate) const OF_WORKFLOW: &[&str] = &[
    "parameters",
    "outputs",
    "name",
    "namespace",
    "mainEntrypoint",
    "serviceAccountName",
    "uid",
    "labels",
    "annotations",
    "creationTimestamp",
    "priority",
    "duration",
    "scheduledTime",
    "status",
    "failures",
];

/// What Argo knows of the inputs of a template.
pub(crate) const OF_INPUTS: &[&str] = &["parameters", "artifacts"];

/// What Argo knows of a task, besides what it may add some day.
pub(crate) const OF_TASK: &[&str] =
    &["outputs", "id", "ip", "name", "status", "exitCode", "startedAt", "finishedAt", "hostNodeName"];

/// The first words of references to something that a workflow has.
pub(crate) const HEADS: &[&str] = &["workflow", "inputs", "outputs", "tasks"];

/// What is no value by itself, but has values in it.
const GROUPS: &[&str] = &["parameters", "outputs", "labels", "annotations"];

/// From where something is referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The step, and the others that share its block.
    pub(crate) step: String,
    pub(crate) steps: Vec<String>,
    /// Whether it is an argument of the step, which belongs to the graph, and not its template.
    pub(crate) in_graph: bool,
}

impl Reach {
    /// From a clause of the block of some steps; none if they have no name.
    pub fn of(step: SyntaxNode<'_>, clause: SyntaxNode<'_>) -> Option<Reach> {
        let steps: Vec<String> = names(step).map(name_text).collect();
        let in_graph = clause.keyword() == Some(TokenKind::WithKeyword);
        Some(Reach { step: steps.first()?.clone(), steps, in_graph })
    }
}

/// A workflow with what its texts may refer to.
pub struct WorkflowScope<'db> {
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    pub(crate) names: WorkflowNames<'db>,
}

impl<'db> WorkflowScope<'db> {
    /// The scope of a declaration; none if it is no workflow, or has no block.
    pub fn of(db: &'db dyn Db, declaration: Declaration<'db>) -> Option<Self> {
        let is_workflow = declaration.kind(db) == DeclarationKind::Workflow;
        let block = declaration.node(db).child(NodeKind::Block).filter(|_| is_workflow)?;
        Some(WorkflowScope { db, declaration, names: WorkflowNames::new(block) })
    }

    /// The references that stand for a value there, as far as they are known: what the workflow itself has comes
    /// first, then what Argo knows besides.
    pub fn references(&self, reach: &Reach) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut add = |prefix: &str, names: &[String]| {
            found.extend(names.iter().map(|name| format!("{prefix}{name}")));
        };
        add("workflow.parameters.", self.names.inputs.as_deref().unwrap_or_default());
        if reach.in_graph {
            for step in self.names.steps.keys().filter(|step| self.is_done(step, reach)) {
                let outputs = self.outputs_of(step).unwrap_or_default();
                add(&format!("tasks.{step}.outputs.parameters."), &outputs);
            }
        } else {
            add("inputs.parameters.", self.inputs_of(&reach.step).unwrap_or_default());
            let paths = self.outputs_of(&reach.step).unwrap_or_default();
            let paths: Vec<String> = paths.iter().map(|name| format!("{name}.path")).collect();
            add("outputs.parameters.", &paths);
        }
        add("workflow.outputs.parameters.", &self.global_outputs().unwrap_or_default());
        let plain = |fields: &[&str]| -> Vec<String> {
            let values = fields.iter().filter(|field| !GROUPS.contains(field));
            values.map(|field| (*field).to_owned()).collect()
        };
        add("workflow.", &plain(OF_WORKFLOW));
        if reach.in_graph {
            for step in self.names.steps.keys().filter(|step| self.is_done(step, reach)) {
                add(&format!("tasks.{step}."), &plain(OF_TASK));
            }
        }
        found
    }

    /// Whether a step has run whenever any of those that something is referred to from starts.
    pub(crate) fn is_done(&self, step: &str, reach: &Reach) -> bool {
        reach.steps.iter().all(|later| self.names.comes_before(step, later))
    }

    /// The inputs of a step, if they are known.
    pub(crate) fn inputs_of(&self, step: &str) -> Option<&[String]> {
        self.names.steps.get(step)?.inputs.as_deref()
    }

    /// The outputs that steps give to the whole workflow, if they are known.
    pub(crate) fn global_outputs(&self) -> Option<Vec<String>> {
        let mut globals = Vec::new();
        for step in self.names.steps.values() {
            match &step.outputs {
                Outputs::Own(own) => {
                    globals.extend(own.iter().filter(|(_, global)| *global).map(|(name, _)| name.clone()));
                }
                Outputs::OfStep(_) => {}
                Outputs::OfTemplate { .. } | Outputs::Unknown => return None,
            }
        }
        Some(globals)
    }

    /// The outputs of a step, if they are known.
    pub(crate) fn outputs_of(&self, step: &str) -> Option<Vec<String>> {
        match &self.names.steps.get(step)?.outputs {
            Outputs::Own(own) => Some(own.iter().map(|(name, _)| name.clone()).collect()),
            // A step that is used has a template of its own.
            Outputs::OfStep(used) => match &self.names.steps.get(used)?.outputs {
                Outputs::Own(own) => Some(own.iter().map(|(name, _)| name.clone()).collect()),
                _ => None,
            },
            Outputs::OfTemplate { workflow, template } => self.outputs_elsewhere(workflow, template),
            Outputs::Unknown => None,
        }
    }

    fn outputs_elsewhere(&self, workflow: &str, template: &str) -> Option<Vec<String>> {
        let parameters = self.declaration.node(self.db).child(NodeKind::Parameters);
        let mut parameters = parameters.into_iter().flat_map(SyntaxNode::descendants);
        if parameters.any(|node| node.kind() == NodeKind::Name && name_text(node) == workflow) {
            return None;
        }
        let definition = resolve(self.db, Namespace::Workflows, workflow)?;
        if definition.known(self.db).is_some_and(|known| !known.is_complete) {
            return None;
        }
        let Some(Model::Workflow(workflow)) = definition.model(self.db) else { return None };
        let step = workflow.steps.iter().find(|step| *step.name.value == *template)?;
        let may_have_more = step.extra.iter().any(|extra| extra.path.iter().any(|part| part == "outputs"));
        (!may_have_more).then(|| step.outputs.iter().map(|output| output.name.value.to_string()).collect())
    }
}
